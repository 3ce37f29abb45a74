"""From windows to one measurement."""

from collections.abc import Sequence
from math import sqrt
from statistics import mean, median

from tools.bench.latency import proportion, quantile
from tools.bench.meters import total
from tools.bench.tactics.catalogue import batch_size
from tools.domain import Evidence, Measurement, Setup, Window, WindowCost

# Half a core: a machine at rest uses less, and a program that computes uses one.
DISTURBING_CORES = 0.5


def summarize(
    windows: Sequence[Window], setup: Setup, *, device: str, machine: str
) -> Evidence | None:
    """Sum up the windows of one candidate; None while there are too few answers for a median.

    Energy a request is the windows' sum over the requests; latencies are pooled over the windows.
    Windows that others disturbed count for quality only, unless most were.
    """
    clean = undisturbed(windows)
    # Requests that are answered together took one time, which is one sample.
    together = batch_size(setup.candidate.tactics)
    latencies = [latency for window in clean for latency in window.latency_s[::together]]
    correct = tuple(hit for window in windows for hit in window.correct)
    median = quantile(latencies, 0.50)
    if median is None:
        return None
    requests = sum(window.requests for window in clean)
    measurement = Measurement(
        candidate=setup.candidate,
        device=device,
        n=len(correct),
        quality=proportion(sum(correct), len(correct)),
        latency_p50_s=median,
        latency_p95_s=quantile(latencies, 0.95),
        latency_p99_s=quantile(latencies, 0.99),
        cpu_s_per_request=sum(window.cpu_s for window in clean) / requests,
        energy_j_per_request=total([window.energy for window in clean]).scaled(1 / requests),
        energy_standard_error=_standard_error(clean),
        memory_bytes=max(window.memory_bytes for window in windows),
        device_memory_bytes=max(
            (w.device.memory_bytes for w in windows if w.device and w.device.memory_bytes),
            default=None,
        ),
        size_bytes=setup.size_bytes,
        meter=windows[-1].meter,
        foreign_cores=mean(window.foreign_cores for window in clean),
        disturbed=len(windows) - len(clean),
        machine=machine,
    )
    return Evidence(
        measurement=measurement, correct=correct, windows=tuple(cost_of(window) for window in clean)
    )


def _standard_error(windows: Sequence[Window]) -> float | None:
    """Return the relative standard error of the joules a request that all windows give together.

    Windows are independent, so the squares of their errors in joules add up; the drift from window
    to window is not in it. None where one window took a single pass, and so tells no error.
    """
    squares = [
        (window.energy.mid * window.standard_error) ** 2
        for window in windows
        if window.standard_error is not None
    ]
    energy_j = sum(window.energy.mid for window in windows)
    return sqrt(sum(squares)) / energy_j if len(squares) == len(windows) and energy_j > 0 else None


def undisturbed(windows: Sequence[Window]) -> Sequence[Window]:
    """Return the windows in which other programs left this one alone, if these are half or more.

    On a GPU they held none of it, and neither heat nor the power supply lowered its clocks. Where
    most were disturbed the machine is simply busy or hot: then all count, and the load is said.
    """
    clean = [window for window in windows if _is_clean(window)]
    return clean if 2 * len(clean) >= len(windows) else windows


def _is_clean(window: Window) -> bool:
    gpu = window.device
    if gpu is not None and (gpu.throttled or gpu.foreign_processes):
        return False
    return window.foreign_cores <= DISTURBING_CORES


def cost_of(window: Window) -> WindowCost:
    """Return what a request of a window cost."""
    return WindowCost(
        block=window.block,
        start=window.start,
        latency_s=median(window.latency_s),
        energy_j=window.energy.mid / window.requests,
        reference_s=window.reference_s,
        reference_cpu_s=window.reference_cpu_s,
    )
