"""How many requests a price is asked for."""

import re

from agent.extract.meant import DEFAULT_COUNT
from agent.extract.quantities import find_quantities

_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_DAY_S = 86_400
_PERIODS_S = {
    "hour": 3_600,
    "day": _DAY_S,
    "week": 7 * _DAY_S,
    "month": 30 * _DAY_S,
    "year": 365 * _DAY_S,
}
_PERIOD = re.compile(rf"\b(?:an?|per|for|one|each|every|this)\s({'|'.join(_PERIODS_S)})\b", re.I)


def requests_in(text: str, default: int = DEFAULT_COUNT) -> int:
    """Return the number of requests that a price is asked for: of a rate, in the longest period."""
    counts = [quantity for quantity in find_quantities(text) if quantity.kind == "count"]
    periods_s = [_PERIODS_S[period.lower()] for period in _PERIOD.findall(text)]
    rates = [one.value / one.period_s for one in counts if one.period_s]
    if rates and periods_s:
        return round(max(rates) * max(periods_s)) or default
    scale = next((value for word, value in _SCALES.items() if word in text.lower()), default)
    return int(max((one.value for one in counts), default=scale)) or default
