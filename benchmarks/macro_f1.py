"""Prints how often the bootstrap race for macro-F1 was wrong, and what it cost, on stored answers.

    python benchmarks/macro_f1.py TABLES [--orders 40] [--models 12]

TABLES is a folder of `<name>.npz` with `predictions` (examples, models) and `labels`. A race is
wrong if its choice is over a point of macro-F1 below the best of the table. All models cost the
same; each race takes that many of them at random, as a search has few.
"""

import argparse
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from tools.selection.measures import macro_f1, value
from tools.selection.racing.board import UNKNOWN, Board
from tools.selection.racing.goals import Exchange
from tools.selection.racing.resampled import Resampled

Ints = NDArray[np.intp]
_DELTA = 0.05
_BATCH = 64
_OPENING = 16


def raced(expected: Ints, said: Ints, order: Ints) -> tuple[bool, float]:
    """Return whether the choice of a race is right, and what share of all answers it took."""
    models, pool = said.shape
    board = Board.empty(pool, np.ones(models), np.zeros(models))
    predicted = np.full_like(said, UNKNOWN)
    race = Resampled(
        board,
        Exchange(np.zeros(models)),
        _DELTA,
        order,
        min(_OPENING, pool),
        np.ones(models, dtype=bool),
        expected=expected,
        said=predicted,
        classes=expected,
    )
    while True:
        # Before anybody has answered, the first position opens for all.
        position = race.position()
        if board.loaded.any() and not position.open:
            truth = np.array([value(macro_f1, expected, one) for one in said])
            right = bool(truth[position.stakes.choice] >= truth.max() - 0.01 - 1e-9)
            return right, float(board.asked.sum() / said.size)
        for ask in list(race.asks(position, _BATCH)):
            predicted[ask.model, ask.examples] = said[ask.model, ask.examples]
            right_ones = said[ask.model, ask.examples] == expected[ask.examples]
            board.enter(ask, right_ones.astype(np.int8))


def main() -> None:
    """Race on every table of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", type=Path)
    parser.add_argument("--orders", type=int, default=40)
    parser.add_argument("--models", type=int, default=12)
    chosen = parser.parse_args()
    print("| table | examples | rarest class | median share of answers | wrong |")
    print("|---|---|---|---|---|")
    for path in sorted(chosen.tables.glob("*.npz")):
        with np.load(path, allow_pickle=False) as file:
            said, labels = file["predictions"].T.astype(np.intp), file["labels"].astype(np.intp)
        wrong, shares = 0, []
        for seed in range(chosen.orders):
            rng = np.random.default_rng(seed)
            some = rng.choice(len(said), min(chosen.models, len(said)), replace=False)
            right, share = raced(labels, said[some], rng.permutation(len(labels)))
            wrong += not right
            shares.append(share)
        rarest = np.bincount(labels).min() / len(labels)
        print(
            f"| {path.stem} | {len(labels):,} | {rarest:.1%} | {median(shares):.2f} "
            f"| {wrong} of {chosen.orders} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
