"""Replays searches of NAS-Bench-201 on a table: what they find, and what they pay for it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from agent.nas.table_task import PREDICTION_J, TRAINING_J, Prices, TableTask
from tools.domain import Value
from tools.errors import RequestError
from tools.nas.spaces.nasbench201 import genes_of
from tools.nas.tables import read_accuracies

Strategy = Literal["hybrid", "as-published", "costly", "aging", "predictor", "random"]
STRATEGIES: tuple[Strategy, ...] = (
    *("hybrid", "as-published", "costly", "aging", "predictor", "random"),
)
MOST = 20_000
"""Evaluations: the space has 15,625 cells."""
NEAR = 0.2
"""Points of accuracy that count as the same."""
_CHEAP: tuple[Strategy, ...] = ("hybrid", "as-published")
_COSTLY: tuple[Strategy, ...] = ("costly", "aging")


class Asked(Value):
    """What is replayed."""

    table: Path
    metric: str = Field(default="", description="a column such as cifar10_test; else the first")
    strategies: tuple[Strategy, ...] = STRATEGIES
    sizes: tuple[int, ...] = Field(default=(25, 50, 75, 100, 150, 200, 300), min_length=1)
    seeds: int = Field(default=20, ge=1, le=1_000)
    seed: int = Field(default=0, ge=0, description="of the first search")
    price: float = Field(
        default=TRAINING_J, gt=0, le=1e15, description="joules of an evaluation, mean"
    )
    by_macs: bool = Field(default=False, description="prices grow with a network's MACs")
    prediction_price: float = Field(default=PREDICTION_J, ge=0, le=1e15, description="joules")
    max_params: int | None = Field(default=None, ge=1)
    max_macs: int | None = Field(default=None, ge=1)


class Point(Value):
    """What a strategy's searches know once they may have spent a budget; medians over seeds."""

    size: int = Field(description="the budget, in evaluations at the mean price")
    budget_j: float
    found: float = Field(description="accuracy of the best network paid for, percent")
    regret: float = Field(description="points below the best network within the limits")
    worst_regret: float = Field(description="of all seeds")


class Curve(Value):
    """A strategy at rising budgets."""

    strategy: Strategy
    points: tuple[Point, ...]
    evaluations: float = Field(description="of the largest budget; median over seeds")
    predictions: float
    spent_j: float


class Comparison(Value):
    """When a hybrid search's median is level with what a costly one's is at a budget."""

    hybrid: Strategy
    costly: Strategy
    size: int
    costly_found: float
    hybrid_found_at_half: float
    share_of_cost: float | None = Field(description="from when on it is within 0.2 points")
    own_share: float = Field(description="from when on the costly search is itself that near")


class Searches(Value):
    """All strategies on one table."""

    table: str
    metric: str
    seeds: tuple[int, ...]
    networks: int = Field(description="rows of the table within the limits")
    optimum: float = Field(description="the best accuracy within the limits, percent")
    optimum_code: str
    price_j: float
    prediction_price_j: float
    by_macs: bool
    curves: tuple[Curve, ...]
    comparisons: tuple[Comparison, ...]


def searches(asked: Asked, told: Callable[[Strategy], None]) -> Searches:
    """Search with every strategy and seed, and judge by the whole table, which no search sees.

    Raises:
        RequestError: the table cannot be used, or none of its networks keeps the limits.

    """
    if min(asked.sizes) < 2 or max(asked.sizes) > MOST:
        raise RequestError(
            f"--sizes: a search needs 2 evaluations or more, and at most {MOST:,} are replayed."
        )
    prices = Prices(asked.price, asked.prediction_price, asked.by_macs)
    task = TableTask(
        read_accuracies(asked.table, genes_of),
        asked.metric,
        prices,
        {"params": asked.max_params, "macs": asked.max_macs},
    )
    sizes = sorted(set(asked.sizes))
    seeds = range(asked.seed, asked.seed + asked.seeds)
    curves, medians = [], {}
    for strategy in dict.fromkeys(asked.strategies):
        told(strategy)
        found, spent = task.found(strategy, sizes, seeds)
        medians[strategy] = np.median(found, axis=0)
        points = tuple(_point(size, found, asked.price, task.optimum) for size in sizes)
        curves.append(Curve(strategy=strategy, points=points, **spent))
    return Searches(
        table=task.name,
        metric=task.metric,
        seeds=tuple(seeds),
        networks=task.networks,
        optimum=task.optimum,
        optimum_code=task.optimum_code,
        price_j=asked.price,
        prediction_price_j=asked.prediction_price,
        by_macs=asked.by_macs,
        curves=tuple(curves),
        comparisons=tuple(_comparisons(medians, sizes)),
    )


def _point(size: int, found: NDArray[np.float64], price: float, optimum: float) -> Point:
    known = found[:, size - 1]
    return Point(
        size=size,
        budget_j=size * price,
        found=float(np.median(known)),
        regret=float(np.median(optimum - known)),
        worst_regret=float((optimum - known).max()),
    )


def _comparisons(
    medians: Mapping[Strategy, NDArray[np.float64]], sizes: Sequence[int]
) -> list[Comparison]:
    pairs = [(hybrid, costly) for hybrid in _CHEAP for costly in _COSTLY]
    return [
        Comparison(
            hybrid=hybrid,
            costly=costly,
            size=size,
            costly_found=float(medians[costly][size - 1]),
            hybrid_found_at_half=float(medians[hybrid][size // 2 - 1]),
            share_of_cost=_share(medians[hybrid], medians[costly], size),
            own_share=_share(medians[costly], medians[costly], size) or 1.0,
        )
        for hybrid, costly in pairs
        for size in sizes
        if hybrid in medians and costly in medians
    ]


def _share(one: NDArray[np.float64], other: NDArray[np.float64], size: int) -> float | None:
    """Return from which share of a budget on `one` is as good as `other` is with all of it."""
    # A median never falls: every search keeps the best that it knows.
    near = np.flatnonzero(one >= other[size - 1] - NEAR - 1e-9)
    return float(near[0] + 1) / size if len(near) else None
