"""Tells a new need from a question about the one at hand, and turns words into a request."""

from collections.abc import Sequence

from langgraph.runtime import Runtime

from agent import words
from agent.elsewhere import followed_up
from agent.events import tell, this_thread
from agent.extract import located, understand
from agent.extract.intents import data_file_of_need, plain_intent
from agent.extract.recalling import find_recalling
from agent.extract.understanding import LONGEST_TEXT, lowered
from agent.glossary import meaning
from agent.llm import Purse, SpentError, UnusableAnswerError
from agent.readback import doubts, from_before, left_out, measured_here, understood
from agent.remembered import with_memory
from agent.services import Services
from agent.state import AFRESH, Said, State
from tools.bench import devices
from tools.domain import Listing, Origin, Request
from tools.errors import RequestError

_NEEDS_NOTHING = ("forget", "remembered", "thanks", "never_mind", "start_over", "undo", "design")
SERVED = ("text-classification", "image-classification")


def listen(state: State, runtime: Runtime[Services]) -> State:
    """Send a turn to the follow-ups if there is something to follow up, else to understand."""
    text = state["said"].get("text", "")
    if not state.get("report"):
        low = lowered(text)
        plain = (
            plain_intent(low) in _NEEDS_NOTHING
            or meaning(low) is not None
            or find_recalling(text, low) is not None
        )
        return {"next": "answer" if plain else "understand", "answer": ""}
    if meaning(lowered(text)) is not None:
        return {"next": "answer", "answer": ""}
    listings = [Listing.model_validate(listing) for listing in state.get("listings", [])]
    places = runtime.context.places.names
    meant = followed_up(text, listings, places)
    new = meant.kind == "new" or state["said"].get("data") is not None
    return {"next": "understand" if new else "answer", "answer": ""}


async def read_request(state: State, runtime: Runtime[Services]) -> State:
    """Turn the words into a request, with a time for the search and a device where none was said.

    Raises:
        RequestError: nothing was said, the task cannot be served yet, or the device is not here.

    """
    said = _heard(state["said"])
    text = said.get("text", "")
    purse = runtime.context.purse_of(this_thread(), state.get("llm"))
    purse.settle()
    read = await _read(text, runtime.context, purse)
    request = located(read, text, runtime.context.places.names)
    _require_served(request)
    request = on_a_device(request, devices.here())
    if request.budget.wall_s is None:
        wall_s = runtime.context.settings.search_wall_s
        request = request.model_copy(
            update={"budget": request.budget.model_copy(update={"wall_s": wall_s})}
        )
    needs = with_memory(request.requirements, runtime.context.settings.home)
    request = request.model_copy(update={"requirements": needs})
    open_to = doubts(request, limits_too=not runtime.context.settings.questions)
    remarks = (*measured_here(request), *open_to, *left_out(text), *from_before(request))
    for sentence in (understood(request), *remarks):
        tell("note", text=sentence)
    return {
        **AFRESH,
        "said": said,
        "request": request.model_dump(mode="json"),
        "llm": purse.book.model_dump(mode="json"),
        "listings": [],
        "estimates": [],
    }


def _heard(said: Said) -> Said:
    """Return what was said, with the file of examples that the words name where none came along.

    Raises:
        RequestError: nothing was said.

    """
    text, data = said.get("text", ""), said.get("data")
    if not text.strip() and not data:
        raise RequestError(
            "Say what you need a model for, in your own words: tell positive tweets from negative "
            "ones on this CPU, say, or name a file of labelled examples."
        )
    return {**said, "data": data or data_file_of_need(text[:LONGEST_TEXT])}


async def _read(text: str, services: Services, purse: Purse) -> Request:
    """Read with the language model where one is configured, else, or if it fails, without."""
    if services.reader is not None:
        try:
            return await services.reader.read(text, purse)
        except SpentError as error:
            if error.is_new:
                tell("note", text=f"The language model is not asked any more here: {error}.")
        except UnusableAnswerError as error:
            tell("note", text=f"The language model was not used ({error}): read without it.")
    return understand(text)


def _require_served(request: Request) -> None:
    if request.task is not None and request.task not in SERVED:
        raise RequestError(
            f"This sounds like {request.task}, which Green Runner cannot measure yet. "
            f"It serves {' and '.join(SERVED)}: say the need as one of these, or come back later."
        )


def on_a_device(request: Request, here: Sequence[str]) -> Request:
    """Return the request with the device it asks for, or else the best one here, if it is a GPU.

    Raises:
        RequestError: the device is not here.

    """
    if request.device is None and here[0] != "cpu":
        by_default = {"device": Origin(source="default")}
        origins = request.requirements.origins | by_default
        needs = request.requirements.model_copy(update={"origins": origins})
        return request.model_copy(update={"device": here[0], "requirements": needs})
    if request.device not in (None, *here):
        there = (
            f"Here are {words.listed(here)} (GPUs are counted from 0): ask for one of these."
            if len(here) > 1
            else "Ask for the CPU, or run this where torch has a GPU (`greenrunner doctor` tells)."
        )
        raise RequestError(
            f"You asked for {request.device}, and no such device can be measured here. {there}"
        )
    return request
