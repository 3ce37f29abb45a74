"""Asks what must be known before anything can be compared: the task, and the examples.

A node runs again from its top at each answer, so it only reads.
"""

from pathlib import Path

from langgraph.types import interrupt

from agent.extract import understand
from agent.questions import YOU_DECIDE
from agent.state import Json, State
from tools.domain import Request

# By task; the first is the default. Twenty photos rank nothing, so nobody is offered them.
BUILT_IN = {"text-classification": ("tweets",), "image-classification": ("digits", "fashion")}
_OWN = {
    "text-classification": "a CSV or JSONL file",
    "image-classification": "a folder that holds a folder of pictures for each label",
}
_LONGEST_NAME = 80
_TASKS = {"text": "text-classification", "image": "image-classification"}


def clarify(state: State) -> State:
    """Fill in what was not said, by asking; each question has a stated default."""
    request = Request.model_validate(state["request"])
    said = state["said"]
    data = said.get("data")
    task = request.task or (_task_of(data) if data is not None else _ask_task())
    dataset = None
    if data is None:
        dataset = request.dataset or _ask_examples(task)
        if request.dataset is None and dataset not in BUILT_IN[task]:
            data, dataset = dataset, None
    return {
        "request": request.model_copy(update={"task": task, "dataset": dataset}).model_dump(
            mode="json"
        ),
        "said": {**said, "data": data},
    }


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


def _ask_task() -> str:
    text = "What should the model do?"
    while True:
        answer = interrupt(
            question(
                "task",
                text,
                options={"text": "sort texts into classes", "image": "sort images into classes"},
                default="text",
            )
        )
        word = str(answer).strip().lower()
        if not word or word == YOU_DECIDE:
            return _TASKS["text"]
        meant = understand(word).task
        for name, task in _TASKS.items():
            if name in word or task == meant:
                return task
        text = "That I cannot place. What should the model do: sort texts, or sort images?"


def _ask_examples(task: str) -> str:
    built_in = BUILT_IN[task]
    own = _OWN[task]
    text = (
        f"Which labelled examples are the candidates to be compared on? Name {own} of yours, or "
        "take the built-in ones: they rank models for a like task, and say nothing certain about "
        "yours."
    )
    while True:
        answer = interrupt(
            question(
                "dataset",
                text,
                options={name: f"the built-in {name}" for name in built_in},
                default=built_in[0],
            )
        )
        word = str(answer).strip()
        if not word or word.lower() == YOU_DECIDE:
            return built_in[0]
        for name in built_in:
            if name in word.lower():
                return name
        if _is_there(word):
            return word
        text = (
            f"There is no {word[:_LONGEST_NAME]!r} here. Name {own} by its path, or take the "
            "built-in examples."
        )


def _is_there(path: str) -> bool:
    """Say whether there is such a file or folder; what is too long for a path is none."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False
