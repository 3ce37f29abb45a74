"""What is said to matter, and in which order: "accuracy above everything, then latency"."""

import re
from collections.abc import Iterator

from agent.extract.aspects import ADJECTIVES, ANY, LIST, NOUN, aspects_in
from tools.domain import Priority

_PLAIN, WISH = 3, 4  # the ranks of what matters at all, and of what would only be nice

_WE = r"(?:i|we)"
_IS = r"(?:is|are|has|have|takes?|gets?)"
_TOP = (
    r"(?:sole|only|overriding|top|first|number\sone|no\.?\s?1|#1|main|highest|biggest|key"
    r"|absolute|utmost|primary)"
)
_MOST = (
    rf"(?:(?:both\s|all\s)?(?:{_IS}\s)?(?:by\sfar\s)?(?:what\s)?(?:really\s)?(?:{_WE}\s)?"
    r"(?:really\s)?"
    r"(?:(?:matters?|counts?|cares?)\s(?:about\s)?(?:to\s(?:us|me)\s)?(?:the\s)?(?:most|above\s"
    r"(?:all|everything)|first)"
    r"|(?:the\s|our\s|my\s|of\s)?(?:single\s)?(?:most\simportant"
    rf"|{_TOP}\s(?:priority|concern|goal|criterion|requirement|importance|thing)|priority)"
    r"|paramount|non-?negotiable|king|decisive|indispensable|precedence"
    r"|(?:is|are)\s(?:key|everything|crucial|critical|vital|essential|a\smust)"
    r"|(?:comes?\s|goes\s)?(?:first|before\s(?:all|everything|anything))"
    r"|above\s(?:all|everything)|first\sand\sforemost|more\simportant\sthan\s(?:anything"
    r"|everything|all)|beats?\s(?:everything|all))"
    rf"|(?:is|are)\s(?:all|what)\s(?:that\s)?(?:really\s)?(?:{_WE}\scare\sabout|matters|counts)"
    r"|is\sthe\sonly\sthing\sthat\s(?:matters|counts))"
)
_FIRST = (
    r"(?:most\simportant(?:ly)?(?:\sof\sall)?(?:\s(?:to|for)\s(?:us|me))?|above\sall(?:\selse)?"
    r"|first\sand\sforemost|mainly|primarily"
    rf"|{_TOP}\s(?:priority|concern|goal|criterion|thing|point|objective)|priorit(?:y|ies)|all\sabout"
    r"|(?:what|all)\s(?:that\s)?(?:really\s)?(?:counts|matters)(?:\sto\s(?:us|me))?"
    rf"(?:\sthe)?(?:\smost)?|(?:what|all)\s(?:{_WE}\s)(?:mostly\s|really\s|mainly\s)?care\sabout"
    r"(?:\sthe)?(?:\smost)?|order\sof\s(?:importance|priority|preference)"
    r"|cares?\s(?:most|mostly|mainly|primarily|chiefly|above\sall|only)\sabout"
    r"|(?:most|mostly|mainly|primarily|chiefly|only)\scares?\sabout|optimi[sz]e\sfor"
    r"|prioriti[sz]e|focus\son|minimi[sz]e|maximi[sz]e)"
)
_BULLET = r"(?:\s{0,4}(?:[1-6][.):]|\([1-6]\)|[-*\u2022])\s?)"
_NUMBERED = rf"{NOUN}(?:[,;]?{_BULLET}{NOUN}){{1,5}}"
_SAVE = (
    r"(?:sav(?:e|es|ing)|spar(?:e|es|ing)|conserv(?:e|es|ing)|drain(?:s|ing)?|wast(?:e|es|ing)"
    r"|economi[sz](?:e|ing)\son|keep\san\seye\son|cut(?:ting)?|reduc(?:e|es|ing)|lower(?:ing)?)"
)
_BE = (
    r"(?:be|were|(?:if|that)\sit(?:'s|\sis|\swas)|make\sit|keep\sit|(?:want|need|like|looking\sfor)\s(?:it|this|anything"
    r"|something|one))"
)
_VERY = r"(?:(?:very|really|reasonably|quite|rather|fairly|pretty|super|both|as|also)\s){0,2}"
_MODEL = (
    r"(?:(?:[a-z-]{2,20}\s){0,2}?(?:models?|classifiers?|detectors?|solutions?|encoders?|networks?"
    r"|tagger|one|thing|system|translator|summari[sz]er|recogni[sz]er|model\sfile))"
)
_TOO = (
    r"(?:(?:must|should|shall|may|can|could|do|does|did|would)(?:n't|\snot)|cannot|without|not"
    r"|never)"
    r"\s(?:(?:be|use|using|need|take|eat|eating|cost|burn|draw|have|consume|hog|it)\s){0,2}(?:too"
    r"|too\smuch|much|a\slot\sof|lots\sof)\s"
)
_NOT_BE = r"(?:must|should|shall|may|can|could)(?:n't|\snot)\sbe\s|\bcannot\sbe\s"
_SOFT = (
    r"(?:would\s(?:really\s)?be\s(?:so\s|very\s)?(?:nice|great|good|lovely|cool|ideal|perfect"
    r"|welcome|appreciated|helpful|awesome|fantastic|a\s(?:\w+\s)?(?:plus|bonus))|nice\sto\shave"
    r"|(?:is|as)?\s?a\s(?:nice\s|big\s)?(?:plus|bonus)|(?:where|if)\s(?:at\sall\s)?possible"
    r"|if\s(?:you|it|we)\scan|desirable|(?:is\s)?appreciated|(?:is\s)?welcome|preferred)"
)
_WISHED = (
    rf"(?:{_SOFT}|ideally|hopefully|preferabl[ey]|prefer|bonus(?:\spoints)?|appreciate|wish"
    r"|(?:would|'d)\s(?:like|love|prefer)\s(?:it|this|that|the\smodel|something|to\s(?:save|spare"
    r"|keep|have)))"
)
# Words that a wish is not about a model after: "it would be nice to know which tools are cheap".
_KNOW = (
    r"(?:know|tell|see|find|classif\w+|sort|detect|recogni[sz]e|understand|learn|hear|identify"
    r"|read|which|who|where|customers?|people)"
)
_GAP = rf"(?:(?!\b{_KNOW}\b)[^.;,!?\n0-9]){{0,40}}?"
_STARTS = r"(?:\A|(?<=[.,;:!?\n(-])|(?<=\band)|(?<=\bbut))\s{0,3}"
_ENDS = r"(?=\s*(?:[.,;!?\n)]|please\b|pls\b|\Z))"
# How strongly a pattern speaks, strongest first: the order of priorities is by rank, then by place.
_PATTERNS: tuple[tuple[int, str], ...] = (
    (0, rf"{LIST}\s{_MOST}\b"),
    (
        0,
        rf"\b{_FIRST}(?:\s(?:is|are|on)|:|,|\s?=)*\s(?:the\s|its\s|that\s(?:it|the\smodel)\sis\s"
        r"|to\s(?:have|get)\s|(?:it\s)?(?:has\sto|must|should|needs\sto)\sbe\s(?:very\s)?)?"
        rf"{LIST}",
    ),
    (0, rf"\b{_FIRST}(?:\sis|\sare)?:?{_BULLET}{_NUMBERED}"),
    (
        0,
        rf"{LIST}\W{{1,3}}(?:\w{{1,12}}\W{{1,2}}){{0,8}}?in\s(?:this|that|exactly\s(?:this|that)"
        r"|descending)\sorder\b",
    ),
    (0, rf"{NOUN}(?:\s?>{{1,2}}\s?{NOUN}){{1,5}}"),
    (0, rf"{_BULLET}{_NUMBERED}"),
    (
        0,
        rf"\bas\s(?:\w+[\s-])?{ANY}\sas\s(?:possible|it\sgets|(?:you|it)\scan(?:\s(?:be|get))?"
        rf"|can\sbe)\b|\b(?:as\slittle|with\sthe\sleast|the\sleast|minimal)\s{NOUN}"
        r"(?:\sas\spossible)?\b",
    ),
    (
        0,
        r"\b(?:greenest|fastest|quickest|cheapest|smallest|tiniest|lightest|slimmest|(?:most"
        rf"|least|lowest|highest|best)[\s-]{ANY})\b(?!\sthan)",
    ),
    (
        0,
        rf"{NOUN}\s(?:(?:is|are)\s)?(?:much\s|far\s|even\s)?(?:more\simportant|matters?\smore"
        rf"|counts?\smore|more)\sthan\s(?:about\s)?(?:the\s)?{NOUN}",
    ),
    (
        0,
        rf"(?P<lesser>{NOUN})\s(?:is\s|are\s)?(?:less\simportant\sthan|matters?\sless\sthan"
        r"|counts?\sless\sthan|not\s(?:as|so)\simportant\sas|comes?\safter|secondary\sto)\s"
        rf"(?P<greater>{NOUN})",
    ),
    (
        0,
        rf"(?:,|;|\bbut|\band|\bwith)\s(?P<said>{NOUN})\s(?:even\s|a\sbit\s|slightly\s|much\s"
        r"|somewhat\s|the\s|is\s|matters\s|counts\s){0,2}more(?:\sso)?(?=\s?(?:[.,;!?)\n]|\Z))",
    ),
    (
        0,
        rf"\b(?:trade|sacrifice|give\sup|swap)\s(?:away\s)?{NOUN}\sfor\s(?:more\s)?"
        rf"(?P<said>{NOUN})",
    ),
    (0, rf"{NOUN}\s(?:over|before|rather\sthan|ahead\sof)\s{NOUN}"),
    (
        1,
        r"\b(?:(?:and\s|only\s|but\s)?then|after\s(?:that|it)|followed\sby|next|in\ssecond\splace"
        rf"|second(?:ly)?(?:\sis)?)[,:]?\s(?:comes?\s|only\s)?{NOUN}",
    ),
    (1, rf"{NOUN}\s(?:is\s|comes?\s|a\sclose\s|in\s)?(?:second|next|afterwards)\b(?!-)"),
    (
        2,
        rf"{NOUN}\s(?:is\s|comes?\s)?(?:third|last)\b|\b(?:third(?:ly)?|finally|lastly)[,:]?\s"
        rf"(?:comes?\s)?{NOUN}",
    ),
    (
        _PLAIN,
        rf"{LIST}\s(?:both\s|all\s|also\s|really\s|do(?:es)?\s)?(?:matters?|counts?"
        r"|(?:is|are)\s(?:very\s|quite\s|really\s|also\s|both\s|extremely\s)?(?:important|relevant|(?:a|of)\s"
        r"(?:concern|priority|importance)))\b(?!\s(?:less|more))",
    ),
    (_PLAIN, rf"\.\.[,;]\s(?:but\s)?(?P<said>{NOUN})\s(?:does|is|do|are)(?=\s?[.,;!?\n)]|\Z)"),
    (0, rf"\bnothing\s(?:is|matters|counts)\s(?:more\simportant|more)\sthan\s{LIST}"),
    (
        0,
        rf"\bthe\s(?:less|smaller|faster|cheaper|greener|lighter|fewer|higher|more|lower|quicker"
        rf")\s(?:the\s)?(?:{NOUN}\s)?(?:it\s\w{{1,8}}\s)?the\sbetter\b",
    ),
    (
        _PLAIN,
        rf"\b(?:no|not|never|without|n't)\s(?:\w{{1,12}}\s)?compromis\w+\s(?:on|in|with)\s{LIST}"
        rf"|\brather\s{ANY}\sthan\s{ANY}",
    ),
    (
        _PLAIN,
        rf"\b(?:kind\sto|good\sfor|easy\son)\s(?:the\s)?{NOUN}"
        rf"|(?:n't|\bnot|\bnever|\bwithout)\s(?:eat|kill|suck|hog|burn|empty)(?:s|ing)?\s(?:up\s)?"
        rf"(?:the\s|my\s|our\s|their\s|your\s|much\s)?(?:phone's\s)?{NOUN}"
        rf"|\bin\sdoubt[^.;!?\n]{{0,25}}?{ANY}",
    ),
    (
        _PLAIN,
        rf"\b{_SAVE}\s(?:the\s|any\s|our\s|on\s|down\son\s)?{NOUN}|{ANY}[\s-](?:saving|sparing"
        r"|efficient|friendly|conscious|sensitive|aware|critical|constrained)\b",
    ),
    (
        _PLAIN,
        rf"\bcares?\s(?:a\slot\s|deeply\s)?about\s(?:the\s)?{LIST}|\bbattery[\s-]powered"
        r"|\bon\s(?:a\s)?battery|\btime[\s-]critical\b",
    ),
    (
        _PLAIN,
        rf"\b(?:light|easy|gentle|sparing|economical|frugal|low)\s(?:on|with|in)\s(?:the\s)?"
        rf"(?P<said>{NOUN})",
    ),
    (
        _PLAIN,
        rf"\bkeep(?:s|ing)?\s(?:the\s)?{NOUN}\s(?:use\s)?(?:low|down|small|short|in\scheck"
        r"|minimal|high|up)\b",
    ),
    (
        _PLAIN,
        rf"\b(?:need|want|require|demand|must\shave|looking\sfor|with)\s(?:a\s)?{_VERY}"
        rf"(?:high|low|good|little|minimal)\s{LIST}",
    ),
    (_PLAIN, rf"\b{_BE}\s{_VERY}(?:[a-z]{{2,12}}ly\s)?{ADJECTIVES}"),
    (_PLAIN, rf"\b{_TOO}{NOUN}"),
    (_PLAIN, rf"\b{_NOT_BE}(?:too\s|very\s)?(?:slow|expensive)(?:\s(?:or|and)\s{ANY})?"),
    (_PLAIN, rf"{ADJECTIVES},?\s{_MODEL}\b"),
    (
        _PLAIN,
        rf"{_STARTS}(?:(?:and|but|also|very|really|has\sto\sbe|must\sbe|should\sbe)\s){{0,3}}"
        rf"{ADJECTIVES}{_ENDS}",
    ),
    (WISH, rf"\b{_WISHED}\b,?{_GAP}{LIST}"),
    (WISH, rf"{LIST}(?:\s(?!{_KNOW}\b)[a-z]{{1,12}}){{0,4}}?,?\s{_SOFT}\b"),
)
_CUES = tuple((rank, re.compile(pattern)) for rank, pattern in _PATTERNS)
_WISHED_BEFORE = re.compile(rf"\b{_WISHED}\b[^.;!?\n]{{0,30}}\Z")
_WISHED_AFTER = re.compile(rf"(?:\s[a-z]{{1,12}}){{0,3}},?\s{_SOFT}\b")
_REACH = 45  # characters before what matters that a wish is looked for in
_AT_ANY_COST = re.compile(r"\bat\s(?:all|any)\s(?:costs?|prices?)\b")
_CONCEDED = re.compile(
    rf"\b(?:at\sthe\s(?:expense|cost|price)\sof\s(?:the\s|some\s)?{NOUN}"
    rf"|even\s(?:if|when|though)\b[^.;,!?\n]{{0,40}})"
)


