"""What was observed: batches, their sum, and what could not run."""

from functools import cached_property
from typing import Literal

from pydantic import Field

from tools.domain.offer import Candidate
from tools.domain.values import Interval, Value

Component = Literal["gpu", "cpu", "memory", "soc"]


class Metering(Value):
    """What an energy was read with: a result is comparable only with others of the same meter."""

    name: str
    components: tuple[Component, ...] = Field(description="what its joules cover")
    relative_error: float = Field(ge=0, description="half of its own 95 % interval over its middle")
    better: str = Field(default="", description="how to get a better meter here, if there is a way")


class DeviceUse(Value):
    """What an accelerator did while a window was open; None is what it does not tell."""

    name: str
    memory_bytes: int | None = Field(description="peak that torch allocated for the worker")
    driver_memory_bytes: int | None = Field(description="in use on the whole device, at its most")
    utilisation: float | None = Field(description="share of the time that a kernel ran, in [0, 1]")
    temperature_c: float | None = None
    throttled: bool | None = Field(default=None, description="heat or the power supply slowed it")
    foreign_processes: int | None = Field(
        default=None, description="that held it at the end, Green Runner's own aside"
    )


class TacticCost(Value):
    """What applying a tactic cost once, with the first answers, in which some still compile."""

    tactic: str
    wall_s: float
    energy: Interval


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
    tactics: tuple[TacticCost, ...] = ()
    parameters: int | None = Field(default=None, description="None where the runtime hides them")
    nonzero_parameters: int | None = None
    from_template: bool = Field(default=False, description="forked from a warm process, not fresh")


class Window(Value):
    """One batch of consecutive examples, answered one request after the other, never edited.

    Quick batches are answered several times over, until the energy of a request is known well;
    answers and latencies are those of the first pass, energy and CPU time of all passes.
    """

    candidate: Candidate
    start: int = Field(ge=0, description="position of the first example in the shared order")
    predicted: tuple[int, ...]
    correct: tuple[bool, ...]
    latency_s: tuple[float, ...]
    requests: int = Field(ge=1, description="answered while the energy was read, in all passes")
    cpu_s: float
    wall_s: float
    memory_bytes: int = Field(description="peak resident set of the worker during the window")
    energy: Interval = Field(description="joules of the whole window, idle power included")
    parts: dict[Component, Interval] = Field(description="the same by component")
    meter: Metering
    standard_error: float | None = Field(
        description="relative, of the joules of a request over the passes; None after one pass"
    )
    block: str = Field(description="of one search, or of one block of an experiment")
    reference_s: float = Field(description="the fixed reference workload around it: seconds")
    reference_cpu_s: float = Field(description="the same: CPU seconds")
    idle_before_w: float | None = Field(default=None, description="None where power is modelled")
    idle_after_w: float | None = None
    foreign_cores: float = Field(description="CPU seconds a second that other programs used")
    device: DeviceUse | None = Field(default=None, description="None on the CPU")


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
    energy_standard_error: float | None = Field(
        default=None, description="relative, within windows; None where one took a single pass"
    )
    memory_bytes: int
    device_memory_bytes: int | None = Field(default=None, description="torch's peak on a GPU")
    size_bytes: int
    meter: Metering
    foreign_cores: float = Field(
        default=0.0, description="what other programs used, mean of the windows that count"
    )
    disturbed: int = Field(default=0, description="windows kept out: foreign load, throttled GPU")
    machine: str


class Failure(Value):
    """A candidate could not run here, and why: evidence, not an exception."""

    candidate: Candidate
    kind: Literal["crashed", "timed_out", "out_of_memory", "refused", "not_fetched"]
    reason: str


class WindowCost(Value):
    """What a request of one window cost, and how fast the machine was just then."""

    block: str
    start: int
    latency_s: float = Field(description="median of the window")
    energy_j: float = Field(description="mean of the window; the middle of its interval")
    reference_s: float
    reference_cpu_s: float


class Classes(Value):
    """The class that was right and the one that was said, by example of the shared order."""

    expected: tuple[int, ...]
    predicted: tuple[int, ...]


class Evidence(Value):
    """A measurement and the answers behind it: `correct[i]` is example i of the shared order."""

    measurement: Measurement
    correct: tuple[bool, ...]
    classes: Classes | None = Field(
        default=None, description="where quality is macro-F1; None where it is accuracy"
    )
    windows: tuple[WindowCost, ...] = Field(default=(), description="that were not disturbed")

    @property
    def candidate(self) -> Candidate:
        """The configuration that was measured."""
        return self.measurement.candidate

    @cached_property
    def right(self) -> int:
        """How many answers are right."""
        return self.correct.count(True)


class Step(Value):
    """The next batch to measure: examples `start` to `start + n` of the shared order."""

    candidate: Candidate
    start: int
    n: int
