"""What `greenrunner nas rank` is asked and says, as values."""

from pathlib import Path

from pydantic import Field

from tools.domain import Interval, Value
from tools.nas.agreement import Agreement
from tools.nas.families import Kind
from tools.nas.spaces.space import Gene


class Asked(Value):
    """Which networks are ranked, by what, within what."""

    family: Kind
    data: str = Field(default="noise", description="noise, digits, or a path")
    proxy: str | None = None
    formula: Path | None = None
    networks: int = Field(default=20, ge=1, le=1_000)
    seed: int = Field(default=0, ge=0, lt=2**63)
    examples: int = Field(default=16, ge=4, le=32)
    side: int = Field(default=32, ge=8, le=64, description="of images, in pixels")
    tokens: int = Field(default=128, ge=8, le=256, description="of a text, at most")
    max_parameters: int | None = Field(default=None, ge=1)
    max_latency: float | None = Field(default=None, gt=0, description="seconds, p95 of one answer")
    max_size: float | None = Field(default=None, gt=0, description="bytes")
    keep: int = Field(default=3, ge=1, le=100)
    out: Path | None = None


class Network(Value):
    """A network of the family that keeps the limits."""

    config: str = Field(description="in words")
    genes: dict[str, Gene]
    parameters: int
    size_bytes: int = Field(description="of its weights in float32")
    latency_s: float = Field(description="95th percentile of one answer, CPU seconds, untrained")
    score: float | None = Field(description="more is better; null where undefined, ranked last")
    cpu_s: float = Field(description="that scoring took, the network's making left out")
    energy_j: Interval = Field(description="CPU seconds times the assumed watts")
    folder: str | None = Field(default=None, description="where its config.json is")


class FamilyRanking(Value):
    """Networks of a family, best first, and all that their order rests on."""

    family: Kind
    choices: int = Field(description="networks that the family has")
    drawn: int
    seed: int
    dropped: dict[str, int] = Field(description="by the limit that was broken first")
    shown: str = Field(description="what the networks saw, in words")
    score_by: str = Field(description="the proxy's name, or `formula`")
    formula: str | None
    why: str = Field(description="why this score, and what is not known of it")
    like_size: Agreement | None = Field(
        description="its rank correlation with parameters; null: too few"
    )
    like_depth: Agreement | None = Field(description="and with the number of layers")
    cpu_s: float = Field(description="of all: building, timing, scoring")
    energy_j: Interval
    watts: str
    networks: tuple[Network, ...]
