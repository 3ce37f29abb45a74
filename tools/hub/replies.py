"""What a hub's answer amounts to: what was asked for, a refusal, or a hub that cannot be used."""

import json
from typing import TYPE_CHECKING

from pydantic import JsonValue

from tools.hub.config import UnusableError

if TYPE_CHECKING:
    import httpx2

# Asked to come back later than this, a search goes on without the hub.
_LONGEST_WAIT_S = 5.0


class HubError(Exception):
    """The hub cannot be used just now, for the reason it carries: a few words."""


class Allowance:
    """The bytes that may still be read about one model."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = self.left_bytes = most_bytes

    def take(self, n_bytes: int) -> None:
        """Count what was read.

        Raises:
            UnusableError: it is more than there was left.

        """
        self.left_bytes -= n_bytes
        if self.left_bytes < 0:
            raise UnusableError(f"What describes it is over {self.most_bytes:,} bytes long.")


def asked_to_wait_s(response: "httpx2.Response") -> float | None:
    """Return the seconds after which a hub that has too much to do may be asked again, if few."""
    said = response.headers.get("Retry-After", "")
    if response.status_code != 429 or not said.isascii() or not said.isdigit():
        return None
    wait_s = float(said)
    return wait_s if wait_s <= _LONGEST_WAIT_S else None


def require_success(response: "httpx2.Response") -> None:
    """Check that an answer is one.

    Raises:
        HubError: the hub cannot answer just now.
        UnusableError: it does not give what was asked for, and may give other things.

    """
    status = response.status_code
    if status in (401, 403):
        raise UnusableError(
            f"Its owner decides who may have it, and you have no access ({status})."
        )
    if status in (404, 410, 416):
        raise UnusableError(f"The hub does not give it out ({status}).")
    if status == 429:
        later = response.headers.get("Retry-After", "")[:20]
        raise HubError(f"it has too many requests{f' (again in {later} s)' if later else ''}")
    if not 200 <= status < 300:
        raise HubError(f"it answers {status}")


def read_json(body: bytes) -> JsonValue:
    """Read an answer's body.

    Raises:
        HubError: it is not JSON.

    """
    try:
        value: JsonValue = json.loads(body)
    except (ValueError, RecursionError):
        raise HubError("its answer is not JSON") from None
    return value


def in_words(error: Exception, timeout_s: float) -> str:
    """Return what came between the hub and its client, in a few words."""
    import httpx2

    if isinstance(error, httpx2.TimeoutException):
        return f"it does not answer within {timeout_s:g} s"
    if isinstance(error, httpx2.ConnectError):
        return "it cannot be reached"
    return "the connection broke off"
