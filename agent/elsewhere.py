"""The candidates that are neither in the catalogue nor in a folder: the hub's and its cache's."""

from collections.abc import Iterable, Mapping, Sequence

from agent.extract import FollowUp, follow_up
from agent.services import Services
from tools.domain import Dataset, Listing, Request
from tools.hub.cache import cached_models, fetched_before
from tools.hub.live import Found
from tools.hub.same import merged
from tools.hub.search import serving

_SOURCES = ("hub", "cache")


def found_elsewhere(request: Request, dataset: Dataset, services: Services) -> Found:
    """Return what the hub and its cache have for a job; it waits for the network.

    Where the hub cannot be asked, what was fetched from it before is still there.

    Raises:
        HomeError: what is kept of a model cannot be written.

    """
    home = services.settings.home
    live = services.hub.find(
        dataset, requirements=request.requirements, budget=request.budget, home=home
    )
    cached = serving(cached_models(services.settings.hub_cache), dataset)
    before = serving(fetched_before(home), dataset)
    listings = merged(merged(cached, live.listings), before)
    return live._replace(listings=listings)


def is_dropped_for_good(one: Listing) -> bool:
    """Say whether no change of the limits can bring a candidate of the hub back."""
    is_usable = bool(one.model.folder) and one.model.revision != "unknown"
    return bool(one.dropped) and one.model.source in _SOURCES and not is_usable


def to_judge_anew(listings: Iterable[Listing]) -> list[Listing]:
    """Return the hub's and the cache's models of an earlier search, for other limits.

    Asking the hub again could take seconds and change what the answer is about.
    """
    return [
        one if is_dropped_for_good(one) else one.model_copy(update={"dropped": ""})
        for one in listings
        if one.model.source in _SOURCES and not one.candidate.tactics
    ]


def followed_up(text: str, listings: Sequence[Listing], places: Mapping[str, str]) -> FollowUp:
    """Return what a later message wants; words for a model mean one of use before any other.

    The names on a hub are so many that some are like any word.
    """
    of_use = [one.candidate.model for one in listings if not is_dropped_for_good(one)]
    meant = follow_up(text, of_use, places)
    if meant.model is None and not meant.matches and len(of_use) < len(listings):
        return follow_up(text, [one.candidate.model for one in listings], places)
    return meant
