"""Evidence by its few facts; everything that is not said is the same for all."""

from tools.domain import Candidate, Evidence, Interval, Measurement, Metering


def exactly(value: float, provenance: str = "measured") -> Interval:
    return between(value, value, value, provenance)


def between(low: float, mid: float, high: float, provenance: str = "measured") -> Interval:
    return Interval.model_validate({"low": low, "mid": mid, "high": high, "provenance": provenance})


def candidate(name: str) -> Candidate:
    return Candidate(model=name, revision="r", strategy="as_is")


def answers(right: int, n: int) -> tuple[bool, ...]:
    return (True,) * right + (False,) * (n - right)


def evidence(
    name: str,
    *,
    correct: tuple[bool, ...] = answers(80, 100),
    quality: Interval | None = None,
    latency_s: float = 0.01,
    p95: Interval | None = None,
    p99: Interval | None = None,
    energy_j: Interval | float = 1.0,
    memory_bytes: int = 2**20,
    size_bytes: int = 2**20,
) -> Evidence:
    share = sum(correct) / len(correct)
    measurement = Measurement(
        candidate=candidate(name),
        device="cpu",
        n=len(correct),
        quality=quality or exactly(share),
        latency_p50_s=exactly(latency_s),
        latency_p95_s=p95,
        latency_p99_s=p99,
        cpu_s_per_request=latency_s,
        energy_j_per_request=energy_j if isinstance(energy_j, Interval) else exactly(energy_j),
        memory_bytes=memory_bytes,
        size_bytes=size_bytes,
        meter=Metering(name="RAPL", components=("cpu",), relative_error=0.1),
        machine="m",
    )
    return Evidence(measurement=measurement, correct=correct)
