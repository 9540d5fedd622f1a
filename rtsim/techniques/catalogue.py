"""The catalogue of techniques: those of this package, and those that others add.

A plug-in names its class under the entry-point group `rtsim.techniques`.
"""

from collections.abc import Container, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from rtsim.scenario import TechniqueSettings
from rtsim.techniques.base import Technique
from rtsim.techniques.http_streaming import HttpStreaming
from rtsim.techniques.long_polling import LongPolling
from rtsim.techniques.polling_then_websocket import PollingThenWebSocket
from rtsim.techniques.short_polling import ShortPolling
from rtsim.techniques.sse import ServerSentEvents
from rtsim.techniques.websocket import WebSocket

AnyTechnique = Technique[Any]

BUILT_IN: tuple[AnyTechnique, ...] = (
    ShortPolling(),
    LongPolling(),
    WebSocket(),
    ServerSentEvents(),
    HttpStreaming(),
    PollingThenWebSocket(),
)

NOTED = ("short-polling", "long-polling", "websocket", "sse")
"""Those that the study notes compare, in their order."""


def noted(name: str, trait: str) -> str:
    """Give what the study notes say of a technique in a row of their table; nothing of one that they do not know.

    >>> noted("websocket", "server_load"), noted("http-streaming", "server_load")
    ('Low', '')
    """
    return str(getattr(techniques()[name].traits, trait)) if name in NOTED else ""


@cache
def techniques() -> Mapping[str, AnyTechnique]:
    """Give all techniques by name: the study notes' four in their order, then further ones, then added ones.

    >>> list(techniques())[:4]
    ['short-polling', 'long-polling', 'websocket', 'sse']
    """
    added = (point.load()() for point in sorted(entry_points(group="rtsim.techniques")))
    return {technique.name: technique for technique in (*BUILT_IN, *added)}


def chosen(names: Container[str]) -> dict[str, AnyTechnique]:
    """Give the techniques of these names, in the order of the catalogue.

    >>> list(chosen({"sse", "websocket"}))
    ['websocket', 'sse']
    """
    return {name: technique for name, technique in techniques().items() if name in names}


def settings_classes(known: Mapping[str, AnyTechnique] | None = None) -> dict[str, type[TechniqueSettings]]:
    """Give the class of each technique's settings, which reads them from a scenario."""
    return {name: technique.settings for name, technique in (known or techniques()).items()}
