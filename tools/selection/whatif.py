"""Answers follow-ups from the evidence at hand; nothing is measured."""

from collections.abc import Sequence
from math import log2

from tools.domain import (
    Candidate,
    Comparison,
    Cost,
    Evidence,
    Preferences,
    Recommendation,
    Requirements,
    Standing,
    Value,
)
from tools.selection.paired import compare
from tools.selection.recommend import recommend


class WhatIf(Value):
    """The recommendation under two sets of preferences, and how the two choices differ."""

    before: Recommendation
    after: Recommendation
    versus: Comparison | None

    @property
    def changes(self) -> bool:
        """Whether another candidate is chosen."""
        return self.before.chosen != self.after.chosen


class WhyNot(Value):
    """One rival's standing, and how it differs from the choice (None: it is the choice)."""

    standing: Standing
    versus: Comparison | None


def what_if(
    evidence: Sequence[Evidence],
    requirements: Requirements,
    *,
    before: Preferences,
    after: Preferences,
) -> WhatIf:
    """Return what would be recommended if the preferences were others.

    The comparison is of the new choice with the old one, under the new preferences.
    """
    old = recommend(evidence, requirements, before)
    new = recommend(evidence, requirements, after)
    found = {e.candidate: e for e in evidence}
    versus = (
        compare(found[new.chosen], found[old.chosen], after)
        if new.chosen and old.chosen and new.chosen != old.chosen
        else None
    )
    return WhatIf(before=old, after=new, versus=versus)


def why_not(
    candidate: Candidate,
    recommendation: Recommendation,
    *,
    evidence: Sequence[Evidence],
    preferences: Preferences,
) -> WhyNot | None:
    """Return the facts on one rival, compared with the choice; None if it was not measured.

    Where nothing could be chosen, the rival is compared with the nearest.
    """
    found = {e.candidate: e for e in evidence}
    standing = next((s for s in recommendation.standings if s.candidate == candidate), None)
    if standing is None or candidate not in found:
        return None
    nearest = recommendation.nearest.candidate if recommendation.nearest else None
    first = recommendation.chosen or nearest
    versus = (
        compare(found[candidate], found[first], preferences)
        if first is not None and first != candidate
        else None
    )
    return WhyNot(standing=standing, versus=versus)


def break_even(
    first: Evidence, second: Evidence, preferences: Preferences, *, cost: Cost
) -> float | None:
    """Return the rate of one cost at which two candidates score the same, the others fixed.

    None: no rate of it makes them equal, or the cost is not measured.
    """
    comparison = compare(first, second, preferences)
    ratio = comparison.cost_ratios.get(cost)
    if ratio is None or ratio.mid == 1:
        return None
    halvings = log2(ratio.mid)
    without = comparison.points.mid + getattr(preferences, cost) * halvings
    rate = float(without / halvings)
    return rate if rate >= 0 else None
