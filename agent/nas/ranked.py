"""What `greenrunner nas proxies` is asked and says, as values."""

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from statistics import mean
from typing import Literal

from pydantic import Field

from tools.bench.protocol import Power
from tools.domain import Interval, Value
from tools.nas.agreement import Agreement, agreement
from tools.nas.proxies.evolved.shown import Setup
from tools.nas.proxies.registry import PROXIES
from tools.nas.proxies.scorebook import Setting
from tools.nas.proxies.scoring import Score
from tools.nas.sampling import Sampling
from tools.nas.tables import Known


class Asked(Value):
    """What is to be ranked, and what untrained networks are shown."""

    table: Path
    cells: int = Field(default=1_000, ge=2)
    sampling: Sampling = "random"
    seed: int = Field(
        default=0, ge=0, lt=2**63, description="draws cells, weights, input, split and evolution"
    )
    input: Literal["noise", "digits"] = "noise"
    batch: int = Field(default=32, ge=2, le=1_024)
    channels: int = Field(default=8, ge=1, le=64, description="of the first stage")
    cells_per_stage: int = Field(default=1, ge=1, le=20)
    proxies: tuple[str, ...] = tuple(PROXIES)
    evolve: bool = Field(default=True, description="breed a formula on half of the cells")
    formula: Path | None = Field(default=None, description="a kept formula; none is bred")
    population: int = Field(default=300, ge=10, le=2_000)
    generations: int = Field(default=40, ge=1, le=500)


class Ranked(Value):
    """What a score is worth on the cells that judge, and what a network costs with it."""

    proxy: str
    agreement: dict[str, Agreement | None] = Field(description="by data set; None: all ranked same")
    undefined: int = Field(description="networks without a finite score; nan ranks last")
    cpu_s: float = Field(description="mean CPU seconds of a network, its making left out")
    energy_j: Interval = Field(description="of a network: CPU seconds times the assumed watts")


class Margin(Value):
    """How much more the formula agrees with accuracy than a rival does, on the same cells."""

    dataset: str
    rival: str
    role: Literal["best proxy", "parameters", "best statistic"]
    margin: Agreement | None = Field(description="with the paired interval; None: no tau")


class Breeding(Value):
    """How a formula was bred."""

    dataset: str = Field(description="whose accuracies it was bred for")
    bred_on: int
    chosen_by: int
    tried: int = Field(description="formulas")
    cpu_s: float = Field(description="of the evolution; statistics and scores left out")


class Evolved(Value):
    """An evolved formula among the proxies."""

    formula: str
    ranked: Ranked
    statistic: Ranked | None = Field(description="the best single one where the formula was bred")
    margins: tuple[Margin, ...]
    setup: Setup = Field(description="what networks were shown")
    channels: int
    cells_per_stage: int
    breeding: Breeding | None = Field(description="None: it was kept")
    kept: str = Field(description="what a kept formula was bred on, as its file says")


class Ranking(Value):
    """The proxies on a sample, and all that the figures rest on."""

    table: str
    setting: Setting
    sampling: Sampling
    strata: str
    cells: int = Field(description="that were drawn")
    judged: int = Field(description="that the figures rest on: a formula was bred on the others")
    scored: int = Field(description="networks that something was computed for; others were known")
    watts: str
    proxies: tuple[Ranked, ...]
    evolved: Evolved | None
    left_out: str | None = Field(description="why there is no evolved formula")


def watts_in_words(watts: Power) -> str:
    """Return the watts that are assumed of a core, and where they come from."""
    span = " to ".join(f"{w:g}" for w in watts.w_per_core[::2])
    return f"{watts.name}: {span} W per core ({watts.source})"


def modelled(cpu_s: float, watts: Power) -> Interval:
    """Return the energy of so many seconds of a core."""
    low, mid, high = (w * cpu_s for w in watts.w_per_core)
    return Interval(low=low, mid=mid, high=high, provenance="modelled")


def ranked(name: str, rows: Sequence[Known], found: Sequence[Score], watts: Power) -> Ranked:
    """Return what a score is worth on networks, given theirs in the same order."""
    values = [score.value for score in found]
    cpu_s = mean(score.cpu_s for score in found)
    return Ranked(
        proxy=name,
        agreement={
            dataset: agreement(values, [row.accuracies[dataset] for row in rows])
            for dataset in rows[0].accuracies
        },
        undefined=sum(not isfinite(value) for value in values),
        cpu_s=cpu_s,
        energy_j=modelled(cpu_s, watts),
    )
