"""Replays of policies over stored answers: reads the tables, plays many orders, judges."""

from collections.abc import Iterator, Sequence
from statistics import mean, median
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from agent.replay_tables import Table
from tools.domain import Value
from tools.errors import RequestError
from tools.selection.racing.board import Floats
from tools.selection.racing.goals import Cheapest, Exchange, Goal
from tools.selection.racing.policies import BY_METADATA, POLICIES, Setting
from tools.selection.racing.replay import Replay, Stored, replay

GoalName = Literal["best", "cheapest", "exchange"]

_ROUNDING = 1e-9


class Played(Value):
    """One replay: the order's seed, the choice and what it took."""

    order_seed: int
    chosen: int | None = Field(description="column of the model; None: nothing was answered")
    cost_fraction: float = Field(description="what was spent over what brute force spends")
    certified: bool
    right: bool = Field(description="the choice is one that the goal accepts")
    regret_points: float = Field(description="points that the choice lies below the goal's best")
    examples_per_model: tuple[int, ...]


class Replays(Value):
    """All replays of a policy on one table."""

    table: str
    policy: str
    goal: GoalName
    epsilon: float
    delta: float
    budget_fraction: float
    runs: tuple[Played, ...]

    @property
    def cost_fraction(self) -> float:
        """The median share of brute force that was spent."""
        return median(run.cost_fraction for run in self.runs)

    @property
    def regret_points(self) -> float:
        """The mean regret."""
        return mean(run.regret_points for run in self.runs)

    @property
    def wrong(self) -> int:
        """How many certificates were wrong."""
        return sum(run.certified and not run.right for run in self.runs)


class Asked(Value):
    """What is to be replayed, beside the tables."""

    policies: tuple[str, ...] = ("certified",)
    goal: GoalName = "best"
    budget_fraction: float = 1.0
    epsilon: float = 1.0
    delta: float = 0.05
    orders: int = 1
    seed: int = 0


def replays(tables: Sequence[Table], asked: Asked) -> Iterator[Replays]:
    """Yield a policy's replays on a table, table after table.

    Raises:
        RequestError: there is no such policy, or it needs metadata that is not there.

    """
    for policy in asked.policies:
        if policy not in POLICIES:
            known = ", ".join(POLICIES)
            raise RequestError(f"There is no policy {policy!r}. Choose from: {known}.")
        for table in tables:
            if policy in BY_METADATA and policy not in table.known:
                raise RequestError(
                    f"The policy {policy} needs a column of --metadata: published_score, "
                    "downloads, or size_bytes."
                )
    for table in tables:
        for policy in asked.policies:
            yield _replays(table, policy, asked)


def goal_of(name: GoalName, per_example: Floats, epsilon: float) -> Goal:
    """Return a goal over these prices; `exchange` gives up a point to halve the price."""
    if name == "cheapest":
        return Cheapest(per_example, epsilon)
    penalty = np.log2(per_example) if name == "exchange" else np.zeros_like(per_example)
    return Exchange(penalty, epsilon)


def _replays(table: Table, policy: str, asked: Asked) -> Replays:
    runs = []
    for seed in range(asked.seed, asked.seed + asked.orders):
        budget = asked.budget_fraction * table.stored.brute_force
        if policy == "certified" and asked.budget_fraction >= 1:
            budget = np.inf
        goal = goal_of(asked.goal, table.stored.per_example, asked.epsilon)
        setting = Setting(goal, asked.delta, seed, table.known)
        found = replay(POLICIES[policy](setting), table.stored, budget=budget)
        runs.append(_judged(found, table.stored, asked, seed))
    return Replays(
        table=table.name,
        policy=policy,
        goal=asked.goal,
        epsilon=asked.epsilon,
        delta=asked.delta,
        budget_fraction=asked.budget_fraction,
        runs=tuple(runs),
    )


def _judged(found: Replay, stored: Stored, asked: Asked, seed: int) -> Played:
    regrets, accepted = truth(stored, asked.goal, asked.epsilon)
    chosen = found.outcome.chosen
    return Played(
        order_seed=seed,
        chosen=chosen,
        cost_fraction=found.board.spent / stored.brute_force,
        certified=found.outcome.certified,
        right=chosen is not None and bool(accepted[chosen]),
        regret_points=float(regrets.mean() if chosen is None else regrets[chosen]),
        examples_per_model=tuple(int(n) for n in (found.board.answers >= 0).sum(axis=1)),
    )


def truth(stored: Stored, goal: GoalName, epsilon: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Return each model's regret in points, and whether the goal accepts it.

    Of `cheapest`, the regret is the points of quality beyond epsilon that are missing, plus a
    point for each halving of the price that a cheaper one within epsilon would bring.
    """
    points, price = 100.0 * stored.quality, stored.per_example
    if goal != "cheapest":
        value = points - (np.log2(price) if goal == "exchange" else 0.0)
        regret: Floats = value.max() - value
        return regret, regret <= epsilon + _ROUNDING
    below = points.max() - points
    near = below <= epsilon + _ROUNDING
    missing = np.maximum(below - epsilon, 0.0)
    dear = np.maximum(np.log2(price / price[near].min()), 0.0)
    surely = below <= epsilon / 2 + _ROUNDING
    cheapest = price <= (price[surely].min() if surely.any() else np.inf)
    return missing + dear, near & cheapest
