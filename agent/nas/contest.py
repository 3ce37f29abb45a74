"""Holds an evolved formula against single proxies, on cells that its evolution never saw.

The cells are split as `nas evolve` splits them: a third breeds, a sixth chooses, half judges. A
kept formula is judged by the same half.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Literal

from agent.nas.evolved import CELLS_PER_STAGE, CHANNELS, Told, accuracies_of, profiles_of
from agent.nas.ranked import Asked, Breeding, Evolved, Margin, Ranked, ranked
from agent.settings import Settings
from tools.bench.protocol import Power
from tools.errors import RequestError
from tools.nas.agreement import margin
from tools.nas.proxies.evolved import evolution
from tools.nas.proxies.evolved.fitness import scores, stacked
from tools.nas.proxies.evolved.formula import Formula
from tools.nas.proxies.evolved.grammar import genetic_programming
from tools.nas.proxies.evolved.proxy import Proxy, load
from tools.nas.proxies.evolved.shown import Setup
from tools.nas.proxies.evolved.statistics import Profile, seconds_of
from tools.nas.proxies.evolved.trial import FEWEST, split, tried
from tools.nas.proxies.scoring import Score
from tools.nas.tables import Known

Role = Literal["best proxy", "parameters", "best statistic"]


@dataclass(frozen=True)
class Contestant:
    """A formula with its value for each cell that judges, and where it comes from."""

    formula: Formula
    scores: Sequence[Score]
    statistic: Formula | None
    """The best single statistic where it was bred; None for a kept one."""
    statistic_scores: Sequence[Score]
    setup: Setup
    breeding: Breeding | None
    kept: str


def left_out(asked: Asked, cells: int) -> str | None:
    """Return why no formula can take part and how to get one; None where one can.

    Raises:
        RequestError: a formula is given and refused at once.

    """
    if not asked.evolve:
        if asked.formula is not None:
            raise RequestError("--formula applies a formula and --no-evolve none: give one only.")
        return "The evolved formula is left out, as --no-evolve says."
    if asked.formula is not None:
        return None
    if cells < FEWEST:
        return (
            f"The evolved formula is left out: one is bred on {FEWEST} cells or more, and these "
            f"are {cells}. Ask for more --cells, or give a kept one with --formula."
        )
    try:
        genetic_programming()
    except RequestError as error:
        return f"The evolved formula is left out. {error}"
    return None


def held_out(rows: Sequence[Known], seed: int) -> tuple[Known, ...]:
    """Return the half of the cells that judges; all of them where they are too few to breed on."""
    if len(rows) < FEWEST:
        return tuple(rows)
    return tuple(rows[place] for place in split(len(rows), seed).held_out)


def contestant(
    asked: Asked, rows: tuple[Known, ...], kept: Proxy | None, settings: Settings, told: Told
) -> Contestant:
    """Breed a formula on half of the cells, or take the one that was kept.

    Raises:
        RequestError: the cells are too few to breed on.
        HomeError: the home folder cannot be written.

    """
    judged = held_out(rows, asked.seed)
    if kept is not None:
        profiles = profiles_of(judged, kept.setup, settings, told)
        found = _scored(kept.tree, profiles)
        return Contestant(kept.tree, found, None, (), kept.setup, None, kept.bred_on or "nothing")
    profiles = profiles_of(rows, Setup(), settings, told)
    accuracies, begin = accuracies_of(rows), process_time()
    bred = evolution.Settings(
        seed=asked.seed, population=asked.population, generations=asked.generations
    )
    trial = tried(profiles, accuracies, bred)
    at = {row.code: profile for row, profile in zip(rows, profiles, strict=True)}
    half = [at[row.code] for row in judged]
    best, single = trial.evolved.best.formula, trial.rivals["single"].formula
    breeding = Breeding(
        dataset=next(iter(accuracies)),
        bred_on=len(trial.places.training),
        chosen_by=len(trial.places.validation),
        tried=trial.evolved.tried,
        cpu_s=process_time() - begin,
    )
    return Contestant(
        best, _scored(best, half), single, _scored(single, half), Setup(), breeding, ""
    )


def kept_formula(asked: Asked) -> Proxy | None:
    """Return the formula of a file, None where none is named.

    Raises:
        DataError: the file holds none.

    """
    return None if asked.formula is None else load(asked.formula)


def _scored(formula: Formula, profiles: Sequence[Profile]) -> list[Score]:
    names = formula.statistics()
    return [
        Score(value=float(value), cpu_s=seconds_of(names, profile.seconds))
        for value, profile in zip(scores(formula, stacked(profiles)), profiles, strict=True)
    ]


def against(
    one: Contestant,
    rows: Sequence[Known],
    singles: Mapping[str, Sequence[Score]],
    standings: Sequence[Ranked],
    watts: Power,
) -> Evolved:
    """Return how a formula ranks the cells that judge, beside single proxies.

    Args:
        one: the formula.
        rows: the cells that judge.
        singles: for each proxy, its scores of these cells.
        standings: the same, ranked.
        watts: of a core.

    """
    rivals = dict(singles)
    statistic = None
    if one.statistic is not None:
        rivals[str(one.statistic)] = one.statistic_scores
        statistic = ranked(str(one.statistic), rows, one.statistic_scores, watts)
    margins = [
        _margin(one, rows, dataset, role, (name, rivals[name]))
        for dataset in rows[0].accuracies
        for role, name in _rivals(standings, dataset, statistic)
    ]
    return Evolved(
        formula=str(one.formula),
        ranked=ranked("evolved", rows, one.scores, watts),
        statistic=statistic,
        margins=tuple(margins),
        setup=one.setup,
        channels=CHANNELS,
        cells_per_stage=CELLS_PER_STAGE,
        breeding=one.breeding,
        kept=one.kept,
    )


def _rivals(
    standings: Sequence[Ranked], dataset: str, statistic: Ranked | None
) -> Iterator[tuple[Role, str]]:
    taus = {
        one.proxy: found.tau for one in standings if (found := one.agreement[dataset]) is not None
    }
    if taus:
        yield "best proxy", max(taus, key=taus.__getitem__)
    if "parameters" in taus:
        yield "parameters", "parameters"
    if statistic is not None:
        yield "best statistic", statistic.proxy


def _margin(
    one: Contestant,
    rows: Sequence[Known],
    dataset: str,
    role: Role,
    rival: tuple[str, Sequence[Score]],
) -> Margin:
    name, found = rival
    return Margin(
        dataset=dataset,
        rival=name,
        role=role,
        margin=margin(
            [score.value for score in one.scores],
            [score.value for score in found],
            [row.accuracies[dataset] for row in rows],
        ),
    )
