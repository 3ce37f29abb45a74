"""What the process that designs a network is told, and what it says: one JSON object a line."""

from pydantic import Field

from tools.domain import Design, Value

_VALIDATION = 0.2


def held_back(n: int) -> int:
    """Return how many of n training examples are kept to validate by."""
    return max(1, round(_VALIDATION * n))


class Order(Value):
    """A small network for pictures is wanted: for which examples, within what, at which rates."""

    id: str
    dataset_path: str
    dataset_sha256: str
    folder: str = Field(description="where the network goes")
    seconds: float = Field(gt=0, description="about what searching and training may take")
    seed: int = 0
    min_quality: float | None = Field(
        default=None, description="of the examples kept from training: who has less is unfit"
    )
    max_latency_s: float | None = None
    max_energy_j: float | None = None
    max_size_bytes: float | None = None
    rates: dict[str, float] = Field(
        default_factory=dict, description="points of quality given up to halve each cost"
    )
    w_per_core: float = Field(gt=0, description="watts assumed of a core that computes")


class Progress(Value):
    """How far it is."""

    trained: int
    best: float = Field(description="the share of validation examples that the best is right on")


class Said(Value):
    """A line of the process; exactly one of these is set."""

    progress: Progress | None = None
    design: Design | None = None
    refusal: str | None = None
