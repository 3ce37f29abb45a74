"""The clause that a quantity stands in, and the stance that it takes: limit, wish or fact."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.extract.quantities import Quantity

Stance = Literal["upper", "lower", "none"]

_OPENING_WORDS = 3
REACH = 120  # characters around a quantity that its words are looked for in: bounds the time

_BREAK = re.compile(
    r"(?P<full>[.!?;\n]+(?=\s|$))|,(?=\s)|:(?=\s)|\s-{1,2}\s|\s[\u2013\u2014]\s"
    r"|\b(?:but|and|though|although|however|while|whereas)\b",
    re.I,
)
_COMPARATOR = re.compile(
    r"(?P<upper>\b(?:no|not|nothing|never)\s(?:any\s)?(?:need\s|take\s|use\s|cost\s|be\s)?"
    r"(?:more|longer|larger|bigger|greater|higher|slower|heavier|over|above"
    r"|exceed(?:ing)?)\b(?:\sthan)?"
    r"|(?:\b(?:not|never|cannot|dont|without)|n't)\s(?:\w{1,12}\s){0,4}?"
    r"(?:(?:more|longer|larger|bigger|higher|slower)\sthan|over|above|exceed(?:ing)?)\b"
    r"|\b(?:under|below|within|beneath|inside)\b|\b(?:less|fewer|faster|smaller|quicker|lighter"
    r"|cheaper|lower)\sthan\b"
    r"|\bat\s(?:the\s)?most\b|\bup\sto\b|\bmax(?:imum|imal(?:ly)?)?\b|\blimit(?:ed)?\b|<=?|≤"
    r"|\bfits?\s(?:in|into|on)\b|\bbetween\b|\bceiling\b|\bcap(?:ped)?\b"
    r"|\b(?:anything|everything|whatever)\s(?:slower|longer|larger|bigger|above|over)\b(?:\sthan)?)"
    r"|(?P<lower>\bat\s(?:the\s)?(?:very\s)?least\b|\b(?:not?|never)\s(?:less|fewer|worse|lower"
    r"|below|under)\b(?:\sthan)?"
    r"|\b(?:more|better|higher|greater|slower|longer|larger|bigger)\sthan\b|\b(?:over|above"
    r"|exceed(?:s|ing)?)\b"
    r"|\bmin(?:imum|imal)?\b(?!\s?\.)|>=?|≥)",
    re.I,
)
_AFTER = re.compile(
    r"\s?(?:(?P<upper>or\s(?:less|faster|smaller|below|under|lower)|at\s(?:the\s)?most|tops\b"
    r"|max(?:imum)?\b"
    r"|is\s(?:the|our|my)\s(?:limit|max\w*|ceiling))"
    r"|(?P<lower>\+|or\s(?:more|better|higher|above)|at\s(?:the\s)?(?:very\s)?least|plus\b"
    r"|is\s(?:the|our|my)\smin\w*))",
    re.I,
)
_SOFT = re.compile(
    r"\b(?:ideally|hopefully|preferably|prefer(?:red)?|if\spossible|nice\sto\shave|bonus"
    r"|would\sbe\s"
    r"(?:nice|great|good|lovely|cool|ideal)|would\swelcome|wish)\b",
    re.I,
)
_FACT = re.compile(
    r"\b(?:today|currently|current|now\stakes|took|spent|last\s(?:year|month|week)|used\sto|ago"
    r"|already|so\sfar|at\sthe\smoment|reduc\w+|sav(?:e|es|ing|ings))\b",
    re.I,
)


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
        stance=_stance(before, after),
        soft=bool(_SOFT.search(whole)),
        fact=bool(_FACT.search(whole)),
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
    joined = text[lead.end : own.quantity.start].lstrip().lower().startswith("and")
    return replace(
        own,
        scopes=scopes,
        stance=own.stance if own.stance != "none" or own.before.strip() else previous.stance,
        soft=own.soft or (previous.soft and joined),
        fact=own.fact or previous.fact,
    )


def _stance(before: str, after: str) -> Stance:
    """Return the direction of the nearest comparison, the one after the quantity first."""
    comparisons = [_AFTER.match(after), *reversed([*_COMPARATOR.finditer(before)])]
    match = next(filter(None, comparisons), None)
    return "none" if match is None else "upper" if match["upper"] else "lower"
