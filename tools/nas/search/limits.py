"""Draws networks that keep hard limits by their estimates; what breaks one is drawn again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tools.errors import RequestError
from tools.nas.spaces.space import Genes, Space

TRIES = 10_000
"""Draws after which no network is taken to keep the limits: one of 2,000 is found by 99 %."""


@dataclass(frozen=True)
class Limit:
    """What no network of a search may exceed. An estimate that is not a number exceeds it."""

    name: str
    most: float
    estimate: Callable[[Genes], float]


def keeps(genes: Genes, limits: Sequence[Limit]) -> bool:
    """Return whether every estimate is within its limit."""
    return all(limit.estimate(genes) <= limit.most for limit in limits)


def drawn(space: Space, limits: Sequence[Limit], source: Random, *, tries: int = TRIES) -> Genes:
    """Return a network drawn uniformly among those that keep the limits.

    Raises:
        RequestError: none of so many draws keeps them.

    """
    least = {limit.name: float("inf") for limit in limits}
    for _ in range(tries):
        genes = space.draw(source)
        estimates = {limit.name: limit.estimate(genes) for limit in limits}
        if all(estimates[limit.name] <= limit.most for limit in limits):
            return genes
        least = {name: min(before, estimates[name]) for name, before in least.items()}
    asked = ", ".join(
        f"{limit.name} at most {limit.most:,g} (least drawn: {least[limit.name]:,g})"
        for limit in limits
    )
    raise RequestError(
        f"None of {tries:,} networks drawn from {space.name} keeps all limits: {asked}. "
        "Raise a limit, or give another space."
    )
