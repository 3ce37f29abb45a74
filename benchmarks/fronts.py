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
from tools.selection.racing.board import Answers, Board, Floats
from tools.selection.racing.fronts import Front, Fronts

_DELTA = 0.05


def raced(answers: Answers, price: Floats, load: Floats, seed: int) -> tuple[Front, Board, Fronts]:
    """Play a race for the front to its end."""
    pool = len(answers.T)
    board = Board.empty(pool, price, load)
    race = Fronts(board, price[:, None], _DELTA, np.random.default_rng(seed).permutation(pool))
    play = race.play()
    try:
        while True:
            ask = next(play)
            board.enter(ask, answers[ask.model, ask.examples])
    except StopIteration as end:
        return end.value, board, race


def is_right(front: Front, answers: Answers, race: Fronts) -> bool:
    """Say whether a front holds all who are needed and nobody who is idle."""
    quality = 100.0 * answers.mean(axis=1)
    for model in range(len(answers)):
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
            answers, price = everything[some], table.stored.per_example[some]
            front, board, race = raced(answers, price, table.stored.load[some], seed)
            brute_force = (table.stored.load[some] + len(answers.T) * price).sum()
            shares.append(board.spent / brute_force)
            sizes.append(len(front.members))
            wrong += not is_right(front, answers, race)
        print(
            f"| {table.name} | {len(everything.T):,} | {median(shares):.2f} | {mean(sizes):.1f} "
            f"| {wrong} of {chosen.orders} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
