"""rtsim: what short polling, long polling, WebSocket and Server-Sent Events cost, simulated before you build."""

from importlib import import_module
from typing import Any

__version__ = "0.2.0"

_API = ("load", "run", "sweep")


def __getattr__(name: str) -> Any:
    """Import what a program uses only when it does: `import rtsim` is there at once."""
    if name in _API:
        return getattr(import_module("rtsim.api"), name)
    raise AttributeError(f"module 'rtsim' has no attribute {name!r}")
