"""What came of a search, as one JSON object: what `ask --json` prints and explanations rest on.

What later versions added has a default: conversations of earlier ones are read again.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from tools.cost.places import Place
from tools.domain import (
    Budget,
    Candidate,
    Dataset,
    Interval,
    Metric,
    Preferences,
    Requirements,
    Spent,
    Strategy,
    Value,
)
from tools.selection.payback import Payback
from tools.selection.racing.board import Ground

Status = Literal["measured", "stored", "estimated", "dropped", "failed"]


class Named(Value):
    """A candidate by what a person calls it."""

    model: str
    strategy: Strategy
    tactics: tuple[str, ...] = ()


def named(candidate: Candidate) -> Named:
    """Return a candidate by its names."""
    return Named(model=candidate.model, strategy=candidate.strategy, tactics=candidate.tactics)


class Considered(Named):
    """What became of a candidate, and why."""

    status: Status
    reason: str
    about: str = Field(default="", description="what others say of it, where it is of the hub")


class Eliminated(Named):
    """Who left the race before the end: when, against whom, on what, and how sure that is."""

    rival: Named
    ground: Ground
    answers: int = Field(description="that it had given")
    after_s: float | None = Field(description="of this search; None: by what was stored before")
    delta: float = Field(description="the chance that this and others like it are wrong; 0: exact")


class Row(Named):
    """What was observed of a candidate; times in seconds, energies in joules, sizes in bytes."""

    device: str
    n: int
    quality: Interval
    metric: Metric = "accuracy"
    latency_p50_s: float
    latency_p95_s: float | None
    latency_p95: Interval | None
    cpu_s_per_request: float
    energy_j_per_request: Interval
    energy_standard_error: float | None = None
    settled: bool = Field(
        default=False, description="the energy of a request is known to 2 % within its windows"
    )
    memory_bytes: int
    device_memory_bytes: int | None = None
    size_bytes: int
    meter: str
    foreign_cores: float = 0.0
    disturbed: int = 0
    score: float


class Undecided(Named):
    """A better-scoring candidate that may or may not meet the limits."""

    reason: str


class Lacking(Named):
    """A candidate that may still matter, and about how many more answers of it would tell."""

    examples: int


class Deciding(Value):
    """What stays undecided, and about what deciding it would take."""

    candidates: tuple[Lacking, ...]
    price: Spent


class Supposed(Value):
    """The last what-if: the rates that it supposes, and what follows from what is stored."""

    supposition: str
    preferences: Preferences
    chosen: Named | None
    changes: bool = Field(description="another candidate is chosen than under the present rates")
    undecided: Deciding | None = Field(description="None: nobody may still score a point more")


class Advice(Value):
    """The recommendation, by names."""

    chosen: Named | None
    feasible: bool
    unsure: tuple[Undecided, ...]
    nearest: Undecided | None
    front: tuple[Named, ...]
    certified: str | None
    versus: str | None
    reasons: tuple[str, ...]
    undecided: tuple[str, ...]
    eliminated: tuple[Eliminated, ...] = ()
    flips: str | None = None
    deciding: Deciding | None = None
    tactics: tuple[str, ...] = ()


class LanguageModel(Value):
    """What a language model did for a search: it read the need and phrased the recommendation."""

    model: str
    calls: int
    read_tokens: int
    wrote_tokens: int
    tokens_estimated: bool = Field(description="from characters; the server did not count some")
    wall_s: float
    energy_j: Interval | None = Field(
        description="part of the search's, not of its budget; None: it runs on another machine"
    )


class Bill(Spent):
    """What the search cost, and against what it is to be held."""

    orchestrator_cpu_s: float = Field(
        default=0.0, description="CPU time of this process, fetching left out"
    )
    fetching_cpu_s: float = Field(default=0.0, description="CPU time of fetching weights")
    search_cpu_s: float = Field(
        default=0.0, description="CPU time of all of it, this process included"
    )
    energy_provenance: str
    complete: bool = Field(description="the race was run to its end; False: the budget ended it")
    new_measurements: int
    reused_measurements: int
    new_answers: int
    reused_answers: int
    asked_before: str | None = Field(description="when the same was asked and finished, if so")
    brute_force: Spent
    payback: Payback | None
    baseline: Named | None = Field(default=None, description="what is used now, if it was said")
    language_model: LanguageModel | None = None
    designing: Spent | None = Field(
        default=None, description="of it, what designing a network took"
    )


class Needs(Requirements):
    """The requirements, with what they are about and what the search could spend."""

    task: str | None
    dataset: str
    device: str
    budget: Budget


class Report(Value):
    """All of it."""

    requirements: Needs
    preferences: Preferences
    dataset: Dataset
    machine: str
    cores: int = Field(default=1, description="logical cores of the machine")
    considered: tuple[Considered, ...]
    measurements: tuple[Row, ...]
    recommendation: Advice
    search: Bill
    place: Place | None = Field(default=None, description="what a kWh emits and costs, and where")
    supposed: Supposed | None = Field(default=None, description="the last what-if since then")


def says_the_same(one: Mapping[str, object] | None, other: Mapping[str, object] | None) -> bool:
    """Say whether two dumped reports differ in no more than the last what-if."""
    if one is None or other is None:
        return one is other
    return {**one, "supposed": None} == {**other, "supposed": None}
