"""Prints the mean regret of the race and of a peer's package at fixed budgets, in one run.

    pip install banditeval
    python benchmarks/peers.py TABLES [--orders 10] [--goal best] [--low-rank]

BanditEval (arXiv:2407.06172; PyPI `banditeval`, 0.1.1 was tried) picks the best method with few
evaluations by UCB-E, with --low-rank also by its low-rank factorization, which is slow here. It
knows no costs: it is charged for what it asks and stops where its next batch cannot be paid. Its
own choice is taken, the highest of its means.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import banditeval.bandits as peer
import numpy as np
import torch

from agent.replay import goal_of, truth
from agent.replay_tables import Table, tables
from tools.selection.racing.board import Ask, Board, Outcome, Play
from tools.selection.racing.policies import POLICIES, Setting
from tools.selection.racing.replay import replay

FRACTIONS = (0.02, 0.05, 0.1, 0.2)
# Its own default.
_BATCH = 32


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
            policy = (
                POLICIES[name](Setting(made, 0.05, seed))
                if name in POLICIES
                else Peer(_STEPS[name], seed)
            )
            chosen = replay(policy, table.stored, budget=budget).outcome.chosen
            found.append(points.mean() if chosen is None else points[chosen])
        yield float(np.mean(found))


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
    chosen = parser.parse_args()
    names = ["race", "ucb-e", "banditeval ucbe"]
    names += ["banditeval ucbe-lrf"] if chosen.low_rank else []
    show(tables(chosen.tables, None, None), names, chosen.goal, chosen.orders)


if __name__ == "__main__":
    main()
