"""What is said to matter, and in which order: by rank, and within a rank by place."""

import re
from collections.abc import Iterator

from agent.extract.aspects import LIST, NOUN, aspects_in
from agent.extract.mattering import MATTERING
from agent.extract.ranking import RANKED
from tools.domain import Priority

_PLAIN, WISH = 3, 4  # the ranks of what matters at all, and of what would only be nice

_SOFT = (
    r"(?:would\s(?:really\s)?be\s(?:so\s|very\s)?(?:nice|great|good|lovely|cool|ideal|perfect"
    r"|welcome|appreciated|helpful|awesome|fantastic|a\s(?:\w+\s)?(?:plus|bonus))|nice[\s-]to[\s-]have"
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
_PATTERNS = (
    *RANKED,
    *((_PLAIN, pattern) for pattern in MATTERING),
    (WISH, rf"\b{_WISHED}\b,?{_GAP}{LIST}"),
    (WISH, rf"{LIST}(?:\s(?!{_KNOW}\b)[a-z]{{1,12}}){{0,4}}?,?\s{_SOFT}\b"),
)
_CUES = tuple((rank, re.compile(pattern)) for rank, pattern in _PATTERNS)
_WISHED_BEFORE = re.compile(rf"\b{_WISHED}\b[^.;!?\n]{{0,30}}\Z")
_WISHED_AFTER = re.compile(rf"(?:\s[a-z]{{1,12}}){{0,3}},?\s{_SOFT}\b")
_ASKED = re.compile(r"\bwhether\s(?:the\s|its\s|it\sis\s)?\Z")
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
        if not _ASKED.search(_before(match))
        for i, aspect in enumerate(_said(match))
    ]
    first: dict[Priority, tuple[int, str]] = {}
    for rank, _, _, aspect, words in sorted(found):
        first.setdefault(aspect, (rank, words))
    return [(rank, aspect, words) for aspect, (rank, words) in first.items()]


def _before(match: re.Match[str]) -> str:
    """Return the words before a match."""
    return match.string[max(0, match.start() - _REACH) : match.start()]


def _softened(rank: int, match: re.Match[str]) -> int:
    """Return the rank of a match; what is only mentioned in a wish has the rank of one."""
    if rank != _PLAIN:
        return rank
    wished = _WISHED_BEFORE.search(_before(match)) or _WISHED_AFTER.match(match.string, match.end())
    return WISH if wished else rank


def _said(match: re.Match[str]) -> Iterator[Priority]:
    """Yield the aspects that a pattern's match is about, the more important first."""
    groups = match.groupdict()
    if groups.get("greater"):
        yield from aspects_in(f"{groups['greater']} {groups['lesser']}")
    else:
        yield from aspects_in(groups.get("said") or match[0])
