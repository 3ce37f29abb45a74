"""Questions about the answer that was given: why this one, who is fastest, what would change it."""

import re
from typing import Literal, NamedTuple

from agent.extract.aspects import aspects_in
from agent.extract.quantities import find_quantities
from agent.extract.topics import find_task
from tools.domain import Priority

Inquiry = Literal["recommendation", "flips", "bill"]

_INQUIRIES: dict[Inquiry, re.Pattern[str]] = {
    "flips": re.compile(
        r"\bwhat\s(?:would|could|might)\s(?:change|flip|overturn)\b"
        r"|\bwhen\swould\s(?:you|i)\s(?:choose|pick|recommend|take)\sanother\b"
        r"|\b(?:how\s)?(?:sensitive|stable|robust)\s(?:is|to)\b"
    ),
    "bill": re.compile(
        r"\b(?:what|how\s(?:much|long|many\sjoules))\b.{0,30}\b(?:did|has|have|was)\s"
        r"(?:the|this|your|that|you)?\s?(?:search|hunt|it\sall|measuring|finding\sout|this|that)\b"
        r".{0,20}\b(?:cost|take|taken|use|used|spend|spent)\b"
        r"|\b(?:price|cost|energy|bill)\sof\s(?:the|this|your)\ssearch\b"
        r"|\bhow\s(?:much|long)\sdid\syou\s(?:spend|search|take|measure)\b"
    ),
    "recommendation": re.compile(
        r"\A\W*(?:and\s|so\s|but\s)?why\s?(?:(?:is\s|did\syou\s(?:choose|pick|take|recommend)\s)?"
        r"(?:this|that|it)(?:\sone|\smodel)?(?:\sthe\s(?:choice|best|winner))?)?\W*\Z"
        r"|\b(?:what|which\s(?:one|model))\s(?:do|did|would)\syou\s(?:recommend|suggest|choose)\b"
        r"|\b(?:remind\sme|recap|sum(?:\sit)?\sup|summary)\b"
        r"|\bhow\s(?:big|large|small|fast|slow|quick|accurate|good|right|greedy)\sis\s"
        r"(?:it|this|that|the\s(?:choice|winner|model))\b"
        r"|\bhow\s(?:much|many)\s(?:memory|ram|disk|space|energy|power|joules)\s(?:does|will|would)"
        r"\s(?:it|this|that|the\s(?:choice|winner|model))\b"
        r"|\bwhat(?:'s|\sis|\sare)\s(?:the|its)\s(?:p\d\d\s|median\s|95th\spercentile\s)?"
        r"(?:latency|accuracy|quality|memory|size|energy(?:\suse)?|numbers)\b(?!\sof\s\w)"
    ),
}
_SUPERLATIVE = re.compile(
    r"\b(?P<word>fastest|quickest|slowest|smallest|biggest|largest|heaviest|lightest|greenest"
    r"|cheapest|dearest|best|worst|runner-?up|second|(?:most|least|lowest|highest|fewest|lowest)"
    r"\s(?:\w+\s)?\w+)\b"
)
_ASKS = re.compile(r"\b(?:which|what|what's|who|who's|rank|sort|order)\b")
_SORTED = re.compile(r"\b(?:rank|sort|order)(?:ed)?\b.{0,30}\bby\s(?P<word>.{3,30})")
_LARGE = re.compile(r"\b(?:slowest|biggest|largest|heaviest|dearest|highest|worst|most)\b")
_OF_WORDS: dict[str, Priority] = {
    **dict.fromkeys(("biggest", "largest", "heaviest", "lightest", "smallest"), "size"),
    **dict.fromkeys(("greenest", "cheapest", "dearest"), "energy"),
}


class Ranking(NamedTuple):
    """By what the measured are to be listed (None: by score), and whether the dearest is first."""

    priority: Priority | None
    falling: bool


def find_inquiry(lower: str) -> Inquiry | None:
    """Return which question about the answer a lower-cased message is, if any."""
    return next((name for name, cue in _INQUIRIES.items() if cue.search(lower)), None)


def find_ranking(lower: str) -> Ranking | None:
    """Read "which is the fastest?", "who came second?", "rank them by memory"."""
    match = _SORTED.search(lower) or (_ASKS.search(lower) and _SUPERLATIVE.search(lower))
    if not match or find_quantities(lower) or find_task(lower, later=True):
        return None
    said = match["word"]
    aspect = _OF_WORDS.get(said) or next(aspects_in(lower), None)
    if aspect is None and not re.search(r"\b(?:best|second|runner-?up|worst)\b", said):
        return None
    large = bool(_LARGE.search(said))
    if aspect in (None, "quality"):
        return Ranking(aspect, not (large and "worst" not in said) if aspect is None else large)
    # "The most efficient" takes the least; "the most memory" takes the most.
    return Ranking(aspect, large and not re.search(r"efficien|frugal|fast|quick|green", said))
