"""The race under a fixed budget: each answer goes where it promises most for its price.

The knowledge gradient (Frazier, Powell & Dayanik 2008, doi:10.1137/070693424): by how much the
expected value of the choice rises if a model answers n more examples, here divided by what they
cost. What is thought of a model comes from its answers and everybody's (`difficulty`); of one
that was never asked, from how the others' qualities go with their prices.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from tools.selection.racing.board import Ask, Board, Floats, Outcome, Play
from tools.selection.racing.difficulty import Fit, fit
from tools.selection.racing.goals import Goal
from tools.selection.racing.prospects import Prospects, looked_at_again, prospects
from tools.selection.racing.standings import chosen

_BATCHES = (4, 16, 64, 256)
# Answers, as a share of all so far, between two fits.
_REFIT = 0.05


@dataclass(frozen=True)
class Budgeted:
    """Spends a budget on what may change the choice."""

    goal: Goal
    seed: int

    def play(self, board: Board) -> Play:
        """Yield asks until nothing can be afforded or everything is known."""
        rng = np.random.default_rng(self.seed)
        order = rng.permutation(board.pool)
        seen = fit(board.answers)
        ahead, since, answered = prospects(board, seen), 0, 0
        while True:
            found = self._best(board, ahead, seen)
            if found is None:
                done = bool((board.asked == board.pool).all())
                return Outcome(self.choose(board), certified=done)
            model, n = found
            reached = int(ahead.unknown[model])
            ask = Ask(model, order[board.pool - reached :][:n])
            yield ask
            answered, since = answered + len(ask.examples), since + len(ask.examples)
            looked_at_again(ahead, board, seen, model)
            if since > max(_REFIT * answered, 8):
                seen, since = fit(board.answers, seen, sweeps=2), 0
                ahead = prospects(board, seen)

    def choose(self, board: Board) -> int | None:
        """Return whom the goal names by what is expected over the whole pool."""
        return choice_by_fit(board, self.goal)

    def _best(self, board: Board, ahead: Prospects, seen: Fit) -> tuple[int, int] | None:
        """Return which model is to answer how many, or None where none can."""
        best, found = -1.0, None
        for n in _BATCHES:
            many = np.minimum(n, ahead.unknown)
            price = np.where(board.loaded, 0.0, board.load) + many * board.per_example
            can = (many > 0) & (board.spent + price <= board.budget)
            if not can.any():
                continue
            gain = np.where(
                can, self._gain(board, ahead, seen, many) / np.where(can, price, 1.0), -1.0
            )
            model = int(gain.argmax())
            if gain[model] > best:
                best, found = float(gain[model]), (model, int(many[model]))
        return found

    def _gain(self, board: Board, ahead: Prospects, seen: Fit, many: Floats) -> Floats:
        """Return the knowledge gradient of so many answers of each model, in points."""
        value = self.goal.value(ahead.right, board.pool)
        shift = 100.0 / board.pool * np.sqrt(_learned(ahead, seen, many))
        first, second = np.sort(value)[::-1][[0, min(1, len(value) - 1)]]
        rival = np.where(value == first, second, first)
        z = -np.abs(value - rival) / np.maximum(shift, 1e-12)
        found: Floats = shift * (np.exp(-z * z / 2) / np.sqrt(2 * np.pi) + z * ndtr(z))
        return found + 1e-12


def choice_by_fit(board: Board, goal: Goal) -> int | None:
    """Return whom a goal names by what is expected of every model over the whole pool."""
    ahead = prospects(board, fit(board.answers))
    return chosen(board, goal, ahead.right / board.pool)


def _learned(ahead: Prospects, seen: Fit, many: Floats) -> Floats:
    """Return by how much the variance of each model's right answers falls."""
    unknown = np.maximum(ahead.unknown, 1)
    slope = (ahead.spread - ahead.doubt) / unknown
    left = unknown - many
    variance = 1 / (1 / seen.ability_variance + many * slope)
    after = (left * slope) ** 2 * variance + left * slope
    found: Floats = np.maximum(ahead.spread - after, 0.0)
    return found
