"""The catalogue of techniques: those of this package, and those that others add.

A plug-in names its class under the entry-point group `rtsim.techniques`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from rtsim.scenario import TechniqueSettings
from rtsim.techniques.base import Technique
from rtsim.techniques.long_polling import LongPolling
from rtsim.techniques.short_polling import ShortPolling
from rtsim.techniques.sse import ServerSentEvents
from rtsim.techniques.websocket import WebSocket

AnyTechnique = Technique[Any]

BUILT_IN: tuple[AnyTechnique, ...] = (ShortPolling(), LongPolling(), WebSocket(), ServerSentEvents())


@cache
def techniques() -> Mapping[str, AnyTechnique]:
    """Give all techniques by name, in the order of the study notes; added ones follow.

    >>> list(techniques())[:4]
    ['short-polling', 'long-polling', 'websocket', 'sse']
    """
    added = (point.load()() for point in sorted(entry_points(group="rtsim.techniques")))
    return {technique.name: technique for technique in (*BUILT_IN, *added)}


def settings_classes(known: Mapping[str, AnyTechnique] | None = None) -> dict[str, type[TechniqueSettings]]:
    """Give the class of each technique's settings, which reads them from a scenario."""
    return {name: technique.settings for name, technique in (known or techniques()).items()}
