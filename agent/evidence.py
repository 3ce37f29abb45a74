"""Puts together what the store knows of the candidates of a conversation."""

import hashlib
import json
from collections.abc import Sequence
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from agent import prices
from agent.extract.names import matching_models
from agent.fetching import to_fetch
from agent.prices import Bound
from agent.services import Services, Summary
from agent.state import State
from tools.bench.summary import summarize
from tools.domain import (
    Budget,
    Candidate,
    Estimate,
    Evidence,
    Failure,
    Listing,
    Preferences,
    Request,
    Scenario,
    Spent,
    Window,
)
from tools.hub.datasets import test_labels
from tools.results.rows import Key
from tools.selection.contest import Contest
from tools.selection.metrics import by_macro_f1
from tools.selection.race import Entry, Race
from tools.selection.recommend import Facts, facts
from tools.selection.rounds import Round
from tools.selection.score import least_penalty
from tools.selection.trial import Trial

# A failure stands this long; then the candidate is tried again.
_FAILURE_STANDS = timedelta(days=1)


class Known:
    """The conversation's values, and the evidence on its candidates, read once."""

    def __init__(self, state: State, services: Services) -> None:
        self._services = services
        self._bound: Bound = "mid"
        self.request = Request.model_validate(state["request"])
        self.scenario = Scenario.model_validate(state["scenario"])
        self.preferences = Preferences.model_validate(state["preferences"])
        self.listings = [Listing.model_validate(listing) for listing in state["listings"]]
        estimates = [Estimate.model_validate(dumped) for dumped in state.get("estimates", [])]
        self.estimates = {estimate.candidate: estimate for estimate in estimates}
        self.key = key_of(self.scenario, services)
        self.setups = services.store.setups(self.key)
        self._windows = services.store.windows(self.key)
        self.evidence = self._summed_up()
        self.failures = self._failures(state.get("unfinished", []))

    @property
    def running(self) -> list[Listing]:
        """The listings that no known fact dropped."""
        return [listing for listing in self.listings if not listing.dropped]

    @property
    def answered(self) -> dict[str, int]:
        """How many answers of each measured candidate are stored, by its key."""
        return {e.candidate.key: len(e.correct) for e in self.evidence}

    def predicted(self, candidate: Candidate) -> list[int]:
        """Return the classes that a measured candidate answered, in the order of the examples."""
        return [label for window in self._windows[candidate] for label in window.predicted]

    def measured_at(self, candidate: Candidate) -> datetime:
        """Return when a measured candidate answered last."""
        return self._services.store.last_measured(self.key)[candidate]

    @property
    def asked(self) -> str:
        """A hash of what is asked: limits, budget, job, who could be chosen, whether all run."""
        asked = {
            "requirements": self.request.requirements.model_dump(mode="json", exclude={"origins"}),
            "budget": self.request.budget.model_dump(mode="json"),
            "scenario": self.scenario.model_dump(mode="json", exclude={"dataset": {"path"}}),
            "candidates": sorted(
                listing.candidate.key for listing in self.listings if not listing.candidate.tactics
            ),
            "exhaustive": self._services.settings.exhaustive,
            # What was asked before there were strategies is still the same question.
            **({"strategy": self.request.strategy} if self.request.strategy else {}),
        }
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

    def entries(self) -> list[Entry]:
        """Return the race's entries: prices as measured where they are, else as estimated."""
        return [
            Entry(
                candidate=listing.candidate,
                setup=prices.of_setup(
                    self.setups.get(listing.candidate),
                    *self._estimated(listing.candidate),
                    self._bound,
                ),
                per_example=self._answer_price(listing.candidate),
                fetches=prices.of_fetching(to_fetch(listing, self._services), self._bound),
                ready=self._services.bench.holds(listing.candidate.key),
                expected=self.estimates[listing.candidate].quality,
                least_penalty=least_penalty(self.estimates[listing.candidate], self.preferences),
            )
            for listing in self.running
        ]

    def entries_from_scratch(self) -> list[Entry]:
        """Return the models at the price of starting from nothing: with every fit."""
        first = self._services.store.first_setups(self.key)
        models = [one for one in self.running if not one.candidate.tactics]
        return [
            Entry(
                candidate=one.candidate,
                setup=prices.of_first_setup(
                    first.get(one.candidate), *self._estimated(one.candidate)
                ),
                per_example=self._answer_price(one.candidate),
                fetches=prices.of_fetching(one.model.archives),
            )
            for one in models
        ]

    def _estimated(self, candidate: Candidate) -> tuple[Estimate, float]:
        return self.estimates[candidate], self._services.power.w_per_core[1]

    def _answer_price(self, candidate: Candidate) -> Spent:
        windows, estimate = self._windows.get(candidate, ()), self.estimates[candidate]
        return prices.of_answer(windows, estimate, self.scenario.device, self._bound)

    def supposing(self, bound: Bound) -> "Known":
        """Return the same, but every estimated price at one end of its interval."""
        supposed = copy(self)
        supposed._bound = bound
        return supposed

    def preferring(self, preferences: Preferences) -> "Known":
        """Return the same under other exchange rates."""
        supposed = copy(self)
        supposed.preferences = preferences
        return supposed

    @property
    def baseline(self) -> Listing | None:
        """The model that is used now, if the words for it name one that is listed."""
        models = [listing.candidate.model for listing in self.running]
        found = matching_models(self.request.baseline or "", models)
        return next((one for one in self.running if one.candidate.model in found), None)

    @cached_property
    def facts(self) -> Facts:
        """What recommendations under any exchange rates rest on."""
        return facts(self.evidence, self.request.requirements)

    def contest(
        self,
        budget: Budget,
        unfinished: list[str],
        opened: list[str] | None,
        round_: Round | None = None,
    ) -> Contest:
        """Return how the race of the models stands.

        Args:
            budget: what is left.
            unfinished: the keys of those that were not ready in time.
            opened: who opened it; None while the first batch is being answered.
            round_: where it goes by rounds, the one that was played last.

        """
        took_part = self.answered if opened is None else opened
        exhaustive = self._services.settings.exhaustive
        race = self.models(budget, unfinished)
        return Contest(race, frozenset(took_part), exhaustive, round_).going_on()

    def models(self, budget: Budget, unfinished: Sequence[str] = ()) -> Race:
        """Return the race of the models with so much left to spend."""
        entries = [entry for entry in self.entries() if not entry.candidate.tactics]
        return self._race(entries, budget, unfinished)

    def trial(self, budget: Budget, unfinished: list[str], survivor: str) -> Trial:
        """Return how the trial of one model's tactics stands."""
        entries = [e for e in self.entries() if e.candidate.parent.key == survivor]
        return Trial(self._race(entries, budget, unfinished))

    def _race(self, entries: list[Entry], budget: Budget, unfinished: Sequence[str]) -> Race:
        out = {c for c in self.estimates if c.key in unfinished}
        return Race(
            entries=entries,
            evidence=self.evidence,
            budget=budget,
            pool=self.scenario.dataset.n_test,
            requirements=self.request.requirements,
            preferences=self.preferences,
            failed=out | set(self.failures),
            expected=self._expected,
        )

    def _summed_up(self) -> list[Evidence]:
        wanted = {listing.candidate for listing in self.running}
        found = [
            self._summary(candidate, batches)
            for candidate, batches in self._windows.items()
            if candidate in wanted and candidate in self.setups
        ]
        return [evidence for evidence in found if evidence is not None]

    def _summary(self, candidate: Candidate, windows: tuple[Window, ...]) -> Evidence | None:
        """Return the sum of a candidate's windows: as before, where the store gives the same."""
        setup, kept = self.setups[candidate], self._services.summaries.get(candidate)
        metric = self.scenario.metric
        if kept is None or not kept.is_of(windows, setup, metric):
            evidence = summarize(windows, setup, device=self.key.device, machine=self.key.machine)
            if evidence is not None and metric == "macro_f1":
                evidence = by_macro_f1(evidence, self.predicted(candidate), self._expected)
            kept = self._services.summaries[candidate] = Summary(windows, setup, metric, evidence)
        return kept.evidence

    @cached_property
    def _expected(self) -> tuple[int, ...]:
        """The classes that are right, where quality is macro-F1."""
        dataset = self.scenario.dataset
        return test_labels(Path(dataset.path)) if self.scenario.metric == "macro_f1" else ()

    def _failures(self, unfinished: list[str]) -> dict[Candidate, Failure]:
        """Return who failed; what could not be fetched is tried again by the next search."""
        since = datetime.now(UTC) - _FAILURE_STANDS
        failures = self._services.store.failures(self.key, since=since)
        return {
            candidate: failure
            for candidate, failure in failures.items()
            if failure.kind != "not_fetched" or candidate.key in unfinished
        }


def key_of(scenario: Scenario, services: Services) -> Key:
    """Return what stored results are comparable within, for this job on this machine."""
    return Key(
        dataset_sha256=scenario.dataset.sha256,
        machine=services.machine,
        device=scenario.device,
    )
