"""Draws networks from a table of accuracies: at random, or from strata of accuracy.

A rank correlation depends on the strata: with accuracy on CIFAR-10, the parameters of the cells of
NAS-Bench-201 have a Kendall tau of 0.58 at random or over deciles, and of 0.38 over ten equal-width
bins. So a sample says its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Literal

from tools.errors import RequestError
from tools.nas.tables import AccuracyTable, Known

Sampling = Literal["random", "stratified", "deciles"]

STRATA = 10


@dataclass(frozen=True)
class Sample:
    """Networks that were drawn, and how."""

    rows: tuple[Known, ...]
    strata: str
    """In words; it belongs beside every figure that rests on the sample."""


def drawn(table: AccuracyTable, cells: int, sampling: Sampling, seed: int) -> Sample:
    """Return so many networks of a table, or as many as the strata hold.

    `stratified` draws a tenth from each of ten equal-width bins of the accuracy on the table's
    first data set; a bin that holds fewer gives all it has, and no other makes up for it.
    `deciles` draws a tenth from each tenth of the networks ranked by that accuracy.

    Raises:
        RequestError: the table holds fewer, or fewer are asked for than there are strata.

    """
    if len(table.rows) < 2:
        raise RequestError(f"{table.name} holds one network. To rank takes two or more.")
    if not 2 <= cells <= len(table.rows):
        raise RequestError(
            f"{cells:,} cells cannot be drawn from {table.name}, which holds {len(table.rows):,}. "
            f"Ask for --cells 2 to {len(table.rows):,}."
        )
    source, judged = Random(seed), table.datasets[0]
    if sampling == "random":
        return Sample(tuple(source.sample(table.rows, cells)), "none, drawn at random")
    if cells < STRATA:
        raise RequestError(
            f"{cells} cells cannot be drawn from {STRATA} strata. Ask for --cells {STRATA} or "
            "more, or for --sampling random."
        )
    strata = _bins(table.rows, judged) if sampling == "stratified" else _tenths(table.rows, judged)
    shares = [cells // STRATA + (n < cells % STRATA) for n in range(STRATA)]
    taken = [
        source.sample(stratum, min(share, len(stratum)))
        for stratum, share in zip(strata, shares, strict=True)
    ]
    rows = tuple(row for stratum in taken for row in stratum)
    if len(rows) < 2:
        raise RequestError(
            f"All cells of {table.name} are alike in accuracy, so one stratum holds them all. "
            "Ask for more --cells, or for --sampling random."
        )
    return Sample(rows, _said(taken, sampling, judged))


def _bins(rows: Sequence[Known], dataset: str) -> list[list[Known]]:
    """Return ten strata of equal width between the least and the most accuracy."""
    reached = [row.accuracies[dataset] for row in rows]
    low, width = min(reached), (max(reached) - min(reached)) / STRATA or 1.0
    strata: list[list[Known]] = [[] for _ in range(STRATA)]
    for row, percent in zip(rows, reached, strict=True):
        strata[min(int((percent - low) / width), STRATA - 1)].append(row)
    return strata


def _tenths(rows: Sequence[Known], dataset: str) -> list[list[Known]]:
    """Return ten strata of equally many networks, the least accurate first."""
    ranked = sorted(rows, key=lambda row: (row.accuracies[dataset], row.code))
    edges = [len(ranked) * n // STRATA for n in range(STRATA + 1)]
    return [ranked[low:high] for low, high in pairwise(edges)]


def _said(taken: Sequence[Sequence[Known]], sampling: Sampling, dataset: str) -> str:
    kind = "equal-width bins" if sampling == "stratified" else "deciles"
    counts = " ".join(str(len(stratum)) for stratum in taken)
    return f"ten {kind} of {dataset} test accuracy, from the least: {counts} cells"
