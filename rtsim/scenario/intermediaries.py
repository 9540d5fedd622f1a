"""Intermediaries: the proxies and load balancers on the path from clients to server, and their catalogue."""

from collections.abc import Mapping
from functools import cache
from math import prod
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from rtsim.faults import Path
from rtsim.scenario.catalogues import Number, as_written, read_catalogue, validated
from rtsim.scenario.errors import chosen, refused_at
from rtsim.scenario.fields import PositiveTime, Share, Size, Time, number_text
from rtsim.scenario.values import Value
from rtsim.units import shown, unlimited

MOST = 16  # on one path


WhileDown = Annotated[
    Literal["refuse", "503", "502"],
    BeforeValidator(number_text, json_schema_input_type=Literal["refuse", "503", 503, 502]),
]


class Intermediary(Value):
    """A proxy or load balancer, or what several on one path come to."""

    name: str = "proxy"
    """What it is called; a name of the catalogue brings the numbers that are not written here."""
    idle: PositiveTime | None = None
    """A connection is cut after so long without a byte either way; null for never."""
    lifetime: PositiveTime | None = None
    """A request or a push connection is cut after so long whatever passes; null for never."""
    while_down: WhileDown = "refuse"
    """What a client meets whose node refuses connections: a refused connection, or one that is answered 503 or 502,
    which are not told apart."""
    buffering: Size = 0.0
    """An event stream's bytes are held back until so many are there; 0 B for none."""
    latency: Time = 0.0
    """What it adds to the latency each way."""
    notice: Literal["close", "silent"] = "close"
    """Whether both ends are told of a cut for idleness or age."""
    upgrade: Share = 1.0
    """The share of the clients whose WebSocket gets through; the others' upgrades do not pass."""
    blocks: Literal["silent", "refuse"] = "silent"
    """What a client meets whose upgrade does not pass: nothing at all until it gives up, or an answer that says no."""

    later = frozenset({"upgrade", "blocks"})


class Described(Value):
    """An intermediary of the catalogue: its numbers, each with its source."""

    title: str
    """What it is, in a few words."""
    note: str = ""
    """What a reader should know, and what is not modelled."""
    numbers: dict[str, Number]
    """Its numbers; a time that is not among them is none."""


@cache
def intermediaries() -> Mapping[str, Described]:
    """Give the intermediaries by name."""
    return validated(Described, read_catalogue("intermediaries.yaml"), "intermediaries.yaml")


def _numbers(written: Any) -> Any:
    """Look names up in the catalogue; what else is written beside a name comes before its numbers."""
    if isinstance(written, str):
        described = chosen(written, intermediaries(), "an intermediary: write its numbers, or ")
        return {"name": written, **as_written(described.numbers)}
    if isinstance(written, dict) and written.get("name") in intermediaries():
        return {**as_written(intermediaries()[written["name"]].numbers), **written}
    return written


NamedIntermediary = Annotated[Intermediary, BeforeValidator(_numbers, json_schema_input_type=str | Intermediary)]


def _listed(written: Any) -> Any:
    """Refuse what is no list, in whose place one is easily written."""
    if isinstance(written, str | dict):
        raise refused_at(f"{shown(written)} is not a list: write [nginx], from the clients to the server")
    return () if written is None else written


Intermediaries = Annotated[
    tuple[NamedIntermediary, ...],
    BeforeValidator(_listed, json_schema_input_type=list[str | Intermediary]),
    Field(max_length=MOST),
]


def together(path: tuple[Intermediary, ...]) -> Path:
    """Give what the intermediaries of a path come to.

    The shortest idle time and the shortest lifetime count, each with the notice of the one that has it, for that one
    cuts first. Latencies add. Of buffers the largest counts: what it lets through fills the smaller ones. A client is
    answered 503 if any of them answers: those before it pass the answer on. An upgrade passes that passes all of them,
    each by itself; one that does not is refused if any that stops some refuses them.

    >>> together((Intermediary(idle=60.0, latency=0.001), Intermediary(idle=350.0, notice="silent"))).idle
    60.0
    """
    idle = min(path, key=lambda one: unlimited(one.idle), default=Intermediary())
    lifetime = min(path, key=lambda one: unlimited(one.lifetime), default=Intermediary())
    return Path(
        idle=unlimited(idle.idle),
        idle_silent=idle.notice == "silent",
        lifetime=unlimited(lifetime.lifetime),
        lifetime_silent=lifetime.notice == "silent",
        answers=any(one.while_down != "refuse" for one in path),
        buffering=round(max((one.buffering for one in path), default=0.0)),
        latency=sum(one.latency for one in path),
        blocked=1.0 - prod(one.upgrade for one in path),
        refuses=any(one.upgrade < 1 and one.blocks == "refuse" for one in path),
    )
