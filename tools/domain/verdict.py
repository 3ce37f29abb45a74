"""What follows from the evidence."""

from typing import Literal

from pydantic import Field

from tools.domain.offer import Candidate
from tools.domain.values import Value

Verdict = Literal["met", "missed", "unsure"]


class Standing(Value):
    """Where a measured candidate stands: its score, each limit's verdict, and one sentence."""

    candidate: Candidate
    score: float
    verdicts: dict[str, Verdict]
    reason: str

    @property
    def verdict(self) -> Verdict:
        """The worst verdict over all limits."""
        found = set(self.verdicts.values())
        return "missed" if "missed" in found else "unsure" if "unsure" in found else "met"


class Recommendation(Value):
    """The choice and what stands behind it."""

    chosen: Candidate | None
    feasible: bool = Field(description="the choice met every limit")
    standings: tuple[Standing, ...] = Field(description="all measured candidates, best first")
    unsure: tuple[Standing, ...] = Field(description="better-scoring, but undecided")
    nearest: Standing | None = Field(description="where nothing can be chosen: what misses least")
    front: tuple[Candidate, ...] = Field(description="not dominated in quality and costs")
    certified: str | None = Field(description="what is certified, or None")
    reasons: tuple[str, ...]
    undecided: tuple[str, ...]
