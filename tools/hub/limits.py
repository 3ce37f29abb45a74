"""Which known fact about a model breaks a limit that somebody set."""

from collections.abc import Iterable

from tools.domain import PERMISSIVE, Budget, Model, Requirements
from tools.hub.licences import YOURS, kind, spdx

# The smallest numbers that a tactic computes with take a byte.
_LEAST_BYTES_PER_PARAMETER = 1
_ANY_LANGUAGE = "multilingual"


def broken_limit(model: Model, requirements: Requirements, budget: Budget) -> str:
    """Return the first known fact that breaks a limit, as a sentence, or nothing."""
    return (
        _licence_reason(model, requirements.licences)
        or _language_reason(model, requirements.languages)
        or _size_reason(model, requirements.max_size_bytes, budget.downloads_bytes)
        or _memory_reason(model, requirements.max_memory_bytes)
    )


def _licence_reason(model: Model, wanted: tuple[str, ...]) -> str:
    if not wanted or model.licence == YOURS or _is_accepted(model.licence, wanted):
        return ""
    said = f"Its licence is {model.licence}" if model.licence else "Its licence is not stated"
    return f"{said}; you asked for {' or '.join(wanted)}."


def _is_accepted(licence: str, wanted: Iterable[str]) -> bool:
    return any(
        kind(licence) == "permissive"
        if one == PERMISSIVE
        else spdx(licence).casefold() == spdx(one).casefold()
        for one in wanted
    )


def _language_reason(model: Model, wanted: tuple[str, ...]) -> str:
    known = {language.casefold() for language in model.languages}
    lacking = [language for language in wanted if known and language.casefold() not in known]
    if not lacking or _ANY_LANGUAGE in known:
        return ""
    return f"It knows {', '.join(model.languages)}, not {', '.join(lacking)}."


def _size_reason(model: Model, max_size: float | None, max_download: float | None) -> str:
    if max_size is not None and model.size_bytes > max_size:
        return f"It takes {_mb(model.size_bytes)} on disk; the limit is {_mb(max_size)}."
    if max_download is not None and model.download_bytes > max_download:
        return (
            f"{_mb(model.download_bytes)} would have to be fetched;"
            f" the search may fetch {_mb(max(max_download, 0))}."
        )
    return ""


def _memory_reason(model: Model, max_memory: float | None) -> str:
    """Return why a model cannot fit, whatever is tried on it."""
    least_bytes = model.parameters * _LEAST_BYTES_PER_PARAMETER
    if max_memory is None or model.runtime == "static" or least_bytes <= max_memory:
        return ""
    return (
        f"Its {model.parameters:,} parameters take {_mb(least_bytes)} of memory even at 8 bits;"
        f" the limit is {_mb(max_memory)}."
    )


def _mb(size_bytes: float) -> str:
    return f"{size_bytes / 1e6:.3g} MB"
