"""The race under a fixed budget: rounds in which ever fewer go on, and every answer tells much.

Successive halving with the cheap first (`halving`) in its gentle form, and three things besides:
who goes on is decided by what is expected over the whole pool, by everybody's answers
(`difficulty`); the examples drawn are those whose answers are least sure, in an order that the
models share; and what finalists leave over goes to the next in line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tools.selection.racing.board import Ask, Board, Floats, Ints, Outcome, Play
from tools.selection.racing.difficulty import Fit, fit
from tools.selection.racing.goals import Goal
from tools.selection.racing.halving import joining, round_length
from tools.selection.racing.prospects import prospects
from tools.selection.racing.standings import chosen
from tools.selection.racing.wagers import weights_of

# One in so many goes on.
ETA = 1.75
# The share of the budget in which models join. Where the dear can hardly win, fewer do better.
FOR_JOINING = 0.3


@dataclass(frozen=True)
class Budgeted:
    """Spends a budget on what may change the choice."""

    goal: Goal
    seed: int

    def play(self, board: Board) -> Play:
        """Yield asks until nothing can be afforded or everything is known."""
        # One time for each example: the smaller time / weight, the sooner it is drawn.
        times = np.random.default_rng(self.seed).exponential(size=board.pool)
        spent = -1.0
        while board.spent > spent:
            spent = board.spent
            yield from self._race(board, _Order(times, fit(board.answers)))
        done = bool((board.asked == board.pool).all())
        return Outcome(self.choose(board), certified=done)

    def choose(self, board: Board) -> int | None:
        """Return whom the goal names by what is expected over the whole pool."""
        return choice_by_fit(board, self.goal)

    def _race(self, board: Board, order: "_Order") -> Iterator[Ask]:
        """Let all that are not known whole race for what is left of the budget."""
        by_price = np.argsort(board.per_example, kind="stable")
        able = by_price[board.asked[by_price] < board.pool]
        alive = joining(board, able, FOR_JOINING)
        rounds = int(np.ceil(np.log(max(len(alive), 2)) / np.log(ETA)))
        for left in range(rounds, 0, -1):
            n = round_length(board, alive, (board.budget - board.spent) / left)
            yield from self._round(board, alive, n, order)
            order = _Order(order.times, fit(board.answers, order.seen, sweeps=4))
            alive = self._survivors(board, order.seen, alive)

    def _round(self, board: Board, alive: Ints, n: int, order: "_Order") -> Iterator[Ask]:
        for model in map(int, alive):
            some = min(n, int(board.pool - board.asked[model]))
            if some > 0 and board.affords(model, some):
                yield Ask(model, order.first(board, model, some))

    def _survivors(self, board: Board, seen: Fit, alive: Ints) -> Ints:
        """Return who goes on, the cheap first."""
        value = self.goal.value(prospects(board, seen).right, board.pool)
        took_part = alive[board.loaded[alive]]
        best = took_part[np.argsort(-value[took_part], kind="stable")]
        kept = best[: max(1, int(np.ceil(len(alive) / ETA)))]
        return kept[np.argsort(board.per_example[kept], kind="stable")]


@dataclass(frozen=True)
class _Order:
    """An order of the pool that models share as far as they find the same examples hard."""

    times: Floats
    seen: Fit

    def first(self, board: Board, model: int, n: int) -> Ints:
        """Return the next examples of a model."""
        weights = weights_of(self.seen.chances(model))
        times = np.where(board.known(model), np.inf, self.times / weights)
        return np.argsort(times, kind="stable")[:n]


def choice_by_fit(board: Board, goal: Goal) -> int | None:
    """Return whom a goal names by what is expected of every model over the whole pool."""
    ahead = prospects(board, fit(board.answers))
    return chosen(board, goal, ahead.right / board.pool)
