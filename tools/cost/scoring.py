"""How good estimates turned out to be, once what they were of was measured."""

from collections.abc import Sequence
from math import exp, log
from statistics import mean, median

from pydantic import Field

from tools.domain import Interval, Value


class Case(Value):
    """A positive quantity as it was estimated, with and without correction, and as measured."""

    estimated: Interval
    uncorrected: float = Field(gt=0)
    measured: float = Field(gt=0)


class Score(Value):
    """What became of some estimates; errors are relative to what was measured."""

    n: int
    bias: float = Field(description="geometric mean of estimated over measured; 1 is right")
    error: float = Field(description="median of the absolute relative errors")
    uncorrected_error: float = Field(description="the same without what the past taught")
    inside: float = Field(description="share of measured values within their interval")


def score(cases: Sequence[Case]) -> Score:
    """Return how good estimates were.

    Raises:
        ValueError: there is none.

    """
    if not cases:
        raise ValueError("there is nothing to score")
    return Score(
        n=len(cases),
        bias=exp(mean(log(case.estimated.mid / case.measured) for case in cases)),
        error=median(abs(case.estimated.mid / case.measured - 1) for case in cases),
        uncorrected_error=median(abs(case.uncorrected / case.measured - 1) for case in cases),
        inside=mean(case.estimated.low <= case.measured <= case.estimated.high for case in cases),
    )
