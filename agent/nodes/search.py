"""Finds the examples and the candidates, and what each would cost."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from langgraph.runtime import Runtime

from agent import sentences, words
from agent.events import tell
from agent.evidence import Known
from agent.services import Services
from agent.state import Said, State
from tools.cost.estimate import Surroundings, estimate
from tools.domain import Budget, Dataset, Listing, Request, Scenario, Spent
from tools.errors import FetchError, RequestError
from tools.hub.builtin import digits, tweets
from tools.hub.own import own
from tools.hub.pictures import fashion, photos
from tools.hub.search import drop, find
from tools.selection.preferences import preferences_of

# Runtimes that can run on a GPU.
_ON_GPU = ("transformers", "cnn", "efficientnet")


async def search(state: State, runtime: Runtime[Services]) -> State:
    """List every candidate for the job; a known fact that breaks a limit drops one at once.

    Raises:
        DataError: the user's file cannot be read as labelled examples.
        FetchError: the built-in examples are not here and could not be fetched.
        RequestError: fetching them would break the budget of downloads.

    """
    services, started = runtime.context, monotonic()
    request = Request.model_validate(state["request"])
    dataset, fetched_bytes = await asyncio.to_thread(_examples, state["said"], request, services)
    services.store.record_dataset(dataset)
    scenario = Scenario(
        task=dataset.task,
        dataset=dataset,
        device=request.device or "cpu",
        volume_per_day=request.volume_per_day,
    )
    listings = listed(request, dataset, services)
    tell("found", dataset=dataset.model_dump(mode="json"), candidates=len(listings))
    spent = Spent(wall_s=monotonic() - started, downloads_bytes=fetched_bytes)
    return {
        "scenario": scenario.model_dump(mode="json"),
        "preferences": preferences_of(request.requirements).model_dump(mode="json"),
        "listings": [listing.model_dump(mode="json") for listing in listings],
        "budget": request.budget.spend(spent).model_dump(mode="json"),
        "spent": spent.model_dump(mode="json"),
        "unfinished": [],
    }


async def price(state: State, runtime: Runtime[Services]) -> State:
    """Estimate what each candidate would cost, before anything of it is fetched.

    Those that were dropped too: under other limits they may come back.
    """
    services, started = runtime.context, monotonic()
    scenario = Scenario.model_validate(state["scenario"])
    listings = [Listing.model_validate(listing) for listing in state["listings"]]
    speed = await services.speed()
    around = Surroundings(
        flop_per_s=speed.flop_per_s,
        lookups_per_s=speed.lookups_per_s,
        w_per_core=services.power.w_per_core,
        w_per_gib=services.power.w_per_gib,
        mean_length=scenario.dataset.mean_length,
        fit_examples=min(scenario.dataset.n_train, services.settings.fit_examples),
    )
    priced: State = {
        "estimates": [estimate(listing, around).model_dump(mode="json") for listing in listings]
    }
    _tell_what_is_stored(Known({**state, **priced}, services), services)
    wall_s = monotonic() - started
    spent = Spent(wall_s=wall_s, energy_j=wall_s * services.power.w_per_core[1])
    return {
        **priced,
        "budget": Budget.model_validate(state["budget"]).spend(spent).model_dump(mode="json"),
        "spent": (Spent.model_validate(state["spent"]) + spent).model_dump(mode="json"),
    }


def _tell_what_is_stored(known: Known, services: Services) -> None:
    if known.evidence:
        since = services.store.last_measured(known.key)
        answers = [(e.candidate, len(e.correct), since[e.candidate]) for e in known.evidence]
        tell("note", text=sentences.reused(answers))


def listed(request: Request, dataset: Dataset, services: Services) -> tuple[Listing, ...]:
    """Return every candidate for a job, those that a known fact rules out with the reason."""
    found = find(
        dataset,
        services.catalogue,
        home=services.settings.home,
        models_folder=services.settings.models,
    )
    return drop(
        without_gpu_code(found, request.device or "cpu"),
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


def _examples(said: Said, request: Request, services: Services) -> tuple[Dataset, int]:
    """Return the labelled examples, and the bytes that were fetched for them."""
    home, catalogue, fetched = services.settings.home, services.catalogue, {"bytes": 0}
    wanted = request.dataset or "tweets"
    # A file of the user's holds texts.
    instead = " Or name a file of yours with --data." if wanted == "tweets" else ""

    def report(package: str, so_far: int, _: int | None) -> None:
        fetched["bytes"] = so_far
        if (most := request.budget.downloads_bytes) is not None and so_far > most:
            whole = next(a for a in catalogue.archives.values() if a.package == package).size_bytes
            raise RequestError(
                f"The built-in {wanted} are not here yet, and fetching them takes more than the "
                f"{words.size(most)} of downloads that you allow. Allow {words.size(whole)}."
                f"{instead}"
            )

    if (file := said.get("data")) is not None:
        text, label = said.get("text_column"), said.get("label_column")
        return own(Path(file), home, text_column=text, label_column=label), 0
    makers: dict[str, Callable[[], Dataset]] = {
        "digits": lambda: digits(home),
        "fashion": lambda: fashion(home, services.settings.fashion),
        "photos": lambda: photos(catalogue, home, index=services.index, report=report),
        "tweets": lambda: tweets(catalogue, home, index=services.index, report=report),
    }
    try:
        return makers[wanted](), fetched["bytes"]
    except FetchError as error:
        raise FetchError(f"{error}{instead}") from error
