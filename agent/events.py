"""What a running search tells whoever watches, and whose it is: plain JSON, as it happens."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from langgraph.config import get_config, get_stream_writer

Kind = Literal[
    "note",
    "found",
    "queued",
    "fetching",
    "fetched",
    "measuring",
    "measured",
    "failed",
    "designing",
]


def this_thread() -> str:
    """Return the id of the conversation whose graph is running."""
    return str(get_config()["configurable"]["thread_id"])


def tell(kind: Kind, **facts: object) -> None:
    """Send one event to the stream of the running graph."""
    get_stream_writer()({"kind": kind, **facts})


def teller() -> Callable[..., None]:
    """Return `tell` as another thread may call it; after the end of the search it says nothing."""
    writer, loop = get_stream_writer(), asyncio.get_running_loop()

    def tell_from_thread(kind: Kind, **facts: object) -> None:
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(writer, {"kind": kind, **facts})

    return tell_from_thread
