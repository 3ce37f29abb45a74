"""Scores a measurement in points of quality.

    score = 100 quality - sum over costs k of rate_k log2(cost_k)

The score needs no normalisation: adding or removing a candidate never reorders the others, and
only ratios of costs matter. The price is not measured yet, so its rate has no term.
"""

from collections.abc import Sequence
from math import log2

from tools.domain import Candidate, Cost, Evidence, Measurement, Preferences, Priority

# What counts as the least of a cost that can be told from nothing; a logarithm needs one.
RESOLUTION: dict[Cost, float] = {"energy": 1e-6, "latency": 1e-6, "memory": 1.0, "size": 1.0}


def costs(measurement: Measurement) -> dict[Cost, float]:
    """Return the middle of each cost per request: joules, seconds (p50), bytes, bytes."""
    measured: dict[Cost, float] = {
        "energy": measurement.energy_j_per_request.mid,
        "latency": measurement.latency_p50_s.mid,
        "memory": measurement.memory_bytes,
        "size": measurement.size_bytes,
    }
    return {cost: max(value, RESOLUTION[cost]) for cost, value in measured.items()}


def terms(measurement: Measurement, preferences: Preferences) -> dict[Priority, float]:
    """Return the points that quality and each cost contribute to the score."""
    paid: dict[Priority, float] = {
        cost: -getattr(preferences, cost) * log2(value)
        for cost, value in costs(measurement).items()
    }
    return {"quality": 100.0 * measurement.quality.mid, **paid}


def score(
    measurement: Measurement, preferences: Preferences, *, quality: float | None = None
) -> float:
    """Return the score, with another quality in [0, 1] than the measured one where given."""
    points = terms(measurement, preferences)
    if quality is not None:
        points["quality"] = 100.0 * quality
    return sum(points.values())


def accuracy(evidence: Evidence, n: int | None = None) -> float:
    """Return the share of right answers among the first `n` examples, or all of them."""
    answers = evidence.correct[:n]
    return sum(answers) / len(answers)


def common_qualities(
    evidence: Sequence[Evidence], preferences: Preferences
) -> dict[Candidate, float]:
    """Return accuracies on a common footing where some have answered fewer examples.

    The first examples may be easy ones: a candidate dropped after 64 of them would outscore the
    survivors, whose accuracy over all examples is lower. Its accuracy is therefore carried to
    the examples that the longest measured candidate (the best-scoring one of these) answered, by
    that one's own change from the first n to all: the difference estimator (Cochran, Sampling
    Techniques, 1977, chapter 7). Where all answered the same examples nothing changes.
    """
    if not evidence:
        return {}
    reference = max(evidence, key=lambda e: (len(e.correct), score(e.measurement, preferences)))
    whole = accuracy(reference)
    return {
        e.candidate: accuracy(e) + (whole - accuracy(reference, len(e.correct))) for e in evidence
    }
