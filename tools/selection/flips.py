"""At which exchange rates the choice would be another: exactly, since scores are linear in rates.

With all other rates as they are, a candidate's score over one rate r is a line: a - r b, where b is
the logarithm of its cost to base 2. The choice is the highest line at the present rate, and flips
where another line crosses it first.
"""

from collections.abc import Iterator

import numpy as np

from tools.domain import Candidate, Cost, Preferences, Recommendation, Value
from tools.selection.racing.board import Floats
from tools.selection.recommend import Facts


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

    Those who may be chosen are the ones that stand with the limits as the choice does. Of several
    that cross at one rate the one with the least cost takes over above, and the dearest below.
    """
    if recommendation.chosen is None:
        return ()
    own, rates = known.place[recommendation.chosen], preferences.model_dump()
    rivals = known.grades == known.grades[own]
    behind = np.where(rivals, (scores := known.scores(preferences))[own] - scores, np.inf)
    return tuple(
        Flip(cost=cost, rate=rate, now=rates[cost], candidate=known.rows[place].candidate)
        for cost, halvings in known.halvings.items()
        for rate, place in _nearest(rates[cost], behind, halvings[own] - halvings)
    )


def _nearest(now: float, behind: Floats, cheaper: Floats) -> Iterator[tuple[float, int]]:
    """Yield where the choice's line is crossed first: above by a cheaper one, below by a dearer.

    Args:
        now: the present rate.
        behind: points of the score that each is behind; infinite for who may not be chosen.
        cheaper: halvings by which each one's cost is less.

    """
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = now + behind / cheaper
    above = np.where((cheaper > 0) & np.isfinite(behind), crossing, np.inf)
    below = np.where((cheaper < 0) & np.isfinite(behind) & (crossing >= 0), crossing, -np.inf)
    if np.isfinite(first := above.min()):
        yield float(first), int(np.lexsort((-cheaper, above))[0])
    if np.isfinite(last := below.max()):
        yield float(last), int(np.lexsort((cheaper, -below))[0])
