"""Bandits as baselines: each pull lets one model answer a few more examples of one random order.

The family of the first seed (arXiv:2401.15810), whose reward weighs quality indicators; which of
its members the paper used is not known here. A reward is `value`: quality less the model's
penalty, in points. Only the quality is noisy, so widths belong to it alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tools.selection.racing.board import Ask, Board, Bools, Floats, Ints, Outcome, Play
from tools.selection.racing.goals import Goal
from tools.selection.racing.standings import chosen, rates

Rule = Literal["uniform", "ucb1", "thompson", "epsilon-greedy", "lucb", "ucb-e"]
RULES: tuple[Rule, ...] = get_args(Rule)

# The share of the budget in which models join.
_FOR_LOADING = 0.5
# The share of pulls at random of epsilon-greedy (Sutton & Barto 2018, section 2.2).
_EPSILON = 0.1
# LUCB's error (Kalyanakrishnan et al. 2012).
_DELTA = 0.05
# What a rare event's a of UCB-E may be of its ideal (Audibert, Bubeck & Munos 2010, section 3).
_UCB_E_SHARE = 25 / 36


@dataclass(frozen=True)
class Bandit:
    """Pulls by one rule until the budget or the pool is used up."""

    rule: Rule
    goal: Goal
    seed: int
    batch: int = 4

    def play(self, board: Board) -> Play:
        """Yield asks: each model that can join once, in random order; then by the rule."""
        rng = np.random.default_rng(self.seed)
        order = rng.permutation(board.pool)
        reached = np.zeros(board.models, dtype=np.intp)
        for model in rng.permutation(board.models):
            if board.spent + board.price(int(model), self.batch) <= _FOR_LOADING * board.budget:
                yield self._pull(int(model), order, reached)
        pulls = 0
        while True:
            can = board.loaded & (reached < board.pool)
            can &= board.spent + self.batch * board.per_example <= board.budget
            if not can.any():
                return Outcome(self.choose(board), certified=False)
            pulls += 1
            for model in self._next(board, reached, can, rng):
                if board.affords(model, self.batch):
                    yield self._pull(model, order, reached)

    def choose(self, board: Board) -> int | None:
        """Return the best by the means so far; of UCB-E too, as its paper does."""
        return chosen(board, self.goal)

    def _pull(self, model: int, order: Ints, reached: Ints) -> Ask:
        examples = order[reached[model] : reached[model] + self.batch]
        reached[model] += len(examples)
        return Ask(model, examples)

    def _next(
        self, board: Board, reached: Ints, can: Bools, rng: np.random.Generator
    ) -> Iterator[int]:
        n = np.maximum(reached, 1)
        value = self.goal.value(rates(board) * board.pool, board.pool) / 100.0
        if self.rule == "uniform":
            index = -n.astype(float)
        elif self.rule == "epsilon-greedy":
            index = rng.random(len(n)) if rng.random() < _EPSILON else value
        elif self.rule == "thompson":
            right = board.right
            drawn = rng.beta(right + 1, n - right + 1)
            index = self.goal.value(drawn * board.pool, board.pool)
        else:
            index = value + self._width(board, n)
        first = int(np.where(can, index, -np.inf).argmax())
        yield first
        if self.rule == "lucb":
            yield from self._leader(value, can, first)

    def _width(self, board: Board, n: Ints) -> Floats:
        """Return the exploration terms: UCB1 (Auer et al. 2002), LUCB, UCB-E."""
        t = float(n.sum())
        if self.rule == "ucb1":
            found = np.sqrt(2 * np.log(t) / n)
        elif self.rule == "lucb":
            found = np.sqrt(np.log(1.25 * len(n) * t**4 / _DELTA) / (2 * n))
        else:
            pulls = board.budget / max(float(board.per_example.mean()), 1e-12)
            found = np.sqrt(_UCB_E_SHARE * min(pulls, n.size * board.pool) / len(n) / n / 4)
        result: Floats = found
        return result

    def _leader(self, value: Floats, can: Bools, challenger: int) -> Iterator[int]:
        leader = int(value.argmax())
        if leader != challenger and can[leader]:
            yield leader
