"""Fetches a model's files while a search waits: in a thread that stops when the search does."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, thread_time

from agent import words
from agent.events import teller
from agent.services import Services
from tools.domain import Listing
from tools.errors import FetchError
from tools.hub.archives import Report
from tools.hub.shelf import make_room, mark_used
from tools.hub.snapshot import folder_of
from tools.hub.weights import fetch, folder_of_archive, missing

# Seconds between two lines of progress.
_TELL_EVERY_S = 1.0


class OutOfTimeError(Exception):
    """The budget ran out in the middle of a download."""


class Tally:
    """The bytes that were fetched so far, also when what fetched them was cancelled.

    `cpu_s` is what a fetch that is over computed.
    """

    def __init__(self) -> None:
        self.cpu_s = 0.0
        self._archives: dict[str, int] = {}

    def note(self, archive: str, so_far: int) -> None:
        """Note how far an archive has come."""
        self._archives[archive] = so_far

    @property
    def downloads_bytes(self) -> int:
        """All of it."""
        return sum(self._archives.values())


def to_fetch(listing: Listing, services: Services) -> dict[str, int]:
    """Return what must be fetched before a model can run, with its bytes."""
    if listing.model.source == "hub":
        is_here = folder_of(listing.model, services.settings.home).is_dir()
        return {} if is_here else dict(listing.model.archives)
    if listing.model.source != "catalogue":
        return {}
    entry = services.catalogue.entry(listing.model.id)
    return missing(entry, services.catalogue, services.settings.home)


async def fetch_model(listing: Listing, services: Services, tally: Tally, *, left_s: float) -> None:
    """Put a model's files where its worker looks for them; the user's own are there.

    Raises:
        OutOfTimeError: it took longer than `left_s`.
        FetchError: something could not be fetched, or is not what the catalogue or the hub names.
        HomeError: there is no room, or the folder cannot be written.

    """
    stop, deadline, tell = threading.Event(), monotonic() + left_s, teller()
    told, planned = monotonic(), sum(to_fetch(listing, services).values())

    def report(archive: str, so_far: int, total: int | None) -> None:
        nonlocal told
        if stop.is_set() or monotonic() > deadline:
            raise OutOfTimeError
        tally.note(archive, so_far)
        if monotonic() - told > _TELL_EVERY_S:
            told = monotonic()
            tell(
                "fetched",
                candidate=listing.candidate.model_dump(mode="json"),
                so_far_bytes=tally.downloads_bytes,
                total_bytes=planned or total,
            )

    def fetching() -> None:
        began = thread_time()
        try:
            fetch_files(listing, services, report)
        finally:
            tally.cpu_s = thread_time() - began

    try:
        await asyncio.to_thread(fetching)
    finally:
        stop.set()


def fetch_files(listing: Listing, services: Services, report: Report) -> None:
    """Do the same at once, in this thread, telling `report` how far each archive is.

    Raises:
        FetchError: something could not be fetched, or is not what the catalogue or the hub names.
        HomeError: there is no room, or the folder cannot be written.

    """
    home, model = services.settings.home, listing.model
    if model.source == "hub":
        services.hub.fetch(model, home=home, report=report)
    if model.source == "catalogue":
        fetch(model.id, services.catalogue, home=home, index=services.index, report=report)
    mark_used(home, model.folder)


def make_way(listing: Listing, services: Services, *, beside: Sequence[Listing]) -> list[str]:
    """Remove what the limit on the disk leaves no room for, and return a sentence for each.

    Raises:
        FetchError: removing all but `beside` would not be enough; nothing was removed.
        HomeError: the folder cannot be written.

    """
    settings, model = services.settings, listing.model
    if settings.disk_limit is None or not to_fetch(listing, services):
        return []
    keep = {Path(one.model.folder).name for one in (listing, *beside) if one.model.folder}
    keep |= {folder_of_archive(name) for one in (listing, *beside) for name in one.model.archives}
    gone = make_room(
        settings.home,
        model.size_bytes,
        limit_bytes=settings.disk_limit,
        keep=keep,
        own=settings.models,
    )
    limit = f"the limit of {words.size(settings.disk_limit)} on the disk"
    if gone is None:
        raise FetchError(
            f"{model.id} takes {words.size(model.size_bytes)}: too much for {limit}, beside the "
            "models of this search. Raise GREENRUNNER_DISK_LIMIT, or ask for fewer models."
        )
    return [
        f"Removed {one.folder} ({words.size(one.size_bytes)}, last used on {one.used_at:%Y-%m-%d}) "
        f"for {limit}; what was measured of it stays."
        for one in gone
    ]
