"""The trial of tactics on one model: each answers a first batch, the promising some more.

A tactic mostly answers as its model does, and what it saves shows in a batch or two; so nothing is
certified here, and each is held against its model by intervals.
"""

from dataclasses import dataclass
from functools import cached_property

from tools.domain import Candidate, Spent, Step
from tools.selection.race import BATCH, Entry, Race, together
from tools.selection.racing.board import Exclusion

# A tactic answers no more than this: what it loses in quality shows by then or hardly matters.
_MOST = 4 * BATCH
# Points of the score that a tactic may be behind after its first batch and still go on.
_BEHIND = 1.0


@dataclass(frozen=True)
class Trial:
    """A trial as it stands; the race's entries are a model and its tactics."""

    race: Race

    def next_step(self) -> Step | None:
        """Return the next batch to measure, or None when the trial is over."""
        for entry in self.undecided:
            goal = min(self.race.answered(entry) + BATCH, self._enough(entry))
            if self.race.budget.affords(self.race.price(entry, goal)):
                return self.race.step(entry, goal)
        return None

    @property
    def is_opening(self) -> bool:
        """Nobody waits for others."""
        return False

    @property
    def exclusions(self) -> dict[Candidate, Exclusion]:
        """Nothing is certified, so nobody is shown to be out."""
        return {}

    @cached_property
    def undecided(self) -> list[Entry]:
        """Those with batches to answer: the first ones first, the cheap before the dear."""
        left = [one for one in self.race.running if self.race.answered(one) < self._enough(one)]
        return sorted(
            left,
            key=lambda one: (
                self.race.answered(one) > 0,
                self.race.dearness(one),
                one.candidate.key,
            ),
        )

    def answers_to_decide(self) -> list[tuple[Entry, int]]:
        """Return who is left of the trial, with the answers that each is still to give."""
        return [(one, self._enough(one) - self.race.answered(one)) for one in self.undecided]

    def price_to_decide(self) -> Spent:
        """Return about what the rest of the trial takes."""
        return together(self.answers_to_decide())

    def _enough(self, entry: Entry) -> int:
        """Return how many examples an entry is to answer."""
        first = min(BATCH, self.race.pool)
        if not entry.candidate.tactics:
            return 0
        if self.race.answered(entry) < first:
            return first
        standings = self.race.standings
        own, parent = standings.get(entry.candidate), standings.get(entry.candidate.parent)
        if own is None or parent is None or own.score < parent.score - _BEHIND:
            return first
        return min(parent.n, _MOST)
