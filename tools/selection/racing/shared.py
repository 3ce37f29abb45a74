"""The certified race along one random order: all who are left answer the same examples.

Of a pair only the examples that one of the two alone answers right count, so equals cost little
to tell apart. Against each supposed choice w runs one bet for each other model j: that j leads w
by less than would matter. Were the certificate wrong, then one certain model would have been
excluded although its lead is real; bets against that one model are lost with a chance of at most
delta in all, because delta is dealt out among the possible w by the opening alone, whose answers
no bet uses. docs/decisions/0012-what-is-certified.md has the argument in full.

How a race stands follows from the board alone, so it can be taken up again from stored answers.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil

import numpy as np

from tools.selection.racing.board import UNKNOWN, Ask, Board, Bools, Floats, Ground, Ints, Outcome
from tools.selection.racing.goals import Goal, Stakes
from tools.selection.racing.pairs import PRIOR_SQUARE, PRIOR_WEIGHT, log_growth

# How much further those who are left go in a round.
_PACE = 1.08
_LEAST = 8
# Outcomes imagined to see who may be chosen, and the part of delta that is dealt out evenly.
_IMAGINED = 200
_EVENLY = 0.2
# The share of a tolerance that is used where numbers are only expected.
_AIM = 0.75
# With a limit on quality: of delta, what is kept for showing that models are below it, and as
# much for showing that the choice is not.
_FOR_LIMIT = 0.15


@dataclass(frozen=True)
class Position:
    """How a race stands: the supposed choice, who may still matter, and why others do not."""

    stakes: Stakes
    open: tuple[int, ...]
    gone: dict[int, Ground]


@dataclass
class Shared:
    """A race along one order of the pool.

    `opened` says who answered the first `opening` examples before anybody answered more; `out`
    who cannot be chosen whatever it answers; `least` how many right answers a choice must have.
    """

    board: Board
    goal: Goal
    delta: float
    order: Ints
    opening: int
    opened: Bools
    out: Bools | None = None
    least: int = 0
    seed: int = 0
    shown: dict[tuple[int, int, int], Ground] = field(default_factory=dict)

    def play(self) -> Generator[Ask, None, Outcome]:
        """Yield asks until the goal is decided."""
        while True:
            position = self.position()
            for model, ground in position.gone.items():
                self.board.exclude(model, int(position.stakes.rival[model]), ground)
            self.board.readmit(position.open)
            if not position.open:
                return Outcome(position.stakes.choice, certified=True)
            yield from self.asks(position)

    def position(self, choice: int | None = None) -> Position:
        """Return how the race stands, with a choice of one's own if one is given."""
        stakes = self._supposed(self._expected(), self.board.loaded, choice)
        running = np.arange(self.board.models)
        if self.out is not None:
            running = running[~self.out]
        grounds = {
            model: self._ground(stakes, model)
            for model in map(int, running)
            if model != stakes.choice
        }
        gone = {model: ground for model, ground in grounds.items() if ground is not None}
        left = [model for model in grounds if model not in gone]
        if self.least and stakes.choice in running and not self._reaches_limit(stakes.choice):
            left.append(stakes.choice)
        return Position(stakes, tuple(left), gone)

    def asks(self, position: Position, batch: int | None = None) -> Iterator[Ask]:
        """Yield what the least advanced of those left, and their rivals, are to answer next.

        Args:
            position: how the race stands; who is left.
            batch: examples an ask; else more and more.

        """
        reached, rivals = self.board.asked, position.stakes.rival
        together = {int(rivals[model]) for model in position.open}
        # Against who would be behind even if always right, its rival's answers are enough.
        together |= set(position.open) - self._hopeless(position.stakes)
        together = {model for model in together if reached[model] < self.board.pool}
        first = min((int(reached[model]) for model in together), default=self.board.pool)
        further = max(ceil(first * (_PACE - 1)), _LEAST, self.opening - first)
        goal = min(self.board.pool, first + (batch or further))
        for model in sorted(together, key=lambda one: float(self.board.per_example[one])):
            if reached[model] < goal:
                yield Ask(model, self.order[reached[model] : goal])

    def answers_needed(self, stakes: Stakes, model: int) -> int:
        """Return about how many more answers of a model show that it is behind, at most all."""
        rival, pool = int(stakes.rival[model]), self.board.pool
        n = int(self.board.asked[[model, rival]].min())
        difference = self._differences(model, rival, n)
        mean = difference.sum() / (n + PRIOR_WEIGHT)
        square = ((difference**2).sum() + PRIOR_WEIGHT * PRIOR_SQUARE) / (n + PRIOR_WEIGHT)
        edge = float(stakes.lead[model]) / pool - mean
        level = -np.log(self.delta * self.dealt[int(stakes.kind[model]), rival])
        endless = 2 * level * (square - mean**2 + edge**2) / max(edge, 1e-9) ** 2
        needed = ceil(endless / (1 + endless / pool)) if edge > 0 else pool
        return max(0, min(needed, pool) - int(self.board.asked[model]))

    def likely(self, n: int) -> Floats:
        """Return the quality to expect of each model by its first `n` answers alone."""
        first = self.board.answers[:, self.order[:n]]
        found: Floats = ((first == 1).sum(axis=1) + 1) / ((first != UNKNOWN).sum(axis=1) + 2)
        return found

    def _supposed(self, right: Floats, among: Bools, choice: int | None = None) -> Stakes:
        """Return the choice among some, and who must be shown to be behind whom."""
        among = self._eligible(right, among)
        if choice is not None:
            among = np.arange(len(right)) == choice
        return self.goal.stakes(right, among, self.board.pool, aim=_AIM)

    def _eligible(self, right: Floats, among: Bools) -> Bools:
        """Return who of some may be chosen `(..., models)`, as far as others meet the limit."""
        if self.out is not None:
            among = among & ~self.out
        enough = among & (right >= self.least)
        found: Bools = np.where(enough.any(axis=-1, keepdims=True), enough, among)
        return found

    @cached_property
    def dealt(self) -> Floats:
        """The shares of delta `(kinds, models)` of each as a rival, from imagined outcomes."""
        rng = np.random.default_rng(self.seed)
        mean = self._expected_at_first()
        rate, pool = mean / self.board.pool, self.board.pool
        spread = pool * np.sqrt(rate * (1 - rate) / (self.opening * self.opened + 2))
        right = np.clip(rng.normal(mean, spread, (_IMAGINED, len(mean))), 0, pool)
        rivals = self.goal.rivals(right, self._eligible(right, self.opened), pool, aim=_AIM)
        counts = np.stack([np.bincount(of[of >= 0], minlength=len(mean)) for of in rivals])
        chance = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        shares = np.array(self.goal.shares)[:, None] * (1 - 2 * _FOR_LIMIT * (self.least > 0))
        found: Floats = ((1 - _EVENLY) * chance + _EVENLY / len(mean)) * shares
        return found

    def _expected(self) -> Floats:
        """Return the right answers expected over the pool."""
        return _spread_out(self.board.right, self.board.asked, self.board.pool)

    def _expected_at_first(self) -> Floats:
        """Return the same by the answers that opened the race alone."""
        first = self.board.answers[:, self.order[: self.opening]]
        right = (first == 1).sum(axis=1) * self.opened
        return _spread_out(right, self.opening * self.opened, self.board.pool)

    def _hopeless(self, stakes: Stakes) -> set[int]:
        """Return who answered nothing and would be worth less than the choice if always right."""
        pool = self.board.pool
        most = self.goal.value(np.full(self.board.models, float(pool)), pool)
        ahead = self.goal.value(self._expected(), pool)[stakes.choice]
        return set(np.flatnonzero((self.board.asked == 0) & (most < ahead)).tolist())

    def _differences(self, model: int, rival: int, n: int) -> Floats:
        """Return by how much a model is better on each of the first examples.

        One that answered nothing is taken to be right on whatever its rival answered.
        """
        if not self.board.loaded[model]:
            right = self.board.answers[rival, self.order[: self.board.asked[rival]]]
            always: Floats = 1.0 - right
            return always
        mine, others = self.board.answers[[model, rival]][:, self.order[:n]].astype(float)
        found: Floats = mine - others
        return found

    def _ground(self, stakes: Stakes, model: int) -> Ground | None:
        """Return why a model needs no more answers, or None as long as it does."""
        rival, kind = int(stakes.rival[model]), int(stakes.kind[model])
        level = -np.log(self.delta * self.dealt[kind, rival])
        ground = self._behind(model, rival, int(stakes.lead[model]), level)
        if ground is None and self.least and self._misses_limit(model):
            return "below the limit"
        return ground

    def _behind(self, model: int, rival: int, lead: int, level: float) -> Ground | None:
        """Return why a model does not matter, or None as long as it may."""
        if (model, rival, lead) in self.shown:
            return self.shown[model, rival, lead]
        n = int(self.board.asked[[model, rival]].min())
        difference = self._differences(model, rival, n)
        # Whoever has answered less can at most be right on all the rest, its rival on none of it.
        right = self.board.right
        at_most = right[model] + self.board.pool - self.board.asked[model] - right[rival]
        in_common = difference.sum() + self.board.pool - len(difference)
        found: Ground | None = None
        if min(at_most, in_common) < lead:
            found = "cannot catch up"
        elif self._is_won(difference, lead, level):
            found = "shown to be behind"
        if found:
            self.shown[model, rival, lead] = found
        return found

    def _misses_limit(self, model: int) -> bool:
        """Say whether a model surely has too few right answers."""
        mine = self.board.answers[model]
        right = mine[self.order[: self.board.asked[model]]].astype(float)
        level = -np.log(self.delta * _FOR_LIMIT)
        at_most = self.board.right[model] + self.board.pool - self.board.asked[model]
        return bool(at_most < self.least) or self._is_won(right, self.least, level)

    def _reaches_limit(self, model: int) -> bool:
        """Say whether a model surely has enough right answers."""
        mine = self.board.answers[model]
        wrong = 1.0 - mine[self.order[: self.board.asked[model]]]
        # Rivals of kind 0 are choices, so this deals out by how likely each was to be chosen.
        level = -np.log(self.delta * _FOR_LIMIT * self.dealt[0, model] / self.dealt[0].sum())
        too_many = self.board.pool - self.least + 1
        return bool(self.board.right[model] >= self.least) or self._is_won(wrong, too_many, level)

    def _is_won(self, values: Floats, total: int, level: float) -> bool:
        wealth = np.cumsum(log_growth(values, total, self.board.pool)[self.opening :])
        return bool((wealth >= level).any())


def _spread_out(right: Ints, n: Ints, pool: int) -> Floats:
    """Return right answers over the pool by those of n, drawn in a little to the mean of all."""
    rate = (right.sum() + 1) / (n.sum() + 2)
    found: Floats = right + (right + 2 * rate) / (n + 2) * (pool - n)
    return found
