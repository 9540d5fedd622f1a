"""The guard: who may ask. Only this machine, by the address that was told, from the page that it gave.

A page of elsewhere that a browser has open can send requests to this machine; a name that it has for this machine's
address (DNS rebinding) is not one of ours, and the secret in the address is not known to it.
"""

from collections.abc import Awaitable, Callable
from secrets import compare_digest
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HOSTS = ("127.0.0.1", "localhost", "[::1]")
LARGEST = 10_000  # bytes that a request may have in its body


class Guard:
    """Lets through to `app` what has one of this machine's names for its host, no foreign origin, and the token."""

    def __init__(self, app: App, port: int, token: str) -> None:
        self._app = app
        self._hosts = {f"{host}:{port}" for host in HOSTS}
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with status 403 where it may not be asked."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = None if self._allowed(scope) else PlainTextResponse("forbidden: ask by the address that was told", 403)
        length = Headers(scope=scope).get("content-length", "0")
        if answer is None and (not length.isdecimal() or int(length) > LARGEST):
            answer = PlainTextResponse("too large", 413)
        await (answer or self._app)(scope, receive, send)

    def _allowed(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        first = scope["path"].split("/")[1].encode()
        return host in self._hosts and origin in {None, f"http://{host}"} and compare_digest(first, self._token)
