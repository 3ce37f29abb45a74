"""Compares two candidates on the same examples: differences are paired, costs are ratios."""

from collections.abc import Sequence
from math import hypot, log2, sqrt

from tools.domain import Comparison, Cost, Evidence, Interval, Preferences
from tools.selection import metrics, ratios
from tools.selection.measures import macro_f1, resampled, value
from tools.selection.score import costs

Z_95 = 1.959963984540054


def paired_difference(correct: Sequence[bool], rival: Sequence[bool]) -> Interval:
    """Return the difference in accuracy on the examples both answered, with a 95 % interval.

    Agresti & Min 2005 (doi:10.1002/sim.1781): half an observation is added to each of the four
    cells of right and wrong, so that the interval has a width even where the answers agree.

    Args:
        correct: right or wrong on each example, in the shared order; at least one.
        rival: the same of the other candidate.

    """
    pairs = list(zip(correct, rival, strict=False))
    n = len(pairs)
    won = sum(a and not b for a, b in pairs)
    lost = sum(b and not a for a, b in pairs)
    centre = (won - lost) / (n + 2)
    variance = (won + lost + 1 - (won - lost) ** 2 / (n + 2)) / (n + 2) ** 2
    reach = Z_95 * sqrt(variance)
    return Interval(
        low=max(-1.0, centre - reach),
        mid=(won - lost) / n,
        high=min(1.0, centre + reach),
        provenance="measured",
    )


def quality_difference(first: Evidence, second: Evidence) -> Interval:
    """Return the difference in quality on the examples both answered, with a 95 % interval.

    Of macro-F1 it is the bootstrap's, on neither side narrower than that of the accuracies.
    """
    by_accuracy = paired_difference(first.correct, second.correct)
    if first.classes is None or second.classes is None:
        return by_accuracy
    n = min(len(first.correct), len(second.correct))
    one, other = metrics.arrays(first.classes, n), metrics.arrays(second.classes, n)
    return metrics.widened(
        value(macro_f1, *one) - value(macro_f1, *other),
        resampled(macro_f1, *one) - resampled(macro_f1, *other),
        by_accuracy,
    )


def compare(first: Evidence, second: Evidence, preferences: Preferences) -> Comparison:
    """Return how the first candidate differs from the second in quality, costs and score.

    The intervals of the terms are combined by MOVER (Zou & Donner 2008, doi:10.1002/sim.3095).
    """
    quality = quality_difference(first, second)
    found = _cost_ratios(first, second)
    rates = {cost: float(getattr(preferences, cost)) for cost in found}
    parts = [quality.scaled(100.0)]
    parts += [_gain(ratio, rates[cost]) for cost, ratio in found.items()]
    modelled = any(rates[cost] and ratio.provenance != "measured" for cost, ratio in found.items())
    return Comparison(
        candidate=first.candidate,
        rival=second.candidate,
        n=min(len(first.correct), len(second.correct)),
        quality=quality,
        metric="macro_f1" if first.classes else "accuracy",
        cost_ratios=found,
        points=_summed(parts, modelled=modelled),
    )


def _cost_ratios(first: Evidence, second: Evidence) -> dict[Cost, Interval]:
    a, b = first.measurement, second.measurement
    exact = {cost: value / costs(b)[cost] for cost, value in costs(a).items()}
    return {
        "energy": ratios.energy(first, second),
        "latency": ratios.latency(first, second),
        **{cost: _point(exact[cost]) for cost in ("memory", "size")},
    }


def _gain(ratio: Interval, rate: float) -> Interval:
    """Return the points that a cost ratio is worth: fewer costs, more points."""
    return Interval(
        low=-rate * log2(ratio.high),
        mid=-rate * log2(ratio.mid),
        high=-rate * log2(ratio.low),
        provenance=ratio.provenance,
    )


def _summed(parts: Sequence[Interval], *, modelled: bool) -> Interval:
    mid = sum(part.mid for part in parts)
    return Interval(
        low=mid - hypot(*(part.mid - part.low for part in parts)),
        mid=mid,
        high=mid + hypot(*(part.high - part.mid for part in parts)),
        provenance="modelled" if modelled else "measured",
    )


def _point(value: float) -> Interval:
    return Interval(low=value, mid=value, high=value, provenance="measured")
