"""The clause that a quantity stands in, and the stance that it takes: limit, wish or fact."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.extract.quantities import Quantity
from agent.extract.stances import FACT, SOFT, Stance, stance_of

_OPENING_WORDS = 3
REACH = 120  # characters around a quantity that its words are looked for in: bounds the time

_BREAK = re.compile(
    r"(?P<full>(?!(?<=max|min)\.\s(?-i:[a-z\d]))[.!?;\n]+(?=\s|$)|\n+)|,(?=\s)|:(?=\s)|\s-{1,2}\s|\s[\u2013\u2014]\s"
    r"|\b(?:but|and|though|although|however|while|whereas)\b",
    re.I,
)
_PRONOUN = re.compile(r"\s?(?:but\s|and\s|so\s)?(?:it|this|that|they)\b", re.I)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text between two breaks, and where its sentence starts."""

    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A quantity in its place: scopes of lower-cased text from nearest to widest."""

    quantity: Quantity
    before: str
    after: str
    scopes: tuple[str, ...]
    stance: Stance
    soft: bool
    fact: bool
    words: str


def split_clauses(text: str, quantities: Sequence[Quantity]) -> list[Clause]:
    """Split a text at punctuation and conjunctions, never inside a quantity."""
    starts = [q.start for q in quantities]
    clauses, start, sentence = [], 0, 0
    for match in _BREAK.finditer(text):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < quantities[before].end:
            continue
        clauses.append(Clause(start, match.start(), sentence))
        start = match.end()
        sentence = start if match["full"] is not None else sentence
    return [*clauses, Clause(start, len(text), sentence)]


def settings_of(text: str, quantities: Sequence[Quantity]) -> list[Setting]:
    """Return each quantity with its clause, its stance and the words around it."""
    clauses = split_clauses(text, quantities)
    starts = [clause.start for clause in clauses]
    settings: list[Setting] = []
    for i, quantity in enumerate(quantities):
        at = bisect_right(starts, quantity.start) - 1
        left = quantities[i - 1].end if i else 0
        right = quantities[i + 1].start if i + 1 < len(quantities) else len(text)
        room = Clause(max(clauses[at].start, left), min(clauses[at].end, right), 0)
        setting = _setting(text, quantity, clauses[at], room)
        if clauses[at].start != clauses[at].sentence:
            previous = settings[-1] if settings and left > clauses[at].sentence else None
            setting = _inheriting(text, setting, clauses[at - 1], previous)
        if quantity.kind == "bytes" and _PRONOUN.match(text, clauses[at].start):
            meant = text[max(0, clauses[at].start - REACH) : clauses[at].start].lower()
            setting = replace(setting, scopes=(*setting.scopes, meant))
        settings.append(setting)
    return settings


def _setting(text: str, quantity: Quantity, clause: Clause, room: Clause) -> Setting:
    """Read one quantity's surroundings: the room to its neighbours, then its whole clause."""
    start = max(clause.start, quantity.start - REACH)
    end = min(clause.end, quantity.end + REACH)
    before = text[max(start, room.start) : quantity.start]
    after = text[quantity.end : min(end, room.end)]
    near = before + text[quantity.start : quantity.end] + after
    whole = text[start:end]
    return Setting(
        quantity=quantity,
        before=before,
        scopes=(near.lower(), whole.lower()),
        stance=stance_of(before, text[quantity.end : quantity.end + REACH]),
        after=after,
        soft=bool(SOFT.search(whole)),
        fact=bool(FACT.search(whole)),
        words=whole.strip(" ,;:"),
    )


def _inheriting(text: str, own: Setting, lead: Clause, previous: Setting | None) -> Setting:
    """Let a quantity that opens its clause share what was said before it in the sentence."""
    if len(own.before.split()) > _OPENING_WORDS:
        return own
    lead_in = text[max(lead.start, lead.end - REACH) : lead.end].lower()
    sentence = text[max(lead.sentence, lead.end - REACH) : lead.end].lower()
    scopes = (*own.scopes, lead_in, sentence)
    if previous is None:
        return replace(own, scopes=scopes)
    is_alike = (own.quantity.kind == "share") == (previous.quantity.kind == "share")
    follows = is_alike and own.stance == "none" and not own.before.strip()
    joined = text[lead.end : own.quantity.start].lstrip().lower().startswith("and")
    return replace(
        own,
        scopes=scopes,
        stance=previous.stance if follows else own.stance,
        soft=own.soft or (previous.soft and joined),
        fact=own.fact or previous.fact,
    )
