"""Exchange rates as people say them: "I'd give up two points of accuracy to halve the energy"."""

import re

from agent.extract.numbers import find_numbers
from tools.domain import Cost

_NOUNS: dict[str, Cost] = {
    "energy": "energy",
    "electricity": "energy",
    "power": "energy",
    "latency": "latency",
    "time": "latency",
    "response time": "latency",
    "price": "price",
    "cost": "price",
    "memory": "memory",
    "ram": "memory",
    "size": "size",
}
_POINTS = r"(?P<points>[\w.]{1,12}(?:\s\w{1,6}){0,2}?)\s?(?:%|percent(?:age)?\spoints?|points?)"
_HALVED = (
    r"\b(?:to|for|if)\b[^.;]{0,20}?\bhal(?:ve[sd]?|f(?:\sof)?)\b\s(?:the\s|its\s|in\s|as\smuch\s)?"
    rf"(?P<cost>{'|'.join(sorted(_NOUNS, key=len, reverse=True))})\b"
)
_GIVES_UP = re.compile(rf"\b(?:give\sup|trade|sacrifice|lose)\s{_POINTS}[^.;]{{0,40}}?{_HALVED}")
# What follows such a trade may be said without its verb: "and half a point to halve the latency".
_AND = re.compile(rf"(?:\sand|,(?:\sand)?)\s{_POINTS}[^.;]{{0,40}}?{_HALVED}")
_MOST_POINTS = 100.0


def find_rates(lower: str) -> dict[Cost, tuple[float, str]]:
    """Return the points that a lower-cased text gives up to halve each cost, and its words."""
    found: dict[Cost, tuple[float, str]] = {}
    for first in _GIVES_UP.finditer(lower):
        match: re.Match[str] | None = first
        while match is not None:
            number = next(iter(find_numbers(match["points"])), None)
            if number is not None and 0 <= number.value <= _MOST_POINTS:
                words = match[0].lstrip(" ,").removeprefix("and ")
                found.setdefault(_NOUNS[match["cost"]], (float(number.value), words))
            match = _AND.match(lower, match.end())
    return found
