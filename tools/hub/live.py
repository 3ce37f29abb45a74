"""Searches a live hub: a listing first, and a closer look only at what the listing leaves."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from tools.domain import Budget, Dataset, Listing, Model, Requirements
from tools.errors import FetchError
from tools.hub.archives import Report
from tools.hub.cache import remember
from tools.hub.client import PATIENCE_S, HubClient
from tools.hub.closer import Closer
from tools.hub.config import UnusableError
from tools.hub.facts import Facts
from tools.hub.kinds import KINDS
from tools.hub.query import Query, queries
from tools.hub.replies import HubError
from tools.hub.same import Copy, as_dropped, originals
from tools.hub.screen import Limits, dropped, screened
from tools.hub.search import fitting
from tools.hub.snapshot import fetch_snapshot

MOST_MODELS = 200
"""Models of a hub's listings that are looked at in one search."""
# Of those that the listing leaves, so many are looked at closer: the smallest.
_MOST_CLOSER = 40
_PAGE, _THREADS = 100, 8
# A search waits no longer than this for a hub that answers, but slowly.
_SEARCH_S = 20.0
# A hub that did not answer is not asked again for a while.
_SILENT_S = 300.0
# After so many failed answers the others are not asked for.
_MOST_FAILED = 3
# Where less may be downloaded, listings would take it all.
_LEAST_BYTES = 2_000_000


class Found(NamedTuple):
    """What a hub has, sentences about what it did not give, and the bytes that were read."""

    listings: tuple[Listing, ...] = ()
    notes: tuple[str, ...] = ()
    fetched_bytes: int = 0


