"""Breeds a zero-cost proxy on known networks, or applies one that was kept.

Inspired by GreenMachine (arXiv 2411.15290), of which we know the abstract only.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from agent.services import make_home
from agent.settings import Settings
from tools.domain import Value
from tools.errors import HomeError, RequestError
from tools.nas.agreement import Agreement, agreement
from tools.nas.proxies.evolved import evolution
from tools.nas.proxies.evolved.fitness import scores, stacked
from tools.nas.proxies.evolved.grammar import genetic_programming
from tools.nas.proxies.evolved.proxy import Proxy, load, save
from tools.nas.proxies.evolved.shown import Album, Setup
from tools.nas.proxies.evolved.statistics import Profile, seconds_of
from tools.nas.proxies.evolved.trial import (
    Standing,
    check_enough,
    looked_through,
    mean_seconds,
    tried,
)
from tools.nas.sampling import Sampling, drawn
from tools.nas.spaces.nasbench201 import genes_of, nasbench201
from tools.nas.tables import Known, read_accuracies

Told = Callable[[int, int], None]
"""Hears how many networks are looked at, of how many."""

CHANNELS, CELLS_PER_STAGE, CLASSES = 16, 1, 10
"""The skeleton that is looked at: the smallest whose statistics rank the whole ones well."""


class Asked(Value):
    """What is to be bred, on what; or which kept formula is to be judged."""

    table: Path
    cells: int = Field(default=1_000, ge=2)
    seed: int = Field(default=0, ge=0, description="draws the cells and the evolution")
    bred_by: Sampling = Field(default="random", description="how fitness samples the cells")
    population: int = Field(default=300, ge=10, le=2_000)
    generations: int = Field(default=40, ge=1, le=500)
    save: Path | None = None
    formula: Path | None = Field(default=None, description="a kept proxy; nothing is bred")


class Row(Value):
    """A formula, and how it ranks cells that it was neither bred on nor chosen by."""

    name: str
    formula: str
    taus: dict[str, dict[str, float]] = Field(description="by data set and sampling")


class Price(Value):
    """A formula of the front: none is both cheaper and better."""

    formula: str
    tau: float = Field(description="on the cells that it was bred on and chosen by")
    cpu_s: float = Field(description="of a network's statistics")


class Bred(Value):
    """What evolution found, and all that the figures rest on."""

    table: str
    setup: Setup
    bred_on: int
    chosen_by: int
    held_out: dict[str, int] = Field(description="by sampling")
    tried: int
    rows: tuple[Row, ...]
    front: tuple[Price, ...]
    cpu_s: float


class Applied(Value):
    """How a kept formula ranks cells; it may have been bred on some of them."""

    table: str
    proxy: Proxy
    cells: int
    agreement: dict[str, Agreement | None] = Field(description="by data set")
    cpu_s: float


def breeding(asked: Asked, settings: Settings, told: Told = lambda _done, _of: None) -> Bred:
    """Look at cells of a table untrained, breed a formula on half, and judge it on the others.

    What was read of a network is kept in the home, so a second evolution takes seconds.

    Raises:
        RequestError: the table or its cells cannot be had, or DEAP isn't installed.
        HomeError: the home folder or the formula's file cannot be written.

    """
    genetic_programming()
    if asked.save is not None:
        _check_place(asked.save)
    rows = _rows(asked)
    check_enough(len(rows))
    setup = Setup()
    profiles = profiles_of(rows, setup, settings, told)
    accuracies = accuracies_of(rows)
    trial = tried(profiles, accuracies, _settings(asked))
    best = trial.evolved.best
    bred = Bred(
        table=asked.table.name,
        setup=setup,
        bred_on=len(trial.places.training),
        chosen_by=len(trial.places.validation),
        held_out={str(sampling): count for sampling, count in trial.counts.items()},
        tried=trial.evolved.tried,
        rows=tuple(
            _row(name, one) for name, one in {"evolved": trial.standing, **trial.rivals}.items()
        ),
        front=tuple(
            Price(formula=str(one.formula), tau=one.overall, cpu_s=one.seconds)
            for one in trial.evolved.front
        ),
        cpu_s=best.seconds,
    )
    if asked.save is not None:
        save(_proxy(bred, next(iter(accuracies))), asked.save)
    return bred


def _check_place(path: Path) -> None:
    """Refuse a file that cannot be before minutes are spent on what it should hold."""
    if path.is_dir() or not path.parent.is_dir():
        raise HomeError(f"{path} cannot be written: name a file in a folder that exists.")


def applying(asked: Asked, settings: Settings, told: Told = lambda _done, _of: None) -> Applied:
    """Judge a kept formula on cells of a table.

    Raises:
        RequestError: no formula is named, or the table or its cells cannot be had.
        DataError: the file holds no formula.
        HomeError: the home folder cannot be written.

    """
    if asked.save is not None:
        raise RequestError("--save keeps what is bred, and --formula breeds none: give one only.")
    if asked.formula is None:
        raise RequestError("No formula is named. Give the file that --save wrote with --formula.")
    proxy = load(asked.formula)
    rows = _rows(asked)
    profiles = profiles_of(rows, proxy.setup, settings, told)
    scored = [float(value) for value in scores(proxy.tree, stacked(profiles))]
    priced = seconds_of(proxy.tree.statistics(), mean_seconds(profiles))
    return Applied(
        table=asked.table.name,
        proxy=proxy,
        cells=len(rows),
        agreement={
            dataset: agreement(scored, [float(value) for value in reached])
            for dataset, reached in accuracies_of(rows).items()
        },
        cpu_s=priced,
    )


def _settings(asked: Asked) -> evolution.Settings:
    return evolution.Settings(
        seed=asked.seed,
        population=asked.population,
        generations=asked.generations,
        samplings=(asked.bred_by,),
    )


def _rows(asked: Asked) -> tuple[Known, ...]:
    return drawn(read_accuracies(asked.table, genes_of), asked.cells, "random", asked.seed).rows


def profiles_of(
    rows: tuple[Known, ...], setup: Setup, settings: Settings, told: Told
) -> list[Profile]:
    """Return the statistics of cells, read now where the home lacks them.

    Raises:
        HomeError: the home folder cannot be written.

    """
    make_home(settings.home)
    space = nasbench201(CLASSES, CHANNELS, CELLS_PER_STAGE)
    builds = {row.code: partial(space.build, genes_of(row.code)) for row in rows}
    skeleton = f"{space.name}/{CLASSES}/{CHANNELS}/{CELLS_PER_STAGE}"
    return looked_through(Album(settings.home / "nas", setup, skeleton), builds, told)


def accuracies_of(rows: tuple[Known, ...]) -> Mapping[str, NDArray[np.float64]]:
    """Return what the cells reached by data set, each of shape (cells,)."""
    return {
        dataset: np.array([row.accuracies[dataset] for row in rows])
        for dataset in rows[0].accuracies
    }


def _row(name: str, one: Standing) -> Row:
    taus = {
        dataset: {str(sampling): tau for sampling, tau in found.items()}
        for dataset, found in one.taus.items()
    }
    return Row(name=name, formula=str(one.formula), taus=taus)


def _proxy(bred: Bred, dataset: str) -> Proxy:
    return Proxy(
        formula=bred.rows[0].formula,
        setup=bred.setup,
        bred_on=f"{bred.bred_on + bred.chosen_by:,} cells of {bred.table}, {dataset}",
        tau=bred.rows[0].taus[dataset]["random"],
    )
