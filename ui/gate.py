"""Lets in only what our own page asks: whoever reaches the port is not therefore its user.

A page of another origin, in a browser on this machine, could open a socket here (browsers do not
hold sockets to CORS), or call itself by a name that leads here (DNS rebinding).
"""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_SCHEME = "http://"


class Gate:
    """Refuses requests and sockets with another host or origin; an ASGI middleware."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._origins = set(origins)
        self._hosts = {origin.removeprefix(_SCHEME) for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is ours."""
        if scope["type"] == "lifespan" or self._is_ours(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            refusal = PlainTextResponse("This is not a page of Green Runner's own.", 403)
            await refusal(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        return headers.get("host") in self._hosts and (origin is None or origin in self._origins)
