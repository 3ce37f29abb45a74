"""Runs of an experiment by their few facts; everything that is not said is the same for all."""

from collections.abc import Sequence

from tools.domain import (
    Candidate,
    Failure,
    Interval,
    Metering,
    Run,
    Setup,
    TacticCost,
    Window,
)

PARENT = Candidate(model="m", revision="r", strategy="as_is")
MODELLED = Metering(name="modelled", components=("cpu",), relative_error=1.0)


def tactic(*names: str) -> Candidate:
    return PARENT.model_copy(update={"tactics": names})


def _joules(mid: float) -> Interval:
    return Interval(low=mid / 2, mid=mid, high=mid * 2, provenance="modelled")


def run(
    candidate: Candidate,
    block: int,
    cost: float,
    *,
    correct: str = "1111",
    one_off_j: float = 0.0,
    nonzero: int = 100,
) -> Run:
    """Four requests that cost so many joules and CPU seconds each, with latencies to match."""
    n = len(correct)
    setup = Setup(
        candidate=candidate,
        load_s=1,
        fit_s=0,
        warm_up_s=1,
        cpu_s=1,
        energy=_joules(1),
        size_bytes=1_000,
        rss_bytes=1_000,
        tactics=tuple(
            TacticCost(tactic=name, wall_s=one_off_j, energy=_joules(one_off_j))
            for name in candidate.tactics[:1]
        ),
        parameters=100,
        nonzero_parameters=nonzero,
    )
    window = Window(
        candidate=candidate,
        start=n * block,
        predicted=tuple(int(mark) for mark in correct),
        correct=tuple(mark == "1" for mark in correct),
        latency_s=(cost,) * n,
        requests=n,
        cpu_s=cost * n,
        wall_s=cost * n,
        memory_bytes=1_000,
        energy=_joules(cost * n),
        parts={},
        meter=MODELLED,
        standard_error=None,
        block=str(block),
        reference_s=0.002,
        reference_cpu_s=0.002,
        foreign_cores=0.0,
    )
    return Run(block=block, place=0, candidate=candidate, setup=setup, window=window)


def blocks(candidate: Candidate, costs: Sequence[float], **facts: object) -> list[Run]:
    return [run(candidate, block, cost, **facts) for block, cost in enumerate(costs)]


def failed(candidate: Candidate, reason: str) -> Run:
    failure = Failure(candidate=candidate, kind="refused", reason=reason)
    return Run(block=0, place=0, candidate=candidate, failure=failure)
