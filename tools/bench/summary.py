"""From windows to one measurement."""

from collections.abc import Sequence

from tools.bench.latency import proportion, quantile
from tools.bench.meters import total
from tools.domain import Evidence, Measurement, Setup, Window


def summarize(
    windows: Sequence[Window], setup: Setup, *, device: str, machine: str
) -> Evidence | None:
    """Sum up the windows of one candidate; None while there are too few answers for a median.

    Energy a request is the windows' sum over the requests; latencies are pooled over the windows.
    """
    latencies = [latency for window in windows for latency in window.latency_s]
    correct = tuple(hit for window in windows for hit in window.correct)
    median = quantile(latencies, 0.50)
    if median is None:
        return None
    measurement = Measurement(
        candidate=setup.candidate,
        device=device,
        n=len(correct),
        quality=proportion(sum(correct), len(correct)),
        latency_p50_s=median,
        latency_p95_s=quantile(latencies, 0.95),
        latency_p99_s=quantile(latencies, 0.99),
        cpu_s_per_request=sum(window.cpu_s for window in windows) / len(correct),
        energy_j_per_request=total([window.energy for window in windows]).scaled(1 / len(correct)),
        memory_bytes=max(window.memory_bytes for window in windows),
        size_bytes=setup.size_bytes,
        meter=windows[-1].meter,
        machine=machine,
    )
    return Evidence(measurement=measurement, correct=correct)
