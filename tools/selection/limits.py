"""Judges a measurement by the hard limits: met, missed, or unsure by its 95 % interval.

Memory and size are exact. The price is not measured yet, so a limit on it is always unsure.
"""

from collections.abc import Iterator
from math import ceil, inf, sqrt

from tools.domain import Interval, Judgement, Measurement, Requirements, Verdict

# The fewest samples for a distribution-free 95 % bound: the smallest n with p^n <= 0.05
# (one-sided; Hahn & Meeker, Statistical Intervals, 2017, section 5.2).
SAMPLES_FOR = {95: 59, 99: 299}

# Nobody labels more than this, so a limit that needs more is as good as undecidable.
_MOST_EXAMPLES = 1e9


def judgements(measurement: Measurement, requirements: Requirements) -> tuple[Judgement, ...]:
    """Return the judgement on every limit that was set, in a fixed order."""
    return tuple(_judged(measurement, requirements))


def more_examples(judgement: Judgement, n: int) -> int | None:
    """Return about how many examples more would decide an unsure limit, or None if none would.

    An interval narrows with the root of n: half-width h at distance d needs n (h / d)^2.
    None: the limit is decided, the middle lies on it (or so near that nobody could label enough),
    or its number is modelled, not observed.
    """
    observed = judgement.observed
    if judgement.verdict != "unsure" or observed is None or observed.provenance != "measured":
        return None
    distance = abs(observed.mid - judgement.bound)
    upwards = observed.mid < judgement.bound
    half_width = observed.high - observed.mid if upwards else observed.mid - observed.low
    ratio = half_width / distance if distance else inf
    needed = n * ratio * ratio
    return max(1, ceil(needed) - n) if needed < _MOST_EXAMPLES else None


def could_be_met(judgement: Judgement, n: int, pool: int) -> bool:
    """Say whether a limit may turn out to be surely met by the end of the pool.

    The middle may move to the good end of its interval, whose half-width falls with the root of
    n. A percentile's upper end is one of the slowest answers, so one outlier among few answers
    widens it at will: where its middle meets the limit, more answers may show it. A number that is
    not measured stays as unsure as it is.
    """
    observed = judgement.observed
    if judgement.verdict != "unsure":
        return judgement.verdict == "met"
    if observed is None:
        return n < pool
    if observed.provenance != "measured" or n >= pool:
        return False
    narrowed = sqrt(n / pool)
    if judgement.limit == "min_quality":
        return observed.high - (observed.mid - observed.low) * narrowed >= judgement.bound
    if judgement.limit == "max_latency_s" and observed.mid <= judgement.bound:
        return True
    return observed.low + (observed.high - observed.mid) * narrowed <= judgement.bound


def _judged(m: Measurement, r: Requirements) -> Iterator[Judgement]:
    if (bound := r.min_quality) is not None:
        yield Judgement("min_quality", bound, m.quality, _at_least(m.quality, bound))
    if (bound := r.max_latency_s) is not None:
        yield _latency(m, bound, percentile=r.latency_percentile)
    if (bound := r.max_energy_j) is not None:
        yield _most("max_energy_j", bound, m.energy_j_per_request)
    if (bound := r.max_memory_bytes) is not None:
        yield _most("max_memory_bytes", bound, _exact(m.memory_bytes))
    if (bound := r.max_size_bytes) is not None:
        yield _most("max_size_bytes", bound, _exact(m.size_bytes))
    if (bound := r.max_price_usd_per_1k) is not None:
        yield _most("max_price_usd_per_1k", bound, None)


def _most(limit: str, bound: float, observed: Interval | None) -> Judgement:
    return Judgement(limit, bound, observed, _at_most(observed, bound))


def _latency(m: Measurement, bound: float, *, percentile: int) -> Judgement:
    """Judge a percentile by the measured ones around it: p90 <= p95, and p90 >= p50."""
    p50, p95, p99 = m.latency_p50_s, m.latency_p95_s, m.latency_p99_s
    above = p50 if percentile <= 50 else p95 if percentile <= 95 else p99
    below = p99 if percentile >= 99 and p99 else p95 if percentile >= 95 and p95 else p50
    if _at_most(below, bound) == "missed":
        return Judgement("max_latency_s", bound, below, "missed")
    verdict: Verdict = "met" if _at_most(above, bound) == "met" else "unsure"
    return Judgement("max_latency_s", bound, above, verdict)


def _at_most(observed: Interval | None, bound: float) -> Verdict:
    if observed is None:
        return "unsure"
    return "met" if observed.high <= bound else "missed" if observed.low > bound else "unsure"


def _at_least(observed: Interval, bound: float) -> Verdict:
    return "met" if observed.low >= bound else "missed" if observed.high < bound else "unsure"


def _exact(value: float) -> Interval:
    return Interval.model_construct(low=value, mid=value, high=value, provenance="measured")
