"""What is known of a hub's model from others: shown, and never a reason for or against it."""

from collections.abc import Iterable, Iterator

from agent import words
from tools.domain import Listing, Model, Published
from tools.hub.licences import kind


def introduction(model: Model) -> str:
    """Return a sentence or two about a model of the hub or its cache; nothing for others.

    What is published was measured by others, elsewhere, on other data: its unit is its own.
    """
    if model.source not in ("hub", "cache"):
        return ""
    said = f"From the {model.source if model.source == 'hub' else 'hub (in its cache here)'}: "
    text = f"{said}{', '.join(_facts(model))}."
    if model.published:
        text += f" Published: {'; '.join(map(_result, model.published))}."
    return f"{text} Its card begins: “{model.card}”" if model.card else text


def introduced(model_id: str | None, listings: Iterable[Listing]) -> str:
    """Return the introduction of one of these models by its name, if it has one."""
    return next((introduction(one.model) for one in listings if one.model.id == model_id), "")


_WHENCE = {
    "catalogue": "from Green Runner's catalogue, files of a package",
    "built in": "built in: trained here on your examples",
    "folder": "from a folder of yours",
}


def described(model: Model) -> str:
    """Return what a model is, without what was measured: licence, size, languages, whence."""
    told = [
        _licence(model),
        f"{model.parameters:,} parameters" if model.parameters else "",
        f"{words.size(model.size_bytes)} on disk" if model.size_bytes else "",
        f"languages: {words.listed(model.languages)}" if model.languages else "",
        _WHENCE.get(model.source, ""),
    ]
    own = "; ".join(one for one in told if one)
    return f"{model.id}: {own}. {introduction(model)}".strip()


def _licence(model: Model) -> str:
    if not model.licence:
        return "no licence stated"
    return f"licence {model.licence} ({kind(model.licence)})"


def _facts(model: Model) -> Iterator[str]:
    yield _licence(model).removeprefix("licence ")
    if model.gated:
        yield "gated"
    if model.base:
        yield f"made from {model.base}"
    if model.downloads is not None:
        yield f"{model.downloads:,} downloads"


def _result(one: Published) -> str:
    return f"{one.metric or 'a result'} {one.value:g} on {one.dataset or 'data not named'}"
