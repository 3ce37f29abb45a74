"""The percentile that a latency is said at: "p99", "99 % of requests within 80 ms"."""

import re

from agent.extract.clauses import REACH, Setting
from agent.extract.cues import CUES

_LEAST, _MOST = 50, 99
_PERCENTILE = re.compile(r"\bp(\d\d)\b|\b(\d\d)(?:th|st|nd|rd)?[\s-]percentile\b|\b(median)\b")
_BESIDE = re.compile(
    r"[^.;!?\n\d]{0,20}(?:\bp(\d\d)\b|\b(\d\d)(?:th|st|nd|rd)?[\s-]percentile\b|\b(median)\b)"
    r"(?=\s?(?:[.,;!?)\n]|\Z))",
    re.I,
)
_ALL = (
    r"\s?of\s(?:the\s|all\s|our\s|its\s)?(?:time|cases|requests|calls|answers|queries|responses)\b"
)
_OF_THE_TIME = re.compile(_ALL, re.I)
_SHARE_BEFORE = re.compile(rf"\b(\d\d)\s?(?:%|percent|per\scent){_ALL}[^.;!?\n]{{0,40}}\Z", re.I)

# "At p99 instead", "make that p95": nothing but a percentile, with words that only lead to it.
_ASKS = (
    r"(?:and|but|no|ok(?:ay)?|actually|rather|please|then|so|what\s(?:if|about)|how\sabout|suppose"
    r"|say|if|i'd|we'd|i|we|let's|use|take|make|set|switch|change|move|put|it|it's|that|this|the"
    r"|limit|bound|latency|at|to|as|by|for|on|is|was|were|be|should|must|hold|holds|held|judge"
    r"|count|counts|counted|want|need|meant?|mean|prefer|like|try|with|of|instead|its)"
)
_ALONE = re.compile(
    rf"\A\W*(?:{_ASKS}[\s,]\s?){{0,12}}?(?:p\s?(\d\d)|(?:the\s)?(\d\d)(?:th|st|nd|rd)?[\s-]percentile"
    r"|(?:the\s)?(median))(?:,?\s(?:instead(?:\sof\s(?:the\s)?(?:p\d\d|median|\d\d\w{0,2}))?|then"
    r"|please|rather|now|latency|limit|for\s(?:it|that|the\s(?:latency|limit))|again|too|not\sp\d\d"
    r"|is\s(?:enough|fine|what\s(?:counts|matters|i\s(?:want|need|meant?)))|will\sdo|counted)){0,3}"
    r"\W*\Z"
)


def find_percentile(lower: str) -> int | None:
    """Return the percentile that a lower-cased message wants a limit held at, and nothing more."""
    match = _ALONE.search(lower)
    return match and (50 if match[3] else int(match[1] or match[2]))


def said_percentile(lower: str) -> int | None:
    """Return the only percentile that a lower-cased message names, whatever it says of it."""
    found = {50 if one[2] else int(one[0] or one[1]) for one in _PERCENTILE.findall(lower)}
    return found.pop() if len(found) == 1 else None


def percentile_of(text: str, setting: Setting) -> int | None:
    """Return the percentile that a latency is said at, in its clause or right beside it."""
    start, end = setting.quantity.start, setting.quantity.end
    nearby = [_BESIDE.match(text, end), *map(_PERCENTILE.search, setting.scopes)]
    if match := next(filter(None, nearby), None):
        return _in_range(50 if match[3] else int(match[1] or match[2]))
    share = _SHARE_BEFORE.search(text[max(0, start - REACH) : start])
    if share is None or any(cue.search(share[0].lower()) for _, cue in CUES["share"]):
        return None
    return _in_range(int(share[1]))


def share_of_requests(text: str, setting: Setting) -> int | None:
    """Return the percentile in "99 % of the time", or None where a share is of something else."""
    quantity = setting.quantity
    if quantity.kind != "share" or not _OF_THE_TIME.match(text, quantity.end):
        return None
    if any(cue.search(setting.scopes[0]) for _, cue in CUES["share"]):
        return None
    return _in_range(round(quantity.value * 100))


def _in_range(percentile: int) -> int | None:
    return percentile if _LEAST <= percentile <= _MOST else None
