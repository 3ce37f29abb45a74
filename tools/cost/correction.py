"""Past measurements on this machine correct an estimate: those of the model, its family, and all.

The logarithm of measured over estimated is taken to be a sum of four normal parts: what the method
gets wrong everywhere, in a family, in a model, and in one measurement. The first three are shared
by those that belong together, so what is known of one says something of the next, the more the
closer they are. The common scale of all four is unknown: with a scaled inverse chi-squared prior
the prediction is Student's t (Gelman et al., Bayesian Data Analysis, 3rd edition, 2013, chapters
14 and 15). A good prediction therefore sharpens and a bad one widens what comes next.
"""

from collections.abc import Sequence
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.linalg import solve_triangular
from scipy.special import stdtrit

from tools.domain import Interval, Value

# The parts of a logarithm's variance, as shares of the whole, by what was seen with 29
# architectures (`benchmarks/estimates.py`): requests of other sizes differ nearly as models do.
_ALL, _FAMILY, _MODEL, _ONCE = 0.3, 0.2, 0.2, 0.3
# The prior counts as so many measurements.
_PRIOR_COUNT = 4.0
# Older ones of thousands say nothing that newer ones don't.
_MOST = 400
_INSIDE = 0.8
# Half of a standard normal distribution lies within so many standard deviations.
_MEDIAN = 0.6745


class Past(Value):
    """One estimate of some quantity, uncorrected, and what was measured afterwards."""

    model: str
    family: str
    estimated: float = Field(gt=0)
    measured: float = Field(gt=0)

    @property
    def miss(self) -> float:
        """The natural logarithm of measured over estimated."""
        return log(self.measured / self.estimated)


def corrected(
    estimated: float, *, model: str, family: str, past: Sequence[Past], spread: float
) -> Interval:
    """Return the 80 % interval of a positive quantity, given what was measured here before.

    Args:
        estimated: what the method says, in any unit.
        model: whose it is.
        family: of the model; what it has in common with others.
        past: the same method's estimates of the same quantity, in any order.
        spread: by what factor the method is off two times in three, before anything is known.

    """
    past = past[-_MOST:]
    same = [
        float(one.family == family) * _FAMILY + float(one.model == model) * _MODEL for one in past
    ]
    towards = np.array(same) + _ALL
    misses = np.array([one.miss for one in past])
    mean, known = 0.0, 0.0
    scatter = _PRIOR_COUNT * log(spread) ** 2
    if len(past):
        # Of misses that are made independent of each other, the middle one tells the scale: a few
        # that are far off must not widen what is said of all others.
        root = np.linalg.cholesky(_covariance(past))
        alone, seen = (solve_triangular(root, one, lower=True) for one in (misses, towards))
        mean, known = float(seen @ alone), float(seen @ seen)
        scatter += len(past) * (float(np.median(np.abs(alone))) / _MEDIAN) ** 2
    count = _PRIOR_COUNT + len(past)
    scale = (scatter / count * max(1.0 - known, _ONCE)) ** 0.5
    reach = scale * float(stdtrit(count, (1 + _INSIDE) / 2))
    mid = estimated * exp(mean)
    return Interval(low=mid * exp(-reach), mid=mid, high=mid * exp(reach), provenance="modelled")


def _covariance(past: Sequence[Past]) -> NDArray[np.float64]:
    """Return how much the misses have in common, `(past, past)`, as shares of the scale."""
    families = np.array([one.family for one in past])
    models = np.array([one.model for one in past])
    return np.asarray(
        _ALL
        + _FAMILY * (families[:, None] == families)
        + _MODEL * (models[:, None] == models)
        + _ONCE * np.eye(len(past))
    )
