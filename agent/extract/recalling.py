"""What is asked of stored results in plain words: "which encoders under 50 MB have I measured?"."""

import re

from agent.extract.limits import read_limits
from agent.extract.strategy import find_strategy
from tools.results.asking import ResultsQuery

_MEASURED = r"(?:measured?|tested|test|tried|try|benchmarked|benchmark|compared|stored|ran|run)"
_OPENS = r"\b(?:which|what|how\smany|any|list|show|is\sthere|are\sthere)\b"
# Whoever asks what "I" have measured means everything that is stored, not this search alone.
_EVER = re.compile(
    rf"{_OPENS}.{{0,80}}\b(?:(?:have|did|had)\s(?:i|we)|(?:i|we)(?:'ve|\s(?:have|had))?)\s"
    rf"(?:\w+\s){{0,2}}?{_MEASURED}\b"
    rf"|{_OPENS}.{{0,80}}\b{_MEASURED}\b.{{0,30}}\b(?:so\sfar|ever|already|before|here|until\snow)\b"
    rf"|{_OPENS}.{{0,60}}\b(?:ever|already)\s(?:been\s)?{_MEASURED}\b"
    rf"|{_OPENS}.{{0,80}}\bin\s(?:the|my)\s(?:store|database)\b"
)
_YOURS = re.compile(rf"{_OPENS}.{{0,80}}\b(?:you|were|was|been)\s(?:\w+\s){{0,2}}?{_MEASURED}\b")
_ENCODERS = re.compile(r"\b(?:(?:text|image|sentence)\s)?(?:encoders?|embedd\w+|probes?)\b")
_PICTURES = re.compile(r"\b(?:image|vision|picture|photo)s?\b")
_TEXTS = re.compile(r"\b(?:text|language|nlp)\b")
_FIELDS = {
    "min_quality": "min_quality",
    "max_latency_s": "max_latency_p50_s",
    "max_energy_j": "max_energy_j",
    "max_memory_bytes": "max_memory_bytes",
    "max_size_bytes": "max_size_bytes",
}
_WHOLE = ("max_memory_bytes", "max_size_bytes")


def find_recalling(text: str, lower: str) -> ResultsQuery | None:
    """Return what is asked of the stored results, or None where nothing is.

    Args:
        text: as it was written.
        lower: the same in lower case, character by character.

    """
    ever = bool(_EVER.search(lower))
    if not ever and not _YOURS.search(lower):
        return None
    asked = _asked(text, lower)
    return ResultsQuery.model_validate(asked) if ever or asked else None


def _asked(text: str, lower: str) -> dict[str, object]:
    """Return the fields of a query that a question speaks of."""
    asked: dict[str, object] = {}
    for reading in read_limits(text, terse=True):
        if (name := _FIELDS.get(reading.field)) is not None:
            asked[name] = int(reading.value) if name in _WHOLE else reading.value
    if _ENCODERS.search(lower):
        asked["strategy"] = "linear_probe"
    elif (way := find_strategy(lower)) is not None:
        asked["strategy"] = way[0]
    if _PICTURES.search(lower):
        asked["task"] = "image-classification"
    elif _TEXTS.search(lower):
        asked["task"] = "text-classification"
    return asked
