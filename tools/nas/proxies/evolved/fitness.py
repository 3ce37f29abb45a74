"""How well a formula ranks networks: Kendall's tau-b, over resamples of those it is judged on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.nas.proxies.evolved.formula import Formula, computed
from tools.nas.proxies.evolved.operators import Values
from tools.nas.proxies.evolved.statistics import LAYERS, NUMBERS, Profile
from tools.nas.sampling import STRATA, Sampling

WORST = -1.0
"""The fitness of a formula that has no value for some network, or the same for all."""
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Judged:
    """Networks with their statistics and with the accuracies that they reached when trained."""

    statistics: Mapping[str, Values]
    accuracies: NDArray[np.float64]

    def only(self, places: Places) -> "Judged":
        """Return some of the networks."""
        chosen = {name: values[places] for name, values in self.statistics.items()}
        return Judged(chosen, self.accuracies[places])


def stacked(profiles: Sequence[Profile]) -> dict[str, Values]:
    """Return the statistics of many networks by name, shorter ones ending in NaN."""
    longest = max((len(next(iter(each.layers.values()))) for each in profiles), default=0)
    table: dict[str, Values] = {}
    for name in LAYERS:
        table[name] = np.full((len(profiles), longest), np.nan)
        for row, each in enumerate(profiles):
            table[name][row, : len(each.layers[name])] = each.layers[name]
    for name in NUMBERS:
        table[name] = np.array([[each.numbers[name]] for each in profiles])
    return table


def scores(formula: Formula, statistics: Mapping[str, Values]) -> NDArray[np.float64]:
    """Return a formula's value for each network, NaN where it has none."""
    rows = len(next(iter(statistics.values())))
    return np.broadcast_to(computed(formula, statistics)[:, 0], (rows,))


def tau(scored: NDArray[np.float64], accuracies: NDArray[np.float64]) -> float:
    """Return Kendall's tau-b of scores with accuracies (doi 10.1093/biomet/33.3.239).

    Returns:
        The value in [-1, 1]; WORST if a score isn't finite or all are the same.

    """
    if not np.isfinite(scored).all():
        return WORST
    one = np.sign(scored[:, None] - scored[None])
    other = np.sign(accuracies[:, None] - accuracies[None])
    size = np.sqrt(np.abs(one).sum() * np.abs(other).sum())
    return float((one * other).sum() / size) if size > 0 else WORST


def drawn(
    accuracies: NDArray[np.float64], count: int, sampling: Sampling, source: np.random.Generator
) -> Places:
    """Return the places of networks that were drawn without putting back, in a random order.

    `stratified` takes the same number from each of ten equal-width bins of accuracy, or all that a
    bin has; `deciles` from each tenth by rank; as `tools.nas.sampling` does it with a table.
    """
    order = source.permutation(len(accuracies))
    if sampling == "random":
        return order[:count]
    strata = _bins(accuracies) if sampling == "stratified" else _deciles(accuracies)
    quota = max(1, count // STRATA)
    taken = [order[strata[order] == stratum][:quota] for stratum in range(STRATA)]
    return source.permutation(np.concatenate(taken))


def _bins(accuracies: NDArray[np.float64]) -> Places:
    edges = np.linspace(accuracies.min(), accuracies.max(), STRATA + 1)[1:-1]
    return np.digitize(accuracies, edges)


def _deciles(accuracies: NDArray[np.float64]) -> Places:
    ranks = np.argsort(np.argsort(accuracies, kind="stable"), kind="stable")
    return ranks * STRATA // len(accuracies)


def resamples(
    accuracies: NDArray[np.float64], samplings: Sequence[Sampling], times: int, seed: int
) -> Iterator[Places]:
    """Yield the places of parts of the networks, a few times for each way of sampling.

    A random part has half of them. A formula that is good in all of them leans on few.
    """
    source = np.random.default_rng(seed)
    for _ in range(times):
        for sampling in samplings:
            yield drawn(accuracies, len(accuracies) // 2, sampling, source)
