"""Ratios of two candidates' costs, with intervals: by blocks where both were measured in some.

Within a block two windows answered the same examples close to each other in time, so the load and
the clock of the machine cancel. What is left is the noise of a window, seen in how much the blocks
disagree, and what a process keeps for its life (how its memory lies).
"""

from collections.abc import Callable, Sequence
from math import exp, hypot, log, log2, sqrt
from statistics import mean

from scipy.special import stdtrit

from tools.domain import Evidence, Interval, WindowCost
from tools.selection.score import RESOLUTION

# Standard deviations of the logarithm. Ours: on one shared two-core server windows of a candidate
# (three models, eight processes each) differed by 3 to 8 % within a block (energy), and up to 33 %
# (latency) where other programs took most of the machine; processes of one candidate by 1 % on a
# quiet day and 2 to 4 % on a bad one (sixty pairs of `benchmarks/laboratory.py aa`).
_WINDOW_SD, _PRIOR_BLOCKS, _PROCESS_SD = 0.10, 3, 0.03


def energy(first: Evidence, second: Evidence) -> Interval:
    """Return the ratio of the joules of a request.

    A meter's own error is a factor that both share, so it cancels. A modelled energy is a mixture
    of CPU time and memory whose shares differ: what the unknown watts do to the ratio is added.
    """
    a, b = first.measurement, second.measurement
    rough = energy_ratio(a.energy_j_per_request, b.energy_j_per_request)
    if a.meter.name != b.meter.name:
        return rough
    blocks = _block_logs(first, second, lambda w: w.energy_j, lambda w: w.reference_cpu_s)
    if not blocks:
        return rough
    modelled = rough.provenance != "measured"
    extra = (log(rough.mid / rough.low), log(rough.high / rough.mid)) if modelled else (0.0, 0.0)
    return _widened(blocks, *extra, measured=not modelled)


def latency(first: Evidence, second: Evidence) -> Interval:
    """Return the ratio of the median latencies."""
    blocks = _block_logs(first, second, lambda w: w.latency_s, lambda w: w.reference_s)
    if blocks:
        return _widened(blocks, 0.0, 0.0, measured=True)
    a, b = first.measurement.latency_p50_s, second.measurement.latency_p50_s
    return _ratio(a, b, least=RESOLUTION["latency"])


def _block_logs(
    first: Evidence,
    second: Evidence,
    cost: Callable[[WindowCost], float],
    reference: Callable[[WindowCost], float],
) -> list[float]:
    """Return ln(first / second) for every batch of examples that both answered.

    Windows of two blocks, hours apart perhaps, are first divided by their reference workloads.
    """
    theirs = {window.start: window for window in second.windows}
    logs = []
    for own in first.windows:
        other = theirs.get(own.start)
        if other is None or min(cost(own), cost(other)) <= 0:
            continue
        found = log(cost(own) / cost(other))
        if own.block != other.block and min(reference(own), reference(other)) > 0:
            found -= log(reference(own) / reference(other))
        logs.append(found)
    return logs


def _widened(logs: Sequence[float], below: float, above: float, *, measured: bool) -> Interval:
    """Return exp(mean of the logs) with 95 % bounds.

    The noise of a window is the blocks' own variance, pooled with a prior one that counts as three
    blocks (a moderated t: Smyth 2004, doi:10.2202/1544-6115.1027), so that one or two blocks that
    agree by chance are not believed too much.
    """
    blocks, middle = len(logs), mean(logs)
    squares = sum((value - middle) ** 2 for value in logs)
    degrees = _PRIOR_BLOCKS + blocks - 1
    # A log ratio holds the noise of two windows.
    variance = (_PRIOR_BLOCKS * 2 * _WINDOW_SD**2 + squares) / degrees
    error = sqrt(variance / blocks + 2 * _PROCESS_SD**2)
    reach = float(stdtrit(degrees, 0.975)) * error
    return Interval(
        low=exp(middle - hypot(reach, below)),
        mid=exp(middle),
        high=exp(middle + hypot(reach, above)),
        provenance="measured" if measured else "modelled",
    )


def energy_ratio(first: Interval, second: Interval) -> Interval:
    """Return the ratio of two energies.

    Two modelled energies share their parameters (watts per core and per GiB), so their bounds
    move together: low over low and high over high, in which a shared factor cancels.
    """
    if first.provenance == second.provenance == "modelled":
        least = RESOLUTION["energy"]
        low, mid, high = (
            max(getattr(first, at), least) / max(getattr(second, at), least)
            for at in ("low", "mid", "high")
        )
        return Interval(
            low=min(low, mid, high), mid=mid, high=max(low, mid, high), provenance="modelled"
        )
    return _ratio(first, second, least=RESOLUTION["energy"])


def _ratio(first: Interval, second: Interval, *, least: float) -> Interval:
    """Return the ratio of two independent intervals, by MOVER on the logarithms."""
    a_low, a, a_high = (log2(max(x, least)) for x in (first.low, first.mid, first.high))
    b_low, b, b_high = (log2(max(x, least)) for x in (second.low, second.mid, second.high))
    both_measured = first.provenance == second.provenance == "measured"
    return Interval(
        low=2 ** (a - b - hypot(a - a_low, b_high - b)),
        mid=2 ** (a - b),
        high=2 ** (a - b + hypot(a_high - a, b - b_low)),
        provenance="measured" if both_measured else "modelled",
    )
