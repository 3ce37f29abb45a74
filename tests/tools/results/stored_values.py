from datetime import UTC, datetime, timedelta

from tools.domain import Candidate, Interval, Metering, Setup, Window
from tools.results.rows import Key

TINY = Candidate(model="tiny", revision="r1", strategy="as_is")
LARGE = Candidate(model="large", revision="r2", strategy="linear_probe", tactics=("int8", "onnx"))
KEY = Key(dataset_sha256="abc", machine="m1", device="cpu")


class Calendar:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)


def batch(candidate: Candidate = TINY, start: int = 0, correct: str = "1101") -> Window:
    n = len(correct)
    return Window(
        candidate=candidate,
        start=start,
        predicted=tuple(range(n)),
        correct=tuple(mark == "1" for mark in correct),
        latency_s=tuple(0.001 * (i + 1) for i in range(n)),
        cpu_s=0.002 * n,
        wall_s=0.003 * n,
        memory_bytes=100_000_000,
        energy=Interval(low=0.01 * n, mid=0.02 * n, high=0.04 * n, provenance="modelled"),
        requests=n,
        parts={},
        meter=Metering(name="modelled", components=("cpu",), relative_error=1.0),
        standard_error=None,
        block="b",
        reference_s=0.002,
        reference_cpu_s=0.002,
        foreign_cores=0.1,
    )


def set_up(candidate: Candidate = TINY, load_s: float = 1.0) -> Setup:
    return Setup(
        candidate=candidate,
        load_s=load_s,
        fit_s=2.0,
        warm_up_s=0.5,
        cpu_s=3.0,
        energy=Interval(low=10, mid=20, high=40, provenance="modelled"),
        size_bytes=1_000,
        rss_bytes=2_000,
    )
