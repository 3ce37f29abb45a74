"""How well predictors do on tables of translation architectures: with and without an LLM."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from agent.nas.predict_llm import DISTILLED, LLM_PP, Teacher, Tell, Told, drawn
from agent.nas.predict_report import OfSeed, Predicted, Predictions, Task, predicted
from agent.nas.predict_tables import Split, splits, unlabelled
from agent.settings import Settings
from tools.domain import Value
from tools.errors import RequestError
from tools.nas.predictors.choosing import Chosen, choose, off, order_kept
from tools.nas.predictors.fitting import Floats, usual
from tools.nas.predictors.prompt import Part
from tools.nas.predictors.translation import FLOPS_COLUMN, features

AUTOMATIC = "automatic"


class Asked(Value):
    """What is to be predicted, and by whom."""

    table: Path
    splits: Path
    llm: bool = False
    without: tuple[Part, ...] = ()
    unlabelled: Path | None = None
    labels: int = 0


def predictions(asked: Asked, settings: Settings, tell: Tell) -> Predictions:
    """Return every predictor's error and order on every task; `tell` hears how far it is.

    Raises:
        RequestError: a file or an option cannot be used.

    """
    tasks = splits(asked.table, asked.splits)
    if not tasks:
        raise RequestError(f"{asked.splits} has no rows.")
    teacher = _teacher(asked, settings, sum(len(some) for some in tasks.values()))
    found = []
    for task, some in tasks.items():
        rows: dict[str, list[OfSeed]] = {}
        for split in some:
            tell(f"{task}, seed {split.seed}")
            for name, one in _of(split, teacher).items():
                rows.setdefault(name, []).append(one)
        # A mean over some of the seeds would compare with nothing.
        whole = [predicted(name, rows[name]) for name in rows if len(rows[name]) == len(some)]
        found.append(Task(task=task, predictors=(*whole, *_empty(whole))))
    return Predictions(
        tasks=tuple(found),
        without=asked.without,
        language_model=teacher.spending() if teacher else None,
    )


def _empty(rows: list[Predicted]) -> list[Predicted]:
    """Return rows for what was not asked, or not to the end."""
    there = {one.predictor for one in rows}
    return [Predicted(predictor=name) for name in (LLM_PP, DISTILLED) if name not in there]


def _teacher(asked: Asked, settings: Settings, n_splits: int) -> Teacher | None:
    if not asked.llm:
        if asked.without or asked.unlabelled or asked.labels:
            raise RequestError("--without, --unlabelled and --labels are for a model: add --llm.")
        return None
    if (asked.unlabelled is None) != (asked.labels == 0):
        raise RequestError("--unlabelled and --labels go together: which, and how many of them.")
    some = drawn(unlabelled(asked.unlabelled), asked.labels, n_splits) if asked.unlabelled else []
    return Teacher(settings, without=asked.without, unlabelled=some)


def _of(split: Split, teacher: Teacher | None) -> dict[str, OfSeed]:
    """Return each predictor's scores; only after all have predicted is the truth looked at."""
    known, test = (features([one.of for one in side]) for side in (split.known, split.test))
    targets, truth = (np.array([one.bleu for one in side]) for side in (split.known, split.test))
    chosen = choose(usual(FLOPS_COLUMN), known, targets)
    told = {
        name: Told(predict(test), chosen.errors[name]) for name, predict in chosen.fitted.items()
    }
    by_model = teacher.of(split) if teacher else {}
    used, automatic = _automatic(chosen, by_model, test)
    scores = {name: _score(split, one, truth) for name, one in told.items()}
    scores[AUTOMATIC] = _score(split, automatic, truth).model_copy(update={"used": used})
    return scores | {name: _score(split, one, truth) for name, one in by_model.items()}


def _automatic(
    chosen: Chosen, by_model: Mapping[str, Told], test: Floats
) -> tuple[tuple[str, ...], Told]:
    """Return what is used: the model or its student only where it validates better."""
    best = Told(chosen.predict(test), chosen.mean_absolute_error)
    used = chosen.names
    for name, one in by_model.items():
        if one.left_out_mae < best.left_out_mae:
            used, best = (name,), one
    return used, best


def _score(split: Split, told: Told, truth: Floats) -> OfSeed:
    return OfSeed(
        seed=split.seed,
        mae=off(told.test, truth),
        tau=order_kept(told.test, truth),
        left_out_mae=told.left_out_mae,
    )
