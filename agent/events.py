"""What a running search tells whoever watches: small plain JSON, streamed as it happens."""

from typing import Literal

from langgraph.config import get_stream_writer

Kind = Literal["note", "found", "fetching", "measuring", "measured", "failed", "answer"]


def tell(kind: Kind, **facts: object) -> None:
    """Send one event to the stream of the running graph."""
    get_stream_writer()({"kind": kind, **facts})
