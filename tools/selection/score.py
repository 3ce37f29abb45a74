"""Scores a measurement in points of quality.

    score = 100 quality - sum over costs k of rate_k log2(cost_k)

The score needs no normalisation: adding or removing a candidate never reorders the others, and
only ratios of costs matter. The price is not measured yet, so its rate has no term.
"""

from collections.abc import Sequence
from math import log2

from tools.domain import (
    Cost,
    Estimate,
    Evidence,
    Interval,
    Measurement,
    Preferences,
    Priority,
)
from tools.selection import metrics

# What counts as the least of a cost that can be told from nothing; a logarithm needs one.
RESOLUTION: dict[Cost, float] = {"energy": 1e-6, "latency": 1e-6, "memory": 1.0, "size": 1.0}


def paid(measurement: Measurement) -> tuple[float, ...]:
    """Return the middle of each cost per request: joules, seconds (p50), bytes, bytes."""
    return (
        max(measurement.energy_j_per_request.mid, RESOLUTION["energy"]),
        max(measurement.latency_p50_s.mid, RESOLUTION["latency"]),
        max(measurement.memory_bytes, RESOLUTION["memory"]),
        max(measurement.size_bytes, RESOLUTION["size"]),
    )


def costs(measurement: Measurement) -> dict[Cost, float]:
    """Return the middle of each cost per request, by its name."""
    return dict(zip(RESOLUTION, paid(measurement), strict=True))


def terms(measurement: Measurement, preferences: Preferences) -> dict[Priority, float]:
    """Return the points that quality and each cost contribute to the score."""
    paid: dict[Priority, float] = {
        cost: -getattr(preferences, cost) * log2(value)
        for cost, value in costs(measurement).items()
    }
    return {"quality": 100.0 * measurement.quality.mid, **paid}


def penalty(measurement: Measurement, preferences: Preferences) -> float:
    """Return the points that all costs together take off the quality."""
    points = terms(measurement, preferences)
    return points["quality"] - sum(points.values())


def least_penalty(estimate: Estimate, preferences: Preferences) -> float:
    """Return the fewest points that the costs may take, by what is estimated.

    Nobody is kept out of a race by what is wrong in one case of ten: the low ends are taken twice
    as far from the middles, which is exceeded about once in a hundred.
    """
    low: dict[Cost, float] = {
        "energy": _least(estimate.energy_j_per_request),
        "latency": _least(estimate.latency_s),
        "memory": _least(estimate.memory_bytes),
        "size": estimate.size_bytes,
    }
    rates = preferences.model_dump()
    return sum(
        float(rates[cost]) * log2(max(value, RESOLUTION[cost])) for cost, value in low.items()
    )


def _least(estimated: Interval) -> float:
    """Return what is as far below the low end as that is below the middle, as a ratio."""
    return estimated.low * estimated.low / estimated.mid if estimated.mid > 0 else 0.0


def score(
    measurement: Measurement, preferences: Preferences, *, quality: float | None = None
) -> float:
    """Return the score, with another quality in [0, 1] than the measured one where given."""
    points = terms(measurement, preferences)
    if quality is not None:
        points["quality"] = 100.0 * quality
    return sum(points.values())


def common_qualities(evidence: Sequence[Evidence]) -> list[float]:
    """Return each one's quality on a common footing where some have answered fewer examples.

    The first examples may be easy ones: a candidate dropped after 64 of them would outscore the
    survivors, whose quality over all examples is lower. Its quality is therefore carried to
    the examples that the longest measured candidate (the best one of these) answered, by
    that one's own change from the first n to all: the difference estimator (Cochran, Sampling
    Techniques, 1977, chapter 7). Where all answered the same examples nothing changes.
    """
    if not evidence:
        return []
    own = [metrics.quality(e) for e in evidence]
    lengths = [len(e.correct) for e in evidence]
    best = max(zip(lengths, own, strict=True))
    equals = [e for e, n, a in zip(evidence, lengths, own, strict=True) if (n, a) == best]
    longest = max(equals, key=lambda e: e.candidate.key)
    gained = {n: best[1] - metrics.quality(longest, n) for n in set(lengths)}
    return [a + gained[n] for a, n in zip(own, lengths, strict=True)]
