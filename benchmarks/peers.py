"""Prints the mean regret of the race and of peers' packages at fixed budgets, in one run.

    pip install --no-deps --target PEERS banditeval einops syne-tune dill
    PYTHONPATH=PEERS python benchmarks/peers.py TABLES [--orders 10] [--goal best] [--low-rank]

BanditEval (arXiv:2407.06172; PyPI `banditeval`, 0.1.1 was tried) picks the best method with few
evaluations by UCB-E, with --low-rank also by its low-rank factorization, which is slow here. It
knows no costs: it is charged for what it asks and stops where its next batch cannot be paid. Its
own choice is taken, the highest of its means.

Syne Tune's MO-ASHA (syne-tune 0.16.0 was tried) tunes hyperparameters; here a trial is a model, in
random order, and its epochs are examples: 16 first, then three times as many. It minimises errors
and, for the goal `exchange`, energy. Its choice is the one with the best score of those that ran.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import banditeval.bandits as peer
import numpy as np
import torch
from syne_tune.backend.trial_status import Trial
from syne_tune.optimizer.scheduler import SchedulerDecision
from syne_tune.optimizer.schedulers.multiobjective.moasha import MOASHA

from agent.replay import goal_of, truth
from agent.replay_tables import Table, tables
from tools.selection.racing.board import Ask, Board, Outcome, Play, Policy
from tools.selection.racing.goals import Goal
from tools.selection.racing.policies import POLICIES, Setting
from tools.selection.racing.replay import replay
from tools.selection.racing.standings import chosen

FRACTIONS = (0.02, 0.05, 0.1, 0.2)
# Its own default.
_BATCH = 32
_FIRST, _FACTOR = 16, 3


@dataclass
class Peer:
    """The package's step, asked again and again; what it sees are the answers it paid for."""

    step: Callable[..., torch.Tensor]
    seed: int

    def play(self, board: Board) -> Play:
        """Yield what its step wants to see."""
        torch.manual_seed(self.seed)
        while (batch := self.step(_seen(board), batch_size=_BATCH)) is not None:
            for ask in _asks(batch):
                if not board.affords(ask.model, len(ask.examples)):
                    return Outcome(self.choose(board), certified=False)
                yield ask
        return Outcome(self.choose(board), certified=False)

    def choose(self, board: Board) -> int | None:
        """Return the highest of its means; while it warms up, of those seen."""
        if not board.loaded.any():
            return None
        _, means = self.step(_seen(board), return_mus=True)
        if means is None:
            means = _seen(board).nanmean(dim=1)
        return int(torch.nan_to_num(means, nan=-1.0).argmax())


@dataclass
class MoAsha:
    """One trial after the other, each as far as the scheduler lets it."""

    goal: Goal
    metrics: list[str]
    seed: int

    def play(self, board: Board) -> Play:
        """Yield what the trial that runs is to answer next."""
        rng = np.random.default_rng(self.seed)
        # The scheduler draws from numpy's own source.
        np.random.seed(self.seed)
        order, pool = rng.permutation(board.pool), board.pool
        scheduler = MOASHA(
            {},
            metrics=self.metrics,
            time_attr="n",
            max_t=pool,
            grace_period=min(_FIRST, pool),
            reduction_factor=_FACTOR,
            random_seed=self.seed,
        )
        for model in map(int, rng.permutation(board.models)):
            trial = Trial(model, {}, datetime.now(UTC))
            scheduler.on_trial_add(trial)
            n = min(_FIRST, pool)
            while board.affords(model, n - int(board.asked[model])):
                yield Ask(model, order[board.asked[model] : n])
                told = {"n": n, "errors": 1 - board.right[model] / n}
                told["energy"] = float(board.per_example[model])
                if scheduler.on_trial_result(trial, told) != SchedulerDecision.CONTINUE:
                    break
                n = min(pool, _FACTOR * n)
        return Outcome(self.choose(board), certified=False)

    def choose(self, board: Board) -> int | None:
        """Return the best by what is expected of those that ran."""
        return chosen(board, self.goal)


def _seen(board: Board) -> torch.Tensor:
    answers = torch.tensor(board.answers, dtype=torch.float32)
    return torch.where(answers < 0, torch.nan, answers)


def _asks(batch: torch.Tensor) -> Iterator[Ask]:
    rows, columns = (part.numpy() for part in batch)
    for model in np.unique(rows):
        yield Ask(int(model), columns[rows == model].astype(np.intp))


def regrets(name: str, table: Table, goal: str, orders: int) -> Iterator[float]:
    """Yield the mean regret at each budget."""
    points, _ = truth(table.stored, goal, 1.0)
    for fraction in FRACTIONS:
        budget, found = fraction * table.stored.brute_force, []
        for seed in range(orders):
            made = goal_of(goal, table.stored.per_example, 1.0)
            policy = _policy(name, Setting(made, 0.05, seed), goal)
            taken = replay(policy, table.stored, budget=budget).outcome.chosen
            found.append(points.mean() if taken is None else points[taken])
        yield float(np.mean(found))


def _policy(name: str, setting: Setting, goal: str) -> Policy:
    if name in POLICIES:
        return POLICIES[name](setting)
    if name == "syne-tune mo-asha":
        metrics = ["errors"] if goal == "best" else ["errors", "energy"]
        return MoAsha(setting.goal, metrics, setting.seed)
    return Peer(_STEPS[name], setting.seed)


_STEPS = {
    "banditeval ucbe": peer.upper_confidence_bound_exploration,
    "banditeval ucbe-lrf": peer.upper_confidence_bound_exploration_low_rank_factorization,
}


def show(found: Sequence[Table], names: Sequence[str], goal: str, orders: int) -> None:
    """Print a row for each table and policy."""
    print(f"| {goal}: table | policy | {' | '.join(f'{f:.0%}' for f in FRACTIONS)} | mean |")
    print("|---|---|" + "---|" * (len(FRACTIONS) + 1))
    for table in found:
        for name in names:
            cells = list(regrets(name, table, goal, orders))
            shown = " | ".join(f"{cell:.2f}" for cell in cells)
            print(f"| {table.name} | {name} | {shown} | {mean(cells):.2f} |", flush=True)


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", type=Path)
    parser.add_argument("--orders", type=int, default=10)
    parser.add_argument("--goal", default="best", choices=("best", "exchange"))
    parser.add_argument("--low-rank", action="store_true")
    asked = parser.parse_args()
    names = ["race", "cheap-first-halving", "ucb-e", "banditeval ucbe", "syne-tune mo-asha"]
    names += ["banditeval ucbe-lrf"] if asked.low_rank else []
    show(tables(asked.tables, None, None), names, asked.goal, asked.orders)


if __name__ == "__main__":
    main()
