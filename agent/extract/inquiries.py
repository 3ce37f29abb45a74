"""Questions about the answer that was given: why this one, who is fastest, what would change it."""

import re
from typing import Literal, NamedTuple

from agent.extract.aspects import aspects_in
from agent.extract.quantities import find_quantities
from agent.extract.topics import find_task
from tools.domain import Priority

Inquiry = Literal["confusions", "recommendation", "flips", "bill", "front", "certainty", "program"]

_IT = (
    r"(?:it|this|that"
    r"|(?:the|this|that|your)\s(?:chosen\s|recommended\s)?(?:model|choice|winner|one))"
)
_CODE = r"(?:code|(?:code\s)?snippet|program|script|python|example\scode)"
_INQUIRIES: dict[Inquiry, re.Pattern[str]] = {
    "confusions": re.compile(
        r"\A(?!.*\b(?:fewer|at\smost|no\smore)\b).*\b(?:what|which|where|how|who|show|list|does|is)\b.*"
        r"\b(?:mix(?:es|ed)?\s(?:\w+\s){0,3}up|mix(?:es|ed)\sup|confus\w+|misclassif\w+"
        r"|gets?\s(?:\w+\s)?wrong|wrong\s(?:about|most)|(?:its|the)\s(?:mistakes|errors)"
        r"|mistakes\s(?:does|did)\sit|(?:hardest|worst)\s(?:labels?|class(?:es)?|digits?))\b"
    ),
    "program": re.compile(
        rf"\bhow\s(?:do|can|could|would|should|shall|must|to)\s(?:(?:i|we|you|one)\s)?(?:\w+\s)?(?:use"
        rf"|load|run|call|deploy|integrate|embed|import|serve|ship)\s{_IT}\b"
        r"(?!.{0,30}\b(?:faster|cheaper|greener|less|elsewhere|another\scountry)\b)"
        rf"|\A\W*(?:(?:please|ok(?:ay)?|can\syou|could\syou|and|now)[\s,]{{1,2}})*(?:show|give|write|print"
        rf"|send|can\s(?:i|we)\s(?:have|see|get)|(?:i|we)\s(?:want|need)(?:\sto\ssee)?)\s(?:me\s|us\s)?"
        rf"(?:the\s|some\s|a\s|your\s)?(?:python\s)?{_CODE}(?:\s(?:please|now|for\s{_IT}"
        rf"|to\s(?:use|load|run|call)\s{_IT}|that\s(?:uses|loads|runs|calls)\s{_IT}))*\W*\Z"
        rf"|\A\W*(?:and\s)?how\s.{{0,30}}\b(?:in|from|into|with)\s(?:my|our)\s(?:own\s)?(?:python\s)?"
        r"(?:programs?|code|apps?|applications?|scripts?|projects?|services?|notebooks?)\b"
    ),
    "front": re.compile(
        r"\bpareto\b|\b(?:not|non|un)[\s-]?dominated\b|\bany\s(?:other\s)?alternatives\b"
        r"|\b(?:what|which)\s(?:are|were)\s(?:the|my|our)\s(?:\w+\s)?(?:trade[\s-]?offs?|alternatives"
        r"|other\s(?:options|choices|candidates))\b|\bwhat\salternatives\b"
        r"|\b(?:show|list|give|tell|name)\s(?:me\s|us\s)?(?:all\s)?(?:of\s)?(?:the\s|my\s|some\s)?"
        r"(?:trade[\s-]?offs?|alternatives|other\s(?:options|choices|candidates))\b"
        r"|\bwhat\s(?:else|other\s(?:options|choices))\s(?:is|are)\sthere\b"
    ),
    "certainty": re.compile(
        r"\b(?:is|are|was)\s(?:it|this|that|they|the\s(?:difference|gap|lead|choice|winner|result))\b"
        r".{0,30}\bsignifican(?:t|tly)\b|\bhow\ssignificant\b"
        r"|\bhow\s(?:sure|certain|confident)\b|\bare\syou\s(?:\w+\s)?(?:sure|certain|confident)\b"
        r"|\b(?:be|is|was|it)\s(?:\w+\s){0,2}?(?:chance|luck|(?:a\s)?coincidence|a\sfluke|noise)\b\W*\Z"
        r"|\A\W*(?:really|seriously|honestly|no\skidding)\W*\Z"
    ),
    "flips": re.compile(
        r"\bwhat\s(?:would|could|might)\s(?:change|flip|overturn)\b"
        r"|\bwhen\swould\s(?:you|i)\s(?:choose|pick|recommend|take)\sanother\b"
        r"|\b(?:how\s)?(?:sensitive|stable|robust)\s(?:is|to)\b"
        r"|\A\W*(?:and\s|but\s|so\s)?(?:is|are|would)\b(?:(?!search|effort|hunt).){1,40}\bworth\b"
    ),
    "bill": re.compile(
        r"\b(?:what|how\s(?:much|long|many\sjoules))\b.{0,30}\b(?:did|has|have|was)\s"
        r"(?:the|this|your|that|you)?\s?(?:search|hunt|it\sall|measuring|finding\sout|this|that)\b"
        r".{0,20}\b(?:cost|take|taken|use|used|spend|spent)\b"
        r"|\b(?:price|cost|energy|bill)\sof\s(?:the|this|your)\ssearch\b"
        r"|\bhow\s(?:much|long)\sdid\syou\s(?:spend|search|take|measure)\b"
        r"|\bhow\s(?:much|long|many\sjoules)\b.{0,20}\bdid\s(?:\w+\s){1,3}(?:burn|cost|take|use|need|consume)\b"
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
_BESIDE_A_NEED = ("program", "front", "certainty")
_SUPERLATIVE = re.compile(
    r"\b(?P<word>fastest|quickest|slowest|smallest|biggest|largest|heaviest|lightest|greenest"
    r"|cheapest|dearest|best|worst|runner-?up|second|(?:most|least|lowest|highest|fewest|lowest)"
    r"\s(?:\w+\s)?\w+)\b"
)
_ASKS = re.compile(r"\b(?:which|what|what's|who|who's|rank|sort|order)\b")
# The one of "which one" is no number.
_WHICH_ONE = re.compile(r"\b(which|who|what)\s(?:one|of\s(?:them|these|those|the\s\w+))\b")
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
    found = next((name for name, cue in _INQUIRIES.items() if cue.search(lower)), None)
    # Who names another task says a need, whatever they want to do with the model.
    return None if found in _BESIDE_A_NEED and find_task(lower, later=True) else found


def find_ranking(lower: str) -> Ranking | None:
    """Read "which is the fastest?", "who came second?", "rank them by memory"."""
    lower = _WHICH_ONE.sub(r"\1", lower)
    match = _SORTED.search(lower) or (_ASKS.search(lower) and _SUPERLATIVE.search(lower))
    if not match or find_quantities(lower) or find_task(lower, later=True):
        return None
    said = match["word"]
    aspect = _OF_WORDS.get(said)
    if aspect is None or said in ("lightest", "heaviest"):  # on memory, perhaps
        aspect = next(aspects_in(lower.replace(said, "") if aspect else lower), aspect)
    if aspect is None and not re.search(r"\b(?:best|second|runner-?up|worst)\b", said):
        return None
    large = bool(_LARGE.search(said))
    if aspect in (None, "quality"):
        return Ranking(aspect, not (large and "worst" not in said) if aspect is None else large)
    # "The most efficient" takes the least; "the most memory" takes the most.
    return Ranking(aspect, large and not re.search(r"efficien|frugal|fast|quick|green", said))
