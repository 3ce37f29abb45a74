"""Says which measured candidate to use, and why: the greenest that is good enough.

The choice is the best score among those that surely meet every limit. A better-scoring one that
may meet them is named beside it, with what deciding it would take. Where none surely does, the
best that may is given as such, of those first whose middles meet the limits; where none may, the
nearest, and what it misses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

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
    grade,
)
from tools.selection.limits import judgements
from tools.selection.paired import compare
from tools.selection.pareto import front
from tools.selection.racing.board import Floats, Ints
from tools.selection.score import RESOLUTION, common_qualities, paid


@dataclass(frozen=True)
class Facts:
    """What follows from evidence and limits alone, one row per candidate.

    Rows are in the order of equal scores: by quality, then costs, then name. `qualities` are on the
    common footing, `(rows,)`; `halvings` are the logarithms of each cost to base 2, by cost.
    """

    rows: tuple[Evidence, ...]
    judgements: tuple[tuple[Judgement, ...], ...]
    qualities: Floats
    halvings: dict[Cost, Floats]
    front: tuple[Candidate, ...]

    def scores(self, preferences: Preferences) -> Floats:
        """Return each row's score with the quality on the common footing."""
        rates, found = preferences.model_dump(), 100.0 * self.qualities
        for cost, halvings in self.halvings.items():
            found = found - rates[cost] * halvings
        return found

    @cached_property
    def grades(self) -> Ints:
        """The `Grade` of each row."""
        return np.array([grade(judged) for judged in self.judgements], dtype=np.intp)

    @cached_property
    def place(self) -> dict[Candidate, int]:
        """The row of each candidate."""
        return {evidence.candidate: place for place, evidence in enumerate(self.rows)}

    def evidence(self, candidate: Candidate) -> Evidence:
        """Return what was measured of a candidate.

        Raises:
            KeyError: it was not measured.

        """
        return self.rows[self.place[candidate]]


def facts(evidence: Sequence[Evidence], requirements: Requirements) -> Facts:
    """Return what a recommendation needs to know, one item of evidence per candidate."""
    found = [
        (-quality, paid(one.measurement), one.candidate.key, one)
        for one, quality in zip(evidence, common_qualities(evidence), strict=True)
    ]
    found.sort(key=lambda row: row[:3])
    rows = tuple(row[-1] for row in found)
    spent = np.array([row[1] for row in found]).reshape(len(rows), len(RESOLUTION)).T
    points = [(quality, *costs) for quality, costs, *_ in found]
    return Facts(
        rows=rows,
        judgements=tuple(judgements(one.measurement, requirements) for one in rows),
        qualities=-np.array([row[0] for row in found]),
        halvings=dict(zip(RESOLUTION, np.log2(spent), strict=True)),
        front=tuple(rows[place].candidate for place in front(points)),
    )


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
    # Of equal grades the first is the greatest: the best score.
    chosen = max((s for s in standings if s.grade), key=lambda s: s.grade, default=None)
    better = standings[: standings.index(chosen)] if chosen else ()
    return Recommendation(
        chosen=chosen.candidate if chosen else None,
        feasible=chosen is not None and chosen.verdict == "met",
        standings=standings,
        unsure=tuple(s for s in better if s.verdict == "unsure"),
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
    scores = known.scores(preferences)
    order = np.argsort(-scores, kind="stable")
    return tuple(
        Standing(
            candidate=(row := known.rows[place]).candidate,
            n=len(row.correct),
            score=score,
            judgements=known.judgements[place],
        )
        for place, score in zip(order.tolist(), scores[order].tolist(), strict=True)
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
