"""Asks what must be known before anything can be compared: the task, and the examples.

A node runs again from its top at each answer, so it only reads.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from langgraph.graph import END
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import replies
from agent.events import tell
from agent.examples import examples
from agent.extract import understand
from agent.extract.intents import data_file_of_need, plain_intent
from agent.extract.understanding import lowered
from agent.extract.whereabouts import located
from agent.merging import merged
from agent.nodes.understand import on_a_device
from agent.questions import YOU_DECIDE
from agent.readback import understood
from agent.services import Services
from agent.state import Json, Said, State
from tools.bench import devices
from tools.domain import Request, Scenario
from tools.errors import DataError

# By task; the first is the default. Twenty photos rank nothing, so nobody is offered them.
BUILT_IN = {"text-classification": ("tweets",), "image-classification": ("digits", "fashion")}
_OWN = {
    "text-classification": "a CSV or JSONL file",
    "image-classification": "a folder that holds a folder of pictures for each label",
}
Put = Callable[[Json], str]
_LONGEST_NAME = 80
_STAY = "stay"
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
        heard.append(str(interrupt(asked)).strip())
        if plain_intent(lowered(heard[-1])) in _LEAVES:
            raise _LeftError
        return heard[-1]

    try:
        return _filled(request, state, services, put, heard)
    except _LeftError:
        return {"answer": replies.LEFT, "next": END}


def _filled(
    request: Request, state: State, services: Services, put: Put, heard: Sequence[str]
) -> State:
    """Return the request with its task and its examples, as they are found out."""
    said = state["said"]
    data = said.get("data")
    task = request.task or (_task_of(data) if data is not None else _ask_task(put))
    stays = f"stay with {_name_of(state)}" if said.get("may_stay") else ""
    data, dataset = _compared_on(task, request, said, services, put, stays)
    if dataset == _STAY and stays:
        return {"answer": f"Then we {stays}: what was said of it holds.", "next": END}
    if (more := _with_asides(request, heard, services)) != request:
        tell("note", text=understood(more))
    return {
        "request": more.model_copy(update={"task": task, "dataset": dataset}).model_dump(
            mode="json"
        ),
        "said": {**said, "data": data},
        "next": "search",
    }


def _compared_on(
    task: str, request: Request, said: Said, services: Services, put: Put, stays: str
) -> tuple[str | None, str | None]:
    """Return a path of the user's, or else the name of built-in examples."""

    def trouble(path: str) -> str:
        try:
            examples({**said, "data": path}, request, services)
        except DataError as error:
            return str(error)
        return ""

    data, wrong = said.get("data"), ""
    if data is not None and not (said.get("asks_again") and (wrong := trouble(data))):
        return data, None
    if data is None and request.dataset is not None:
        return None, request.dataset
    found = _ask_examples(task, trouble, put, wrong=wrong, stays=stays)
    is_name = found in BUILT_IN[task] or (found == _STAY and stays)
    return (None, found) if is_name else (found, None)


def _with_asides(request: Request, heard: Sequence[str], services: Services) -> Request:
    """Return a request with the limits and wishes that were said in answers besides."""
    for text in heard:
        asked = located(understand(text), text, services.places.names)
        if asked.requirements.origins and not _is_there(text):
            request = on_a_device(merged(asked, request), devices.here())
    return request


def _name_of(state: State) -> str:
    """Return the name of the examples of an earlier search."""
    return Scenario.model_validate(state["scenario"]).dataset.name


def question(field: str, text: str, *, options: dict[str, str], default: str) -> Json:
    """Return a question as the user interfaces show it: `options` maps answers to their words."""
    return {
        "kind": "question",
        "field": field,
        "text": text,
        "options": options,
        "default": default,
    }


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


def _ask_examples(
    task: str, trouble: Callable[[str], str], put: Put, *, wrong: str = "", stays: str = ""
) -> str:
    """Return the built-in examples or the path that is named; one that can be read.

    Args:
        task: what the examples are for.
        trouble: says what is wrong with a file or folder; nothing where it can be read.
        put: asks a question, and returns what is answered.
        wrong: what is wrong with those that were named before.
        stays: what the answer "stay" means, where there is something to stay with.

    """
    built_in, own = BUILT_IN[task], _OWN[task]
    instead = f"Name {own} by its path, or take the built-in examples."
    options = {name: f"the built-in {name}" for name in built_in} | (
        {_STAY: stays} if stays else {}
    )
    default = _STAY if stays else built_in[0]
    first = (
        f"Which labelled examples are the candidates to be compared on? Name {own} of yours, or "
        "take the built-in ones: they rank models for a like task, and say nothing certain about "
        "yours."
    )
    text = f"{wrong} {instead}" if wrong else first
    while True:
        word = put(question("dataset", text, options=options, default=default))
        if not word or word.lower() == YOU_DECIDE:
            return default
        if word.lower() in options:
            return word.lower()
        if not _is_there(word):
            file = data_file_of_need(word)
            named = [name for name in built_in if name in word.lower()]
            if named and file is None:
                return named[0]
            word = file or word
        if not _is_there(word):
            text = f"{_no_examples(word)} {instead}"
        elif wrong := trouble(word):
            text = f"{wrong} {instead}"
        else:
            return word


def _no_examples(word: str) -> str:
    if understand(word).requirements.origins:
        return "That I take for something that you want of the model. The examples are still open."
    return f"There is no {word[:_LONGEST_NAME]!r} here."


def _is_there(path: str) -> bool:
    """Say whether there is such a file or folder; what is too long for a path is none."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False
