"""What a search reaches: home, store, weights, package index, hub, language model, disk."""

import asyncio
import shutil
import sys

from agent.doctor.check import Check
from agent.llm import UnusableAnswerError, reader_for
from agent.services import make_home
from agent.settings import Settings
from agent.stored import stored_results
from agent.words import size
from tools.errors import GreenRunnerError, StoreLockedError
from tools.hub.catalogue import load_catalogue
from tools.hub.index import pip_settings
from tools.hub.reach import hub_address, reached
from tools.hub.weights import missing

_LEAST_FREE_BYTES = 10**9


def home(settings: Settings) -> Check:
    """Say whether the home folder can be written."""
    try:
        make_home(settings.home)
    except GreenRunnerError as error:
        return Check(name="home", status="broken", text=str(error))
    return Check(name="home", status="ok", text=str(settings.home))


def store(settings: Settings) -> Check:
    """Say what the store holds, or why it cannot be opened."""
    try:
        found = stored_results(settings.home)
    except StoreLockedError as error:
        return Check(name="store", status="limited", text=str(error))
    except GreenRunnerError as error:
        return Check(name="store", status="broken", text=str(error))
    answers = sum(result.n for result in found)
    return Check(name="store", status="ok", text=f"{len(found)} results, {answers:,} answers")


def weights(settings: Settings) -> Check:
    """Say how many of the catalogue's models need no download."""
    catalogue = load_catalogue(settings.facts / "catalogue.toml")
    lacking = {entry.id: missing(entry, catalogue, settings.home) for entry in catalogue.models}
    here = [name for name, to_fetch in lacking.items() if not to_fetch]
    return Check(
        name="weights",
        status="ok",
        text=(
            f"{len(here)} of the catalogue's {len(lacking)} models are ready; the others are "
            "fetched from the package index when a search wants them"
        ),
    )


def disk(settings: Settings) -> Check:
    """Say whether there is room for a search."""
    folder = next(one for one in (settings.home, *settings.home.parents) if one.exists())
    free = shutil.disk_usage(folder).free
    ok = free >= _LEAST_FREE_BYTES
    return Check(
        name="disk",
        status="ok" if ok else "broken",
        text=f"{size(free)} free" + ("" if ok else "; a search may need 1 GB: free some space"),
    )


async def index(_: Settings) -> Check:
    """Say whether weights and examples that are not here yet can be fetched."""
    found = await asyncio.to_thread(pip_settings, sys.executable)
    if found.no_index:
        text = "pip is told to use no index, so nothing can be fetched that is not here yet"
        return Check(name="index", status="limited", text=text)
    why = await asyncio.to_thread(reached, found.index_url) if found.index_url else None
    if why is None:
        text = "answers" if found.index_url else "pip's standard one"
        return Check(name="index", status="ok", text=f"the package index: {text}")
    text = f"the package index cannot be reached ({why}): only what is here already can be tried"
    return Check(name="index", status="limited", text=text)


async def hub(settings: Settings) -> Check:
    """Say whether the Hugging Face hub answers, which a search asks first."""
    if not settings.asks_a_hub:
        text = "GREENRUNNER_OFFLINE or HF_HUB_OFFLINE is set: the hub is not asked"
        return Check(name="hub", status="limited", text=text)
    address = settings.hub_endpoint or hub_address()
    why = await asyncio.to_thread(reached, f"{address}/api/models?limit=1")
    if why is None:
        return Check(name="hub", status="ok", text=f"{address} answers")
    text = f"{address} cannot be reached ({why}): candidates are the catalogue's and your own"
    return Check(name="hub", status="limited", text=text)


async def language_model(settings: Settings) -> Check:
    """Say whether the language model that is configured answers, without having it read."""
    try:
        reader = reader_for(settings)
        if reader is None:
            text = "none is configured: the built-in extractor reads requests"
            return Check(name="language model", status="ok", text=text)
        names = await reader.models()
    except (GreenRunnerError, UnusableAnswerError) as error:
        return Check(name="language model", status="broken", text=str(error))
    if settings.llm_model not in names:
        some = ", ".join(sorted(names)[:5])
        text = f"the server answers and does not list {settings.llm_model!r}; it lists {some}"
        return Check(name="language model", status="limited", text=text)
    return Check(name="language model", status="ok", text=f"{settings.llm_model} is served")
