"""The certified race: everybody answers a little, then one of two ways leads to certainty.

On a small pool one model can answer everything, and bets against one that is known exactly win
soonest (`duels`); on a large one that alone would cost more than telling all apart (`shared`).
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from tools.selection.racing.board import Ask, Board, Floats, Ints, Play
from tools.selection.racing.budgeted import choice_by_fit
from tools.selection.racing.duels import Duels
from tools.selection.racing.goals import Goal
from tools.selection.racing.shared import Shared

# The largest small pool, and how many examples everybody answers first on either kind.
_SMALL = 3_000
_ON_SMALL, _ON_LARGE = 8, 16


@dataclass(frozen=True)
class Certified:
    """Plays until the goal is decided, with a chance of at most `delta` to be wrong."""

    goal: Goal
    delta: float
    seed: int

    def play(self, board: Board) -> Play:
        """Yield asks until the goal is decided."""
        rng = np.random.default_rng(self.seed)
        order = rng.permutation(board.pool)
        is_small = board.pool <= _SMALL
        opening = min(board.pool, _ON_SMALL if is_small else _ON_LARGE)
        yield from self._open(board, order[:opening])
        if is_small:
            return (yield from Duels(board, self.goal, self.delta, rng).play())
        opened = board.loaded.copy()
        shared = Shared(board, self.goal, self.delta, order, opening, opened, seed=self.seed)
        return (yield from shared.play())

    def choose(self, board: Board) -> int | None:
        """Return whom the goal names by what is expected over the whole pool."""
        return choice_by_fit(board, self.goal)

    def _open(self, board: Board, first: Ints) -> Generator[Ask, None, None]:
        """Let all answer the first examples who could matter if they were always right."""
        most = self.goal.value(np.full(board.models, float(board.pool)), board.pool)
        for model in np.argsort(board.per_example, kind="stable"):
            if not board.loaded.any() or most[model] >= self._ahead(board):
                yield Ask(int(model), first)

    def _ahead(self, board: Board) -> float:
        """Return the highest value so far, as the few answers say."""
        right, n = board.right, board.asked
        likely: Floats = (right + 1.0) / (n + 2.0)
        value = self.goal.value(likely * board.pool, board.pool)
        return float(value[board.loaded].max())
