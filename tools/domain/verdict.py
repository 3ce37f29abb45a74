"""What follows from the evidence."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum
from math import inf, log2
from typing import Literal

from pydantic import Field

from tools.domain.need import Cost, Metric
from tools.domain.offer import Candidate
from tools.domain.values import Interval, Value

Verdict = Literal["met", "missed", "unsure"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One limit: what was asked, what was observed of it (None: nothing yet), and the verdict.

    There may be thousands, made of validated values: a dataclass is made ten times as quickly.
    """

    limit: str
    bound: float
    observed: Interval | None
    verdict: Verdict

    @property
    def halvings_missed(self) -> float:
        """How far the middle lies beyond the bound, as a power of two; 0 on the good side."""
        if self.observed is None or self.bound <= 0:
            return 0.0
        ratio = log2(self.observed.mid / self.bound) if self.observed.mid > 0 else -inf
        return max(0.0, -ratio if self.limit == "min_quality" else ratio)


def worst(judgements: Iterable[Judgement]) -> Verdict:
    """Return the worst verdict over all limits."""
    found = {judgement.verdict for judgement in judgements}
    return "missed" if "missed" in found else "unsure" if "unsure" in found else "met"


class Grade(IntEnum):
    """How a candidate stands with all limits together."""

    MISSES = 0
    MAY_MEET = 1
    LIKELY_MEETS = 2
    SURELY_MEETS = 3


def grade(judgements: Collection[Judgement]) -> Grade:
    """Return how limits are met together.

    The middle of what was observed says what is likely; where nothing was, nothing speaks against
    it.
    """
    verdict = worst(judgements)
    if verdict != "unsure":
        return Grade.SURELY_MEETS if verdict == "met" else Grade.MISSES
    is_beyond = any(judgement.halvings_missed for judgement in judgements)
    return Grade.MAY_MEET if is_beyond else Grade.LIKELY_MEETS


class Comparison(Value):
    """One candidate against another: positive points and ratios below 1 speak for the first."""

    candidate: Candidate
    rival: Candidate
    n: int
    quality: Interval
    metric: Metric = "accuracy"
    cost_ratios: dict[Cost, Interval]
    points: Interval

    @property
    def tie(self) -> bool:
        """Whether the interval of the difference in score holds 0."""
        return self.points.low <= 0 <= self.points.high


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a measured candidate stands: how many it answered, its score, and each limit."""

    candidate: Candidate
    n: int
    score: float
    judgements: tuple[Judgement, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict over all limits."""
        return worst(self.judgements)

    @property
    def grade(self) -> Grade:
        """How it stands with all limits together."""
        return grade(self.judgements)


class Certificate(Value):
    """No other candidate scores over `epsilon` points more on the pool: wrong at most at `delta`.

    Costs are taken as measured; candidates that miss a limit do not count. What rests on a
    bootstrap has no guarantee: `delta` is then what it was made for.
    """

    candidate: Candidate
    epsilon: float = Field(description="points of the score")
    delta: float = Field(description="how often such a statement may be wrong")
    among: int = Field(description="candidates that could run, this one too")
    pool: int = Field(description="labelled examples that the statement is about")
    guaranteed: bool = Field(default=True, description="rests on bets or on every answer")


class Recommendation(Value):
    """The choice and what stands behind it."""

    chosen: Candidate | None
    feasible: bool = Field(description="the choice met every limit")
    standings: tuple[Standing, ...] = Field(description="all measured candidates, best first")
    unsure: tuple[Standing, ...] = Field(description="better-scoring, but undecided")
    nearest: Standing | None = Field(description="where nothing can be chosen: what misses least")
    front: tuple[Candidate, ...] = Field(description="not dominated in quality and costs")
    certificate: Certificate | None = Field(default=None, description="None: not decided")
    versus: Comparison | None = Field(description="the choice against the next best, if any")

    @property
    def hanging(self) -> tuple[Standing, ...]:
        """Those on whose undecided limits the choice hangs: better ones, and it where unsure."""
        chosen = () if self.feasible else (s for s in self.standings if s.candidate == self.chosen)
        return (*chosen, *self.unsure)
