"""The race by a measure that is no mean over examples, as macro-F1: told apart by a bootstrap.

It goes along one random order as `shared`, but no bet holds on such a measure. A model is taken to
be behind where a normal interval with the bootstrap's standard error says so, at an error dealt out
over the models and over the looks at them. That guarantees nothing, and is said; what everybody's
answers show is exact.
"""

from dataclasses import dataclass, field
from functools import cached_property
from math import ceil

import numpy as np
from scipy.special import ndtri

from tools.selection.measures import Array, Measure, macro_f1, resampled, value
from tools.selection.racing.board import Floats, Ground
from tools.selection.racing.goals import Stakes
from tools.selection.racing.shared import Shared

# Examples of each class that a bootstrap is trusted with, if the pool holds so many.
_ENOUGH = 5
# Looks at a model that the error is dealt out over; there may be more, at much the same answers.
_LOOKS = 20


@dataclass
class Resampled(Shared):
    """A race by some measure; `lead` of a goal's stakes stands for lead / pool of it.

    `expected`: `(pool, ...)`, what is right; `said`: `(models, pool, ...)`, what was said where
    it was asked; `classes`: `(pool,)`, kinds of examples that must all have been seen. A limit on
    quality is not decided here.
    """

    expected: Array = field(kw_only=True)
    said: Array = field(kw_only=True)
    classes: Array = field(kw_only=True)
    measure: Measure = field(kw_only=True, default=macro_f1)

    def answers_needed(self, stakes: Stakes, model: int) -> int:
        """Return about how many more answers of a model show that it is behind, at most all."""
        rival, pool = int(stakes.rival[model]), self.board.pool
        n = int(self.board.asked[[model, rival]].min())
        left = pool - int(self.board.asked[model])
        if n == 0:
            return left
        gap, error = self._difference(model, rival, n)
        edge = float(stakes.lead[model]) / pool - gap
        if edge <= 0:
            return left
        endless = n * (self._reach * error / edge) ** 2
        return max(0, min(ceil(endless / (1 + endless / pool)), pool) - n)

    def likely(self, n: int) -> Floats:
        """Return the quality to expect of each model by its first `n` answers at most."""
        own = np.array([self._value(model, n) for model in range(self.board.models)])
        asked = np.minimum(self.board.asked, n)
        mean = (own @ asked + 1) / (asked.sum() + 2)
        found: Floats = (asked * own + 2 * mean) / (asked + 2)
        return found

    def _expected(self) -> Floats:
        return self.likely(self.board.pool) * self.board.pool

    def _behind(self, model: int, rival: int, lead: int, level: float) -> Ground | None:
        """Return why a model does not matter, or None as long as it may."""
        del level
        pool, asked = self.board.pool, self.board.asked
        least = lead / pool
        if asked[rival] == pool and asked[model] in (0, pool):
            best = self._value(model, pool) if asked[model] else 1.0
            return "cannot catch up" if best - self._value(rival, pool) < least else None
        n = int(asked[rival] if asked[model] == 0 else asked[[model, rival]].min())
        if not self._has_seen_enough(n):
            return None
        gap, error = self._difference(model, rival, n)
        left = np.sqrt(1 - n / pool)
        return "behind by a bootstrap" if gap + self._reach * error * left < least else None

    @cached_property
    def _reach(self) -> float:
        """Standard errors that a model must be behind."""
        return float(-ndtri(self.delta / (self.board.models * _LOOKS)))

    def _value(self, model: int, n: int) -> float:
        n = min(n, int(self.board.asked[model]))
        return value(self.measure, *self._first(model, n)) if n else 0.0

    def _difference(self, model: int, rival: int, n: int) -> tuple[float, float]:
        """Return by how much a model is better on the first examples, and the standard error.

        One that answered nothing is taken to be always right. No error is less than half an answer
        in n, as an accuracy's would not be.
        """
        other = self._first(rival, n)
        gap, draws = 1.0 - value(self.measure, *other), -resampled(self.measure, *other)
        if self.board.loaded[model]:
            own = self._first(model, n)
            gap += value(self.measure, *own) - 1.0
            draws = draws + resampled(self.measure, *own)
        return gap, max(float(draws.std()), 0.5 / n)

    def _first(self, model: int, n: int) -> tuple[Array, Array]:
        """Return what is right and what a model said, of the first examples."""
        first = self.order[:n]
        return self.expected[first], self.said[model, first]

    def _has_seen_enough(self, n: int) -> bool:
        """Say whether enough examples of each class are among the first `n`."""
        there = np.bincount(self.classes)
        seen = np.bincount(self.classes[self.order[:n]], minlength=len(there))
        return bool((seen >= np.minimum(there, _ENOUGH)).all())
