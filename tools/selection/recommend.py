"""Says which measured candidate to use, and why: the greenest that is good enough.

The choice is the best score among those that surely meet every limit. A better-scoring one that
may meet them is named beside it, with what deciding it would take. Where none surely does, the
best that may is given as such; where none may, the nearest, and what it misses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from tools.domain import (
    Candidate,
    Comparison,
    Cost,
    Evidence,
    Judgement,
    Preferences,
    Recommendation,
    Requirements,
    Standing,
)
from tools.selection.limits import judgements
from tools.selection.paired import compare
from tools.selection.pareto import front
from tools.selection.score import common_qualities, costs


@dataclass(frozen=True, slots=True)
class Fact:
    """What follows of one candidate from evidence and limits, whatever the exchange rates are."""

    evidence: Evidence
    quality: float
    costs: tuple[float, ...]
    halvings: dict[Cost, float]
    judgements: tuple[Judgement, ...]

    def score(self, rates: Mapping[str, float]) -> float:
        """Return the score with the quality on the common footing."""
        paid = sum(rates[cost] * halvings for cost, halvings in self.halvings.items())
        return 100.0 * self.quality - paid


@dataclass(frozen=True)
class Facts:
    """What follows from evidence and limits alone, one fact per candidate."""

    each: tuple[Fact, ...]
    front: tuple[Candidate, ...]

    def evidence(self, candidate: Candidate) -> Evidence:
        """Return what was measured of a candidate.

        Raises:
            StopIteration: it was not measured.

        """
        return next(fact.evidence for fact in self.each if fact.evidence.candidate == candidate)


def facts(evidence: Sequence[Evidence], requirements: Requirements) -> Facts:
    """Return what a recommendation needs to know, one item of evidence per candidate."""
    each = []
    for one, quality in zip(evidence, common_qualities(evidence), strict=True):
        found = costs(one.measurement)
        halvings = {cost: log2(value) for cost, value in found.items()}
        judged = judgements(one.measurement, requirements)
        each.append(Fact(one, quality, tuple(found.values()), halvings, judged))
    points = [(-fact.quality, *fact.costs) for fact in each]
    return Facts(tuple(each), tuple(evidence[place].candidate for place in front(points)))


def recommend(
    evidence: Sequence[Evidence], requirements: Requirements, preferences: Preferences
) -> Recommendation:
    """Return the recommendation that follows from the evidence, one item per candidate.

    Its intervals hold at one look; what holds at every look is the certificate of a race
    (`contest`), which is not made here.
    """
    return recommended(facts(evidence, requirements), preferences)


def recommended(known: Facts, preferences: Preferences) -> Recommendation:
    """Return the recommendation under these exchange rates."""
    standings = _standings(known, preferences)
    chosen = next((s for s in standings if s.verdict == "met"), None)
    may_meet = [s for s in standings if s.verdict == "unsure"]
    if chosen is not None:
        unsure = [s for s in may_meet if s.score > chosen.score]
        feasible = True
    else:
        chosen, unsure, feasible = next(iter(may_meet), None), [], False
    return Recommendation(
        chosen=chosen.candidate if chosen else None,
        feasible=feasible,
        standings=standings,
        unsure=tuple(unsure),
        nearest=None if chosen else _nearest(standings),
        front=known.front,
        versus=_next_best(standings, chosen, known, preferences),
    )


def standings_of(
    evidence: Sequence[Evidence], requirements: Requirements, preferences: Preferences
) -> tuple[Standing, ...]:
    """Return where each candidate stands, best score first; equal scores by name."""
    return _standings(facts(evidence, requirements), preferences)


def _standings(known: Facts, preferences: Preferences) -> tuple[Standing, ...]:
    rates = preferences.model_dump()

    def order(found: tuple[float, Fact]) -> tuple[float, float, tuple[float, ...], str]:
        # Of scores that a rounding makes equal, one that is better in something comes first.
        points, fact = found
        return -points, -fact.quality, fact.costs, fact.evidence.candidate.key

    # Not validated: there may be thousands, and they are made of what was.
    return tuple(
        Standing.model_construct(
            candidate=fact.evidence.candidate,
            n=len(fact.evidence.correct),
            score=points,
            judgements=fact.judgements,
        )
        for points, fact in sorted(((fact.score(rates), fact) for fact in known.each), key=order)
    )


def _nearest(standings: Sequence[Standing]) -> Standing | None:
    """Return what misses least: the fewest halvings from the limits, summed over them."""
    return min(standings, key=lambda s: sum(j.halvings_missed for j in s.judgements), default=None)


def _next_best(
    standings: Sequence[Standing],
    chosen: Standing | None,
    known: Facts,
    preferences: Preferences,
) -> Comparison | None:
    """Return the choice against the best-scoring of those behind it that may meet the limits."""
    if chosen is None:
        return None
    after = standings[standings.index(chosen) + 1 :]
    rival = next((s for s in after if s.verdict != "missed"), None)
    if rival is None:
        return None
    return compare(known.evidence(chosen.candidate), known.evidence(rival.candidate), preferences)
