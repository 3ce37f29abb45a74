"""Searches in which a cheap predictor ranks networks, before or instead of the costly evaluation.

After HS-NAS (Jawahar et al., arXiv 2310.16712, and its public code): evolution whose first
generations are ranked by a predictor and the others by the costly evaluation. There the predictor
is trained beforehand on demonstrations; here they are paid for like everything else. Parents
are handed on best first (the published code names the worst of the best the best one).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np

from tools.nas.search.breeding import Breeding, children, fresh
from tools.nas.search.forecast import Fit, Ranking
from tools.nas.search.ledger import History, Ledger, Task
from tools.nas.spaces.space import Genes


@dataclass(frozen=True)
class Mixture:
    """How a hybrid search divides its work."""

    breeding: Breeding = field(default_factory=Breeding)
    demonstrations: int = 20
    """Networks drawn and paid for before the first prediction."""
    cheap_generations: int = 10
    batch: int = 10
    """Networks paid for in a costly generation."""
    bred_per_paid: int = 10
    """Children bred for each that is paid for: the predictor says which. 1 pays for all."""
    refits: bool = True
    """Whether the predictor is fitted again to what a costly generation brought."""


AS_PUBLISHED = Mixture(cheap_generations=15, batch=20, bred_per_paid=1, refits=False)
"""HS-NAS: 15 of 30 generations are cheap, each later one is paid for whole, nothing is refitted."""


def hybrid_search(task: Task, fit: Fit, mixture: Mixture, *, seed: int) -> History:
    """Return a search of cheap generations, then costly ones until the budget is spent.

    Raises:
        RequestError: no network drawn keeps the limits.

    """
    source, ledger = Random(seed), Ledger(task)
    ledger.evaluate(fresh(task, mixture.demonstrations, (), source))
    ranking = _fitted(fit, ledger)
    generation = _cheap_generations(task, ledger, ranking, mixture, source)
    while ledger.is_open:
        unknown = [genes for genes in generation if genes not in ledger.qualities]
        if not unknown:
            break
        ledger.evaluate(unknown[: mixture.batch])
        if mixture.refits:
            ranking = _fitted(fit, ledger)
        generation = _screened(task, ledger, ranking, mixture, source)
    return ledger.close()


def predictor_search(task: Task, fit: Fit, mixture: Mixture, *, seed: int) -> History:
    """Return a search that pays for its demonstrations and for the network predicted to be best.

    Raises:
        RequestError: no network drawn keeps the limits.

    """
    source, ledger = Random(seed), Ledger(task)
    ledger.evaluate(fresh(task, mixture.demonstrations, (), source))
    ranking = _fitted(fit, ledger)
    found = _cheap_generations(task, ledger, ranking, mixture, source)
    ledger.evaluate(found[:1])
    return ledger.close()


def _fitted(fit: Fit, ledger: Ledger) -> Ranking:
    return fit(list(ledger.qualities), list(ledger.qualities.values()))


def _cheap_generations(
    task: Task, ledger: Ledger, ranking: Ranking, mixture: Mixture, source: Random
) -> list[Genes]:
    """Return the last generation that is ranked by predictions alone, best first."""
    breeding = mixture.breeding
    missing = max(0, breeding.population - len(ledger.qualities))
    generation = [*ledger.qualities, *fresh(task, missing, ledger.qualities, source)]
    for _ in range(mixture.cheap_generations):
        parents = _best_first(ledger, ranking, generation)[: breeding.parents]
        if not parents:
            break
        generation = [*parents, *children(task, breeding, parents, set(parents), source)]
    return _best_first(ledger, ranking, generation)


def _screened(
    task: Task, ledger: Ledger, ranking: Ranking, mixture: Mixture, source: Random
) -> list[Genes]:
    """Return children of the best that were paid for; screened ones are predicted best first."""
    count = mixture.batch * mixture.bred_per_paid
    breeding = Breeding(
        mutations=count // 2,
        crossovers=count - count // 2,
        probability=mixture.breeding.probability,
    )
    parents = ledger.best(mixture.breeding.parents)
    bred = children(task, breeding, parents, ledger.qualities, source) if parents else []
    return _best_first(ledger, ranking, bred) if mixture.bred_per_paid > 1 else bred


def _best_first(ledger: Ledger, ranking: Ranking, networks: Sequence[Genes]) -> list[Genes]:
    """Pay for predictions and return networks by them; none where the budget is too small."""
    if not networks or not ledger.predict(len(networks)):
        return []
    order = np.argsort(-ranking(networks), kind="stable")
    return [networks[place] for place in order]
