"""Which limits somebody takes back: "drop the latency limit", "no limit on memory any more"."""

import re

from agent.extract.aspects import aspects_in
from agent.extract.limits import ASPECTS
from agent.extract.quantities import find_quantities

_LIMIT = r"(?:limits?|bounds?|caps?|constraints?|requirements?|restrictions?|thresholds?|target)"
_LIFTED = re.compile(
    r"\b(?:drop|remove|lift|undo|forget|ignore|delete|cancel|scrap|lose|waive|without|take\s(?:back|away)"
    rf"|no(?:\smore)?)\s(?:about\s)?(?:the\s|that\s|any\s|my\s|all\s)?(?P<what>[^.;!?\n]{{0,40}}?)"
    rf"\s?\b{_LIMIT}\b(?P<on>\s(?:on|for|to|of)\s[^.;!?\n]{{3,40}})?"
)
_ALL = re.compile(r"\A\W*(?:drop|remove|lift|forget|ignore|delete|cancel|scrap)\s(?:all|every)\b")


def find_lifted(lower: str) -> tuple[str, ...]:
    """Return the fields of the limits that a lower-cased message takes back, if any."""
    match = _LIFTED.search(lower)
    if match is None or find_quantities(lower):
        return ()
    if _ALL.search(lower):
        return tuple(ASPECTS)
    named = set(aspects_in(f"{match['what']} {match['on'] or ''}"))
    return tuple(field for field, aspect in ASPECTS.items() if aspect in named)
