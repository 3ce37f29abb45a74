"""What quality is to be expected of candidates: from what was measured here, and is published."""

from collections.abc import Iterator, Mapping, Sequence

from agent.services import Services
from tools.cost.quality import ASKED, Known, Prior, quality_prior
from tools.domain import Candidate, Dataset, Listing, Published

# Fewer answers say little of a model.
_LEAST_ANSWERS = 32
# Published results seldom say of how many examples they are.
_PUBLISHED_N = 1_000


def priors(
    listings: Sequence[Listing],
    families: Mapping[Candidate, str],
    dataset: Dataset,
    services: Services,
) -> dict[Candidate, Prior]:
    """Return the quality to expect of each candidate, as if it had not seen the examples.

    What others reached on the same examples tells how hard they are; what a candidate did itself
    is no expectation, and is left out.
    """
    known = [*_stored(listings, families, dataset, services), *_published(listings, families)]
    expected = {}
    for one in listings:
        name = _name(one.candidate.model, one.candidate.strategy)
        expected[one.candidate] = quality_prior(
            model=name,
            family=families[one.candidate],
            parameters=one.model.parameters,
            known=[fact for fact in known if (fact.model, fact.examples) != (name, ASKED)],
        )
    return expected


def _stored(
    listings: Sequence[Listing],
    families: Mapping[Candidate, str],
    dataset: Dataset,
    services: Services,
) -> Iterator[Known]:
    """Yield what was measured of those that are listed, on whatever machine."""
    listed: dict[tuple[str, str], Listing] = {
        (one.candidate.model, one.candidate.strategy): one for one in listings
    }
    for row in services.store.listing():
        one = listed.get((row.model, row.strategy))
        if one is None or row.tactics or row.n < _LEAST_ANSWERS:
            continue
        yield Known(
            model=_name(row.model, row.strategy),
            family=families[one.candidate],
            parameters=one.model.parameters,
            examples=ASKED if row.dataset == dataset.name else row.dataset,
            quality=row.accuracy,
            n=row.n,
        )


def _published(listings: Sequence[Listing], families: Mapping[Candidate, str]) -> Iterator[Known]:
    for one in listings:
        for result in one.model.published:
            if (share := _accuracy(result)) is not None:
                yield Known(
                    model=_name(one.candidate.model, one.candidate.strategy),
                    family=families[one.candidate],
                    parameters=one.model.parameters,
                    examples=f"published: {result.dataset}",
                    quality=share,
                    n=_PUBLISHED_N,
                )


def _accuracy(result: Published) -> float | None:
    """Return a published accuracy as a share; some are given in percent."""
    if "accuracy" not in result.metric.casefold():
        return None
    share = result.value / 100 if result.value > 1 else result.value
    return share if 0 <= share <= 1 else None


def _name(model: str, strategy: str) -> str:
    """Return what tells ways to use a model apart: its own head may be worse than a new one."""
    return f"{model} ({strategy})"
