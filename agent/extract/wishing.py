"""Reads a wish without an amount: "something smaller, please", "is there a faster one?"."""

import re
from typing import NamedTuple

from agent.extract.aspects import aspects_in
from agent.extract.quantities import find_quantities
from agent.extract.topics import find_task
from tools.domain import Priority

_COSTS = r"(?:energy|power|memory|ram|latency|disk|size|space|carbon|co2|electricity)"
_BETTER: dict[Priority, str] = {
    "quality": r"(?:higher|better)\s(?:accuracy|quality)|better|more\s(?:accurate|precise|reliable"
    r"|correct)|fewer\s(?:errors|mistakes)",
    "latency": r"faster|quicker|speedier|snappier|more\sresponsive",
    "energy": r"greener|leaner|more\s(?:efficient|frugal|economical|sustainable)",
    "price": r"cheaper",
    "size": r"smaller|slimmer|tinier|lighter|more\scompact",
}
_COMPARED = re.compile(
    "|".join(rf"(?P<{aspect}>\b(?:{words})\b)" for aspect, words in _BETTER.items())
    + rf"|\b(?:less|lower)\s(?:\w+\s)?{_COSTS}\b"
)
_OF_MEMORY = re.compile(r"\b(?:memory|ram)\b")
_FILLER = frozenset(
    [
        *("a", "an", "the", "it", "its", "this", "that", "one", "ones", "something"),
        *("anything", "model", "models", "choice", "please", "make", "get", "give", "find"),
        *("show", "take", "want", "need", "would", "like", "prefer", "can", "could", "you"),
        *("i", "we", "me", "us", "be", "is", "are", "there", "any", "have", "has", "do"),
        *("does", "with", "and", "but", "so", "then", "now", "much", "even", "bit", "little"),
        *("far", "still", "ok", "okay", "instead", "use", "uses", "using", "to", "on", "of"),
        *("in", "for", "what", "which", "about", "try", "let's", "i'd", "we'd", "memory"),
        *("ram", "disk", "somewhat", "slightly", "consumption", "footprint", "if", "possible"),
        *("really", "which's"),
    ]
)
_ONE = re.compile(r"\bones?\b")
_ASKED = re.compile(r"\b(?:there|any|anything|which|what|does)\b")


class Wish(NamedTuple):
    """What is to be better, and whether that is asked of what was measured."""

    priority: Priority
    asked: bool


def find_wish(lower: str) -> Wish | None:
    """Return what a lower-cased message wants more or less of, where it says nothing besides."""
    # The one of "a faster one" is no number.
    lower = _ONE.sub("", lower)
    match = _COMPARED.search(lower)
    if match is None or find_quantities(lower) or find_task(lower, later=True):
        return None
    rest = re.findall(r"[\w']+", lower[: match.start()] + " " + lower[match.end() :])
    if not _FILLER.issuperset(rest):
        return None
    named = next((name for name in _BETTER if match[name]), None)
    aspect = named or next(aspects_in(match[0]), None)
    if aspect == "size" and _OF_MEMORY.search(lower):
        aspect = "memory"
    return Wish(aspect, _ASKED.search(lower) is not None) if aspect else None
