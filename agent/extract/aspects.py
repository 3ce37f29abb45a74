"""What is said to matter, in which order, and what is said not to matter."""

import re
from collections.abc import Iterator

from tools.domain import Priority

_WORDS: dict[Priority, str] = {
    "energy": r"energy|power|electricity|carbon|co2|emissions|battery|sustainab\w+|green\w*|frugal"
    r"|joules|eco\w*",
    "latency": r"latency|speed\w*|response\stimes?|runtime|throughput|fast\w*|quick\w*|slow\w*"
    r"|snapp\w+|every\s(?:milli)?second",
    "quality": r"accura\w+|quality|correct\w*|precision|recall|f1",
    "price": r"prices?|costs?|money|cheap\w*|expens\w+|afford\w+",
    "memory": r"memory|mem|v?ram",
    "size": r"size|disk|storage|small\w*|tiny|tiniest|compact|light\w*",
}
_ASPECT = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items()) + r")\b"
)
_ANY = rf"\b(?:{'|'.join(_WORDS.values())})\b"
_NOUN = rf"{_ANY}(?:\s(?:use|usage|consumption|footprint|efficiency|space|life))?"
_LIST = rf"{_NOUN}(?:(?:,\s|\s(?:and|or|nor)\s)(?:the\s)?{_NOUN}){{0,3}}"
_ADJECTIVE = (
    r"\b(?:fast|quick|snappy|small|tiny|lightweight|light|compact|cheap|accurate|green|frugal"
    r"|affordable"
    r"|(?:energy|power|memory)[\s-]efficient|low[\s-](?:latency|memory|power|energy|cost))\b"
)
_ADJECTIVES = rf"{_ADJECTIVE}(?:,?\s(?:and\s|but\s)?{_ADJECTIVE}){{0,3}}"
_MOST = (
    r"(?:(?:is|are)\s)?(?:what\s)?(?:(?:i|we)\s)?(?:(?:matters?|counts?"
    r"|cares?)\s(?:about\s)?(?:the\s)?most"
    r"|(?:the\s|our\s|my\s)?(?:most\simportant|(?:top|first|number\sone|main"
    r"|highest)\s(?:priority|concern))|paramount"
    r"|(?:is|are)\s(?:key|everything|crucial|critical|vital|essential)|(?:comes?\s|goes\s)?first"
    r"|above\s(?:all|everything))"
)
# How strongly a pattern speaks, strongest first: the order of priorities is by rank, then by place.
_PRIORITIES = tuple(
    (rank, re.compile(pattern))
    for rank, pattern in (
        (0, rf"{_LIST}\s{_MOST}\b"),
        (
            0,
            r"\b(?:most\simportant(?:ly)?|above\sall|first\sand\sforemost|(?:top|main|first"
            r"|highest)\s(?:priority|concern)"
            r"|priorit(?:y|ies)|what\s(?:counts|matters)\smost|cares?\s(?:most|mostly"
            r"|mainly)\sabout|optimi[sz]e\sfor"
            r"|prioriti[sz]e|focus\son|minimi[sz]e|maximi[sz]e)(?:\sis|\sare|:|,)?\s(?:the\s"
            r"|its\s)?"
            rf"{_LIST}",
        ),
        (0, rf"\bas\s(?:\w+[\s-])?{_ANY}\sas\spossible\b|\bas\slittle\s{_ANY}\sas\spossible\b"),
        (
            0,
            r"\b(?:greenest|fastest|quickest|cheapest|smallest|tiniest|lightest|slimmest|(?:most"
            r"|least|lowest|highest)"
            rf"[\s-]{_ANY})\b(?!\sthan)",
        ),
        (
            0,
            rf"{_NOUN}\s(?:(?:is|are)\s)?(?:much\s)?(?:more\simportant|matters?\smore"
            rf"|counts?\smore)\sthan\s(?:the\s)?{_NOUN}",
        ),
        (0, rf"\btrade\s(?:away\s)?{_NOUN}\sfor\s(?:more\s)?(?P<said>{_NOUN})"),
        (0, rf"{_NOUN}\s(?:over|before|rather\sthan)\s{_NOUN}"),
        (
            1,
            r"\b(?:then|after\sthat|followed\sby|next"
            rf"|second(?:ly)?(?:\sis)?,?)\s(?:comes?\s)?{_NOUN}",
        ),
        (1, rf"{_NOUN}\s(?:is\s|comes?\s)?(?:second|next)\b(?!-)"),
        (2, rf"{_NOUN}\s(?:is\s|comes?\s)?third\b"),
        (3, rf"{_LIST}\s(?:matters?|counts?|(?:is|are)\s(?:very\s|quite\s)?important)\b"),
        (3, rf"\b(?:save|spare|drain|waste)\s(?:the\s|any\s)?{_NOUN}"),
        (3, rf"\bcares?\sabout\s(?:the\s)?{_LIST}|\bbattery[\s-]powered|\bon\s(?:a\s)?battery"),
        (
            3,
            rf"\b(?:be|is|were|was|a|an|want|need)\s(?:very\s|really\s|reasonably\s)?{_ADJECTIVES}",
        ),
        (3, rf"{_ADJECTIVES}\s(?:models?|classifiers?|detectors?|solutions?|encoders?)\b"),
        (
            4,
            r"\b(?:ideally|hopefully|preferably|prefer|would\sbe\s(?:nice|great|good)"
            r"|nice\sto\shave|if\spossible)\b"
            rf"[^.;,!?0-9]{{0,40}}?{_ANY}",
        ),
    )
)
_INDIFFERENT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_LIST}\s(?:really\s)?(?:do(?:es)?(?:n't|\snot)|won't|did(?:n't|\snot)|not)\s(?:really\s)?"
        r"(?:matter|count)(?:ing)?\b",
        rf"{_LIST}\s(?:(?:is|are)\s(?:irrelevant|unimportant|no\s(?:object|concern|issue"
        r"|problem)|plentiful|unlimited"
        r"|not\s(?:a\s|an\s|so\s|that\s)?(?:concern|issue|important|relevant|critical|problem))"
        r"|(?:isn't|aren't)\s(?:a\s|an\s|so\s|that\s)?(?:concern|issue|important|relevant"
        r"|critical|problem))\b",
        r"\b(?:no|without\s(?:a|any)|not\sany)\s(?:limits?|constraints?|restrictions?"
        r"|requirements?)\s(?:on|for|to|of)\s"
        rf"(?:the\s)?{_LIST}",
        rf"\b(?:unlimited|regardless\sof|irrespective\sof|ignore)\s(?:the\s)?{_LIST}",
        r"\b(?:don't|do\snot|doesn't|does\snot|not|never|couldn't)\s(?:really\s|much\s)?"
        r"(?:care|mind|bother|worry|worried)\s(?:less\s|much\s)?(?:about\s|how\s"
        rf"|for\s)?(?:the\s)?{_LIST}",
    )
)


def aspects_in(text: str) -> Iterator[Priority]:
    """Yield the aspects that a lower-cased text names, in its order."""
    for match in _ASPECT.finditer(text):
        for name in _WORDS:
            if match[name] is not None:
                yield name


def find_indifferent(text: str) -> tuple[tuple[Priority, ...], str, str]:
    """Return what a lower-cased text says does not matter, the words, and the rest of the text."""
    found: list[Priority] = []
    words: list[str] = []
    for cue in _INDIFFERENT:
        for match in cue.finditer(text):
            found += aspects_in(match[0])
            words.append(match[0])
        text = cue.sub(lambda match: "." * len(match[0]), text)
    return tuple(dict.fromkeys(found)), " … ".join(words), text


def find_priorities(text: str) -> list[tuple[int, Priority, str]]:
    """Return what a lower-cased text says matters, as (rank, aspect, words), first rank first."""
    found = [
        (rank, match.start(), i, aspect, match[0])
        for rank, cue in _PRIORITIES
        for match in cue.finditer(text)
        for i, aspect in enumerate(aspects_in(match.groupdict().get("said") or match[0]))
    ]
    first: dict[Priority, tuple[int, str]] = {}
    for rank, _, _, aspect, words in sorted(found):
        first.setdefault(aspect, (rank, words))
    return [(rank, aspect, words) for aspect, (rank, words) in first.items()]
