"""Decides which batch to measure next; the same evidence always gives the same next step.

Everybody answers the same examples in the same order, so a race can be taken up again from
stored evidence alone. A step is proposed only if the budget affords it by its estimated price.
Limits on how many candidates take part are the caller's: the entries are the short list.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil
from typing import Protocol

from tools.domain import (
    Budget,
    Candidate,
    Evidence,
    Preferences,
    Requirements,
    Spent,
    Standing,
    Step,
    Value,
    Verdict,
)
from tools.selection.limits import Judgement, judgements, on_good_side, would_be_met
from tools.selection.recommend import standings_of
from tools.selection.score import accuracy, score

# The most examples in a step, and so the most that a stop can lose.
BATCH = 64


class Entry(Value):
    """A candidate in the race and what it costs, estimated or measured."""

    candidate: Candidate
    setup: Spent
    per_example: Spent
    ready: bool = False

    def price(self, n: int) -> Spent:
        """Return what `n` more examples cost, with the set-up unless its worker is up."""
        batch = _times(self.per_example, n)
        return batch if self.ready else self.setup + batch

    def price_from_scratch(self, n: int) -> Spent:
        """Return what `n` examples cost with the set-up."""
        return self.setup + _times(self.per_example, n)


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

    def affordable(self, entries: Sequence[Entry], goal: int) -> list[Entry]:
        """Return who has not reached `goal` and whose next batch fits, the cheapest first."""
        fitting = [
            entry
            for entry in entries
            if self.answered(entry) < goal and self.budget.affords(self.price(entry, goal))
        ]
        return sorted(fitting, key=lambda entry: self._dearness(entry, goal))

    def hopeful(self) -> list[Entry]:
        """Return who may turn out to meet the limits, while nobody surely does: the likely first.

        These have answered some examples, lie on the good side of every limit, and can be afforded.
        """
        if any(standing.verdict == "met" for standing in self.standings.values()):
            return []
        found = [
            entry
            for entry in self.affordable(self.running, self.pool)
            if self.verdict(entry) == "unsure"
            and all(map(on_good_side, self._judged(entry)))
            and entry.candidate in self.known
        ]
        points = {candidate: standing.score for candidate, standing in self.standings.items()}
        return sorted(
            found, key=lambda e: (not self.is_promising(e), -points[e.candidate], e.candidate.key)
        )

    def is_promising(self, entry: Entry) -> bool:
        """Say whether a candidate will surely meet every limit if it goes on as it began."""
        n = self.answered(entry)
        return n > 0 and all(would_be_met(j, n, self.pool) for j in self._judged(entry))

    def is_worth_finishing(self, entry: Entry, *, before: Step) -> bool:
        """Say whether a candidate is promising, or cheaper to finish than another's next step."""
        other = next(one for one in self.entries if one.candidate == before.candidate)
        rest = entry.price(self.pool - self.answered(entry))
        return self.is_promising(entry) or rest.wall_s <= other.price(before.n).wall_s

    def _judged(self, entry: Entry) -> tuple[Judgement, ...]:
        evidence = self.known.get(entry.candidate)
        return judgements(evidence.measurement, self.requirements) if evidence else ()

    def step(self, entry: Entry, goal: int) -> Step:
        """Return a candidate's next batch on the way to `goal` examples."""
        start = self.answered(entry)
        return Step(candidate=entry.candidate, start=start, n=min(BATCH, goal - start))

    def _dearness(self, entry: Entry, goal: int) -> tuple[float, float, str]:
        """Order by the share of what is left of the scarcest resource, then by energy."""
        price = self.price(entry, goal)
        left = self.budget.model_dump(include=set(Spent.model_fields), exclude_none=True)
        shares = [getattr(price, name) / have for name, have in left.items() if have > 0]
        return max(shares, default=0.0), price.energy_j, entry.candidate.key


class Policy(Protocol):
    """How to spend a search's budget."""

    def next_step(self, race: Race) -> Step | None:
        """Return the next batch to measure, or None when the race is over."""


class BruteForce:
    """Everybody answers the whole pool, one after the other."""

    def next_step(self, race: Race) -> Step | None:
        """Return the cheapest batch that is still to do."""
        found = race.affordable(race.running, race.pool)
        return race.step(found[0], race.pool) if found else None


class Uniform:
    """Everybody advances together."""

    def next_step(self, race: Race) -> Step | None:
        """Return a batch of who has answered least."""
        found = race.affordable(race.running, race.pool)
        return race.step(min(found, key=race.answered), race.pool) if found else None


@dataclass(frozen=True)
class SuccessiveHalving:
    """At each rung all who are left answer as many examples; one in `eta` goes on.

    Jamieson & Talwalkar 2016 (arXiv:1502.07943). The gentle 1.5 with the cheap first was the
    best policy under a fixed budget in the replays of the project's notes. Who surely misses a
    limit leaves at once. Who may meet the limits and outscores the best that surely does goes
    on, and first, because the choice hangs on it; so does that best one. While nobody surely
    meets the limits, whoever seems about to goes first of all, and whoever may before anybody
    dearer is loaded: without one of them there is nothing to recommend.
    """

    rungs: tuple[int, ...] = (64, 192, 576)
    eta: float = 1.5

    def next_step(self, race: Race) -> Step | None:
        """Return the cheapest batch of the lowest rung that is not complete."""
        regular, hopeful = self._on_the_rungs(race), race.hopeful()
        if hopeful and (regular is None or race.is_worth_finishing(hopeful[0], before=regular)):
            return race.step(hopeful[0], race.pool)
        return regular

    def _on_the_rungs(self, race: Race) -> Step | None:
        alive = [entry for entry in race.running if race.verdict(entry) != "missed"]
        for goal in (*(rung for rung in self.rungs if rung < race.pool), race.pool):
            found = race.affordable(alive, goal)
            if found:
                return race.step(min(found, key=lambda entry: not _decides(race, entry)), goal)
            alive = self._survivors(race, alive, goal)
            if len(alive) == 1 and race.verdict(alive[0]) == "met":
                return None
        return None

    def _survivors(self, race: Race, alive: Sequence[Entry], goal: int) -> list[Entry]:
        """Return who goes on; who could not be afforded up to here does not."""
        scores = {
            entry.candidate: score(e.measurement, race.preferences, quality=accuracy(e, goal))
            for entry in alive
            if (e := race.known.get(entry.candidate)) and len(e.correct) >= goal
        }
        ranked = sorted(
            (entry for entry in alive if entry.candidate in scores),
            key=lambda entry: (-scores[entry.candidate], entry.candidate.key),
        )
        met = (i for i, entry in enumerate(ranked) if race.verdict(entry) == "met")
        return ranked[: max(ceil(len(ranked) / self.eta), next(met, -1) + 1)]


policies: dict[str, Policy] = {
    "successive_halving": SuccessiveHalving(),
    "uniform": Uniform(),
    "brute_force": BruteForce(),
}


def would_go_on(policy: Policy, race: Race) -> bool:
    """Say whether a race that is over would have gone on with more budget."""
    return policy.next_step(replace(race, budget=Budget())) is not None


def _decides(race: Race, entry: Entry) -> bool:
    """Say whether a candidate may meet the limits and outscores the best that surely does."""
    standing = race.standings.get(entry.candidate)
    met = [s.score for s in race.standings.values() if s.verdict == "met"]
    return bool(standing and standing.verdict == "unsure" and met and standing.score > max(met))


def _times(spent: Spent, n: int) -> Spent:
    return Spent(
        wall_s=spent.wall_s * n,
        energy_j=spent.energy_j * n,
        downloads_bytes=spent.downloads_bytes * n,
    )
