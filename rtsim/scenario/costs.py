"""Costs of a server: seconds of a core for each kind of work, bytes of memory for each kind of connection."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from rtsim.scenario.fields import Size, Time
from rtsim.scenario.values import Value
from rtsim.units import Kind, read

_TLS = "_tls"


class Costs(Value):
    """Seconds of one core for each piece of work; those that end in `_tls` hold when the connection is encrypted."""

    open: Time
    """Accept a connection."""
    open_tls: Time
    """Accept a connection and do its TLS handshake."""
    request: Time
    """Answer a poll, or park it."""
    request_tls: Time
    """As request, encrypted."""
    respond: Time
    """Answer a request that was held."""
    respond_tls: Time
    """As respond, encrypted."""
    publish: Time
    """Take in a message that a client sends."""
    publish_tls: Time
    """As publish, encrypted."""
    push_websocket: Time
    """Write one message to one WebSocket."""
    push_websocket_tls: Time
    """As push_websocket, encrypted."""
    push_sse: Time
    """Write one event to one event stream."""
    push_sse_tls: Time
    """As push_sse, encrypted."""
    heartbeat: Time
    """Write one heartbeat."""
    heartbeat_tls: Time
    """As heartbeat, encrypted."""
    per_byte: Time
    """Added to each piece of work for each byte it reads or writes."""


class Memory(Value):
    """Bytes of resident memory; those that end in `_tls` hold when the connection is encrypted."""

    base: Size
    """The process without any connection."""
    websocket: Size
    """Each open WebSocket."""
    websocket_tls: Size
    """As websocket, encrypted."""
    sse: Size
    """Each open event stream."""
    sse_tls: Size
    """As sse, encrypted."""
    held_request: Size
    """Each request that is held."""
    held_request_tls: Size
    """As held_request, encrypted."""
    idle_connection: Size
    """Each keep-alive connection that waits for its next request."""
    idle_connection_tls: Size
    """As idle_connection, encrypted."""


def overridden(numbers: Mapping[str, Any], written: Any, kind: Kind) -> Any:
    """Put what a user wrote over a stack's numbers; an encrypted number follows its plain one unless it is written too.

    >>> from rtsim.units import SIZE
    >>> overridden({"sse": 1, "sse_tls": 2, "base": 3}, {"sse": 5}, SIZE)
    {'sse': 5, 'sse_tls': 5, 'base': 3}
    """
    if not isinstance(written, dict):
        return dict(numbers) if written is None else written
    twins = {
        f"{key}{_TLS}": number
        for key, number in written.items()
        if f"{key}{_TLS}" in numbers and _is_read(number, kind)
    }
    return dict(numbers) | twins | written


def _is_read(number: Any, kind: Kind) -> bool:
    """Tell whether a number is one, so that what is wrong with it is said once, where it is written."""
    with suppress(ValueError):
        return read(number, kind) >= 0
    return False
