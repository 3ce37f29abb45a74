"""A table of trained cells as a task: to look an accuracy up stands for training, at its price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, log10
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

from tools.errors import RequestError
from tools.nas.search.breeding import Breeding
from tools.nas.search.costly import aging_search, evolutionary_search, random_search
from tools.nas.search.forecast import forecast, one_hot
from tools.nas.search.hybrid import AS_PUBLISHED, Mixture, hybrid_search, predictor_search
from tools.nas.search.ledger import History, Task
from tools.nas.search.limits import Limit
from tools.nas.spaces.nasbench201 import genes_of, nasbench201
from tools.nas.spaces.paths import path_features
from tools.nas.spaces.space import Genes
from tools.nas.tables import AccuracyTable, Known

TRAINING_J = 240_000.0
"""Assumed joules of a training: 6 FLOP a MAC (the backward pass is twice the forward one) times
40 million MACs, 50,000 images and 200 epochs (arXiv 2001.00326), at an assumed 1e10 FLOP/J."""
PREDICTION_J = 0.01
"""Assumed joules of a prediction, refits included: a millisecond at 10 W."""
FEWEST = 16
"""Cells within the limits: of so many, one in a thousand, each of a search's draws finds one."""
_AGING = (20, 10)
_DEMONSTRATED = 0.9


@dataclass(frozen=True)
class Prices:
    """What is charged, in joules."""

    evaluation: float
    prediction: float
    by_macs: bool = False
    """Whether an evaluation's price is proportional to MACs; `evaluation` is then the mean."""


class TableTask:
    """Searches on one table and metric.

    Raises:
        RequestError: there is no such metric, a code is no cell, or no row keeps the limits.

    """

    def __init__(
        self,
        table: AccuracyTable,
        metric: str,
        prices: Prices,
        most: Mapping[str, int | None],
    ) -> None:
        dataset = metric.removesuffix("_test") or table.datasets[0]
        if dataset not in table.datasets:
            known = ", ".join(f"{name}_test" for name in table.datasets)
            raise RequestError(f"--metric {metric}: {table.name} has {known}.")
        self._dataset, self._prices = dataset, prices
        self._rows = {genes_of(row.code): row for row in table.rows}
        self._limits = _limits(self._rows, most)
        admitted = _admitted(table, most)
        self._mean_macs = mean(row.macs for row in admitted)
        best = max(admitted, key=lambda row: row.accuracies[dataset])
        self.name, self.metric = table.name, f"{dataset}_test"
        self.networks = len(admitted)
        self.optimum, self.optimum_code = best.accuracies[dataset], best.code
        self._space = nasbench201()
        self._fit = forecast(self._features)
        self._one_hot = one_hot(self._space)
        self._described: dict[Genes, list[float]] = {}

    def found(
        self, strategy: str, sizes: Sequence[int], seeds: Sequence[int]
    ) -> tuple[NDArray[np.float64], dict[str, float]]:
        """Return the best accuracy known for each budget `(seeds, size)`, and what was spent.

        Budgets are 1, 2, 3 ... evaluations at the mean price. Only the strategy `predictor` needs
        to know its budget beforehand: each size is a search of its own.
        """
        planned = sizes if strategy == "predictor" else sizes[-1:]
        runs = [[self._search(strategy, size, seed) for size in planned] for seed in seeds]
        found = np.full((len(seeds), sizes[-1]), -np.inf)
        for known, histories in zip(found, runs, strict=True):
            for size, history in reversed(list(zip(planned, histories, strict=True))):
                known[:size] = self._known(history, size)
        last = [histories[-1] for histories in runs]
        return np.maximum.accumulate(found, axis=1), {
            "evaluations": median(len(one.evaluated) for one in last),
            "predictions": median(one.predictions for one in last),
            "spent_j": median(one.spent for one in last),
        }

    def _known(self, history: History, size: int) -> NDArray[np.float64]:
        budgets = self._prices.evaluation * np.arange(1, size + 1)
        spent = np.array([one.spent for one in history.evaluated])
        best = np.array([-np.inf, *history.best_so_far])
        return best[np.searchsorted(spent, budgets * (1 + 1e-12), side="right")]

    def _search(self, strategy: str, size: int, seed: int) -> History:
        task = Task(
            space=self._space,
            evaluate=lambda genes: self._rows[genes].accuracies[self._dataset],
            price=self._price,
            budget=size * self._prices.evaluation,
            limits=self._limits,
            prediction_price=self._prices.prediction,
        )
        if strategy == "costly":
            return evolutionary_search(task, Breeding(), seed=seed)
        if strategy == "aging":
            return aging_search(task, *_AGING, seed=seed)
        if strategy == "random":
            return random_search(task, seed=seed)
        if strategy == "predictor":
            mixture = Mixture(demonstrations=max(1, int(_DEMONSTRATED * size)))
            return predictor_search(task, self._fit, mixture, seed=seed)
        mixture = AS_PUBLISHED if strategy == "as-published" else Mixture()
        return hybrid_search(task, self._fit, mixture, seed=seed)

    def _price(self, genes: Genes) -> float:
        share = self._rows[genes].macs / self._mean_macs if self._prices.by_macs else 1.0
        return self._prices.evaluation * share

    def _features(self, genes: Genes) -> list[float]:
        """Return what is known without training: the cell, its parameters and its MACs."""
        if genes not in self._described:
            row = self._rows[genes]
            size = [log10(max(1, row.parameters)), log10(max(1, row.macs))]
            self._described[genes] = [*self._one_hot(genes), *path_features(genes), *size]
        return self._described[genes]


def _limits(rows: Mapping[Genes, Known], most: Mapping[str, int | None]) -> tuple[Limit, ...]:
    """Return the limits as a search takes them; a cell that the table lacks keeps none."""
    limits = [Limit("cells missing in the table", 0, lambda genes: float(genes not in rows))]
    if (params := most["params"]) is not None:
        limits.append(
            Limit("params", params, lambda genes: rows[genes].parameters if genes in rows else inf)
        )
    if (macs := most["macs"]) is not None:
        limits.append(Limit("macs", macs, lambda genes: rows[genes].macs if genes in rows else inf))
    return tuple(limits)


def _admitted(table: AccuracyTable, most: Mapping[str, int | None]) -> list[Known]:
    params, macs = most["params"], most["macs"]
    admitted = [
        row
        for row in table.rows
        if (params is None or row.parameters <= params) and (macs is None or row.macs <= macs)
    ]
    if not admitted:
        least = min(row.parameters for row in table.rows), min(row.macs for row in table.rows)
        raise RequestError(
            f"No cell of {table.name} keeps the limits: the smallest has {least[0]:,} parameters "
            f"and {least[1]:,} MACs. Raise --max-params or --max-macs."
        )
    if len(admitted) < FEWEST:
        raise RequestError(
            f"{table.name} holds {len(admitted)} of the 15,625 cells of NAS-Bench-201 within the "
            f"limits. A search draws from all of them, so it takes {FEWEST} or more: give a larger "
            "table, or raise --max-params or --max-macs."
        )
    return admitted
