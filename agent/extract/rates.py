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
_GIVES_UP = re.compile(
    r"\b(?:give\sup|trade|sacrifice|lose)\s(?P<points>[\w.]{1,12}(?:\s\w{1,6}){0,2}?)\s?"
    r"(?:%|percent(?:age)?\spoints?|points?)[^.;]{0,40}?\b(?:to|for|if)\b[^.;]{0,20}?"
    r"\bhal(?:ve[sd]?|f(?:\sof)?)\b\s(?:the\s|its\s|in\s|as\smuch\s)?"
    rf"(?P<cost>{'|'.join(sorted(_NOUNS, key=len, reverse=True))})\b"
)
_MOST_POINTS = 100.0


def find_rates(lower: str) -> dict[Cost, tuple[float, str]]:
    """Return the points that a lower-cased text gives up to halve each cost, and its words."""
    found: dict[Cost, tuple[float, str]] = {}
    for match in _GIVES_UP.finditer(lower):
        number = next(iter(find_numbers(match["points"])), None)
        if number is not None and 0 <= number.value <= _MOST_POINTS:
            found.setdefault(_NOUNS[match["cost"]], (float(number.value), match[0]))
    return found
