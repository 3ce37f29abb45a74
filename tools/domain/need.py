"""What somebody needs, and what the search for it may spend."""

from typing import Annotated, Literal

from pydantic import Field

from tools.domain.values import Value

Cost = Literal["energy", "latency", "price", "memory", "size"]
Metric = Literal["accuracy", "macro_f1"]
Strategy = Literal["as_is", "zero_shot", "linear_probe", "fine_tune", "from_scratch"]
Priority = Literal["quality", "energy", "latency", "price", "memory", "size"]
PERMISSIVE = "permissive"


class Origin(Value):
    """Where a requirement came from, and the words it was said in."""

    source: Literal["said", "answered", "remembered", "default"]
    words: str = ""


class Requirements(Value):
    """Hard limits and priorities. Absent is None or empty; quality is in [0, 1]."""

    min_quality: float | None = Field(default=None, ge=0, le=1)
    max_latency_s: float | None = Field(default=None, gt=0)
    latency_percentile: int = Field(default=95, ge=50, le=99)
    max_energy_j: float | None = Field(default=None, gt=0)
    max_memory_bytes: float | None = Field(default=None, gt=0)
    max_size_bytes: float | None = Field(default=None, gt=0)
    max_price_usd_per_1k: float | None = Field(default=None, gt=0)
    licences: tuple[str, ...] = Field(default=(), description=f"SPDX ids, or `{PERMISSIVE}`")
    languages: tuple[str, ...] = ()
    priorities: tuple[Priority, ...] = Field(default=(), description="most important first")
    indifferent: tuple[Priority, ...] = Field(default=(), description="said not to matter")
    rates: dict[Cost, Annotated[float, Field(ge=0)]] = Field(
        default_factory=dict, description="points given up to halve a cost, where they are known"
    )
    origins: dict[str, Origin] = Field(default_factory=dict)


class Preferences(Value):
    """Exchange rates: points of quality the user would give up to halve each cost."""

    energy: float = Field(default=1.0, ge=0)
    latency: float = Field(default=0.5, ge=0)
    price: float = Field(default=0.5, ge=0)
    memory: float = Field(default=0.25, ge=0)
    size: float = Field(default=0.1, ge=0)


class Spent(Value):
    """What a step of the search cost."""

    wall_s: float = 0.0
    energy_j: float = 0.0
    downloads_bytes: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            wall_s=self.wall_s + other.wall_s,
            energy_j=self.energy_j + other.energy_j,
            downloads_bytes=self.downloads_bytes + other.downloads_bytes,
        )


class Budget(Value):
    """What the search may still spend. None is unlimited."""

    wall_s: float | None = None
    energy_j: float | None = None
    downloads_bytes: float | None = None
    max_candidates: int | None = None

    def spend(self, spent: Spent) -> "Budget":
        """Return what is left; below zero it says by how much it was overrun."""
        left = {
            name: None if (have := getattr(self, name)) is None else have - getattr(spent, name)
            for name in ("wall_s", "energy_j", "downloads_bytes")
        }
        return self.model_copy(update=left)

    def affords(self, spent: Spent) -> bool:
        """Say whether a step of this price fits into what is left."""
        return all(
            (have := getattr(self, name)) is None or have >= getattr(spent, name)
            for name in ("wall_s", "energy_j", "downloads_bytes")
        )


class Request(Value):
    """What somebody asked for, as understood."""

    task: str | None = None
    dataset: str | None = None
    device: str | None = None
    volume_per_day: float | None = None
    baseline: str | None = Field(default=None, description="words that name what is used now")
    metric: Metric | None = Field(default=None, description="what quality is measured as")
    strategy: Strategy | None = Field(default=None, description="how models are put to the task")
    place: str | None = Field(default=None, description="the country or cloud region it runs in")
    grid_g_per_kwh: float | None = Field(default=None, ge=0, description="CO2e of the user's grid")
    usd_per_kwh: float | None = Field(default=None, ge=0, description="the user's price of power")
    requirements: Requirements = Requirements()
    budget: Budget = Budget()
    unsure: tuple[str, ...] = ()
