"""Asks whether a server answers."""

import urllib.error
import urllib.request

_TIMEOUT_S = 4.0


def reached(address: str) -> str | None:
    """Return why an address does not answer, in a few words, or None where it does.

    An answer that refuses (401, 404) comes from a server that is there.
    """
    try:
        request = urllib.request.Request(address, headers={"User-Agent": "greenrunner"})
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S):
            return None
    except urllib.error.HTTPError as error:
        return None if error.code < 500 else f"it answers {error.code}"
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return " ".join(str(reason).split())[:120] or type(error).__name__


def hub_address() -> str:
    """Return the hub's address as huggingface_hub has it, where nobody names another."""
    from huggingface_hub import constants

    return str(constants.ENDPOINT)
