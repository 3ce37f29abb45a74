"""Prints how good predictors are on real tables, and checks what they must reach.

    python benchmarks/predictors.py translation TABLES
    python benchmarks/predictors.py models CSV --quality COLUMN [--elsewhere COLUMN] [--draws 10]

TABLES is a folder with `architectures.csv` and `splits.csv` (UBC-NLP/llmas; arXiv 2310.16712).
Exit code 1: Bayesian ridge does not give what it gave elsewhere, or the automatic choice is worse
than it by more than is allowed, or better nowhere.

CSV is a table of models with `model`, `arch` or `timm_arch`, `params_m`, `gmacs`, `img_size` and a
column of qualities in percent. Of a few models the quality is known, and that of 60 others is
predicted: by today's rule without and with what is known on the same examples, by the automatic
choice from metadata, and by whichever of the last two leave-one-out finds better. With
`--elsewhere` all know what each model, the 60 too, reaches on other examples.
"""

import argparse
import csv
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from agent.nas.predict import AUTOMATIC, Asked, predictions
from agent.nas.predict_report import Predicted
from agent.settings import Settings
from tools.cost.quality import ASKED, Known, quality_prior
from tools.nas.predictors.choosing import choose, off, order_kept
from tools.nas.predictors.fitting import Floats, usual

# Bayesian ridge as scikit-learn's alone gave it on the same tables: error and tau.
RIDGE = {"wmt14ende": (0.31, 0.69), "wmt14enfr": (0.22, 0.78)}
NEAR, MOST_ERROR, MOST_TAU = 0.02, 0.03, 0.05
KNOWN, LEFT_OUT, ANSWERS = (5, 10, 20, 40), 60, 1_000


class Model(NamedTuple):
    """A published model; its quality is a share."""

    name: str
    family: str
    parameters: int
    features: tuple[float, ...]
    quality: float
    elsewhere: float | None


def translation(folder: Path) -> int:
    """Print both tasks; return the exit code."""
    asked = Asked(table=folder / "architectures.csv", splits=folder / "splits.csv")
    wrong, better = [], []
    for task in predictions(asked, Settings(), lambda text: None).tasks:
        by = {one.predictor: one for one in task.predictors}
        for name, one in by.items():
            print(f"| {task.task} | {name} | {_said(one)} |")
        ridge, automatic = by["Bayesian ridge"], by[AUTOMATIC]
        mae, tau = RIDGE[task.task]
        if abs(ridge.mae - mae) > NEAR or abs(ridge.tau - tau) > NEAR:
            wrong.append(f"Bayesian ridge on {task.task} is not {mae} / {tau}")
        if automatic.mae > ridge.mae + MOST_ERROR or automatic.tau < ridge.tau - MOST_TAU:
            wrong.append(f"automatic on {task.task} is worse than Bayesian ridge")
        better.append(automatic.mae < ridge.mae or automatic.tau > ridge.tau)
    if not any(better):
        wrong.append("automatic is better than Bayesian ridge nowhere")
    print("\n".join(wrong) or "All as it must be.")
    return 1 if wrong else 0


def models(path: Path, quality: str, elsewhere: str | None, draws: int) -> int:
    """Print what leave-some-models-out finds of each rule."""
    table = _models(path, quality, elsewhere)
    print("| known | rule | error, points | tau |\n|---|---|---|---|")
    for n in KNOWN:
        scores: dict[str, list[tuple[float, float]]] = {}
        for seed in range(draws):
            order = np.random.default_rng(seed).permutation(len(table))
            known = [table[place] for place in order[:n]]
            others = [table[place] for place in order[n : n + LEFT_OUT]]
            truth = np.array([one.quality for one in others])
            for rule, said in _rules(known, others).items():
                score = (100 * off(said, truth), order_kept(said, truth) or 0.0)
                scores.setdefault(rule, []).append(score)
        for rule, found in scores.items():
            error, tau = np.mean(found, axis=0)
            print(f"| {n} | {rule} | {error:.1f} | {tau:.2f} |", flush=True)
    return 0


def _rules(known: Sequence[Model], others: Sequence[Model]) -> dict[str, Floats]:
    qualities = np.array([one.quality for one in known])
    # Trees take seconds here, and did not win.
    fits = {name: fit for name, fit in usual(0).items() if name != "random forest"}
    x, z = (np.array([one.features for one in side]) for side in (known, others))
    chosen = choose(fits, x, logit(qualities))
    told, predicted = _prior(known, others), expit(chosen.predict(z))
    left_out = np.array(
        [_prior([one for one in known if one is not out], [out])[0] for out in known]
    )
    wins = chosen.mean_absolute_error < off(logit(left_out), logit(qualities))
    return {
        "today's, as it is": _prior([], others),
        "today's, told of the same examples": told,
        "metadata, automatic": predicted,
        "by leave-one-out": predicted if wins else told,
    }


def _prior(known: Sequence[Model], others: Sequence[Model]) -> Floats:
    past = [_known(one, ASKED, one.quality) for one in known]
    past += [
        _known(one, "elsewhere", one.elsewhere)
        for one in (*known, *others)
        if one.elsewhere is not None
    ]
    found = [
        quality_prior(model=one.name, family=one.family, parameters=one.parameters, known=past)
        for one in others
    ]
    return np.array([one.expected.mid for one in found])


def _known(one: Model, examples: str, quality: float) -> Known:
    return Known(
        model=one.name,
        family=one.family,
        parameters=one.parameters,
        examples=examples,
        quality=quality,
        n=ANSWERS,
    )


def _models(path: Path, quality: str, elsewhere: str | None) -> list[Model]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[quality] and row["gmacs"]]
    return [_model(row, quality, elsewhere) for row in rows]


def _model(row: dict[str, str], quality: str, elsewhere: str | None) -> Model:
    sizes = np.log10([float(row[name]) for name in ("params_m", "gmacs", "img_size")])
    known = float(row[elsewhere]) / 100 if elsewhere else None
    return Model(
        name=row["model"],
        family=re.split(r"[_\d]", _architecture(row).removeprefix("tf_"))[0],
        parameters=int(float(row["params_m"]) * 1e6),
        features=(*sizes, *([] if known is None else [float(logit(known))])),
        quality=float(row[quality]) / 100,
        elsewhere=known,
    )


def _architecture(row: dict[str, str]) -> str:
    return row.get("arch") or row.get("timm_arch") or row["model"]


def _said(one: Predicted) -> str:
    if one.mae is None:
        return " | "
    tau = "–" if one.tau is None else f"{one.tau:.2f} ({one.tau_std:.2f})"  # noqa: RUF001
    return f"{one.mae:.2f} ({one.mae_std:.2f}) | {tau}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["translation", "models"])
    parser.add_argument("tables", type=Path)
    parser.add_argument("--quality", default="in1k_top1")
    parser.add_argument("--elsewhere")
    parser.add_argument("--draws", type=int, default=10)
    given = parser.parse_args()
    if given.what == "translation":
        sys.exit(translation(given.tables))
    sys.exit(models(given.tables, given.quality, given.elsewhere, given.draws))
