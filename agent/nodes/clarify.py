"""Asks what must be known before anything can be compared: the task, and the examples.

A node runs again from its top at each answer, so it only reads.
"""

from collections.abc import Sequence
from pathlib import Path

from langgraph.graph import END
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import replies
from agent.events import tell
from agent.extract import understand
from agent.extract.intents import plain_intent
from agent.extract.understanding import lowered
from agent.extract.whereabouts import located
from agent.merging import merged
from agent.nodes.understand import on_a_device
from agent.questions import YOU_DECIDE, question
from agent.readback import understood
from agent.services import Services
from agent.state import Json, State
from agent.which_examples import STAY, Put, compared_on, is_there
from tools.bench import devices
from tools.domain import Request, Scenario

_LEAVES = ("start_over", "never_mind", "undo")
_TASKS = {"text": "text-classification", "image": "image-classification"}


class _LeftError(Exception):
    """Somebody does not answer, and wants to leave what they needed."""


def clarify(state: State, runtime: Runtime[Services]) -> State:
    """Fill in what was not said, by asking; each question has a stated default.

    Examples that cannot be read are asked for again. Who had some before may stay with them. What
    is said of the model in an answer counts as well.
    """
    request, services = Request.model_validate(state["request"]), runtime.context
    heard: list[str] = []

    def put(asked: Json) -> str:
        answer = str(interrupt(asked)).strip()
        if plain_intent(lowered(answer)) in _LEAVES:
            raise _LeftError
        # The name of a column says nothing of the model.
        if asked["field"] in ("task", "dataset"):
            heard.append(answer)
        return answer

    try:
        return _filled(request, state, services, put, heard)
    except _LeftError:
        return _stayed(state) or {"answer": replies.LEFT, "next": END}


def _stayed(state: State) -> State:
    """Return to what held before other examples were named; nothing where none were."""
    if not state["said"].get("may_stay"):
        return {}
    answer = f"Then we stay with {_name_of(state)}: what was said of it holds."
    return {"answer": answer, "request": state["before"] or {}, "before": None, "next": END}


def _filled(
    request: Request, state: State, services: Services, put: Put, heard: Sequence[str]
) -> State:
    """Return the request with its task and its examples, as they are found out."""
    said = state["said"]
    data = said.get("data")
    task = request.task or (_task_of(data) if data is not None else _ask_task(put))
    stays = f"stay with {_name_of(state)}" if said.get("may_stay") else ""
    found = compared_on(task, request, said, services, put, stays)
    if found.dataset == STAY and stays:
        return _stayed(state)
    if (more := _with_asides(request, heard, services)) != request:
        tell("note", text=understood(more))
    return {
        "request": more.model_copy(update={"task": task, "dataset": found.dataset}).model_dump(
            mode="json"
        ),
        "before": None,
        "said": {**said, "data": found.data, **found.columns},
        "next": "search",
    }


def _with_asides(request: Request, heard: Sequence[str], services: Services) -> Request:
    """Return a request with the limits and wishes that were said in answers besides."""
    for text in heard:
        asked = located(understand(text), text, services.places.names)
        if asked.requirements.origins and not is_there(text):
            request = on_a_device(merged(asked, request), devices.here())
    return request


def _name_of(state: State) -> str:
    """Return the name of the examples of an earlier search."""
    return Scenario.model_validate(state["scenario"]).dataset.name


def _task_of(data: str) -> str:
    """Return what a user's data are for: a file holds texts, a folder pictures."""
    return _TASKS["image" if Path(data).is_dir() else "text"]


def _ask_task(put: Put) -> str:
    text = "What should the model do?"
    while True:
        answer = put(
            question(
                "task",
                text,
                options={"text": "sort texts into classes", "image": "sort images into classes"},
                default="text",
            )
        )
        word = answer.lower()
        if not word or word == YOU_DECIDE:
            return _TASKS["text"]
        meant = understand(word).task
        for name, task in _TASKS.items():
            if name in word or task == meant:
                return task
        text = "That I cannot place. What should the model do: sort texts, or sort images?"
