"""Asks what must be known before anything can be compared: the task, and the examples.

A node runs again from its top at each answer, so it only reads.
"""

from pathlib import Path

from langgraph.types import interrupt

from agent.state import Json, State
from tools.domain import Request

BUILT_IN = {"text-classification": "tweets", "image-classification": "digits"}
_TASKS = {"text": "text-classification", "image": "image-classification"}


def clarify(state: State) -> State:
    """Fill in what was not said, by asking; each question has a stated default."""
    request = Request.model_validate(state["request"])
    said = state["said"]
    data = said.get("data")
    # A file of the user's holds texts.
    task = request.task or (_TASKS["text"] if data is not None else _ask_task())
    dataset = None
    if data is None:
        dataset = request.dataset or _ask_examples(task)
        if dataset not in BUILT_IN.values():
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


def _ask_task() -> str:
    answer = interrupt(
        question(
            "task",
            "What should the model do?",
            options={"text": "sort texts into classes", "image": "sort images into classes"},
            default="text",
        )
    )
    word = str(answer).strip().lower()
    return next((task for name, task in _TASKS.items() if name in word), _TASKS["text"])


def _ask_examples(task: str) -> str:
    default = BUILT_IN[task]
    answer = interrupt(
        question(
            "dataset",
            "Which labelled examples are the candidates to be compared on? Name a CSV or JSONL "
            "file of yours, or take the built-in ones: they rank models for a like task, and say "
            "nothing certain about yours.",
            options={default: f"the built-in {default}"},
            default=default,
        )
    )
    word = str(answer).strip()
    return default if not word or word.lower() in (default, "you decide") else str(Path(word))
