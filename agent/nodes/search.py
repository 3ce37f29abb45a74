"""Finds the examples and the candidates, and what each would cost."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from time import monotonic, thread_time

from langgraph.runtime import Runtime

from agent import sentences
from agent.effort import Effort, so_far
from agent.elsewhere import found_elsewhere, is_dropped_for_good
from agent.events import tell, this_thread
from agent.evidence import Known, key_of
from agent.examples import examples
from agent.pricing import estimates
from agent.proposal import by_strategy, proposal
from agent.services import Services
from agent.state import Json, Said, State
from agent.survivors import remembered
from tools.bench.process import started_cpu_s
from tools.domain import Budget, Dataset, Listing, Request, Scenario, Spent
from tools.hub.same import merged
from tools.hub.search import drop, find
from tools.selection.preferences import preferences_of

# Runtimes that can run on a GPU.
_ON_GPU = ("transformers", "transformers-vision", "cnn", "efficientnet")


async def search(state: State, runtime: Runtime[Services]) -> State:
    """List every candidate for the job; a known fact that breaks a limit drops one at once.

    Raises:
        DataError: the user's file cannot be read as labelled examples.
        FetchError: the built-in examples are not here and could not be fetched.
        RequestError: fetching them would break the budget of downloads.

    """
    services, started = runtime.context, monotonic()
    request = Request.model_validate(state["request"])
    dataset, fetched_bytes, fetching_cpu_s = await asyncio.to_thread(
        _examples, state["said"], request, services
    )
    services.store.record_dataset(dataset)
    scenario = Scenario(
        task=dataset.task,
        dataset=dataset,
        metric=request.metric or "accuracy",
        device=request.device or "cpu",
        volume_per_day=request.volume_per_day,
    )
    elsewhere = await asyncio.to_thread(found_elsewhere, request, dataset, services)
    _tell_all(elsewhere.notes)
    listings = listed(request, dataset, services, elsewhere.listings)
    stored = services.store.windows(key_of(scenario, services))
    listings = (*listings, *remembered(listings, stored, services))
    new = sum(not one.candidate.tactics for one in listings)
    tell("found", dataset=dataset.model_dump(mode="json"), candidates=new)
    _tell_all(proposal(request, dataset, listings))
    read_bytes = fetched_bytes + elsewhere.fetched_bytes
    spent = Spent(wall_s=monotonic() - started, downloads_bytes=read_bytes)
    own_cpu_s = services.own_cpu.taken(this_thread())
    effort = Effort(own_cpu_s=own_cpu_s - fetching_cpu_s, fetching_cpu_s=fetching_cpu_s)
    return {
        "scenario": scenario.model_dump(mode="json"),
        "preferences": preferences_of(request.requirements).model_dump(mode="json"),
        "listings": dumped(listings),
        "budget": request.budget.spend(spent).model_dump(mode="json"),
        "spent": (spent + _reading(state, services)).model_dump(mode="json"),
        "effort": effort.model_dump(mode="json"),
        **anew(),
    }


def _reading(state: State, services: Services) -> Spent:
    """Return what reading the need took: on the bill, not on the budget, which decides."""
    return services.purse_of(this_thread(), state.get("llm")).spent()


def _tell_all(notes: Iterable[str]) -> None:
    for note in notes:
        tell("note", text=note)


def dumped(listings: Iterable[Listing]) -> list[Json]:
    """Return listings as the state holds them, without what says nothing: there are hundreds."""
    return [one.model_dump(mode="json", exclude_defaults=True) for one in listings]


def anew() -> State:
    """Return what of an earlier search in the conversation no longer holds."""
    return {"unfinished": [], "opened": None, "gone": {}, "round": None, "survivor": None}


def _examples(said: Said, request: Request, services: Services) -> tuple[Dataset, int, float]:
    """Return the examples, the bytes fetched for them, and the CPU seconds that this took if any.

    It raises what `examples` does.
    """
    began = thread_time()
    dataset, fetched_bytes = examples(said, request, services)
    return dataset, fetched_bytes, thread_time() - began if fetched_bytes else 0.0


async def price(state: State, runtime: Runtime[Services]) -> State:
    """Estimate what each candidate would cost, before anything of it is fetched.

    Those that were dropped too: under other limits they may come back. Not those that were dropped
    for good, of which a hub has hundreds.
    """
    services = runtime.context
    if not services.is_calibrated():
        await _calibrate(services)
    started, workers_cpu_s = monotonic(), started_cpu_s()
    scenario = Scenario.model_validate(state["scenario"])
    listings = [Listing.model_validate(listing) for listing in state["listings"]]
    listings = [listing for listing in listings if not is_dropped_for_good(listing)]
    found = await estimates(listings, scenario.dataset, scenario.device, services)
    running = [e for e, one in zip(found, listings, strict=True) if not one.dropped]
    services.store.record_forecasts(key_of(scenario, services), running)
    effort = Effort(workers_cpu_s=started_cpu_s() - workers_cpu_s)
    priced: State = {"estimates": [estimate.model_dump(mode="json") for estimate in found]}
    _tell_what_is_stored(Known({**state, **priced}, services), services)
    wall_s = monotonic() - started
    spent = Spent(wall_s=wall_s, energy_j=wall_s * services.power.w_per_core[1])
    return {
        **priced,
        "budget": Budget.model_validate(state["budget"]).spend(spent).model_dump(mode="json"),
        "spent": (Spent.model_validate(state["spent"]) + spent).model_dump(mode="json"),
        "effort": (so_far(state) + effort).model_dump(mode="json"),
    }


async def _calibrate(services: Services) -> None:
    """Calibrate this machine, when it is this search's turn to measure; once, and not charged."""
    await services.line.enter(this_thread(), partial(tell, "queued"))
    try:
        tell("note", text=sentences.calibrating(services.settings.calibration_s))
        await services.calibration()
    finally:
        services.line.leave(this_thread())


def _tell_what_is_stored(known: Known, services: Services) -> None:
    if known.evidence:
        since = services.store.last_measured(known.key)
        answers = [(e.candidate, len(e.correct), since[e.candidate]) for e in known.evidence]
        tell("note", text=sentences.reused(answers))


def listed(
    request: Request, dataset: Dataset, services: Services, elsewhere: Sequence[Listing]
) -> tuple[Listing, ...]:
    """Return every candidate for a job, those that a known fact rules out with the reason.

    `elsewhere` are those of the hub and of its cache.
    """
    found = find(
        dataset,
        services.catalogue,
        home=services.settings.home,
        models_folder=services.settings.models,
    )
    fitting = without_gpu_code(merged(found, elsewhere), request.device or "cpu")
    return drop(
        by_strategy(fitting, request.strategy),
        dataset,
        requirements=request.requirements,
        budget=request.budget,
    )


def without_gpu_code(listings: tuple[Listing, ...], device: str) -> tuple[Listing, ...]:
    """Drop, on a GPU, the candidates that would run on the CPU all the same."""
    if device == "cpu":
        return listings
    reason = f"It has no code for {device} here: it would run on the CPU."
    return tuple(
        one
        if one.model.runtime in _ON_GPU
        else one.model_copy(update={"dropped": one.dropped or reason})
        for one in listings
    )
