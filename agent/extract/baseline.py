"""What somebody uses now: a recommendation's saving is held against it."""

import re

_NOW = r"(?:now|today|currently|at\spresent|at\sthe\smoment|so\sfar|already)"
_USE = r"(?:use|run|serve|deploy|have)"
_NAME = r"[^.,;:!?\n]{2,60}?"
_ENDS = r"(?=[.,;:!?\n]|\s(?:and|but|for|on|in|to|with|which|that)\b|$)"
_BASELINE = re.compile(
    rf"\b(?:we|i)\s{_NOW}\s{_USE}\s(?P<a>{_NAME}){_ENDS}"
    rf"|\b{_NOW},?\s(?:we|i)\s{_USE}\s(?P<b>{_NAME}){_ENDS}"
    rf"|\b(?:we|i)\s{_USE}\s(?P<c>{_NAME})\s{_NOW}\b"
    rf"|\b(?:instead\sof|replac(?:e|es|ing)|compared\s(?:with|to)|against)\s(?:our\s|the\s)?"
    rf"(?P<d>{_NAME}){_ENDS}"
)


def find_baseline(lower: str) -> str | None:
    """Return the words that name what is used now, or None; they may name no model at all."""
    match = _BASELINE.search(lower)
    if match is None:
        return None
    return next(found for found in match.groups() if found is not None).strip()
