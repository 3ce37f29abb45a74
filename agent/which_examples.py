"""Asks which labelled examples candidates are compared on, and which of their columns hold what."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from agent.examples import examples
from agent.extract import understand
from agent.extract.intents import data_file_of_need
from agent.questions import YOU_DECIDE, question
from agent.services import Services
from agent.state import Json, Said
from tools.domain import Request
from tools.errors import ColumnError, DataError

Put = Callable[[Json], str]
# By task; the first is the default. Twenty photos rank nothing, so nobody is offered them.
BUILT_IN = {"text-classification": ("tweets",), "image-classification": ("digits", "fashion")}
_OWN = {
    "text-classification": "a CSV or JSONL file",
    "image-classification": "a folder that holds a folder of pictures for each label",
}
STAY = "stay"
_LONGEST_NAME = 80
_MOST_COLUMNS = 20  # that are offered


class Examples(NamedTuple):
    """A path of the user's with the columns that were asked about, or a name of built-in ones."""

    data: str | None
    dataset: str | None
    columns: Said


def compared_on(
    task: str, request: Request, said: Said, services: Services, put: Put, stays: str
) -> Examples:
    """Return the examples that were named, or else asked for.

    Args:
        task: what they are for.
        request: what was asked.
        said: the turn, with a path where one was named.
        services: where built-in ones come from.
        put: asks a question, and returns what is answered.
        stays: what the answer "stay" means, where there is something to stay with.

    """
    columns: Said = {}

    def trouble(path: str) -> str:
        return _trouble({**said, "data": path}, columns, request, services, put)

    data, wrong = said.get("data"), ""
    if data is not None and not (said.get("asks_again") and (wrong := trouble(data))):
        return Examples(data, None, columns)
    if data is None and request.dataset is not None:
        return Examples(None, request.dataset, columns)
    found = _ask_examples(task, trouble, put, wrong=wrong, stays=stays)
    is_name = found in BUILT_IN[task] or (found == STAY and stays)
    return Examples(None, found, {}) if is_name else Examples(found, None, columns)


def _trouble(said: Said, columns: Said, request: Request, services: Services, put: Put) -> str:
    """Return what is wrong with examples; which columns hold what is asked and kept."""
    while True:
        try:
            examples({**said, **columns}, request, services)
        except ColumnError as error:
            if len(error.columns) == 1:
                return str(error)
            columns.update(_held(error.holds, _ask_column(error, put)))
        except DataError as error:
            return str(error)
        else:
            return ""


def _held(holds: str, column: str) -> Said:
    return {"text_column": column} if holds == "text" else {"label_column": column}


def _ask_column(error: ColumnError, put: Put) -> str:
    """Return the column that is named; the first or, for labels, the last is the default."""
    shown = error.columns[:_MOST_COLUMNS]
    text = f"Which column of {error.file} holds the {error.holds}?"
    while True:
        answer = put(
            question(
                f"{error.holds}_column",
                text,
                options={column: f"the column {column}" for column in shown},
                default=shown[0] if error.holds == "text" else shown[-1],
            )
        )
        if not answer or answer.lower() == YOU_DECIDE:
            return shown[0] if error.holds == "text" else shown[-1]
        words = answer.casefold().split()
        exact = [c for c in error.columns if c.casefold() == answer.casefold()]
        among = [c for c in error.columns if c.casefold().strip() in words]
        if len(found := exact or among) == 1:
            return found[0]
        text = f"That names no one column of {error.file}. Which of them holds the {error.holds}?"


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
    options = {name: f"the built-in {name}" for name in built_in} | ({STAY: stays} if stays else {})
    default = STAY if stays else built_in[0]
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
        if not is_there(word):
            file = data_file_of_need(word)
            named = [name for name in built_in if name in word.lower()]
            if named and file is None:
                return named[0]
            word = file or word
        if not is_there(word):
            text = f"{_no_examples(word)} {instead}"
        elif wrong := trouble(word):
            text = f"{wrong} {instead}"
        else:
            return word


def _no_examples(word: str) -> str:
    if understand(word).requirements.origins:
        return "That I take for something that you want of the model. The examples are still open."
    return f"There is no {word[:_LONGEST_NAME]!r} here."


def is_there(path: str) -> bool:
    """Say whether there is such a file or folder; what is too long for a path is none."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False
