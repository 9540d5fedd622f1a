"""Serving: the application on a port of this machine, until it is interrupted."""

import socket
from collections.abc import Callable
from secrets import compare_digest, token_urlsafe

import uvicorn
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rtsim.play.answering import Answering
from rtsim.play.app import application

HOST = "127.0.0.1"
LEAVE = 1  # seconds that open streams have to end


HOSTS = ("127.0.0.1", "localhost", "[::1]")
LARGEST = 10_000  # bytes that a request may have in its body


class Guard:
    """Lets through to `app` what has one of this machine's names for its host, no foreign origin, and the token.

    A page of elsewhere that a browser has open can send requests to this machine; a name that it has for this machine's
    address (DNS rebinding) is not one of ours, and the secret in the address is not known to it.
    """

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
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


def serve(answering: Answering, port: int, token: str, opened: Callable[[str], object]) -> None:
    """Serve until interrupted, at any free port for 0 and with a new token for none; `opened` is told the address.

    Raises `OSError` where the port cannot be had.
    """
    with socket.create_server((HOST, port)) as listening:
        port, token = listening.getsockname()[1], token or token_urlsafe(16)
        guarded = Guard(application(answering, token), port, token)
        config = uvicorn.Config(
            guarded, lifespan="on", log_level="error", access_log=False, timeout_graceful_shutdown=LEAVE, ws="none"
        )
        opened(f"http://{HOST}:{port}/{token}/")
        uvicorn.Server(config).run(sockets=[listening])
