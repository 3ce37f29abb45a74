"""Says how much more or less something is to matter: "latency counts twice as much"."""

import re
from typing import Literal, NamedTuple

from agent.extract.aspects import aspects_in
from agent.extract.indifferent import find_indifferent
from agent.extract.numbers import find_numbers
from agent.extract.quantities import find_quantities
from agent.extract.topics import find_task
from tools.domain import Priority

Direction = Literal["more", "less", "not", "only"]

_LESS = re.compile(
    r"\b(?:(?:matter|count|care|weigh)\w*\s(?:\w+\s){0,2}less|less\s(?:important|about|weight)"
    r"|secondary)\b"
)
_WEIGHED = re.compile(
    r"\b(?:what\sif|suppose|matter\w*|care[ds]?|important|prefer|priorit\w+|prioriti[sz]e"
    r"|battery|first|paramount|crucial|vital|critical|counts?|counted"
    r"|weigh\w*|as\spossible|more|less)\b"
)
_ONLY = re.compile(
    r"\b(?:is|are|was|were|be|'s)\s(?:really\s|simply\s)?(?:everything|the\sonly\sthing)\b"
    r"|\ball\s(?:that\s|i\s|we\s)+(?:matters?|counts?|cares?\sabout)\b|\bonly\scar(?:e|ing)\sabout\b"
    r"|\bnothing\s(?:else\s)?(?:matters|counts)?\s?(?:but|except|than)\b"
    r"|\bonly\s\w+\s(?:matters|counts)\b|\bnothing\selse\s(?:matters|counts)\b"
)
_FREE = re.compile(r"\b(?:is|was|were|be)\s(?:for\s)?(?:free|unlimited|infinite)\b")
_TIMES = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "triple": 3.0, "thrice": 3.0}
_TIMES |= {"half": 0.5, "halve": 0.5, "halved": 0.5, "a third": 1 / 3, "a quarter": 0.25}
_FACTOR = re.compile(
    rf"\b(?:(?P<word>{'|'.join(sorted(_TIMES, key=len, reverse=True))})"
    r"|(?P<number>\d+(?:\.\d+)?|two|three|four|five|six|eight|ten|twenty|a\shundred)"
    r"\s?(?:x|times|-?fold))\s(?:as\s(?:much|important\w*|heav\w+|strong\w*)|more|less"
    r"|(?:of\s)?(?:the|its)\s(?:weight|rate|importance|exchange\srate))\b"
)
_SMALLEST, _LARGEST = 1e-3, 1e3


class Weighing(NamedTuple):
    """What is to matter, in which direction, and how many times as much where that is said."""

    priority: Priority
    direction: Direction
    factor: float | None = None


def find_weighing(lower: str) -> Weighing | None:
    """Read "what if latency matters more / less", or twice as much, or not, or nothing else."""
    indifferent, _, _ = find_indifferent(lower)
    if indifferent:
        return Weighing(indifferent[0], "not")
    if (aspect := next(aspects_in(lower), None)) is None:
        return None
    if (factor := _factor(lower)) is not None:
        return Weighing(aspect, "more" if factor >= 1 else "less", factor)
    direction = _direction(lower, aspect)
    if direction is None or find_quantities(lower) or find_task(lower, later=True):
        return None
    return Weighing(aspect, direction)


def _direction(lower: str, aspect: Priority) -> Direction | None:
    if _ONLY.search(lower):
        return "only"
    if aspect != "quality" and _FREE.search(lower):
        return "not"
    if not _WEIGHED.search(lower):
        return None
    return "less" if _LESS.search(lower) else "more"


def _factor(lower: str) -> float | None:
    """Return how many times as much something is to count, or None where no number says so."""
    if (match := _FACTOR.search(lower)) is None:
        return None
    if match["word"]:
        factor = _TIMES[" ".join(match["word"].split())]
    else:
        number = next(iter(find_numbers(match["number"])), None)
        factor = float(number.value) if number else 0.0
    if _LESS.search(lower) or match[0].endswith("less"):
        factor = 1 / factor if factor else 0.0
    return factor if _SMALLEST <= factor <= _LARGEST and factor != 1 else None
