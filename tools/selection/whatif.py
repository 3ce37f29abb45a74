"""Answers follow-ups from the evidence at hand; nothing is measured."""

from collections.abc import Sequence

from tools.domain import (
    Candidate,
    Comparison,
    Evidence,
    Preferences,
    Recommendation,
    Standing,
    Value,
)
from tools.selection.paired import compare
from tools.selection.recommend import Facts, recommended


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


def what_if(known: Facts, *, before: Preferences, after: Preferences) -> WhatIf:
    """Return what would be recommended if the preferences were others.

    The comparison is of the new choice with the old one, under the new preferences.
    """
    old, new = recommended(known, before), recommended(known, after)
    versus = None
    if new.chosen and old.chosen and new.chosen != old.chosen:
        versus = compare(known.evidence(new.chosen), known.evidence(old.chosen), after)
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
