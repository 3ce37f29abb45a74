"""At which exchange rates the choice would be another: exactly, since scores are linear in rates.

With all other rates as they are, a candidate's score over one rate r is a line: a - r b, where b is
the logarithm of its cost to base 2. The choice is the highest line at the present rate, and flips
where another line crosses it first.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tools.domain import Candidate, Cost, Preferences, Recommendation, Value
from tools.selection.recommend import Facts
from tools.selection.score import RESOLUTION


class _Line(NamedTuple):
    """A candidate's score at the present rate, and how it falls with the rate."""

    halvings: float
    score: float
    key: str
    candidate: Candidate


class Flip(Value):
    """The nearest rate of one cost at which another candidate is chosen, the others fixed."""

    cost: Cost
    rate: float
    now: float
    candidate: Candidate


def flips(
    known: Facts, recommendation: Recommendation, preferences: Preferences
) -> tuple[Flip, ...]:
    """Return the nearest flips above and below each present rate, the costs in a fixed order.

    Those who may be chosen are the ones that stand with the limits as the choice does.
    """
    standings = {s.candidate: s for s in recommendation.standings}
    if recommendation.chosen is None:
        return ()
    chosen = standings[recommendation.chosen]
    rates, found = preferences.model_dump(), list[Flip]()
    scored = [
        (fact, fact.score(rates), fact.evidence.candidate)
        for fact in known.each
        if standings[fact.evidence.candidate].verdict == chosen.verdict
    ]
    for cost in RESOLUTION:
        lines = [
            _Line(fact.halvings[cost], score, candidate.key, candidate)
            for fact, score, candidate in scored
        ]
        own = next(line for line in lines if line.candidate == chosen.candidate)
        found += _nearest(cost, rates[cost], lines, own)
    return tuple(found)


def _nearest(cost: Cost, now: float, lines: Sequence[_Line], own: _Line) -> Iterator[Flip]:
    """Yield where the choice's line is crossed first: above by a cheaper one, below by a dearer."""
    crossings = [
        (now + (own.score - line.score) / (own.halvings - line.halvings), line)
        for line in lines
        if line.halvings != own.halvings
    ]
    above = [c for c in crossings if c[1].halvings < own.halvings]
    below = [c for c in crossings if c[1].halvings > own.halvings and c[0] >= 0]
    if above:
        rate, line = min(above)
        yield Flip(cost=cost, rate=rate, now=now, candidate=line.candidate)
    if below:
        rate, line = max(below)
        yield Flip(cost=cost, rate=rate, now=now, candidate=line.candidate)
