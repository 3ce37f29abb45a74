"""What a search pays for: each network once, never beyond the budget, and what it brought."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from math import isnan

from tools.nas.search.limits import Limit
from tools.nas.spaces.space import Genes, Space


@dataclass(frozen=True)
class Task:
    """Which network is looked for, and what looking costs."""

    space: Space
    evaluate: Callable[[Genes], float]
    """The costly evaluation: a quality, more is better; nan where the network failed."""
    price: Callable[[Genes], float]
    """What an evaluation costs, in the budget's unit; known before it is made."""
    budget: float
    limits: tuple[Limit, ...] = ()
    prediction_price: float = 0.0
    """What the cheap predictor's word on one network costs, in the same unit."""


@dataclass(frozen=True)
class Evaluated:
    """A network that was paid for."""

    genes: Genes
    quality: float
    spent: float
    """All that the search had spent when this became known."""


@dataclass(frozen=True)
class History:
    """A search: what it evaluated in order, and what it spent, predictions included."""

    evaluated: tuple[Evaluated, ...]
    predictions: int
    spent: float

    @property
    def best(self) -> Evaluated | None:
        """The best network that was paid for, the earlier of two; None: none, or all failed."""
        ran = [one for one in self.evaluated if not isnan(one.quality)]
        return max(ran, key=lambda one: one.quality, default=None)

    @property
    def best_so_far(self) -> tuple[float, ...]:
        """The best quality after each evaluation; -inf as long as all failed."""
        return tuple(accumulate((_ranked(one.quality) for one in self.evaluated), max))

    def best_within(self, budget: float) -> float:
        """Return the best quality that was known for a part of the budget; -inf where none was."""
        paid = (_ranked(one.quality) for one in self.evaluated if one.spent <= budget)
        return max(paid, default=float("-inf"))


class Ledger:
    """Evaluates networks as long as the budget pays for the next."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._evaluated: list[Evaluated] = []
        self._predictions = 0
        self._spent = 0.0
        self.qualities: dict[Genes, float] = {}
        """What every network that was paid for reached; -inf where it failed."""
        self.is_open = True
        """Whether the budget has paid for all that was asked."""

    def evaluate(self, networks: Iterable[Genes]) -> None:
        """Pay for those of them that are unknown, in order, until the budget is too small."""
        for genes in networks:
            if genes in self.qualities:
                continue
            if not self._pays(self._task.price(genes)):
                return
            quality = self._task.evaluate(genes)
            self.qualities[genes] = _ranked(quality)
            self._evaluated.append(Evaluated(genes, quality, self._spent))

    def predict(self, count: int) -> bool:
        """Pay for predictions; False where the budget is too small for them."""
        if not self._pays(count * self._task.prediction_price):
            return False
        self._predictions += count
        return True

    def best(self, count: int) -> list[Genes]:
        """Return the best networks that were paid for, best first, earlier ones before equals."""
        return sorted(self.qualities, key=lambda genes: -self.qualities[genes])[:count]

    def close(self) -> History:
        """Return all that happened."""
        self.is_open = False
        return History(tuple(self._evaluated), self._predictions, self._spent)

    def _pays(self, price: float) -> bool:
        # Written so that a price of nan is never paid.
        self.is_open = self.is_open and self._spent + price <= self._task.budget
        if self.is_open:
            self._spent += price
        return self.is_open


def _ranked(quality: float) -> float:
    return float("-inf") if isnan(quality) else quality
