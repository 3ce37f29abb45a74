"""Searches that pay for every network they look at: evolution, aging evolution, random draws."""

from random import Random

from tools.nas.search.breeding import Breeding, children, fresh
from tools.nas.search.ledger import History, Ledger, Task


def evolutionary_search(task: Task, breeding: Breeding, *, seed: int) -> History:
    """Return a search whose every generation is ranked by the costly evaluation.

    Of all networks paid for the best become parents, so a parent stays until a better one comes.
    It ends with the budget, or where the space is used up.

    Raises:
        RequestError: no network drawn keeps the limits.

    """
    source, ledger = Random(seed), Ledger(task)
    generation = fresh(task, breeding.population, (), source)
    while ledger.is_open and generation:
        ledger.evaluate(generation)
        parents = ledger.best(breeding.parents)
        if not parents:
            break
        generation = children(task, breeding, parents, ledger.qualities, source)
    return ledger.close()


def aging_search(task: Task, population: int, sample: int, *, seed: int) -> History:
    """Return a regularized evolution (arXiv 1802.01548): the oldest dies, not the worst.

    Of a random sample the best has a child that differs in one gene. A child that is known
    or breaks a limit is made again by mutation of any gene.

    Raises:
        RequestError: no network drawn keeps the limits.

    """
    source, ledger = Random(seed), Ledger(task)
    alive = fresh(task, population, (), source)
    ledger.evaluate(alive)
    one_gene = Breeding(mutations=1, crossovers=0, probability=1.5 / len(task.space.choices))
    while ledger.is_open and alive:
        some = source.sample(alive, min(sample, len(alive)))
        parent = max(some, key=lambda genes: ledger.qualities[genes])
        child = children(task, one_gene, [parent], ledger.qualities, source)
        if not child:
            break
        ledger.evaluate(child)
        alive = [*alive[1:], *child]
    return ledger.close()


def random_search(task: Task, *, seed: int) -> History:
    """Return a search that draws networks within the limits, each once.

    Raises:
        RequestError: no network drawn keeps the limits.

    """
    source, ledger = Random(seed), Ledger(task)
    while ledger.is_open:
        found = fresh(task, 1, ledger.qualities, source)
        if not found:
            break
        ledger.evaluate(found)
    return ledger.close()
