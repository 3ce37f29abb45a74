"""From windows to one measurement."""

from collections.abc import Sequence

from tools.bench.latency import proportion, quantile
from tools.domain import Evidence, Interval, Measurement, Setup, Window


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
        energy_j_per_request=_total([window.energy for window in windows]).scaled(1 / len(correct)),
        memory_bytes=max(window.memory_bytes for window in windows),
        size_bytes=setup.size_bytes,
        meter=windows[-1].meter,
        machine=machine,
    )
    return Evidence(measurement=measurement, correct=correct)


def _total(energies: Sequence[Interval]) -> Interval:
    """Add energies whose errors are shared (the same meter, the same assumed watts)."""
    measured = all(energy.provenance == "measured" for energy in energies)
    return Interval(
        low=sum(energy.low for energy in energies),
        mid=sum(energy.mid for energy in energies),
        high=sum(energy.high for energy in energies),
        provenance="measured" if measured else "modelled",
    )