class LiveHub:
    """A hub, and whether it answered lately.

    No `endpoint` means huggingface_hub's own, no `token` the one that its log-in keeps.
    """

    def __init__(
        self,
        *,
        endpoint: str | None = None,
        token: str | None = None,
        offline: bool = False,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.offline = offline
        self._endpoint, self._token, self._patience_s = endpoint, token, patience_s
        self._silent_until, self._silent_why = 0.0, ""

    def find(
        self,
        dataset: Dataset,
        *,
        requirements: Requirements,
        budget: Budget,
        home: Path,
        words: str = "",
    ) -> Found:
        """Return the hub's models for the data's task; those that cannot be used with the reason.

        `words` are looked for in their names, if any are said.

        A hub that is down, slow or talks nonsense is a sentence among the notes, not an error.

        Raises:
            HomeError: what is kept of a model cannot be written.

        """
        kind = KINDS.get(dataset.task)
        if kind is None:
            return Found()
        if why_not := self._why_not(budget):
            return Found(notes=(why_not,))
        client = self._client()
        limits = Limits(kind, requirements, budget, home, client.has_token)
        search = _Search(client, limits, dataset)
        found = search.run(queries(kind, requirements, words))
        if search.is_silent:
            self._silent_until = time.monotonic() + _SILENT_S
            self._silent_why = search.failures[0]
        return found

    def fetch(self, model: Model, *, home: Path, report: Report) -> Path:
        """Return the folder of a hub model's files, fetching them if they are not there.

        Raises:
            FetchError: the hub does not give them, or other ones; or it must not be asked.
            HomeError: there is no room, or the folder cannot be written.

        """
        if self.offline:
            raise FetchError(
                f"{model.id} is on the hub, which is not asked while offline. Unset"
                " GREENRUNNER_OFFLINE and HF_HUB_OFFLINE, or leave --offline out."
            )
        return fetch_snapshot(model, self._client(), home=home, report=report)

    def _client(self) -> HubClient:
        return HubClient(self._endpoint, self._token, patience_s=self._patience_s)

    def _why_not(self, budget: Budget) -> str:
        if self.offline:
            return "Offline: no hub is asked; candidates are those that are known here."
        if budget.downloads_bytes is not None and budget.downloads_bytes < _LEAST_BYTES:
            return (
                f"The hub is not asked where less than {_LEAST_BYTES / 1e6:.0f} MB may be"
                " downloaded: its listing alone may take that."
            )
        if time.monotonic() < self._silent_until:
            return f"The hub is not asked again so soon: {self._silent_why}."
        return ""


class _Search:
    """One search: what was read so far, and what failed."""

    def __init__(self, client: HubClient, limits: Limits, dataset: Dataset) -> None:
        self.failures: list[str] = []
        self.is_silent = False
        self._client, self._limits, self._dataset = client, limits, dataset
        self._deadline = time.monotonic() + _SEARCH_S
        self._more = False

    def run(self, asked: Sequence[Query]) -> Found:
        entries = list(self._entries(asked))
        self.is_silent = not entries and bool(self.failures)
        judged = [screened(entry, self._limits) for entry in entries]
        gone = [one for facts, one in judged if facts is None]
        left = {facts.id: facts for facts, _ in judged if facts is not None}
        looked = self._looked_at(list(left.values()))
        usable = [one for one in looked if not one.dropped]
        listings = (*usable, *(one for one in looked if one.dropped), *gone)
        return Found(listings, tuple(self._notes(len(entries), usable)), self._client.fetched_bytes)

    def _entries(self, asked: Sequence[Query]) -> Iterator[JsonValue]:
        """Yield what the listings hold, up to the limit, and as far as the hub answers."""
        seen = 0
        for place, query in enumerate(asked):
            share = (MOST_MODELS - seen) // (len(asked) - place)
            try:
                for entry in self._listed(query, share):
                    seen += 1
                    yield entry
            except HubError as error:
                self.failures.append(str(error))
                return

    def _listed(self, query: Query, most: int) -> Iterator[JsonValue]:
        page = self._client.page("/api/models", query.params(min(most, _PAGE)))
        left = most
        while True:
            taken = page.entries[:left]
            yield from taken
            left -= len(taken)
            if left <= 0 or page.further is None or not taken:
                break
            page = self._client.page(page.further)
        self._more |= page.further is not None or len(taken) < len(page.entries)

    def _looked_at(self, left: list[Facts]) -> list[Listing]:
        """Return the models that listings left, after a closer look at each."""
        left.sort(key=lambda one: (one.safetensors.total if one.safetensors else 0, one.id))
        looked = [
            self._dropped(one, f"Only the {_MOST_CLOSER} smallest of a listing are looked at.")
            for one in left[_MOST_CLOSER:]
        ]
        closers = [Closer(one, self._client, self._limits) for one in left[:_MOST_CLOSER]]
        with ThreadPoolExecutor(_THREADS) as pool:
            gone = list(pool.map(lambda one: self._tried(one, self._files_of), closers))
            fine = [one for one, got in zip(closers, gone, strict=True) if not got]
            looked += chain.from_iterable(gone)
            copies = originals(
                Copy(one.facts.id, one.weights, one.facts.base, one.facts.created_at)
                for one in fine
            )
            for one in fine:
                if (first := copies.get(one.facts.id)) is not None:
                    looked.append(self._dropped(one.facts, f"It has the weights of {first}."))
            fine = [one for one in fine if one.facts.id not in copies]
            described = pool.map(lambda one: self._tried(one, self._listings_of), fine)
            return [*chain.from_iterable(described), *looked]

    def _files_of(self, closer: Closer) -> tuple[Listing, ...]:
        closer.look_at_files()
        return ()

    def _listings_of(self, closer: Closer) -> tuple[Listing, ...]:
        """Return a model as the candidates that it can be; labels are kept where they are used."""
        found = closer.listings()
        remember(found, self._limits.home)
        return tuple(
            as_dropped(one, one.dropped) if one.dropped else one
            for one in fitting(found, self._dataset)
        )

    def _dropped(self, facts: Facts, reason: str) -> Listing:
        return dropped(facts, self._limits.kind, reason)

    def _tried(
        self, closer: Closer, step: Callable[[Closer], tuple[Listing, ...]]
    ) -> tuple[Listing, ...]:
        """Return what came of a step: what it returns, or the model dropped with the reason."""
        try:
            if len(self.failures) >= _MOST_FAILED:
                raise UnusableError("The hub stopped answering before it was looked at.")
            if time.monotonic() > self._deadline:
                raise UnusableError(f"The hub took over {_SEARCH_S:.0f} s for the others.")
            return step(closer)
        except HubError as error:
            self.failures.append(str(error))
            return (self._dropped(closer.facts, f"The hub could not be asked about it: {error}."),)
        except UnusableError as reason:
            return (self._dropped(closer.facts, str(reason)),)

    def _notes(self, n: int, usable: Sequence[Listing]) -> Iterator[str]:
        if self.is_silent:
            yield (
                f"The hub is left out: {self.failures[0]}. Candidates are those that are known"
                " here; it is not asked again for some minutes."
            )
            return
        read = self._client.fetched_bytes
        yield (
            f"Of {n:,} models that the hub lists for this, {len(usable):,} can be tried here; the"
            f" others are dropped with a reason each. {read / 1e3:,.0f} kB were read, no weights."
        )
        if self._more:
            yield f"It has more: a search looks at the {n:,} with most downloads."
        if self.failures:
            yield f"In part it did not answer: {self.failures[0]}."
