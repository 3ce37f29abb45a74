"""Ranks known networks by zero-cost proxies: how far each agrees with accuracy, and what it costs.

Inspired by the assessment of GreenMachine (arXiv 2411.15290), on random and on stratified samples.
"""

from collections.abc import Callable, Sequence
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from statistics import mean
from typing import Literal

from pydantic import Field

from agent.services import make_home, power
from agent.settings import Settings
from tools.bench.machine import cpu_name
from tools.bench.protocol import Power
from tools.domain import Interval, Value
from tools.errors import RequestError
from tools.nas.agreement import Agreement, agreement
from tools.nas.proxies.minibatch import SOURCES
from tools.nas.proxies.registry import PROXIES
from tools.nas.proxies.scorebook import Scorebook, Setting
from tools.nas.proxies.scoring import Score, scores
from tools.nas.sampling import Sample, Sampling, drawn
from tools.nas.spaces.nasbench201 import genes_of, nasbench201
from tools.nas.tables import AccuracyTable, read_accuracies

Told = Callable[[int, int], None]
"""Hears how many networks are scored, of how many."""


class Asked(Value):
    """What is to be ranked, and what untrained networks are shown."""

    table: Path
    cells: int = Field(default=1_000, ge=2)
    sampling: Sampling = "random"
    seed: int = Field(
        default=0, ge=0, lt=2**63, description="draws the cells, the weights and the input"
    )
    input: Literal["noise", "digits"] = "noise"
    batch: int = Field(default=32, ge=2, le=1_024)
    channels: int = Field(default=8, ge=1, le=64, description="of the first stage")
    cells_per_stage: int = Field(default=1, ge=1, le=20)
    proxies: tuple[str, ...] = tuple(PROXIES)


class Ranked(Value):
    """What a proxy is worth on a sample, and what a network costs with it."""

    proxy: str
    agreement: dict[str, Agreement | None] = Field(description="by data set; None: all ranked same")
    undefined: int = Field(description="networks without a finite score; nan ranks last")
    cpu_s: float = Field(description="mean CPU seconds of a network, its making left out")
    energy_j: Interval = Field(description="of a network: CPU seconds times the assumed watts")


class Ranking(Value):
    """The proxies on a sample, and all that the figures rest on."""

    table: str
    setting: Setting
    sampling: Sampling
    strata: str
    cells: int
    scored: int = Field(description="networks that something was computed for; others were known")
    watts: str
    proxies: tuple[Ranked, ...]


def ranking(asked: Asked, settings: Settings, told: Told = lambda _done, _of: None) -> Ranking:
    """Score a sample of a table's networks, and say how far each proxy agrees with accuracy.

    Each network's scores are kept in the home as soon as they are there.

    Raises:
        RequestError: the table, a code in it, the sample or a proxy cannot be had.
        HomeError: the home folder cannot be written.

    """
    unknown = [name for name in asked.proxies if name not in PROXIES]
    if unknown:
        raise RequestError(f"There is no proxy {unknown[0]!r}. Choose from: {', '.join(PROXIES)}.")
    table = read_accuracies(asked.table)
    _check(table, asked)
    sample = drawn(table, asked.cells, asked.sampling, asked.seed)
    folder = settings.home / "nas"
    make_home(folder)
    book = Scorebook(folder / "proxies.jsonl", _setting(asked))
    scored = _score(sample, asked, book, told)
    watts = power(settings)
    return Ranking(
        table=table.name,
        setting=_setting(asked),
        sampling=asked.sampling,
        strata=sample.strata,
        cells=len(sample.rows),
        scored=scored,
        watts=f"{watts.name}: {' to '.join(f'{w:g}' for w in watts.w_per_core[::2])} W per core "
        f"({watts.source})",
        proxies=tuple(
            _ranked(name, sample, [book.scores(row.code)[name] for row in sample.rows], watts)
            for name in asked.proxies
        ),
    )


def _check(table: AccuracyTable, asked: Asked) -> None:
    """Refuse a code before anything is computed, by the row where it stands."""
    for number, row in enumerate(table.rows, start=1):
        try:
            genes_of(row.code)
        except RequestError as error:
            raise RequestError(f"{asked.table}, row {number}: {error}") from error


def _setting(asked: Asked) -> Setting:
    return Setting(
        space="nasbench201",
        channels=asked.channels,
        cells_per_stage=asked.cells_per_stage,
        classes=10,
        input=asked.input,
        batch=asked.batch,
        seed=asked.seed,
        made_by=f"{cpu_name()}, torch {version('torch')}",
    )


def _score(sample: Sample, asked: Asked, book: Scorebook, told: Told) -> int:
    """Compute what the book lacks; return for how many networks."""
    space = nasbench201(10, asked.channels, asked.cells_per_stage)
    batch = SOURCES[asked.input](space.input_shape, 10, asked.batch, asked.seed)
    scored = 0
    for done, row in enumerate(sample.rows):
        told(done, len(sample.rows))
        lacking = [name for name in asked.proxies if name not in book.scores(row.code)]
        if lacking:
            if not scored:  # what is loaded and set up once is no network's cost
                scores(space, genes_of(row.code), batch, lacking, seed=asked.seed)
            book.add(row.code, scores(space, genes_of(row.code), batch, lacking, seed=asked.seed))
            scored += 1
    told(len(sample.rows), len(sample.rows))
    return scored


def _ranked(name: str, sample: Sample, found: Sequence[Score], watts: Power) -> Ranked:
    values = [score.value for score in found]
    cpu_s = mean(score.cpu_s for score in found)
    low, mid, high = watts.w_per_core
    return Ranked(
        proxy=name,
        agreement={
            dataset: agreement(values, [row.accuracies[dataset] for row in sample.rows])
            for dataset in sample.rows[0].accuracies
        },
        undefined=sum(not isfinite(value) for value in values),
        cpu_s=cpu_s,
        energy_j=Interval(
            low=low * cpu_s, mid=mid * cpu_s, high=high * cpu_s, provenance="modelled"
        ),
    )
