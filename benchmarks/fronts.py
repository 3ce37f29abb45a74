"""Prints what certified Pareto fronts cost on tables of stored answers, and how many were wrong.

    python benchmarks/fronts.py TABLES [--orders 40] [--models 20]

TABLES is a folder of `<name>.npz` with `<name>_costs.csv` beside. The cost is the energy of an
inference. A front is wrong if it leaves out a model that is over a point better than all that cost
no more, or holds one that is no better than one of those. Each race takes so many models at random.
"""

import argparse
from pathlib import Path
from statistics import mean, median

import numpy as np

from agent.replay_tables import tables
from tools.selection.racing.board import Board, Floats
from tools.selection.racing.fronts import Front, Fronts
from tools.selection.racing.replay import Stored, played

_DELTA = 0.05


def raced(stored: Stored, seed: int) -> tuple[Front, Fronts]:
    """Play a race for the front to its end."""
    order = np.random.default_rng(seed).permutation(stored.pool)
    board = Board.empty(stored.pool, stored.per_example, stored.load)
    race = Fronts(board, stored.per_example[:, None], _DELTA, order)
    front = played(race.play(), board, stored)
    assert front is not None
    return front, race


def is_right(front: Front, truth: Floats, race: Fronts) -> bool:
    """Say whether a front holds all who are needed and nobody who is idle."""
    quality = 100.0 * truth
    for model in range(len(quality)):
        best = quality[race.cheaper(model)].max(initial=-np.inf)
        if model in front.members and quality[model] <= best:
            return False
        if model not in front.members and quality[model] > best + race.epsilon + 1e-9:
            return False
    return True


def main() -> None:
    """Race on every table of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", type=Path)
    parser.add_argument("--orders", type=int, default=40)
    parser.add_argument("--models", type=int, default=20)
    chosen = parser.parse_args()
    print("| table | examples | median share of brute force | models on the front | wrong |")
    print("|---|---|---|---|---|")
    for table in tables(chosen.tables, None, None):
        everything = table.stored.everything
        shares, sizes, wrong = [], [], 0
        for seed in range(chosen.orders):
            rng = np.random.default_rng(seed)
            some = rng.choice(len(everything), min(chosen.models, len(everything)), replace=False)
            stored = Stored(
                everything[some], table.stored.per_example[some], table.stored.load[some]
            )
            front, race = raced(stored, seed)
            shares.append(race.board.spent / stored.brute_force)
            sizes.append(len(front.members))
            wrong += not is_right(front, stored.quality, race)
        print(
            f"| {table.name} | {len(everything.T):,} | {median(shares):.2f} | {mean(sizes):.1f} "
            f"| {wrong} of {chosen.orders} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
