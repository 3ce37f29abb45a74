"""The race of a search: which batch is measured next, when it is over, and what it certifies.

All candidates that may still be chosen answer the first batch, the cheap first; then whoever may
still matter goes on along the shared order, until the goal is decided, the pool is used up or the
budget is spent. The goal is a score within one point of the highest that is to be had.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil

import numpy as np

from tools.domain import Candidate, Certificate, Spent, Step
from tools.selection.limits import could_be_met
from tools.selection.race import BATCH, Entry, Race
from tools.selection.racing.board import UNKNOWN, Board, Bools, Exclusion, Floats
from tools.selection.racing.goals import Exchange
from tools.selection.racing.shared import Position, Shared
from tools.selection.score import penalty

EPSILON = 1.0
DELTA = 0.05
# How many of the first answers decide nothing but how the error is dealt out.
_OPENING = 16


@dataclass(frozen=True)
class Contest:
    """A race as it stands.

    `opened` holds the keys of those that had answered the first batch before anybody answered
    more; while that is still going on, of those that have. `exhaustive` has everybody answer
    everything, whatever was decided: what a race is held against.
    """

    race: Race
    opened: frozenset[str] = field(default_factory=frozenset)
    exhaustive: bool = False

    def next_step(self) -> Step | None:
        """Return the next batch to measure, or None when the race is over."""
        for entry in self._everybody() if self.exhaustive else self._in_turn():
            goal = min(self.race.answered(entry) + BATCH, self.race.pool)
            if self.race.budget.affords(self.race.price(entry, goal)):
                return self.race.step(entry, goal)
        return None

    @property
    def undecided(self) -> list[Entry]:
        """Those that may still matter: who is to join, and who is not shown to be behind."""
        return [*self._joining, *self._left]

    @property
    def exclusions(self) -> dict[Candidate, Exclusion]:
        """How those left the race who are shown not to matter; places are those of the entries.

        While some have still to answer the first batch, only what is exact counts.
        """
        return {
            self.race.entries[at].candidate: Exclusion(
                rival=int(self._position.stakes.rival[at]),
                ground=ground,
                answers=int(self._board.asked[at]),
                spent=0.0,
            )
            for at, ground in self._position.gone.items()
            if not self._joining or ground == "cannot catch up"
        }

    @property
    def is_opening(self) -> bool:
        """Whether somebody has still to answer the first batch before others go on."""
        return bool(self._joining)

    def certificate(self, candidate: Candidate) -> Certificate | None:
        """Return the certificate of a choice, or None where it is not decided."""
        places = {entry.candidate: place for place, entry in enumerate(self.race.entries)}
        place = places.get(candidate)
        if place is None or self._out[place] or self._joining:
            return None
        position = self._shared.position(place)
        if position.open or self._may_yet_be_sure(self.race.entries[place]):
            return None
        return Certificate(
            candidate=candidate,
            epsilon=EPSILON,
            delta=DELTA,
            among=len(self.race.running),
            pool=self.race.pool,
        )

    def price_to_decide(self) -> Spent:
        """Return about what it would take to decide the goal, if all goes on as it began."""
        total = Spent()
        for entry in self._joining:
            total += entry.price(min(BATCH, self.race.pool))
        for entry in self._left:
            place = self.race.entries.index(entry)
            more = self._shared.answers_needed(self._position.stakes, place)
            total += entry.price(max(more, 1))
        return total

    def _in_turn(self) -> Iterator[Entry]:
        """Yield whose turn it is, then whose it would be if that one cannot be paid.

        Whoever is about to be chosen is made sure of before anybody joins who costs more.
        """
        choice = self._choice
        first = choice if choice and self._may_yet_be_sure(choice) else None
        for entry in self._joining:
            if first and self.race.dearness(first, self.race.pool) <= self.race.dearness(entry):
                yield first
            yield entry
        if first:
            yield first
        if self._position.open:
            for ask in self._shared.asks(self._position, BATCH):
                yield self.race.entries[ask.model]
        left = [entry for entry in self._left if self.race.answered(entry) < self.race.pool]
        yield from sorted(left, key=lambda entry: (self.race.dearness(entry), entry.candidate.key))

    def _everybody(self) -> list[Entry]:
        left = [one for one in self.race.running if self.race.answered(one) < self.race.pool]
        return sorted(left, key=lambda entry: (self.race.dearness(entry), entry.candidate.key))

    @cached_property
    def _joining(self) -> list[Entry]:
        """Who has not answered the first batch, and might be chosen if it were always right."""
        first = self._board.answers[:, :_OPENING]
        n = (first != UNKNOWN).sum(axis=1)
        quality = ((first == 1).sum(axis=1) + 1) / (n + 2)
        scores = np.where((n > 0) & ~self._out, 100 * quality - self._penalties, -np.inf)
        may = ~self._out & (n == 0) & (100 - self._penalties >= scores.max(initial=-np.inf))
        if self._choice is not None:
            for at, ground in self._position.gone.items():
                may[at] &= ground != "cannot catch up"
        found = [self.race.entries[place] for place in map(int, np.flatnonzero(may))]
        return sorted(found, key=lambda entry: (self.race.dearness(entry), entry.candidate.key))

    @cached_property
    def _left(self) -> list[Entry]:
        """Who takes part and may still matter; the choice, while it may yet be sure."""
        found = [self.race.entries[place] for place in self._position.open]
        found = [entry for entry in found if entry not in self._joining]
        if self._choice and self._choice not in found and self._may_yet_be_sure(self._choice):
            found.append(self._choice)
        return found

    def _may_yet_be_sure(self, entry: Entry) -> bool:
        """Say whether it is unsure that a candidate meets the limits, and more answers may tell."""
        return self.race.verdict(entry) == "unsure" and self.race.answered(entry) < self.race.pool

    @cached_property
    def _choice(self) -> Entry | None:
        """Who would be chosen by what is expected now, of those that answered anything."""
        if not (self._board.loaded & ~self._out).any():
            return None
        return self.race.entries[self._position.stakes.choice]

    @cached_property
    def _position(self) -> Position:
        return self._shared.position()

    @cached_property
    def _shared(self) -> Shared:
        pool = self.race.pool
        opened = [entry.candidate.key in self.opened for entry in self.race.entries]
        needs = self.race.requirements.min_quality
        return Shared(
            self._board,
            Exchange(self._penalties, EPSILON),
            DELTA,
            order=np.arange(pool),
            opening=min(_OPENING, pool),
            opened=np.array(opened, dtype=bool) & self._board.loaded,
            out=self._out,
            least=ceil(needs * pool - 1e-9) if needs else 0,
        )

    @cached_property
    def _board(self) -> Board:
        """The answers as a board; only the order of prices counts on it."""
        entries, pool = self.race.entries, self.race.pool
        answers = np.full((len(entries), pool), UNKNOWN, dtype=np.int8)
        for place, entry in enumerate(entries):
            if (known := self.race.known.get(entry.candidate)) is not None:
                answers[place, : len(known.correct)] = known.correct
        by_price = sorted(range(len(entries)), key=lambda place: self.race.dearness(entries[place]))
        ranks = np.argsort(by_price).astype(float)
        return Board(answers, per_example=ranks, load=np.zeros(len(entries)))

    @cached_property
    def _penalties(self) -> Floats:
        """Points that each pays for its costs: as measured, else the least that is plausible."""
        known, rates = self.race.known, self.race.preferences
        return np.array(
            [
                penalty(known[entry.candidate].measurement, rates)
                if entry.candidate in known
                else entry.least_penalty
                for entry in self.race.entries
            ]
        )

    @cached_property
    def _out(self) -> Bools:
        """Who cannot be chosen: failed, misses a limit, or cannot be sure to meet them here."""
        return np.array([not self._may_be_chosen(entry) for entry in self.race.entries], dtype=bool)

    def _may_be_chosen(self, entry: Entry) -> bool:
        if entry.candidate in self.race.failed:
            return False
        n, verdict = self.race.answered(entry), self.race.verdict(entry)
        if n == 0 or verdict != "unsure":
            return verdict != "missed"
        judged = self.race.standings[entry.candidate].judgements
        return all(could_be_met(one, n, self.race.pool) for one in judged)
