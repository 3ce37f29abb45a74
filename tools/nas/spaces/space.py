"""A space of networks: what can be chosen at each place, and how a module is built of choices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

Gene = int | float | str
Genes = tuple[Gene, ...]
"""One network of a space: a choice for each of its genes, in the space's order."""


@dataclass(frozen=True)
class Space:
    """Which networks there are, and how one is built."""

    name: str
    choices: Mapping[str, tuple[Gene, ...]]
    """What each gene may be, in order; each has two choices at least, or is fixed by one."""
    input_shape: tuple[int, ...]
    """The shape of one example: (channels, height, width), or (tokens,)."""
    build: "Callable[[Genes], nn.Module]"
    """Builds the network untrained, its weights drawn from torch's global generator."""

    def draw(self, source: Random) -> Genes:
        """Return a network drawn uniformly over the choices."""
        return tuple(source.choice(options) for options in self.choices.values())

    def mutated(self, genes: Genes, source: Random, *, probability: float) -> Genes:
        """Return a network of which each gene was drawn anew with a probability."""
        places = zip(genes, self.choices.values(), strict=True)
        return tuple(
            source.choice(options) if source.random() < probability else gene
            for gene, options in places
        )

    def crossed(self, one: Genes, other: Genes, source: Random) -> Genes:
        """Return a child that has each gene from one of two, with equal chance."""
        return tuple(source.choice(pair) for pair in zip(one, other, strict=True))
