"""Decides which batch to measure next; the same evidence always gives the same next step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Protocol

from tools.domain import Budget, Step
from tools.selection.race import Entry, Race
from tools.selection.score import accuracy, score


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
