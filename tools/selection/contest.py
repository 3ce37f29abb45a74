"""The race of a search: which batch is measured next, when it is over, and what it certifies.

All candidates that may still be chosen answer the first batch, the cheap first; then whoever may
still matter goes on along the shared order, until the goal is decided, the pool is used up or the
budget is spent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from tools.domain import Candidate, Certificate, Spent, Step
from tools.selection.arena import DELTA, EPSILON, OPENING, way
from tools.selection.race import BATCH, Entry, Race, together
from tools.selection.racing.board import Bools, Exclusion
from tools.selection.racing.shared import Position, Shared
from tools.selection.rounds import Round, next_round


@dataclass(frozen=True)
class Contest:
    """A race as it stands.

    `opened` holds the keys of those that had answered the first batch before anybody answered
    more; while that is still going on, of those that have. `exhaustive` has everybody answer
    everything, whatever was decided: what a race is held against. With a `round` the budget pays
    for no certainty, and is spent in rounds.
    """

    race: Race
    opened: frozenset[str] = field(default_factory=frozenset)
    exhaustive: bool = False
    round: Round | None = None

    def next_step(self) -> Step | None:
        """Return the next batch to measure, or None when the race is over."""
        if self.round is not None:
            turns: Iterable[Entry] = self._of_round(self.round)
        else:
            turns = self._everybody() if self.exhaustive else self._in_turn()
        for entry in turns:
            for goal in self._goals(entry):
                if self.race.budget.affords(self.race.price(entry, goal)):
                    return self.race.step(entry, goal)
        return None

    def going_on(self) -> "Contest":
        """Return the race in the round that is to be played now, if it goes by rounds."""
        now, following = self, self.round
        while following is not None and self._is_worth_it and now.next_step() is None:
            following = next_round(self.race, following, gone=self._behind)
            now = replace(self, round=following or self.round)
        return now

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
                answers=int(self._way.board.asked[at]),
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
        position = self._way.position(place)
        if position.open or self._may_yet_be_sure(self.race.entries[place]):
            return None
        grounds = set(position.gone.values())
        return Certificate(
            candidate=candidate,
            epsilon=EPSILON,
            delta=DELTA,
            among=len(self.race.running),
            pool=self.race.pool,
            guaranteed="behind by a bootstrap" not in grounds,
        )

    def answers_to_decide(self) -> list[tuple[Entry, int]]:
        """Return about how many more answers of whom would decide the goal, if all goes on so."""
        joining = [(entry, min(BATCH, self.race.pool)) for entry in self._joining]
        going_on = [(entry, self._answers_needed(entry)) for entry in self._left]
        return [*joining, *going_on]

    def price_to_decide(self) -> Spent:
        """Return about what it would take to decide the goal, if all goes on as it began."""
        return together(self.answers_to_decide())

    def _answers_needed(self, entry: Entry) -> int:
        place = self.race.entries.index(entry)
        return max(self._way.answers_needed(self._position.stakes, place), 1)

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
            for ask in self._way.asks(self._position, BATCH):
                yield self.race.entries[ask.model]
        left = [entry for entry in self._left if self.race.answered(entry) < self.race.pool]
        yield from sorted(left, key=lambda entry: (self.race.dearness(entry), entry.candidate.key))

    def _of_round(self, now: Round) -> list[Entry]:
        """Return who has still to answer in a round, the cheap first, first batches before all."""
        left = [
            one
            for one in self.race.running
            if self.race.answered(one) < now.goals.get(one.candidate.key, 0)
            and one.candidate not in self._behind
        ]

        def order(one: Entry) -> tuple[bool, tuple[float, float], str]:
            return self.race.answered(one) > 0, self.race.dearness(one), one.candidate.key

        return sorted(left, key=order) if self._is_worth_it else []

    @cached_property
    def _behind(self) -> set[Candidate]:
        """Who is shown not to matter against the choice among those that answered."""
        behind = {self.race.entries[place].candidate for place in self._position.gone}
        return behind - {entry.candidate for entry in self._joining}

    @cached_property
    def _is_worth_it(self) -> bool:
        """Whether somebody may still matter of whom a few more answers can be paid."""
        return any(
            self.race.budget.affords(one.price(min(OPENING, self.race.pool - answered)))
            for one in self.undecided
            if (answered := self.race.answered(one)) < self.race.pool
        )

    def _goals(self, entry: Entry) -> Iterator[int]:
        """Yield how many examples an entry is to have answered after its next batch.

        In a round a few will do where a whole batch cannot be paid.
        """
        answered = self.race.answered(entry)
        if self.round is None:
            yield min(answered + BATCH, self.race.pool)
        else:
            goal = self.round.goals[entry.candidate.key]
            yield min(answered + BATCH, goal)
            yield min(answered + OPENING, goal)

    def _everybody(self) -> list[Entry]:
        left = [one for one in self.race.running if self.race.answered(one) < self.race.pool]
        return sorted(left, key=lambda entry: (self.race.dearness(entry), entry.candidate.key))

    @cached_property
    def _joining(self) -> list[Entry]:
        """Who has not answered the first batch, and might be chosen if it were always right."""
        pool, value = self.race.pool, self._way.goal.value
        silent = self._way.board.asked == 0
        scores = value(self._way.likely(OPENING) * pool, pool)
        ahead = np.where(~silent & ~self._out, scores, -np.inf).max(initial=-np.inf)
        may = ~self._out & silent & (value(np.full(len(silent), float(pool)), pool) >= ahead)
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
        if not (self._way.board.loaded & ~self._out).any():
            return None
        return self.race.entries[self._position.stakes.choice]

    @cached_property
    def _position(self) -> Position:
        return self._way.position()

    @cached_property
    def _way(self) -> Shared:
        opened = [entry.candidate.key in self.opened for entry in self.race.entries]
        return way(self.race, np.array(opened, dtype=bool))

    @property
    def _out(self) -> Bools:
        """Who cannot be chosen: failed, misses a limit, or cannot be sure to meet them here."""
        assert self._way.out is not None
        return self._way.out
