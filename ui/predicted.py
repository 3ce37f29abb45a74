"""`greenrunner nas predict`: how good predictors are, as a table or as JSON."""

import json
import sys

from pydantic import ValidationError
from rich import box
from rich.console import Console
from rich.table import Table

from agent import words
from agent.llm.budget import energy_words, in_words
from agent.nas.predict import AUTOMATIC, Asked, predictions
from agent.nas.predict_llm import DISTILLED, LLM_PP
from agent.nas.predict_report import Predicted, Predictions, Spending, Task
from agent.settings import load_settings
from ui import stopping
from ui.nas_arguments import Predict
from ui.refusing import refused

_READ = (
    "Mean absolute error in BLEU and Kendall's tau-b on the test architectures: mean (population "
    "deviation) over the seeds. Automatic is what leave-one-out over the known ones picked."
)


def show(given: Predict) -> None:
    """Predict and print.

    Raises:
        RequestError: a file or an option cannot be used.

    """
    options = {
        "table": given.table,
        "splits": given.splits,
        "llm": given.llm,
        "without": tuple(given.without or ()),
        "unlabelled": given.unlabelled,
        "labels": given.labels,
    }
    try:
        asked = Asked.model_validate(options)
    except ValidationError as error:
        raise refused(error) from error
    with stopping.saying("What a language model answered is kept."):
        found = predictions(asked, load_settings(), _tell if given.llm else _keep_quiet)
    if given.as_json:
        sys.stdout.write(json.dumps(found.model_dump(mode="json"), indent=2) + "\n")
        return
    _print(found, Console(highlight=False))


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _keep_quiet(text: str) -> None:
    pass


def _print(found: Predictions, console: Console) -> None:
    for task in found.tasks:
        console.print(_table(task))
    console.print(_READ, markup=False)
    if empty := _why_empty(found):
        console.print(empty, markup=False)
    if found.language_model is not None:
        console.print(_spent(found.language_model), markup=False)


def _table(task: Task) -> Table:
    table = Table(title=task.task, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("predictor", "error", "order kept"):
        table.add_column(name, justify="left" if name == "predictor" else "right", no_wrap=True)
    table.add_column("used", overflow="fold")
    for one in task.predictors:
        table.add_row(
            one.predictor,
            _with_spread(one.mae, one.mae_std),
            _with_spread(one.tau, one.tau_std),
            _used(one) if one.predictor == AUTOMATIC else "",
        )
    return table


def _used(row: Predicted) -> str:
    return "; ".join(f"{one.seed}: {' + '.join(one.used)}" for one in row.seeds)


def _with_spread(mean: float | None, spread: float | None) -> str:
    return "" if mean is None or spread is None else f"{mean:.2f} ({spread:.2f})"


def _why_empty(found: Predictions) -> str:
    """Return why rows are empty and what fills them; nothing where the model's failure says it."""
    if found.language_model is None:
        return (
            f"{LLM_PP} and {DISTILLED} are empty, as no language model was asked. --llm with "
            f"GREENRUNNER_LLM=openai fills {LLM_PP}; --unlabelled FILE --labels N fills "
            f"{DISTILLED} as well."
        )
    empty = {row.predictor for task in found.tasks for row in task.predictors if row.mae is None}
    if DISTILLED in empty and not found.language_model.stopped:
        return (
            f"{DISTILLED} is empty: it learns from labels, and --unlabelled FILE --labels N "
            "fills it."
        )
    return ""


def _spent(spending: Spending) -> str:
    used = (
        f"{spending.model} {in_words(spending.used)} in {words.seconds(spending.used.wall_s)}. "
        f"{energy_words(spending.energy_j)}"
        if spending.used.calls
        else f"{spending.model} was asked nothing new."
    )
    kept = spending.spared.calls
    spared = f" {words.counted(kept, 'call')} had been paid for before." if kept else ""
    return f"{used}{spared} {spending.stopped}".strip()
