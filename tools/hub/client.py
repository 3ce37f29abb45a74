"""Asks a Hugging Face hub, with little patience and for few bytes.

Through huggingface_hub's session, with its address and its headers, but not by its calls: those
wait for ever, repeat what failed for half a minute, and stop at one odd entry of a page.
"""

import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from pydantic import JsonValue

from tools.hub.config import UnusableError
from tools.hub.replies import (
    Allowance,
    HubError,
    asked_to_wait_s,
    in_words,
    read_json,
    require_success,
)

if TYPE_CHECKING:
    import httpx2

Params = Sequence[tuple[str, str]]

# Seconds for a connection, and between two pieces of an answer; a whole answer may take longer.
PATIENCE_S = 4.0
_ANSWER_S, _DOWNLOAD_PATIENCE_S = 10.0, 30.0
_MOST_PAGE_BYTES = 8_000_000
_PIECE_BYTES = 65_536


class Place(NamedTuple):
    """A file of a repository at a commit."""

    repo: str
    revision: str
    name: str


class Page(NamedTuple):
    """One page of a listing, and where the next is, if there is one."""

    entries: list[JsonValue]
    further: str | None


class HubClient:
    """A hub at an address, as whoever holds the token sees it.

    `fetched_bytes` counts what answers held, `requests` how many were asked for. The session is
    shared with all that uses huggingface_hub in this process, so it is never closed.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        token: str | None = None,
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        from huggingface_hub import constants, get_session
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

        self.endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        # An empty token is none; without any, that of huggingface_hub's log-in.
        own = False if token == "" else token
        told: dict[str, str] = build_hf_headers(token=own, library_name="greenrunner")
        self.has_token = "authorization" in told
        # What is unpacked may be a thousand times what came.
        self._headers = {**told, "accept-encoding": "identity"}
        self._patience_s = patience_s
        self._http = get_session()
        self._counting = threading.Lock()
        self.fetched_bytes = self.requests = 0

    def page(self, address: str, params: Params = ()) -> Page:
        """Return a page of a listing: a path with its parameters, or where `further` pointed.

        Raises:
            HubError: the hub does not answer, or not with a page.

        """
        url = f"{self.endpoint}{address}" if address.startswith("/") else address
        try:
            with self._answer(url, params) as response:
                body = b"".join(self._pieces(response, Allowance(_MOST_PAGE_BYTES)))
                further = response.links.get("next", {}).get("url")
        except UnusableError:
            raise HubError("it gives no list of models, as some mirrors do not") from None
        if further is not None and urlsplit(further)[:2] != urlsplit(self.endpoint)[:2]:
            further = None
        entries = read_json(body)
        if not isinstance(entries, list):
            raise HubError("its answer is not a list of models")
        return Page(entries, further)

    def about(self, address: str, params: Params, allowance: Allowance) -> JsonValue:
        """Return what the hub says of one model.

        Raises:
            HubError: the hub does not answer, or not in JSON.
            UnusableError: the hub does not give it, or it is longer than it may be.

        """
        with self._answer(f"{self.endpoint}{address}", params) as response:
            return read_json(b"".join(self._pieces(response, allowance)))

    def allows(self, repo: str) -> bool:
        """Say whether the hub lets the holder of the token have a gated model.

        Raises:
            HubError: the hub does not answer.

        """
        try:
            with self._answer(f"{self.endpoint}/api/models/{repo}/auth-check"):
                return True
        except UnusableError:
            return False

    def part(self, file: Place, start: int, length: int, allowance: Allowance) -> bytes:
        """Return `length` bytes of a file from `start` on; fewer where the file ends before.

        Raises:
            HubError: the hub does not answer.
            UnusableError: the hub does not give it.

        """
        headers = {"Range": f"bytes={start}-{start + length - 1}"}
        with self._answer(self._url(file), headers=headers) as response:
            skip = 0 if response.status_code == 206 else start
            got = bytearray()
            # A hub without ranges sends the whole file: what is not wanted is not waited for.
            for piece in self._pieces(response, allowance, min(length, _PIECE_BYTES)):
                got += piece
                if len(got) >= skip + length:
                    break
        return bytes(got[skip : skip + length])

    def whole(self, file: Place) -> Generator[bytes]:
        """Yield the pieces of a file of any size.

        Raises:
            HubError: the hub does not answer.
            UnusableError: the hub does not give it.

        """
        with self._answer(self._url(file), patience_s=_DOWNLOAD_PATIENCE_S) as response:
            yield from response.iter_raw(_PIECE_BYTES)

    def _url(self, file: Place) -> str:
        from huggingface_hub import hf_hub_url

        return hf_hub_url(file.repo, file.name, revision=file.revision, endpoint=self.endpoint)

    @contextmanager
    def _answer(
        self,
        url: str,
        params: Params = (),
        *,
        headers: Mapping[str, str] | None = None,
        patience_s: float | None = None,
    ) -> "Iterator[httpx2.Response]":
        """Lend an answer that is none of refusal; a short pause that is asked for is made once."""
        import httpx2

        timeout_s = patience_s or self._patience_s

        def asked() -> AbstractContextManager[httpx2.Response]:
            with self._counting:
                self.requests += 1
            # Where there are no parameters an address keeps its own.
            return self._http.stream(
                "GET",
                url,
                params=list(params) or None,
                headers={**self._headers, **(headers or {})},
                timeout=timeout_s,
            )

        try:
            with asked() as response:
                if (wait_s := asked_to_wait_s(response)) is None:
                    require_success(response)
                    yield response
                    return
            time.sleep(wait_s)
            with asked() as response:
                require_success(response)
                yield response
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise HubError(in_words(error, timeout_s)) from error

    def _pieces(
        self, response: "httpx2.Response", allowance: Allowance, size: int = _PIECE_BYTES
    ) -> Iterator[bytes]:
        """Yield the pieces of an answer that is neither longer nor slower than it may be."""
        deadline = time.monotonic() + _ANSWER_S
        for piece in response.iter_raw(size):
            with self._counting:
                self.fetched_bytes += len(piece)
            allowance.take(len(piece))
            if time.monotonic() > deadline:
                raise HubError(f"an answer took over {_ANSWER_S:.0f} s")
            yield piece
