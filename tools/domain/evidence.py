"""What was observed: batches, their sum, and what could not run."""

from typing import Literal

from pydantic import Field

from tools.domain.offer import Candidate
from tools.domain.values import Interval, Value


class Setup(Value):
    """The one-off costs of making a candidate ready in one worker process."""

    candidate: Candidate
    load_s: float
    fit_s: float = Field(description="0 where a stored head was reused")
    warm_up_s: float
    cpu_s: float
    energy: Interval
    size_bytes: int
    rss_bytes: int


class Window(Value):
    """One batch of consecutive examples answered one at a time: observations, never edited."""

    candidate: Candidate
    start: int = Field(ge=0, description="position of the first example in the shared order")
    predicted: tuple[int, ...]
    correct: tuple[bool, ...]
    latency_s: tuple[float, ...]
    cpu_s: float
    wall_s: float
    memory_bytes: int = Field(description="peak resident set of the worker during the window")
    energy: Interval = Field(description="joules of the whole window")
    meter: str


class Measurement(Value):
    """What was observed of a candidate, summed up over its windows."""

    candidate: Candidate
    device: str
    n: int
    quality: Interval
    latency_p50_s: Interval
    latency_p95_s: Interval | None = Field(description="None below 59 samples")
    latency_p99_s: Interval | None = Field(description="None below 299 samples")
    cpu_s_per_request: float
    energy_j_per_request: Interval
    memory_bytes: int
    size_bytes: int
    meter: str
    machine: str


class Failure(Value):
    """A candidate could not run here, and why: evidence, not an exception."""

    candidate: Candidate
    kind: Literal["crashed", "timed_out", "out_of_memory", "refused", "not_fetched"]
    reason: str


class Evidence(Value):
    """A measurement and the answers behind it: `correct[i]` is example i of the shared order."""

    measurement: Measurement
    correct: tuple[bool, ...]

    @property
    def candidate(self) -> Candidate:
        """The configuration that was measured."""
        return self.measurement.candidate


class Step(Value):
    """The next batch to measure: examples `start` to `start + n` of the shared order."""

    candidate: Candidate
    start: int
    n: int
