"""What parent and worker say to each other: one JSON object a line, in and out.

The worker reads one `Job` and replies with a `Setup`; then each `Serve` order is answered with a
`Window`, until its input closes.
"""

from pydantic import Field

from tools.domain import Candidate, Interval, Runtime, Setup, Value, Window


class Power(Value):
    """Watts that the modelled meter assumes, as (low, mid, high)."""

    name: str = Field(default="", description="the processors that they hold for")
    w_per_core: tuple[float, float, float] = Field(description="of a core that computes")
    w_per_gib: tuple[float, float, float]
    w_per_gpu: tuple[float, float, float] = Field(
        # A PCIe card that idles, one at half load, an H100 SXM at its limit of 700 W (data sheet).
        default=(10.0, 150.0, 700.0),
        description="of a GPU that has work",
    )
    source: str

    def facts(self) -> dict[str, str]:
        """Return the watts of the host in words: facts of the machine, as energy follows them."""
        return {
            "w_per_core": " ".join(f"{w:g}" for w in self.w_per_core),
            "w_per_gib": " ".join(f"{w:g}" for w in self.w_per_gib),
        }


class Job(Value):
    """All that a worker needs to make one candidate ready."""

    candidate: Candidate
    runtime: Runtime
    folder: str = ""
    options: dict[str, str | int | float] = Field(default_factory=dict)
    labels: tuple[str, ...] = Field(default=(), description="of an image network's own head")
    dataset_path: str
    dataset_sha256: str
    size_bytes: int = Field(default=0, description="what the model keeps on disk, without a head")
    heads_folder: str = Field(description="where fitted heads are kept")
    device: str = "cpu"
    threads: int = Field(default=1, ge=1)
    fit_limit: int = Field(default=2_000, description="training examples used at most")
    warm_up_s: float = Field(default=2.0, description="at least this long, and at least 10 answers")
    memory_limit_bytes: int | None = None
    power: Power


class Serve(Value):
    """Answer examples `start` to `start + n` of the shared order."""

    start: int = Field(ge=0)
    n: int = Field(ge=1)
    block: str = Field(default="", description="of one search, or of one block of an experiment")
    most_s: float = Field(
        default=0.3, ge=0, description="a window ends after this, however unsure its energy is"
    )
    updates: int = Field(
        default=20, ge=0, description="or after so many of the meter's counter, if that is longer"
    )


class Reply(Value):
    """What the worker says; exactly one of these is set."""

    setup: Setup | None = None
    window: Window | None = None


class Preload(Value):
    """What starting a warm template cost, and the memory that it holds since."""

    wall_s: float
    cpu_s: float
    energy: Interval
    rss_bytes: int
