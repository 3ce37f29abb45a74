"""Evolve a formula that ranks networks by what is read off them untrained.

Strongly typed genetic programming, inspired by GreenMachine (arXiv 2411.15290, of which we know
the abstract) and EZNAS (arXiv 2209.07413). All statistics were read before, so a formula costs
arithmetic. Fitness is the mean of Kendall's tau over resamples, less a little for each node;
among formulas that are as good, the one that needs less CPU time wins.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tools.nas.proxies.evolved.breeding import Breeder, Limits, seeded
from tools.nas.proxies.evolved.fitness import (
    WORST,
    Judged,
    resamples,
    scores,
    tau,
)
from tools.nas.proxies.evolved.formula import Formula
from tools.nas.proxies.evolved.grammar import formula_of
from tools.nas.proxies.evolved.statistics import seconds_of
from tools.nas.sampling import Sampling

if TYPE_CHECKING:
    from deap.gp import PrimitiveTree

SAME = 0.001
"""Taus that differ by less count as the same, and the cheaper formula is the fitter."""
ENOUGH = 0.002
"""Of the fittest, the cheapest that is within so much tau of the best is settled on."""


@dataclass(frozen=True)
class Settings:
    """How evolution goes."""

    seed: int = 0
    population: int = 300
    generations: int = 40
    tournament: int = 4
    elite: int = 10
    """How many of the fittest live on unchanged."""
    fresh: float = 0.05
    """The share of each generation that is drawn by chance."""
    penalty: float = 0.0005
    """Tau that a formula has to win for each of its nodes."""
    samplings: tuple[Sampling, ...] = ("random",)
    """`random` breeds for the order of all networks, `stratified` for telling bad from good."""
    resamples: int = 6
    """For each way of sampling."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Found:
    """A formula, how well it ranks, and what it costs for a network."""

    formula: Formula
    training: float
    """Mean tau over the resamples of the networks that it was bred on."""
    validation: float
    """The same over those that only chose among the fittest."""
    seconds: float
    """CPU seconds that its statistics take, mean over the networks."""

    @property
    def overall(self) -> float:
        """Return what the last choice goes by: the mean of both taus."""
        return (self.training + self.validation) / 2


@dataclass(frozen=True)
class Evolved:
    """What evolution found: the formula it settled on, and the cheaper ones that are less good."""

    best: Found
    front: tuple[Found, ...]
    """By cost: none is both cheaper and better than another."""
    tried: int
    """How many different formulas were judged."""


class Judge:
    """Gives fitness, and remembers it."""

    def __init__(self, judged: Judged, seconds: dict[str, float], settings: Settings) -> None:
        """Prepare the resamples of the networks."""
        self._statistics = judged.statistics
        places = resamples(judged.accuracies, settings.samplings, settings.resamples, settings.seed)
        self._parts = [(each, judged.accuracies[each]) for each in places]
        self._seconds = seconds
        self._penalty = settings.penalty
        self.known: dict[Formula, tuple[float, float]] = {}
        """For each formula its fitness, and minus its seconds: the greater pair is the fitter."""

    def mean_tau(self, formula: Formula) -> float:
        """Return the mean tau over the resamples, WORST where any network has no value."""
        scored = scores(formula, self._statistics)
        if not np.isfinite(scored).all():
            return WORST
        return float(np.mean([tau(scored[places], truth) for places, truth in self._parts]))

    def seconds(self, formula: Formula) -> float:
        """Return the CPU seconds that a network's statistics take."""
        return seconds_of(formula.statistics(), self._seconds)

    def fitness(self, formula: Formula) -> tuple[float, float]:
        """Return the rounded tau less the size penalty, and minus the seconds."""
        if formula not in self.known:
            size = sum(1 for _ in formula.nodes())
            fit = self.mean_tau(formula) - self._penalty * size
            self.known[formula] = (round(fit / SAME) * SAME, -self.seconds(formula))
        return self.known[formula]


def evolve(
    training: Judged, validation: Judged, seconds: dict[str, float], settings: Settings
) -> Evolved:
    """Return the formula whose order of networks agrees best with their accuracies.

    The same arguments give the same formula. Python's generator is left as it was found.

    Args:
        training: networks that formulas are bred on.
        validation: other networks; the fittest are compared on both, against overfitting.
        seconds: CPU seconds of each pass and each statistic.
        settings: of the evolution.

    Raises:
        RequestError: DEAP isn't installed.

    """
    breeder = Breeder(settings.limits)
    judge = Judge(training, seconds, settings)
    second = Judge(validation, seconds, settings)
    with seeded(settings.seed):
        # Twice as many at first: what is not there at the start is hard to come by later.
        trees = [breeder.fresh() for _ in range(2 * settings.population)]
        for _ in range(settings.generations):
            trees = _next(trees, breeder, judge, settings)
        for tree in trees:
            judge.fitness(formula_of(tree))
    fittest = sorted(judge.known, key=judge.known.__getitem__, reverse=True)
    finalists = [_found(formula, judge, second) for formula in fittest[: settings.population]]
    enough = max(found.overall for found in finalists) - ENOUGH
    best = min(
        (found for found in finalists if found.overall >= enough),
        key=lambda found: (found.seconds, -found.overall),
    )
    cheap = _cheapest(judge)
    front = _front([best, *(_found(formula, judge, second) for formula in cheap)])
    return Evolved(best, front, tried=len(judge.known))


def _next(
    trees: "Sequence[PrimitiveTree]", breeder: Breeder, judge: Judge, settings: Settings
) -> "list[PrimitiveTree]":
    fitness = {id(tree): judge.fitness(formula_of(tree)) for tree in trees}

    def chosen() -> "PrimitiveTree":
        rivals = random.choices(trees, k=settings.tournament)
        return max(rivals, key=lambda tree: fitness[id(tree)])

    ranked = sorted(trees, key=lambda tree: fitness[id(tree)], reverse=True)
    different = {formula_of(tree): tree for tree in reversed(ranked)}
    following = list(reversed(different.values()))[: settings.elite]
    seen = {formula_of(tree) for tree in following}
    newcomers = round(settings.fresh * settings.population)
    while len(following) < settings.population - newcomers:
        child = breeder.child((chosen(), chosen()))
        formula = formula_of(child)
        # One of each: copies of the fittest would fill the population.
        following.append(child if formula not in seen else breeder.fresh())
        seen.add(formula)
    return following + [breeder.fresh() for _ in range(newcomers)]


def _found(formula: Formula, judge: Judge, second: Judge) -> Found:
    return Found(formula, judge.mean_tau(formula), second.mean_tau(formula), judge.seconds(formula))


def _cheapest(judge: Judge) -> list[Formula]:
    """Return the fittest formula of each price, to a hundredth of the dearest."""
    dearest = max(-cost for _, cost in judge.known.values()) or 1.0
    by_price: dict[int, Formula] = {}
    for formula, fit in judge.known.items():
        price = round(-fit[1] / dearest * 100)
        if price not in by_price or fit > judge.known[by_price[price]]:
            by_price[price] = formula
    return list(by_price.values())


def _front(found: Iterable[Found]) -> tuple[Found, ...]:
    front: list[Found] = []
    for each in sorted(found, key=lambda found: (found.seconds, -found.overall)):
        if each.overall > (front[-1].overall if front else 0.0):
            front.append(each)
    return tuple(front)
