"""Clients: how many there are, when they come, and on which links."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from rtsim.scenario.catalogues import networks, reconnects, reconnects_by_any_name
from rtsim.scenario.errors import choices_text, chosen, refusal, refused_at
from rtsim.scenario.fields import Count, Share, Size, Time, Whole
from rtsim.scenario.links import Link
from rtsim.scenario.retries import Reconnect
from rtsim.scenario.values import Value
from rtsim.units import share_text, shown

MOST_CLIENTS = 10_000_000  # what memory holds in columns; beyond it, model a share of the clients
_ROUNDING = 1e-6  # shares written with a few digits need not sum to exactly 1


USUAL_NETWORK = "wifi"


def _link(written: Any) -> Any:
    """Look a name up in the catalogue; a mapping or a link is left as it is."""
    if isinstance(written, dict | Link):
        return written
    return chosen(written, networks(), "a network: write a link, or ").link


NamedLink = Annotated[Link, BeforeValidator(_link, json_schema_input_type=str | Link)]


def _reconnect(written: Any) -> Any:
    """Look a name up in the catalogue; anything else is left as it is."""
    if not isinstance(written, str):
        return written
    if written not in reconnects_by_any_name():
        choices = choices_text(written, reconnects())
        raise refusal(f"{shown(written)} is not a library that reconnects: write its delays, or {choices}")
    return reconnects_by_any_name()[written].policy


NamedReconnect = Annotated[Reconnect, BeforeValidator(_reconnect, json_schema_input_type=str | Reconnect)]
USUAL_RECONNECT = "socket.io-client"


class Portion(Value):
    """A share of the clients that is on one network."""

    share: Share
    """Which share of the clients."""
    network: NamedLink
    """A name of the catalogue, or a link."""


class Presence(Value):
    """Whether a room is told who is in it: whom messages to a client reach too."""

    announce: Literal["none", "delta", "full"] = "none"
    """What the server sends to each member when a client comes in (its push connection is open, its first poll is
    answered), or when it notices that one has left. delta: who; full: the whole list of members."""
    entry: Size = 60.0
    """How many bytes name one member: an assumed id, name and state."""


def _portions(written: Any) -> Any:
    """Take a single network for the whole of the clients."""
    return written if isinstance(written, list | tuple) else [{"share": 1, "network": _link(written)}]


Mix = Annotated[
    tuple[Portion, ...],
    BeforeValidator(_portions, json_schema_input_type=str | Link | list[Portion]),
]


class Browser(Value):
    """The browser that clients are tabs of, which limits what they do."""

    connections: Count = 6
    """How many connections to the host a browser has open at most over HTTP/1.1, for all its tabs: event streams, polls
    and POSTs, but not WebSockets; HTTP/2 needs no more than one. 6 in Chrome (client_socket_pool_manager.cc), Firefox
    and Safari."""
    tabs: Count = 1
    """How many clients, one after the other, are tabs of one browser; they are served by one node."""
    hidden: Share = 0.0
    """Which share of the clients is a hidden tab from its start on. Its page's timers fire once a second at most, and
    once a minute after five minutes, as in Chrome; what arrives is not held up."""


class Clients(Value):
    """The recipients: how many, when they come, and on which links."""

    count: Annotated[int, Whole(1, MOST_CLIENTS)]
    """How many clients there are."""
    connect_over: Time = 10.0
    """First connections and first polls are spread evenly at random over this time, so that nobody is in phase."""
    network: Mix = Field(default_factory=lambda: _portions(USUAL_NETWORK), validate_default=True)
    """A name of the catalogue, a link, or a list of {share, network}. The default is home Wi-Fi."""

    reconnect: NamedReconnect | None = None
    """When a client comes back whose push connection was cut or refused: a name of the catalogue, or its delays; null
    for socket.io-client's."""

    browser: Browser | None = None
    """What browsers limit; null for nothing."""
    presence: Presence = Presence()
    """Whether a room, or everyone, is told who comes and goes. It costs what messages cost, but counts as none."""

    syn: Literal["doubling", "linear-first"] = "doubling"
    """When a client's kernel sends the first packet of a connection again: after 1 s, and twice as long each time
    (tcp_syn_retries, 127 s in all), or four times each second before that, as Linux does from 6.5 on."""

    later = frozenset({"reconnect", "browser", "presence", "syn"})

    @model_validator(mode="after")
    def _check_shares(self) -> "Clients":
        if not self.network:
            raise refused_at("a mix of networks needs at least one", "network")
        total = sum(portion.share for portion in self.network)
        if abs(total - 1) > _ROUNDING:
            raise refused_at(f"the shares sum to {share_text(total)}: they must sum to 100 %", "network")
        return self

    @property
    def reconnecting(self) -> Reconnect:
        """When a client comes back."""
        return self.reconnect or reconnects()[USUAL_RECONNECT].policy

    @property
    def mix(self) -> tuple[tuple[float, Link], ...]:
        """Give each share of the clients with its link; the shares sum to 1."""
        return tuple((portion.share, portion.network) for portion in self.network)
