"""Says facts of a comparison or a limit in one plain sentence; SI units, no conversions."""

from collections.abc import Sequence

from tools.domain import Candidate, Measurement, Requirements
from tools.selection.limits import SAMPLES_FOR, Judgement, more_examples
from tools.selection.paired import Comparison

_UNITS = {
    "min_quality": "",
    "max_latency_s": " s",
    "max_energy_j": " J",
    "max_memory_bytes": " bytes",
    "max_size_bytes": " bytes",
    "max_price_usd_per_1k": " USD per 1,000",
}
_WORDS = {
    "min_quality": "quality",
    "max_latency_s": "latency",
    "max_energy_j": "energy per request",
    "max_memory_bytes": "memory",
    "max_size_bytes": "size",
    "max_price_usd_per_1k": "price",
}


def name(candidate: Candidate) -> str:
    """Return how a sentence names a candidate."""
    how = ", ".join((candidate.strategy.replace("_", " "), *candidate.tactics))
    return f"{candidate.model.rsplit('/', 1)[-1]} ({how})"


def standing_sentence(judged: Sequence[Judgement]) -> str:
    """Return one sentence on how the limits stand for a candidate."""
    if not judged:
        return "No limit was set."
    open_or_missed = [_against(j) for j in judged if j.verdict != "met"]
    return f"It {'; it '.join(open_or_missed)}." if open_or_missed else "It meets every limit."


def comparison_sentence(comparison: Comparison) -> str:
    """Return how two candidates differ, with the interval of what was paired."""
    points = comparison.points
    outcome = (
        "the two are tied within the uncertainty"
        if comparison.tie
        else f"{name(comparison.candidate if points.mid > 0 else comparison.rival)} is ahead"
    )
    costs = ", ".join(
        f"as much {cost}" if f"{ratio.mid:.3g}" == "1" else f"{ratio.mid:.3g} times the {cost}"
        for cost, ratio in comparison.cost_ratios.items()
    )
    quality = comparison.quality.scaled(100)
    return (
        f"Against {name(comparison.rival)}, on the {comparison.n:,} examples both answered, the "
        f"accuracy of {name(comparison.candidate)} is {abs(quality.mid):.1f} points "
        f"{'lower' if quality.mid < 0 else 'higher'} ({quality.low:+.1f} to {quality.high:+.1f}) "
        f"and it takes {costs}; in score {points.mid:+.1f} points ({points.low:+.1f} to "
        f"{points.high:+.1f}): {outcome}."
    )


def deciding_sentence(
    judgement: Judgement, measurement: Measurement, requirements: Requirements
) -> str:
    """Return what it would take to decide a limit that is unsure."""
    about = f"{name(measurement.candidate)}: {_WORDS[judgement.limit]} is undecided"
    observed, more = judgement.observed, more_examples(judgement, measurement.n)
    if judgement.limit == "max_price_usd_per_1k":
        return f"{about}; the price is not measured yet."
    if observed is None:
        least = min(n for p, n in SAMPLES_FOR.items() if p >= requirements.latency_percentile)
        return f"{about} after {measurement.n} requests; it takes at least {least}."
    if more is not None:
        what = "labelled examples" if judgement.limit == "min_quality" else "requests"
        return f"{about}; about {_rounded(more)} more {what} would decide it."
    if observed.provenance != "measured":
        return f"{about}, because it is {observed.provenance}; a power meter would decide it."
    return f"{about}; it lies on the limit, and no number of examples is sure to decide it."


def _rounded(count: int) -> str:
    """Return a count with two significant digits: it rests on a middle that will move."""
    return f"{int(float(f'{count:.2g}')):,}"


def _against(judgement: Judgement) -> str:
    unit, what = _UNITS[judgement.limit], _WORDS[judgement.limit]
    verb = "misses" if judgement.verdict == "missed" else "may miss"
    if judgement.observed is None:
        return f"{verb} the limit on {what}: too little was observed"
    observed = judgement.observed
    is_multiple = judgement.verdict == "missed" and judgement.limit != "min_quality"
    times = f", {observed.mid / judgement.bound:.3g} times it" if is_multiple else ""
    return (
        f"{verb} the limit on {what}: {observed.mid:.4g}{unit} ({observed.low:.4g} to "
        f"{observed.high:.4g}) against {judgement.bound:.4g}{unit}{times}"
    )
