"""Prices: what a provider asks, as the terms of a price book with what a user writes over them.

Price books are small named sets of terms over the catalogue of prices, each number with its source.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from rtsim import units
from rtsim.scenario.catalogues import prices, read_catalogue, validated
from rtsim.scenario.errors import choices_text, chosen, refused_at
from rtsim.scenario.fields import POSITIVE, SOME, Count, Natural, PositiveTime, Quantity, UnlimitedBandwidth
from rtsim.scenario.tariffs import HourlyPrice, PieceTariff, TrafficTariff
from rtsim.scenario.values import Value
from rtsim.units import unlimited

CURRENCY = "USD"

_SomeShare = Annotated[float, Quantity(units.SHARE, SOME)]
_SomeSize = Annotated[float, Quantity(units.SIZE, POSITIVE)]
_SHARED = "nothing"  # the terms that books begin with, which are no book of their own


class Step(Value):
    """One step of a term: a price of the catalogue, and the amount up to which it holds."""

    price: str
    """A name of the catalogue of prices."""
    up_to: str | None = None
    """Where the step ends; nothing for the last one."""


class Term(Value):
    """One term of a book: a price of the catalogue, steps of such prices, or a number with its source."""

    price: str | None = None
    """A name of the catalogue of prices."""
    steps: tuple[Step, ...] = ()
    """Prices of the catalogue, one above the other."""
    value: str | int | float | None = None
    """A number that is no price of the catalogue, as a user would write it."""
    source: str = ""
    """Who published the number."""
    note: str = ""
    """Why it is assumed, or what to know before using it."""

    @property
    def written(self) -> Any:
        """The term as a user would write it."""
        if self.steps:
            steps = [{"price": prices()[step.price].value, "up_to": step.up_to} for step in self.steps]
            return [{key: part for key, part in step.items() if part is not None} for step in steps]
        return self.value if self.price is None else prices()[self.price].value


class Book(Value):
    """A price book: what a provider charges for, and what it does not carry."""

    title: str
    """What it is, in a few words."""
    terms: Mapping[str, Term]
    """Each term by its key under `prices:`."""
    note: str = ""
    """What is not in it."""
    event_streams: bool = True
    """Whether it passes on a response that does not end."""
    longest_request: PositiveTime | None = None
    """After how long it gives up a request; nothing for never."""
    source: str = ""
    """Who published what it does not carry."""

    def written(self) -> dict[str, Any]:
        """Give the terms as a user would write them."""
        return {name: term.written for name, term in self.terms.items()}


@cache
def books() -> Mapping[str, Book]:
    """Give the price books by name.

    >>> list(books())
    ['servers', 'api-gateway']
    """
    content = read_catalogue("books.yaml")
    content.pop(_SHARED)
    return validated(Book, content, "books.yaml")


@cache
def shared_terms() -> Mapping[str, Term]:
    """Give the terms that every book begins with, which charge for nothing."""
    return validated(Term, read_catalogue("books.yaml")[_SHARED], "books.yaml")


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
