"""Trees have children: typed crossover and mutation, with a limit on depth and size."""

import copy
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.nas.proxies.evolved.grammar import genetic_programming, grammar

if TYPE_CHECKING:
    from deap.gp import PrimitiveTree

CROSSED = 0.8
"""The share of children that have two parents; the others are mutated copies of one."""


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed Python's global generator, which DEAP draws from, and give it back as it was."""
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)


@dataclass(frozen=True)
class Limits:
    """How large a tree may be."""

    depth: int = 6
    nodes: int = 30


class Breeder:
    """Makes trees of a grammar, by chance and of other trees."""

    def __init__(self, limits: Limits) -> None:
        """Take the limits.

        Raises:
            RequestError: DEAP isn't installed.

        """
        self._gp = genetic_programming()
        self._grammar = grammar()
        self._limits = limits

    def fresh(self) -> "PrimitiveTree":
        """Return a tree that was drawn by chance, of depth 2 or 3."""
        return self._gp.PrimitiveTree(self._gp.genHalfAndHalf(self._grammar, 2, 3))

    def child(self, parents: "Sequence[PrimitiveTree]") -> "PrimitiveTree":
        """Return a child of two parents, or a changed copy of the first.

        What outgrows the limits is dropped, and a copy of the first parent stands in for it.
        """
        one, other = parents
        tree = copy.deepcopy(one)
        tree = self._crossed(tree, other) if random.random() < CROSSED else self._mutated(tree)
        within = tree.height <= self._limits.depth and len(tree) <= self._limits.nodes
        return tree if within else copy.deepcopy(one)

    def _crossed(self, tree: "PrimitiveTree", other: "PrimitiveTree") -> "PrimitiveTree":
        # DEAP's own crossover draws from a set of types, so its order changes with the process.
        place = random.randrange(len(tree))
        same = [index for index, node in enumerate(other) if node.ret is tree[place].ret]
        if same:
            brought = other.searchSubtree(random.choice(same))
            tree[tree.searchSubtree(place)] = copy.deepcopy(other[brought])
        return tree

    def _mutated(self, tree: "PrimitiveTree") -> "PrimitiveTree":
        gp = self._gp
        change = random.choice(("subtree", "node", "node", "shrink", "insert"))
        if change == "subtree":
            return gp.mutUniform(tree, self._sprig, self._grammar)[0]
        if change == "node":
            return gp.mutNodeReplacement(tree, self._grammar)[0]
        if change == "shrink":
            return gp.mutShrink(tree)[0]
        return gp.mutInsert(tree, self._grammar)[0]

    def _sprig(self, pset: object, type_: type) -> "PrimitiveTree":
        return self._gp.genFull(pset, 0, 2, type_)
