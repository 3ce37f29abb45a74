"""Says which measured candidate to use, and why: the greenest that is good enough.

The choice is the best score among those that surely meet every limit. A better-scoring one that
may meet them is named beside it, with what deciding it would take. Where none surely does, the
best that may is given as such; where none may, the nearest, and what it misses.
"""

from collections.abc import Sequence

from tools.domain import (
    Candidate,
    Comparison,
    Evidence,
    Preferences,
    Recommendation,
    Requirements,
    Standing,
)
from tools.selection.limits import judgements
from tools.selection.paired import compare
from tools.selection.pareto import front
from tools.selection.score import common_qualities, costs, score


def recommend(
    evidence: Sequence[Evidence], requirements: Requirements, preferences: Preferences
) -> Recommendation:
    """Return the recommendation that follows from the evidence, one item per candidate.

    `certified` is None: looking at an interval after every batch makes it optimistic, so nothing
    is certified before intervals hold at every look.
    """
    standings = standings_of(evidence, requirements, preferences)
    by_candidate = {e.candidate: e for e in evidence}
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
        front=front(evidence, common_qualities(evidence, preferences)),
        certified=None,
        versus=_next_best(standings, chosen, by_candidate, preferences),
    )


def standings_of(
    evidence: Sequence[Evidence], requirements: Requirements, preferences: Preferences
) -> tuple[Standing, ...]:
    """Return where each candidate stands, best score first; equal scores by name."""
    qualities = common_qualities(evidence, preferences)
    standings = [
        Standing(
            candidate=e.candidate,
            n=len(e.correct),
            score=score(e.measurement, preferences, quality=qualities[e.candidate]),
            judgements=judgements(e.measurement, requirements),
        )
        for e in evidence
    ]
    # Of scores that a rounding makes equal, one that is better in something comes first.
    paid = {
        e.candidate: (-qualities[e.candidate], *costs(e.measurement).values()) for e in evidence
    }

    def order(one: Standing) -> tuple[float, tuple[float, ...], str]:
        return -one.score, paid[one.candidate], one.candidate.key

    return tuple(sorted(standings, key=order))


def _nearest(standings: Sequence[Standing]) -> Standing | None:
    """Return what misses least: the fewest halvings from the limits, summed over them."""
    return min(standings, key=lambda s: sum(j.halvings_missed for j in s.judgements), default=None)


def _next_best(
    standings: Sequence[Standing],
    chosen: Standing | None,
    evidence: dict[Candidate, Evidence],
    preferences: Preferences,
) -> Comparison | None:
    """Return the choice against the best-scoring of those behind it that may meet the limits."""
    if chosen is None:
        return None
    after = standings[standings.index(chosen) + 1 :]
    rival = next((s for s in after if s.verdict != "missed"), None)
    if rival is None:
        return None
    return compare(evidence[chosen.candidate], evidence[rival.candidate], preferences)
