"""The settings under which the contract tries each technique: a new technique gets an entry of `TRIED`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Settings = Mapping[str, Any]
AWAY = 0.3  # seconds until a client is back whose path was cut


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What the contract needs of a technique's settings; each is a part of those in a scenario.

    A `short` run of half a minute sees many cycles under them. A client that comes back `resumes`: it is given all it
    has missed. Behind an intermediary that cuts what is idle, clients are `back` after `AWAY` seconds and nothing keeps
    connections alive. A client `notices` within 3 s that its path is gone, of which nobody tells it.
    """

    short: Settings = field(default_factory=dict)
    resumes: Settings = field(default_factory=dict)
    back: Settings = field(default_factory=dict)
    notices: Settings = field(default_factory=dict)


RESUME = {"resume": True}
HEARD = {"heartbeat": 0.5, "detect": 1}
TRIED = {
    "short-polling": Tried(short={"interval": 0.5}, notices={"detect": 1}),
    "long-polling": Tried(short={"timeout": 2.0}, back={"retry": AWAY}, notices={"detect": 3}),
    "websocket": Tried(resumes=RESUME, notices=HEARD),
    "sse": Tried(back={"retry": AWAY, "heartbeat": None}, notices=HEARD),
    "http-streaming": Tried(resumes=RESUME, back={"heartbeat": None}, notices=HEARD),
    "polling-then-websocket": Tried(resumes=RESUME, notices=HEARD),
}
"""The settings by technique; those of an empty entry are the technique's defaults."""


def usual(name: str) -> dict[str, Any]:
    """Give the settings of a run in which nothing fails."""
    return dict(TRIED.get(name, Tried()).short)


def restarted(name: str) -> dict[str, Any]:
    """Give those under which nobody misses anything when a node restarts."""
    return usual(name) | dict(TRIED.get(name, Tried()).resumes)


def cut(name: str) -> dict[str, Any]:
    """Give those behind an intermediary that cuts."""
    return restarted(name) | dict(TRIED.get(name, Tried()).back)


def struck(name: str) -> dict[str, Any]:
    """Give those under which nobody misses anything whose path is gone."""
    return restarted(name) | dict(TRIED.get(name, Tried()).notices)
