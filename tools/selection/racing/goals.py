"""What a race is to decide: whom each model would have to beat, and by how much, to matter.

A goal is decided when every model is shown to lead its rival by less than its lead. Rivals and
leads follow from the models' numbers of right answers, known or supposed, and from prices.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tools.selection.racing.board import Bools, Floats, Ints

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Stakes:
    """The choice, and for each model `(models,)` its rival and the lead that would matter.

    `kind` says which of a goal's hypotheses it is about. What must be shown of a model is that
    its right answers are fewer than its rival's plus `lead`, which may be negative.
    """

    choice: int
    rival: Ints
    lead: NDArray[np.int_]
    kind: NDArray[np.int_]


class Goal(Protocol):
    """What makes a model the one to choose."""

    @property
    def shares(self) -> tuple[float, ...]:
        """Which share of the error the first bet of each kind may use; a next one has a fifth."""

    def stakes(self, right: Floats, among: Bools, pool: int, *, aim: float = 1.0) -> Stakes:
        """Return the choice among some models, and what must be shown of every model.

        Args:
            right: `(models,)`, right answers over the pool; only those of `among` count.
            among: who may be chosen or be a rival; at least one.
            pool: how many examples there are.
            aim: the share of a tolerance to use where numbers are only supposed.

        """

    def rivals(self, right: Floats, among: Bools, pool: int, *, aim: float = 1.0) -> Ints:
        """Return `(kinds, ...)` the rivals of each kind; the first are the choices.

        It is -1 for a kind of which nobody is. The arguments are those of `stakes`, where `right`
        and `among` may be many suppositions `(..., models)`.
        """

    def value(self, right: Floats, pool: int) -> Floats:
        """Return what each model is worth with so many right answers, in points."""


@dataclass(frozen=True)
class Exchange:
    """A score within `epsilon` points of the highest: 100 quality - penalty.

    With no penalties this is the goal `best`.
    """

    penalty: Floats
    epsilon: float = 1.0
    shares: tuple[float, ...] = (1.0,)

    def value(self, right: Floats, pool: int) -> Floats:
        """Return the scores."""
        found: Floats = 100.0 * right / pool - self.penalty
        return found

    def stakes(self, right: Floats, among: Bools, pool: int, *, aim: float = 1.0) -> Stakes:
        """Return the highest score, and with which lead each would beat it by over epsilon."""
        best = int(self.rivals(right, among, pool, aim=aim)[0])
        beyond = (self.epsilon + self.penalty - self.penalty[best]) * pool / 100.0
        lead = np.floor(beyond + _ROUNDING).astype(int) + 1
        nobody = np.zeros(len(right), dtype=np.intp)
        return Stakes(best, nobody + best, lead, nobody)

    def rivals(self, right: Floats, among: Bools, pool: int, *, aim: float = 1.0) -> Ints:
        """Return the highest score, everybody's rival."""
        del aim
        found: Ints = np.where(among, self.value(right, pool), -np.inf).argmax(axis=-1)[None]
        return found


@dataclass(frozen=True)
class Cheapest:
    """The cheapest within `epsilon` points of the best; between half of it and it, either will do.

    Two hypotheses to refute: that a model that costs no less is more than epsilon better than
    the choice (kind 0), and that a cheaper one is within half of epsilon of the best (kind 1).
    """

    cost: Floats
    epsilon: float = 1.0
    # Rivals of kind 0 may get worse, so its half is for 0.4 (1 + 1/5 + 1/25 + ...).
    shares: tuple[float, ...] = (0.4, 0.5)

    def value(self, right: Floats, pool: int) -> Floats:
        """Return the qualities in points: who is dear is not worth less, only not chosen."""
        found: Floats = 100.0 * right / pool
        return found

    def stakes(self, right: Floats, among: Bools, pool: int, *, aim: float = 1.0) -> Stakes:
        """Return the cheapest near the best: rival of the dearer; the best is the cheaper's."""
        margin = self.epsilon * pool / 100.0
        choice, best = map(int, self.rivals(right, among, pool, aim=aim))
        cheaper = self.cost < self.cost[choice]
        over = int(np.floor(margin + _ROUNDING)) + 1
        near = int(np.ceil(-margin / 2 - _ROUNDING))
        return Stakes(
            choice,
            np.where(cheaper, best, choice),
            np.where(cheaper, near, over),
            cheaper.astype(int),
        )

    def rivals(self, right: Floats, among: Bools, pool: int, *, aim: float = 1.0) -> Ints:
        """Return the cheapest near the best, and the best where anybody is cheaper than that."""
        supposed = np.where(among, right, -np.inf)
        near = supposed.max(axis=-1, keepdims=True) - aim * self.epsilon * pool / 100.0
        choice = np.where(supposed >= near - _ROUNDING, self.cost, np.inf).argmin(axis=-1)
        has_cheaper = self.cost[choice] > self.cost.min()
        found: Ints = np.array([choice, np.where(has_cheaper, supposed.argmax(axis=-1), -1)])
        return found
