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
    ranked, reached = _ranked(scores), np.array(accuracies)
    tau = float(kendalltau(ranked, reached).statistic)
    if isnan(tau):
        return None
    if len(ranked) < FEWEST:
        return Agreement(tau=tau, error=None)
    return Agreement(tau=tau, error=_error(_own(ranked, reached)))


def margin(
    scores: Sequence[float], rival: Sequence[float], accuracies: Sequence[float]
) -> Agreement | None:
    """Return how much more scores agree with accuracies than a rival's do on the same networks.

    The interval is paired: what both find hard cancels. It is that of `agreement`, of the
    difference of each network's own concordances, each divided by what tau-b divides by. None
    where either has no tau.
    """
    one, other = agreement(scores, accuracies), agreement(rival, accuracies)
    if one is None or other is None:
        return None
    difference = one.tau - other.tau
    if len(accuracies) < FEWEST:
        return Agreement(tau=difference, error=None)
    reached = np.array(accuracies)
    own = [_own(each, reached) / _untied(each, reached) for each in map(_ranked, (scores, rival))]
    return Agreement(tau=difference, error=_error(own[0] - own[1]))


def _ranked(scores: Sequence[float]) -> Floats:
    return np.array([-inf if isnan(score) else score for score in scores])


def _own(ranked: Floats, reached: Floats) -> Floats:
    """Return each network's mean concordance with all."""
    return np.array(
        [
            np.mean(_sign(one, ranked) * _sign(other, reached))
            for one, other in zip(ranked, reached, strict=True)
        ]
    )


def _untied(ranked: Floats, reached: Floats) -> float:
    """Return the geometric mean of the shares of pairs, self-pairs included, that differ."""
    shares = []
    for values in (ranked, reached):
        counts = np.unique(values, return_counts=True)[1]
        shares.append(1 - float(np.sum((counts / len(values)) ** 2)))
    return sqrt(shares[0] * shares[1])


def _error(own: Floats) -> float:
    return float(_Z * 2 * np.std(own) / sqrt(len(own)))


def _sign(one: float, others: Floats) -> NDArray[np.int8]:
    """Return whether one lies above each; infinities compare as they should."""
    return (one > others).astype(np.int8) - (one < others).astype(np.int8)