def find_priorities(text: str) -> list[tuple[int, Priority, str]]:
    """Return what a lower-cased text says matters, as (rank, aspect, words), first rank first."""
    text = _AT_ANY_COST.sub(lambda match: "above all".ljust(len(match[0]), "."), text)
    text = _CONCEDED.sub(lambda match: "." * len(match[0]), text)
    found = [
        (_softened(rank, match), match.start(), i, aspect, match[0])
        for rank, cue in _CUES
        for match in cue.finditer(text)
        for i, aspect in enumerate(_said(match))
    ]
    first: dict[Priority, tuple[int, str]] = {}
    for rank, _, _, aspect, words in sorted(found):
        first.setdefault(aspect, (rank, words))
    return [(rank, aspect, words) for aspect, (rank, words) in first.items()]


def _softened(rank: int, match: re.Match[str]) -> int:
    """Return the rank of a match; what is only mentioned in a wish has the rank of one."""
    if rank != _PLAIN:
        return rank
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    wished = _WISHED_BEFORE.search(before) or _WISHED_AFTER.match(match.string, match.end())
    return WISH if wished else rank


def _said(match: re.Match[str]) -> Iterator[Priority]:
    """Yield the aspects that a pattern's match is about, the more important first."""
    groups = match.groupdict()
    if groups.get("greater"):
        yield from aspects_in(f"{groups['greater']} {groups['lesser']}")
    else:
        yield from aspects_in(groups.get("said") or match[0])
