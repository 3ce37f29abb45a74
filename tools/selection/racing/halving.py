"""Successive halving, brute force, and picking by a number that is known beforehand: baselines."""

from dataclasses import dataclass

import numpy as np

from tools.selection.racing.board import Ask, Board, Floats, Ints, Outcome, Play
from tools.selection.racing.goals import Goal
from tools.selection.racing.standings import chosen, rates

# The share of the budget in which models join, each with so many examples at least.
_FOR_JOINING = 0.5
_FIRST = 8


def joining(board: Board, order: Ints, share: float) -> Ints:
    """Return who takes part: as many as a share of the budget lets answer a few examples."""
    load = np.where(board.loaded, 0.0, board.load)[order]
    first = load + min(_FIRST, board.pool) * board.per_example[order]
    joined: Ints = order[np.cumsum(first) <= share * (board.budget - board.spent)]
    return joined


def round_length(board: Board, alive: Ints, budget: float) -> int:
    """Return how many examples each model left can answer for a round's budget."""
    if not len(alive):
        return 0
    loads = np.where(board.loaded, 0.0, board.load)[alive].sum()
    return int(np.clip((budget - loads) / board.per_example[alive].sum(), 1, board.pool))


@dataclass(frozen=True)
class Halving:
    """Rounds of equal budget; the best one in `eta` goes on (Jamieson & Talwalkar 2016).

    Every model left answers as many examples in a round. Models join in random order, or the
    cheap first, while half of the budget pays for that.
    """

    goal: Goal
    seed: int
    eta: float = 2.0
    cheap_first: bool = False

    def play(self, board: Board) -> Play:
        """Yield asks, round after round."""
        rng = np.random.default_rng(self.seed)
        order = rng.permutation(board.pool)
        alive = rng.permutation(board.models)
        if self.cheap_first:
            alive = np.argsort(board.per_example, kind="stable")
        alive = joining(board, alive, _FOR_JOINING)
        rounds = max(1, int(np.ceil(np.log(len(alive)) / np.log(self.eta)))) if len(alive) else 0
        for round_ in range(rounds):
            left = (board.budget - board.spent) / (rounds - round_)
            n = round_length(board, alive, left)
            for model in alive:
                reached = int(board.asked[model])
                goal = min(board.pool, reached + n)
                if goal > reached and board.affords(int(model), goal - reached):
                    yield Ask(int(model), order[reached:goal])
            alive = self._survivors(board, alive)
        return Outcome(self.choose(board), certified=False)

    def choose(self, board: Board) -> int | None:
        """Return the best of those that went furthest."""
        asked = board.asked
        if not asked.any():
            return None
        furthest = asked >= asked.max() * 0.99
        return self.goal.stakes(rates(board) * board.pool, furthest, board.pool, aim=0.75).choice

    def _survivors(self, board: Board, alive: Ints) -> Ints:
        took_part = [int(model) for model in alive if board.loaded[model]]
        value = self.goal.value(rates(board) * board.pool, board.pool)
        took_part.sort(key=lambda model: -value[model])
        kept = took_part[: max(1, int(np.ceil(len(alive) / self.eta)))]
        if self.cheap_first:
            kept.sort(key=lambda model: float(board.per_example[model]))
        return np.array(kept, dtype=np.intp)


@dataclass(frozen=True)
class BruteForce:
    """Everybody answers everything, the cheap first."""

    goal: Goal
    seed: int

    def play(self, board: Board) -> Play:
        """Yield one ask for each model."""
        everything = np.arange(board.pool)
        for model in np.argsort(board.per_example, kind="stable"):
            if board.affords(int(model), board.pool):
                yield Ask(int(model), everything)
        done = bool((board.asked == board.pool).all())
        return Outcome(self.choose(board), certified=done)

    def choose(self, board: Board) -> int | None:
        """Return whom the goal names among those that answered."""
        return chosen(board, self.goal)


@dataclass(frozen=True)
class Known:
    """Takes the model with the highest of a number that is known without asking anything."""

    number: Floats

    def play(self, board: Board) -> Play:
        """Ask nothing."""
        return Outcome(self.choose(board), certified=False)
        yield Ask(0, np.arange(0))

    def choose(self, board: Board) -> int | None:
        """Return the model with the highest number, whatever lies on the board."""
        del board
        return int(self.number.argmax())
