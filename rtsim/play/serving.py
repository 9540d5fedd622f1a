"""Serving: the application on a port of this machine, until it is interrupted."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe

import uvicorn

from rtsim.play.answering import Answering
from rtsim.play.app import application
from rtsim.play.guard import Guard

HOST = "127.0.0.1"
LEAVE = 1  # seconds that open streams have to end


@dataclass(frozen=True)
class Serving:
    """Where the page is served: a port of this machine, 0 for any that is free, and the secret in its address."""

    port: int = 0
    token: str = ""


def serve(answering: Answering, where: Serving, opened: Callable[[str], object]) -> None:
    """Serve until interrupted; `opened` is told the address. Raises `OSError` where the port cannot be had."""
    with socket.create_server((HOST, where.port)) as listening:
        port, token = listening.getsockname()[1], where.token or token_urlsafe(16)
        guarded = Guard(application(answering, token), port, token)
        config = uvicorn.Config(
            guarded, lifespan="on", log_level="error", access_log=False, timeout_graceful_shutdown=LEAVE, ws="none"
        )
        opened(f"http://{HOST}:{port}/{token}/")
        uvicorn.Server(config).run(sockets=[listening])
