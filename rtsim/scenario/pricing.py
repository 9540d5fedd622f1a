"""Prices: what a provider asks, as a book's terms with what a user writes over them."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from rtsim import units
from rtsim.scenario.books import Book, books
from rtsim.scenario.errors import choices_text, chosen, refused_at
from rtsim.scenario.fields import POSITIVE, SOME, Count, Natural, Quantity, UnlimitedBandwidth
from rtsim.scenario.tariffs import HourlyPrice, PieceTariff, TrafficTariff
from rtsim.scenario.values import Value
from rtsim.units import unlimited

CURRENCY = "USD"

_SomeShare = Annotated[float, Quantity(units.SHARE, SOME)]
_SomeSize = Annotated[float, Quantity(units.SIZE, POSITIVE)]


def _known(written: Any) -> str:
    chosen(written, books(), "a price book: ")
    return str(written)


def _resolve(written: Any) -> Any:
    """Lay what is written over the book's terms; a name alone is the book as it is."""
    if isinstance(written, Prices):
        return written
    if not isinstance(written, dict):
        name = _known(written)
        return {**books()[name].written(), "book": name}
    if written.get("book") is None:
        raise refused_at(f"is required: {choices_text('', books())}", "book")
    name = written["book"]
    known = name if isinstance(name, str) and name in books() else next(iter(books()))
    return {**books()[known].written(), **written}


class Prices(Value):
    """What a provider asks; what is not written is the book's."""

    book: Annotated[str, BeforeValidator(_known)]
    """Which price book: `rtsim list prices` shows them with their sources."""
    server_hour: HourlyPrice
    """Each server; as many as the load needs are paid for."""
    server_cores: Count
    """Cores of one server."""
    server_memory: _SomeSize
    """Memory of one server."""
    server_network: UnlimitedBandwidth
    """Bandwidth of one server, each way; null for unlimited."""
    server_connections: Count | None
    """How many connections one server may have; null for as many as its memory holds."""
    target_utilisation: _SomeShare
    """Up to which share a server's cores and network are to be used in the mean."""
    target_memory: _SomeShare
    """Up to which share a server's memory is to be used at most."""
    egress: TrafficTariff
    """Bytes to the internet; in steps where not all cost the same: [{price: 0.09, up_to: 10 TB}, {price: 0.085}]."""
    egress_bytes: Literal["connection", "wire"]
    """Which bytes are charged: those on the connection, or those on the wire with all headers."""
    balancer_hour: HourlyPrice
    """The load balancer itself."""
    balancer_unit_hour: HourlyPrice
    """Each of its capacity units; the use is the largest of the four dimensions below."""
    balancer_rules: Natural
    """Rules that each request is held against; ten are free."""
    unit_new_connections: Count
    """New connections per second in a capacity unit."""
    unit_active_connections: Count
    """Open connections in a capacity unit."""
    unit_hourly_bytes: _SomeSize
    """Bytes per hour, both ways, in a capacity unit."""
    unit_rule_evaluations: Count
    """Rule evaluations per second in a capacity unit."""
    requests: PieceTariff
    """HTTP requests, polls and POST; in steps where wanted: [{price: 1, up_to: 300 million}, {price: 0.9}]."""
    gateway_messages: PieceTariff
    """Messages on a WebSocket, either way, acknowledgements among them."""
    message_increment: _SomeSize
    """A larger message counts as several of this size."""
    heartbeat_messages: Natural
    """As how many messages a heartbeat counts: 0 for control frames, 2 for an application's own ping and pong."""
    connection_minutes: PieceTariff
    """Minutes for which a WebSocket is open."""

    _lay_over = model_validator(mode="before")(_resolve)

    @property
    def terms(self) -> Book:
        """The book that the terms are from."""
        return books()[self.book]

    @property
    def connection_limit(self) -> float:
        """How many connections one server may have; infinite when only its memory limits them."""
        return unlimited(self.server_connections)
