"""Puts together what the store knows of the candidates of a conversation."""

from datetime import UTC, datetime, timedelta

from agent.services import Services
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
)
from tools.results.store import Key
from tools.selection.race import Entry, Race

# A failure stands this long; then the candidate is tried again.
_FAILURE_STANDS = timedelta(days=1)


class Known:
    """The conversation's values, and the evidence on its candidates, read once."""

    def __init__(self, state: State, services: Services) -> None:
        self._services = services
        self.request = Request.model_validate(state["request"])
        self.scenario = Scenario.model_validate(state["scenario"])
        self.preferences = Preferences.model_validate(state["preferences"])
        self.listings = [Listing.model_validate(listing) for listing in state["listings"]]
        estimates = [Estimate.model_validate(dumped) for dumped in state.get("estimates", [])]
        self.estimates = {estimate.candidate: estimate for estimate in estimates}
        self.key = key_of(self.scenario, services)
        self.setups = services.store.setups(self.key)
        self.evidence = self._summed_up()
        self.failures = self._failures()

    @property
    def running(self) -> list[Listing]:
        """The listings that no known fact dropped."""
        return [listing for listing in self.listings if not listing.dropped]

    def entries(self) -> list[Entry]:
        """Return the race's entries: prices as measured where they are, else as estimated."""
        measured = {e.candidate: e for e in self.evidence}
        return [
            Entry(
                candidate=listing.candidate,
                setup=self._setup_price(listing),
                per_example=self._example_price(listing.candidate, measured),
                ready=self._services.bench.holds(listing.candidate.key),
            )
            for listing in self.running
        ]

    def race(self, budget: Budget, unfinished: list[str]) -> Race:
        """Return how the race stands."""
        out = {c for c in self.estimates if c.key in unfinished}
        return Race(
            entries=self.entries(),
            evidence=self.evidence,
            budget=budget,
            pool=self.scenario.dataset.n_test,
            requirements=self.request.requirements,
            preferences=self.preferences,
            failed=out | set(self.failures),
        )

    def _summed_up(self) -> list[Evidence]:
        windows = self._services.store.windows(self.key)
        wanted = {listing.candidate for listing in self.running}
        found = [
            summarize(
                batches,
                self.setups[candidate],
                device=self.key.device,
                machine=self.key.machine,
            )
            for candidate, batches in windows.items()
            if candidate in wanted and candidate in self.setups
        ]
        return [evidence for evidence in found if evidence is not None]

    def _failures(self) -> dict[Candidate, Failure]:
        since = datetime.now(UTC) - _FAILURE_STANDS
        return self._services.store.failures(self.key, since=since)

    def _setup_price(self, listing: Listing) -> Spent:
        estimate = self.estimates[listing.candidate]
        setup = self.setups.get(listing.candidate)
        if setup is None:
            return Spent(
                wall_s=estimate.download_s.mid + estimate.setup_s.mid,
                energy_j=estimate.setup_s.mid * self._services.power.w_per_core[1],
                downloads_bytes=estimate.download_bytes,
            )
        # A fitted head is kept, so loading and warming up is what a new worker takes.
        again_s = setup.load_s + setup.warm_up_s
        share = again_s / max(again_s + setup.fit_s, 1e-9)
        return Spent(wall_s=again_s, energy_j=setup.energy.mid * share)

    def _example_price(self, candidate: Candidate, measured: dict[Candidate, Evidence]) -> Spent:
        if (evidence := measured.get(candidate)) is not None:
            observed = evidence.measurement
            return Spent(
                wall_s=observed.latency_p50_s.mid, energy_j=observed.energy_j_per_request.mid
            )
        estimate = self.estimates[candidate]
        return Spent(wall_s=estimate.latency_s.mid, energy_j=estimate.energy_j_per_request.mid)


def key_of(scenario: Scenario, services: Services) -> Key:
    """Return what stored results are comparable within, for this job on this machine."""
    return Key(
        dataset_sha256=scenario.dataset.sha256,
        machine=services.machine,
        device=scenario.device,
    )
