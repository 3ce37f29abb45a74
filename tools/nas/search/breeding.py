"""A generation of networks from the last one's parents: mutations and uniform crossovers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from tools.nas.search.ledger import Task
from tools.nas.search.limits import drawn, keeps
from tools.nas.spaces.space import Genes

_TRIES = 100
"""Attempts at a child that is new and keeps the limits; then one is drawn from the whole space."""
_DRAWS = 1_000
"""Draws for a network that is not known yet; then the space is taken to be used up."""


@dataclass(frozen=True)
class Breeding:
    """How large a generation is. HS-NAS has 125, 25, 50 and 50 (arXiv 2310.16712, its code).

    The defaults keep its proportions for searches of a few hundred evaluations.
    """

    population: int = 25
    parents: int = 5
    mutations: int = 10
    crossovers: int = 10
    probability: float = 0.3
    """Of each gene of a mutation to be drawn anew."""


def children(
    task: Task,
    breeding: Breeding,
    parents: Sequence[Genes],
    known: Collection[Genes],
    source: Random,
) -> list[Genes]:
    """Return mutations and crossovers, each once and none known; fewer where no more are found.

    A child that breaks a limit is made again; the tries are bounded.

    Raises:
        RequestError: no network drawn keeps the limits.

    """
    made: dict[Genes, None] = {}
    for number in range(breeding.mutations + breeding.crossovers):
        for _ in range(_TRIES):
            child = (
                _mutation(task, breeding, parents, source)
                if number < breeding.mutations
                else task.space.crossed(source.choice(parents), source.choice(parents), source)
            )
            if child not in known and child not in made and keeps(child, task.limits):
                made[child] = None
                break
        else:
            found = fresh(task, 1, {*known, *made}, source)
            if not found:
                break
            made |= dict.fromkeys(found)
    return list(made)


def fresh(task: Task, count: int, known: Collection[Genes], source: Random) -> list[Genes]:
    """Return networks drawn within the limits, each once and none known; fewer at a space's end.

    Raises:
        RequestError: no network drawn keeps the limits.

    """
    made: dict[Genes, None] = {}
    for _ in range(count):
        for _ in range(_DRAWS):
            genes = drawn(task.space, task.limits, source)
            if genes not in known and genes not in made:
                made[genes] = None
                break
        else:
            break
    return list(made)


def _mutation(task: Task, breeding: Breeding, parents: Sequence[Genes], source: Random) -> Genes:
    parent = source.choice(parents)
    return task.space.mutated(parent, source, probability=breeding.probability)
