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

    What breaks one limit is not estimated for the next: give the limits cheapest first.

    Raises:
        RequestError: none of so many draws keeps them.

    """
    least: dict[str, float] = {}
    for _ in range(tries):
        genes = space.draw(source)
        for limit in limits:
            estimate = limit.estimate(genes)
            least[limit.name] = min(least.get(limit.name, estimate), estimate)
            if not estimate <= limit.most:
                break
        else:
            return genes
    asked = ", ".join(
        f"{limit.name} at most {limit.most:,g}"
        + (f" (least drawn: {least[limit.name]:,g})" if limit.name in least else "")
        for limit in limits
    )
    raise RequestError(
        f"None of {tries:,} networks drawn from {space.name} keeps all limits: {asked}. "
        "Raise a limit, or give another space."
    )
