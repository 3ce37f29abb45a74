"""How a race stands: who runs, at what price, what is known of them, what may still be spent.

Everybody answers the same examples in the same order, so a race can be taken up again from
stored evidence alone. A step is proposed only if the budget affords it by its estimated price.
Limits on how many candidates take part are the caller's: the entries are the short list.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pydantic import Field

from tools.domain import (
    Budget,
    Candidate,
    Evidence,
    Interval,
    Preferences,
    Requirements,
    Spent,
    Standing,
    Step,
    Value,
    Verdict,
)
from tools.selection.recommend import standings_of

# The most examples in a step, and so the most that a stop can lose.
BATCH = 64


class Entry(Value):
    """A candidate in the race and what it costs, estimated or measured.

    `fetches` holds what is still to be fetched; others may need some of it too.
    """

    candidate: Candidate
    setup: Spent
    per_example: Spent
    fetches: dict[str, Spent] = Field(default_factory=dict)
    ready: bool = False
    expected: Interval | None = Field(
        default=None, description="of its quality, by other examples; None: nobody knows"
    )
    least_penalty: float = Field(
        default=-1e6, description="points that its costs take at the least, by the estimate"
    )

    def price(self, n: int) -> Spent:
        """Return what `n` more examples cost, with the set-up unless its worker is up."""
        return self.start + _times(self.per_example, n)

    @property
    def start(self) -> Spent:
        """What it takes before the first answer: nothing where its worker is up."""
        return Spent() if self.ready else sum(self.fetches.values(), self.setup)


@dataclass(frozen=True)
class Race:
    """How a race stands: who runs, what is known, and what may still be spent."""

    entries: Sequence[Entry]
    evidence: Sequence[Evidence]
    budget: Budget
    pool: int
    requirements: Requirements = field(default_factory=Requirements)
    preferences: Preferences = field(default_factory=Preferences)
    failed: Collection[Candidate] = ()
    expected: Sequence[int] = ()
    """The classes that are right, in the shared order, where quality is macro-F1."""

    @cached_property
    def known(self) -> dict[Candidate, Evidence]:
        """The evidence by candidate."""
        return {e.candidate: e for e in self.evidence}

    @cached_property
    def running(self) -> list[Entry]:
        """Who has not failed."""
        return [entry for entry in self.entries if entry.candidate not in self.failed]

    @cached_property
    def standings(self) -> dict[Candidate, Standing]:
        """Where each measured candidate stands."""
        found = standings_of(self.evidence, self.requirements, self.preferences)
        return {standing.candidate: standing for standing in found}

    def answered(self, entry: Entry) -> int:
        """Return how many examples a candidate has answered."""
        evidence = self.known.get(entry.candidate)
        return len(evidence.correct) if evidence else 0

    def verdict(self, entry: Entry) -> Verdict:
        """Return the worst verdict over the limits; unsure before the first answer."""
        standing = self.standings.get(entry.candidate)
        return standing.verdict if standing else "unsure"

    def price(self, entry: Entry, goal: int) -> Spent:
        """Return the price of a candidate's next batch on the way to `goal` examples."""
        return entry.price(min(BATCH, goal - self.answered(entry)))

    def step(self, entry: Entry, goal: int) -> Step:
        """Return a candidate's next batch on the way to `goal` examples."""
        start = self.answered(entry)
        return Step(candidate=entry.candidate, start=start, n=min(BATCH, goal - start))

    def dearness(self, entry: Entry, goal: int = BATCH) -> tuple[float, float]:
        """Return a price for order: the share of what is left of the scarcest thing, then energy.

        Args:
            entry: who.
            goal: the examples that it is to have answered then.

        """
        price = entry.price(max(0, min(goal, self.pool) - self.answered(entry)))
        left = self.budget.model_dump(include=set(Spent.model_fields), exclude_none=True)
        shares = [getattr(price, name) / have for name, have in left.items() if have > 0]
        return max(shares, default=0.0), price.energy_j


def together(answers: Iterable[tuple[Entry, int]]) -> Spent:
    """Return what it costs that each answers so many more examples; none is nothing at all.

    What several need is fetched once.
    """
    total, fetches = Spent(), dict[str, Spent]()
    for entry, n in answers:
        if n > 0:
            total += (Spent() if entry.ready else entry.setup) + _times(entry.per_example, n)
            fetches |= {} if entry.ready else entry.fetches
    return sum(fetches.values(), total)


def _times(spent: Spent, n: int) -> Spent:
    return Spent(
        wall_s=spent.wall_s * n,
        energy_j=spent.energy_j * n,
        downloads_bytes=spent.downloads_bytes * n,
    )
