"""How well scores rank networks: Kendall's tau-b with the accuracy, and how sure it is."""

from collections.abc import Sequence
from math import inf, isnan, sqrt

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.stats import kendalltau

from tools.domain import Value

Floats = NDArray[np.float64]

FEWEST = 30
"""Networks below which no interval is told: it rests on a normal approximation."""

_Z = 1.96


class Agreement(Value):
    """A rank correlation, from -1 to 1."""

    tau: float
    error: float | None = Field(
        description="half the width of its 95 % interval over samples like this; None: too few"
    )


def agreement(scores: Sequence[float], accuracies: Sequence[float]) -> Agreement | None:
    """Return Kendall's tau-b (doi 10.1093/biomet/33.3.239), or None where either never varies.

    A score that is nan ranks below all others. The error is that of a U-statistic (Hoeffding
    1948, doi 10.1214/aoms/1177730196): 1.96 standard deviations of each network's own mean
    concordance, times 2 / sqrt(n).
    """
    ranked = np.array([-inf if isnan(score) else score for score in scores])
    reached = np.array(accuracies)
    tau = float(kendalltau(ranked, reached).statistic)
    if isnan(tau):
        return None
    if len(ranked) < FEWEST:
        return Agreement(tau=tau, error=None)
    own = [
        np.mean(_sign(one, ranked) * _sign(other, reached))
        for one, other in zip(ranked, reached, strict=True)
    ]
    return Agreement(tau=tau, error=float(_Z * 2 * np.std(own) / sqrt(len(own))))


def _sign(one: float, others: Floats) -> NDArray[np.int8]:
    """Return whether one lies above each; infinities compare as they should."""
    return (one > others).astype(np.int8) - (one < others).astype(np.int8)
