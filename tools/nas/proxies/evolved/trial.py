"""Breed a formula on some networks of a table, and judge it on the others.

Beside it stand single statistics: those of the parameters, and of all that are read the one that
is best on the same networks that the formula was bred on. Other data sets than the one bred on get
the formula unchanged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import nn

from tools.errors import RequestError
from tools.nas.proxies.evolved.evolution import Evolved, Settings, evolve
from tools.nas.proxies.evolved.fitness import Judged, Places, drawn, scores, stacked, tau
from tools.nas.proxies.evolved.formula import Formula, read
from tools.nas.proxies.evolved.shown import Album
from tools.nas.proxies.evolved.statistics import LAYERS, NUMBERS, Profile
from tools.nas.sampling import STRATA, Sampling

FEWEST = 60
"""Networks below which there is too little to breed on and to judge by."""
SAMPLINGS: tuple[Sampling, ...] = ("random", "stratified", "deciles")


@dataclass(frozen=True)
class Split:
    """The places of networks that formulas are bred on, chosen by, and judged by."""

    training: Places
    validation: Places
    held_out: Places


@dataclass(frozen=True)
class Standing:
    """How a formula ranks networks that it was neither bred on nor chosen by."""

    formula: Formula
    taus: Mapping[str, Mapping[Sampling, float]]
    """By data set and by how the held-out networks are sampled."""


@dataclass(frozen=True)
class Trial:
    """A formula that was bred, and what it is held against."""

    places: Split
    evolved: Evolved
    standing: Standing
    rivals: Mapping[str, Standing]
    """`parameters`, and `single`: the best statistic with one aggregator."""
    counts: Mapping[Sampling, int]
    """How many held-out networks there are by sampling."""


def looked_through(
    album: Album,
    builds: Mapping[str, Callable[[], nn.Module]],
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Profile]:
    """Return the statistics of many networks, read now where the album lacks them.

    Args:
        album: keeps them.
        builds: for each network's key, what builds it.
        told: hears how many are there, of how many.

    Raises:
        HomeError: the album cannot be written.

    """
    profiles = []
    for done, (key, build) in enumerate(builds.items()):
        told(done, len(builds))
        profiles.append(album.of(key, build))
    told(len(builds), len(builds))
    return profiles


def split(count: int, seed: int) -> Split:
    """Return a third to breed on, a sixth to choose by and a half to judge by, drawn by chance.

    Raises:
        RequestError: there are fewer than FEWEST.

    """
    check_enough(count)
    order = np.random.default_rng(seed).permutation(count)
    return Split(order[: count // 3], order[count // 3 : count // 2], order[count // 2 :])


def check_enough(count: int) -> None:
    """Refuse so few networks that nothing can be bred on them.

    Raises:
        RequestError: there are fewer than FEWEST.

    """
    if count < FEWEST:
        raise RequestError(
            f"A formula is bred on {FEWEST} networks or more; these are {count}. Ask for more, as "
            f"with --cells {FEWEST}."
        )


def tried(
    profiles: Sequence[Profile],
    accuracies: Mapping[str, NDArray[np.float64]],
    settings: Settings,
) -> Trial:
    """Evolve a formula for the first data set, and judge it on held-out networks and on all sets.

    Args:
        profiles: the networks' statistics.
        accuracies: by data set, each of shape (networks,).
        settings: of the evolution; its seed draws the split too.

    Raises:
        RequestError: there are too few networks, or DEAP isn't installed.

    """
    places = split(len(profiles), settings.seed)
    statistics = stacked(profiles)
    judged = Judged(statistics, next(iter(accuracies.values())))
    training = judged.only(places.training)
    evolved = evolve(training, judged.only(places.validation), mean_seconds(profiles), settings)
    samples = sampled(judged.accuracies, places.held_out, settings.seed)
    rivals = {"parameters": read("parameters", LAYERS, NUMBERS), "single": best_single(training)}
    return Trial(
        places=places,
        evolved=evolved,
        standing=standing(evolved.best.formula, statistics, accuracies, samples),
        rivals={
            name: standing(formula, statistics, accuracies, samples)
            for name, formula in rivals.items()
        },
        counts={sampling: len(sample) for sampling, sample in samples.items()},
    )


def mean_seconds(profiles: Sequence[Profile]) -> dict[str, float]:
    """Return the CPU seconds of a network by pass and statistic, mean over the networks."""
    names = {name for profile in profiles for name in profile.seconds}
    return {
        name: float(np.mean([profile.seconds.get(name, 0.0) for profile in profiles]))
        for name in sorted(names)
    }


def sampled(accuracies: NDArray[np.float64], held_out: Places, seed: int) -> dict[Sampling, Places]:
    """Return places among the held-out networks for each way of sampling; random takes them all.

    Each of ten strata gives a twentieth of the held-out networks, or all that it has.
    """
    source = np.random.default_rng(seed)
    half = max(STRATA, len(held_out) // 2)
    samples: dict[Sampling, Places] = {"random": held_out}
    for sampling in SAMPLINGS[1:]:
        samples[sampling] = held_out[drawn(accuracies[held_out], half, sampling, source)]
    return samples


def standing(
    formula: Formula,
    statistics: Mapping[str, NDArray[np.float64]],
    accuracies: Mapping[str, NDArray[np.float64]],
    samples: Mapping[Sampling, Places],
) -> Standing:
    """Return a formula's tau on each data set and sample."""
    scored = scores(formula, statistics)
    return Standing(
        formula,
        {
            dataset: {
                sampling: tau(scored[places], reached[places])
                for sampling, places in samples.items()
            }
            for dataset, reached in accuracies.items()
        },
    )


def best_single(judged: Judged) -> Formula:
    """Return the statistic, with one aggregator or negated, that ranks these networks best."""
    texts = [*NUMBERS, *(f"{how}({name})" for name in LAYERS for how in ("total", "mean", "last"))]
    formulas = [
        read(text, LAYERS, NUMBERS) for each in texts for text in (each, f"negative({each})")
    ]
    return max(formulas, key=lambda one: tau(scores(one, judged.statistics), judged.accuracies))
