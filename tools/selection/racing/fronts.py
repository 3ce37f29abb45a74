"""The certified Pareto front: for every price the best that is to be had for it, within epsilon.

A model is *needed* if it is over epsilon better than every one that costs no more in anything, and
*idle* if one of those is at least as good. A front is wrong if it leaves out a needed model or
holds an idle one; what lies between may be in it or not. All who are left answer the same examples
of one random order, and two bets run on each model (`pairs`):

- that it is needed. Its rival in each draw is whoever led among the cheaper ones before that draw;
  were it needed it would lead each of them by over epsilon, so one bet serves, whatever the rival;
- of each cheaper one, that it is at least as good. One of them, fixed, is truly the best.

A front of m models can be wrong in 2 m fixed ways, and each has delta / 2 m.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from tools.selection.racing.board import UNKNOWN, Ask, Board, Bools, Floats, Ints
from tools.selection.racing.pairs import log_growth

_FIRST = 16
# How much further those who are left go in a round.
_PACE = 1.08
_LEAST = 8


@dataclass(frozen=True)
class Front:
    """The models of the front, the cheap first, and whether it is certain but for delta."""

    members: tuple[int, ...]
    certified: bool


@dataclass
class Fronts:
    """A race for the front.

    `costs`: `(models, kinds)`, less is better. `kept` says of each decided model whether it is in.
    """

    board: Board
    costs: Floats
    delta: float
    order: Ints
    epsilon: float = 1.0
    kept: dict[int, bool] = field(default_factory=dict)
    beaten: set[tuple[int, int]] = field(default_factory=set)

    def play(self) -> Generator[Ask, None, Front]:
        """Yield asks until every model is in or out."""
        cheap_first = np.lexsort(self.costs.T[::-1])
        while len(self.kept) < self.board.models:
            for model in map(int, cheap_first):
                self._decide(model)
            yield from self._asks([int(one) for one in cheap_first if int(one) not in self.kept])
        members = tuple(int(one) for one in cheap_first if self.kept[int(one)])
        return Front(members, certified=True)

    def cheaper(self, model: int) -> Ints:
        """Return those that cost no more in anything; of equal costs, whoever comes first."""
        no_more = (self.costs <= self.costs[model]).all(axis=1)
        less = (self.costs < self.costs[model]).any(axis=1)
        first = np.arange(len(no_more)) < model
        found: Ints = np.flatnonzero(no_more & (less | first))
        return found

    def _decide(self, model: int) -> None:
        cheaper = self.cheaper(model)
        if model in self.kept:
            return
        if not len(cheaper):
            self.kept[model] = True
        elif self._is_not_needed(model, cheaper):
            self.kept[model] = False
        else:
            pairs = {(model, int(other)) for other in cheaper}
            self.beaten |= {pair for pair in pairs - self.beaten if self._beats(*pair)}
            if pairs <= self.beaten:
                self.kept[model] = True

    def _asks(self, undecided: list[int]) -> Iterator[Ask]:
        """Yield what the least advanced of those that decide something are to answer next."""
        pool, asked = self.board.pool, self.board.asked
        together, likely = {one for one in undecided if not self._is_hopeless(one)}, self._likely
        for model in undecided:
            cheaper = self.cheaper(model)
            rival = self._rival(model)
            together.add(rival)
            if likely[model] > likely[rival] + self.epsilon / 200:
                together |= {int(f) for f in cheaper if (model, int(f)) not in self.beaten}
        together = {model for model in together if asked[model] < pool}
        first = min((int(asked[model]) for model in together), default=pool)
        goal = min(pool, max(_FIRST, first + max(ceil(first * (_PACE - 1)), _LEAST)))
        for model in sorted(together, key=lambda one: float(self.board.per_example[one])):
            if asked[model] < goal and not self._is_hopeless(model):
                yield Ask(model, self.order[asked[model] : goal])

    def _is_hopeless(self, model: int) -> bool:
        """Say whether nothing was asked of a model that even if always right seems not needed."""
        if self.board.loaded[model] or not len(self.cheaper(model)):
            return False
        rival = self._rival(model)
        is_known = self.board.asked[rival] == self.board.pool
        return bool(not is_known and 1 - self._likely[rival] < self.epsilon / 100)

    @property
    def _likely(self) -> Floats:
        found: Floats = (self.board.right + 1) / (self.board.asked + 2)
        return found

    def _rival(self, model: int) -> int:
        """Return the best of the cheaper ones, as it seems."""
        cheaper = self.cheaper(model)
        return int(cheaper[self._likely[cheaper].argmax()])

    def _is_not_needed(self, model: int, cheaper: Ints) -> bool:
        pool, lead = self.board.pool, int(np.floor(self.epsilon * self.board.pool / 100 + 1e-9)) + 1
        right, asked = self.board.right, self.board.asked
        if right[model] + pool - asked[model] - right[cheaper].max() < lead:
            return True
        answers = self._in_order(cheaper)
        n = min(int(asked[cheaper].max()), int(asked[model]) or pool)
        if n == 0:
            return False
        own = self._in_order(np.array([model]))[0, :n] if asked[model] else np.ones(n)
        there = answers[:, :n] != UNKNOWN
        before = np.cumsum(answers[:, :n], axis=1) - answers[:, :n]
        rival = np.where(there, before, -np.inf).argmax(axis=0)
        draws = np.arange(n)
        so_far = np.cumsum(own) - own - before[rival, draws]
        grown = log_growth(own - answers[rival, draws], lead, pool, so_far)
        return self._is_won(grown)

    def _beats(self, model: int, other: int) -> bool:
        """Say whether a model is shown to be better than a cheaper one."""
        right, asked, pool = self.board.right, self.board.asked, self.board.pool
        n = int(min(asked[model], asked[other]))
        if right[model] > right[other] + pool - asked[other]:
            return True
        own, others = self._in_order(np.array([model, other]))[:, :n]
        return n > 0 and self._is_won(log_growth(others - own, 0, pool))

    def _in_order(self, models: Ints) -> Floats:
        found: Floats = self.board.answers[models][:, self.order].astype(float)
        return found

    def _is_won(self, grown: Floats) -> bool:
        level = -np.log(self.delta / (2 * self.board.models))
        won: Bools = np.cumsum(grown) >= level
        return bool(won.any())
