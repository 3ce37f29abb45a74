"""One step of a race: a candidate is fetched where it must be, answers a batch, and is recorded."""

import asyncio
from time import monotonic
from typing import NamedTuple

from agent.events import Kind, tell
from agent.evidence import Known
from agent.fetching import OutOfTimeError, Tally, fetch_model, make_way, to_fetch
from agent.jobs import job_of
from agent.services import Services
from tools.bench.client import Outcome
from tools.bench.protocol import Serve
from tools.domain import Failure, Listing, Step
from tools.errors import FetchError

# A candidate that takes so many times as long as it might, and so long at least, is given up: what
# was estimated of it was wrong, and it must not take the whole search with it.
_PATIENCE, _LEAST_PATIENCE_S = 4.0, 60.0


class Ran(NamedTuple):
    """What came of a step, and whether it was the search's time that ran out in it."""

    outcome: Outcome
    is_out_of_time: bool = False

    @property
    def is_unfinished(self) -> bool:
        """Whether the candidate is none of this search any more, and may be one of the next."""
        failure = self.outcome.failure
        return self.is_out_of_time or (failure is not None and failure.kind == "not_fetched")


async def run(step: Step, tally: Tally, *, known: Known, services: Services, left_s: float) -> Ran:
    """Return what came of a batch, whose candidate is fetched first where it must be."""
    started, candidate = monotonic(), step.candidate
    listing = next(one for one in known.running if one.candidate == candidate)
    if not services.bench.holds(candidate.key):
        _begin("fetching" if to_fetch(listing, services) else "measuring", step, known, n=0)
        failure = await _fetched(listing, tally, known=known, services=services, left_s=left_s)
        if failure is not None:
            outcome = Outcome(failure=failure, wall_s=monotonic() - started)
            return Ran(outcome, failure.kind == "timed_out")
    _begin("measuring", step, known, n=step.n)
    left_s = max(left_s - (monotonic() - started), 0.1)
    patience_s = _patience_s(step, known, services)
    order = Serve(start=step.start, n=step.n, block=f"{services.session}/{step.start}")
    job = job_of(
        listing.candidate,
        listing.model,
        known.scenario.dataset,
        services,
        device=known.scenario.device,
    )
    outcome = await services.bench.measure(job, order, timeout_s=min(left_s, patience_s))
    failure = outcome.failure
    timed_out = failure is not None and failure.kind == "timed_out"
    return Ran(outcome, timed_out and left_s < patience_s)


async def _fetched(
    listing: Listing, tally: Tally, *, known: Known, services: Services, left_s: float
) -> Failure | None:
    """Fetch a candidate's files; return why that could not be, or nothing."""
    try:
        for sentence in await asyncio.to_thread(make_way, listing, services, beside=known.running):
            tell("note", text=sentence)
        await fetch_model(listing, services, tally, left_s=left_s)
    except FetchError as error:
        return Failure(candidate=listing.candidate, kind="not_fetched", reason=str(error))
    except OutOfTimeError:
        return Failure(candidate=listing.candidate, kind="timed_out", reason="the budget ran out")
    return None


def _patience_s(step: Step, known: Known, services: Services) -> float:
    """Return how long a step may take, a download aside, however much time there is."""
    one = known.estimates[step.candidate]
    likely_s = one.setup_s.high + step.n * one.latency_s.high
    return min(max(_PATIENCE * likely_s, _LEAST_PATIENCE_S), services.settings.hang_s)


def _begin(kind: Kind, step: Step, known: Known, *, n: int) -> None:
    tell(
        kind,
        candidate=step.candidate.model_dump(mode="json"),
        start=step.start,
        n=n,
        pool=known.scenario.dataset.n_test,
    )


def record(outcome: Outcome, known: Known, services: Services) -> None:
    """Store what came of a batch, whole: set-up, answers, or failure."""
    if outcome.setup is not None:
        services.store.record_setup(known.key, outcome.setup)
    if outcome.window is not None:
        services.store.record_window(known.key, outcome.window)
        tell(
            "measured",
            candidate=outcome.window.candidate.model_dump(mode="json"),
            answered=outcome.window.start + len(outcome.window.correct),
            pool=known.scenario.dataset.n_test,
            right=sum(outcome.window.correct) / len(outcome.window.correct),
            latency_s=sorted(outcome.window.latency_s)[len(outcome.window.latency_s) // 2],
            energy_j=outcome.window.energy.mid / outcome.window.requests,
        )
    if outcome.failure is not None:
        services.store.record_failure(known.key, outcome.failure)
        tell(
            "failed",
            candidate=outcome.failure.candidate.model_dump(mode="json"),
            reason=outcome.failure.reason,
        )
