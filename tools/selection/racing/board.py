"""What a race has seen so far, and what it may ask next.

A policy sees the board and nothing else: answers lie on it once they are paid for.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Answers = NDArray[np.int8]

UNKNOWN = -1


@dataclass(frozen=True)
class Ask:
    """Let one model answer these examples of the pool."""

    model: int
    examples: Ints


Ground = Literal[
    "cannot catch up", "shown to be behind", "below the limit", "behind by a bootstrap"
]


@dataclass(frozen=True)
class Exclusion:
    """One model left the race: against which rival, on how many answers, after which spending.

    Who cannot catch up could not by being right on all the rest; who is shown to be behind, or
    below a limit on quality, is so but for a chance of at most the race's delta, over all such
    models together. Who is behind by a bootstrap was put there at that chance, without a guarantee.
    """

    rival: int
    ground: Ground
    answers: int
    spent: float


@dataclass(frozen=True)
class Outcome:
    """What a race came to: the choice, and whether the goal is decided."""

    chosen: int | None
    certified: bool


# Yields what to ask and is resumed once it lies on the board; returns the outcome.
Play = Generator[Ask, None, Outcome]


@dataclass
class Board:
    """The answers bought so far and the prices of more.

    `answers[model, example]` is 1 where right, 0 where wrong, -1 where not asked. Prices are in
    any one unit, energy or money or time: `per_example[model]`, and `load[model]` once. `asked`
    and `right` count each model's answers.
    """

    answers: Answers
    per_example: Floats
    load: Floats
    budget: float = np.inf
    spent: float = 0.0
    loaded: Bools = field(init=False)
    asked: Ints = field(init=False)
    right: Ints = field(init=False)
    excluded: dict[int, Exclusion] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.asked = (self.answers != UNKNOWN).sum(axis=1)
        self.right = (self.answers == 1).sum(axis=1)
        self.loaded = self.asked > 0

    @classmethod
    def empty(
        cls, pool: int, per_example: Floats, load: Floats, *, budget: float = np.inf
    ) -> "Board":
        """Return a board on which nothing was asked yet."""
        answers = np.full((len(per_example), pool), UNKNOWN, dtype=np.int8)
        return cls(answers, per_example, load, budget=budget)

    @property
    def models(self) -> int:
        """How many run."""
        return len(self.answers)

    @property
    def pool(self) -> int:
        """How many labelled examples there are."""
        return len(self.answers.T)

    def known(self, model: int) -> NDArray[np.bool_]:
        """Return which examples a model has answered."""
        known: NDArray[np.bool_] = self.answers[model] != UNKNOWN
        return known

    def price(self, model: int, examples: int) -> float:
        """Return what so many new answers of a model cost, with the load if it is not loaded."""
        load = 0.0 if self.loaded[model] else float(self.load[model])
        return load + examples * float(self.per_example[model])

    def affords(self, model: int, examples: int) -> bool:
        """Say whether the budget is enough for so many new answers of a model."""
        return self.spent + self.price(model, examples) <= self.budget * (1 + 1e-12)

    def enter(self, ask: Ask, right: Answers) -> None:
        """Charge an ask and put its answers on the board; what was known already is free."""
        new = self.answers[ask.model, ask.examples] == UNKNOWN
        self.spent += self.price(ask.model, int(new.sum()))
        self.loaded[ask.model] = True
        self.answers[ask.model, ask.examples] = right
        self.asked[ask.model] += int(new.sum())
        self.right[ask.model] += int(right[new].sum())

    def exclude(self, model: int, rival: int, ground: Ground) -> None:
        """Keep how a model left the race; whoever left before comes to no second note."""
        found = Exclusion(rival, ground, int(self.asked[model]), self.spent)
        self.excluded.setdefault(model, found)

    def readmit(self, models: Iterable[int]) -> None:
        """Forget that some had left: against another rival they may matter again."""
        for model in models:
            self.excluded.pop(model, None)


class Policy(Protocol):
    """A way to spend answers: plays on a board towards a goal."""

    def play(self, board: Board) -> Play:
        """Yield asks until the goal is decided or nothing more can be afforded."""

    def choose(self, board: Board) -> int | None:
        """Return the choice on what lies on the board now."""
