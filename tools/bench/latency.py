"""Quantiles and proportions with intervals that assume no distribution of the values."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from scipy.special import bdtr

from tools.domain import Interval

# Two-sided 95 %.
_TAIL = 0.025
_Z = 1.959963984540054


def quantile(samples: Sequence[float], probability: float) -> Interval | None:
    """Return a quantile with the 95 % interval between two order statistics, or None.

    The number of samples below the true quantile is binomial, whatever their distribution (David &
    Nagaraja, Order Statistics, 3rd ed., section 7.1). None where the samples are too few for the
    largest to lie above the quantile with 95 % confidence: below 59 for p95, below 299 for p99
    (n >= ln 0.05 / ln p).
    """
    n = len(samples)
    if probability**n > 0.05:
        return None
    ordered = np.sort(np.asarray(samples))
    below = bdtr(np.arange(n), n, probability)
    low = int(np.searchsorted(below, _TAIL, side="right")) - 1
    high = int(np.searchsorted(below, 1 - _TAIL))
    mid = float(np.quantile(ordered, probability))
    return Interval(
        low=min(float(ordered[max(low, 0)]), mid),
        mid=mid,
        high=max(float(ordered[min(high, n - 1)]), mid),
        provenance="measured",
    )


def proportion(successes: int, n: int) -> Interval:
    """Return a proportion with its 95 % Wilson score interval (Wilson 1927, JASA 22:209-212)."""
    share = successes / n
    centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return Interval(
        low=min(max(0.0, centre - half), share),
        mid=share,
        high=max(min(1.0, centre + half), share),
        provenance="measured",
    )
