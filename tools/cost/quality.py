"""What quality to expect of a model that was not measured on these examples yet.

On the scale of log odds a quality is taken to be the sum of normal parts: how hard the examples
are, what the model's size tells, what its family and the model itself add, and chance. What was
measured on other examples, and what others publish, thereby says something of the next ones
(kriging with a linear trend: Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006,
chapter 2). The same without model and family is the dumb baseline: size alone.
"""

from collections.abc import Sequence
from math import exp, log, log10
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tools.domain import Interval, Value

Floats = NDArray[np.float64]

# Standard deviations in log odds, assumptions of ours: between data sets, models, families, and of
# what nothing explains; and how much a model ten times as large is better by.
_EXAMPLES, _MODEL, _FAMILY, _CHANCE, _TENFOLD = 0.9, 0.35, 0.25, 0.15, 0.25
# Before anything is known: three in four are right.
_PRIOR_SHARE = 0.75
# Encoders of tens of millions of parameters are the middle of the road.
_TYPICAL_PARAMETERS = 3e7
_LEAST_PARAMETERS = 1e5
# 80 % of a normal distribution lie within so many standard deviations.
_REACH = 1.2816
_MOST = 600
# The name of the examples that are asked about; of others it may be known what they reach there.
ASKED = "(asked)"


class Known(Value):
    """The quality of a model on some examples: measured here, or published."""

    model: str
    family: str
    parameters: int = Field(ge=0)
    examples: str = Field(description="which: the name of the data set, or `ASKED`")
    quality: float = Field(ge=0, le=1)
    n: int = Field(ge=1, description="of how many examples")


class Prior(NamedTuple):
    """The quality that is expected, as an 80 % interval, and what size alone would say."""

    expected: Interval
    by_size: float


def quality_prior(*, model: str, family: str, parameters: int, known: Sequence[Known]) -> Prior:
    """Return what quality to expect of a model on the examples that are asked about.

    Args:
        model: whose.
        family: what it has in common with others.
        parameters: its size; 0 where it has none of its own.
        known: qualities of any models on other examples, and of other models on these (`ASKED`).

    """
    asked = Known(
        model=model, family=family, parameters=parameters, examples=ASKED, quality=0.5, n=1
    )
    low, mid, high = _predicted(asked, known[-_MOST:], own=True)
    _, by_size, _ = _predicted(asked, known[-_MOST:], own=False)
    return Prior(Interval(low=low, mid=mid, high=high, provenance="modelled"), by_size)


def _predicted(asked: Known, known: Sequence[Known], *, own: bool) -> tuple[float, float, float]:
    prior = log(_PRIOR_SHARE / (1 - _PRIOR_SHARE))
    spread = float(_covariance([asked], [asked], own=own)[0, 0])
    mean = prior
    if known:
        between = _covariance(known, known, own=own)
        between += np.diag([_CHANCE**2 + _sampling(one) for one in known])
        towards = _covariance([asked], known, own=own)[0]
        misses = np.array([_log_odds(one) for one in known]) - prior
        solved = np.linalg.solve(between, np.stack([misses, towards], axis=1))
        mean += float(towards @ solved[:, 0])
        spread -= float(towards @ solved[:, 1])
    reach = _REACH * max(spread + _CHANCE**2, 0.0) ** 0.5
    return _share(mean - reach), _share(mean), _share(mean + reach)


def _covariance(some: Sequence[Known], others: Sequence[Known], *, own: bool) -> Floats:
    """Return what two qualities have in common, `(some, others)`, in squared log odds."""

    def same(of: str) -> NDArray[np.bool_]:
        left, right = (np.array([getattr(one, of) for one in side]) for side in (some, others))
        return np.asarray(left[:, None] == right)

    sizes = [np.array([_size(one) for one in side]) for side in (some, others)]
    # That there are data sets at all, half of what they differ by, is common to all.
    found = _EXAMPLES**2 * (0.5 + 0.5 * same("examples")) + _TENFOLD**2 * np.outer(*sizes)
    if own:
        found = found + _MODEL**2 * same("model") + _FAMILY**2 * same("family")
    return np.asarray(found)


def _size(one: Known) -> float:
    return log10(max(one.parameters, _LEAST_PARAMETERS) / _TYPICAL_PARAMETERS)


def _log_odds(one: Known) -> float:
    """Return the log odds, kept finite by half an example (Haldane's correction)."""
    right = one.quality * one.n
    return log((right + 0.5) / (one.n - right + 0.5))


def _sampling(one: Known) -> float:
    """Return the variance of the log odds by sampling: 1 over right plus 1 over wrong."""
    right = one.quality * one.n
    return 1 / (right + 0.5) + 1 / (one.n - right + 0.5)


def _share(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))
