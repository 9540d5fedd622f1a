"""Crowds: how many clients and messages an event may be about, for each of which it needs room."""

from rtsim.model.kernel.connections import node_of
from rtsim.model.kernel.ghosts import ghost_count
from rtsim.model.kernel.paths import idle_count
from rtsim.model.kernel.presence import announced_to
from rtsim.model.kernel.sending import buffered
from rtsim.model.kernel.sessions import waits_for_session
from rtsim.model.layout import (
    ARRIVE,
    AT_NODE,
    BEAT_DUE,
    BIRTH,
    CLOSE,
    ESTABLISHED,
    GO_OVER,
    JOINED,
    KNOCK,
    LEFT,
    OPENING,
    OUT,
    RELAY,
    SEND_AGAIN,
    SETTLE,
    SHOW,
    SHOW_HELD,
    SHOW_RELAYED,
    SYN_AGAIN,
    TAKE_IN,
    TAKE_UP,
    TURN,
    UNREACHABLE,
    World,
)


def crowd(world: World, kind: int, index: int, node: int) -> int:
    """Give how many clients an event may serve at most."""
    if kind in (ARRIVE, SETTLE, BEAT_DUE):
        return 0
    settings = world.settings[0]
    if settings.faulty and kind == OUT:
        endpoint = world.outages[index].endpoint
        number = node_of(world, endpoint)
        return 4 + _to_close(world, endpoint) + world.nodes[number].gathering + world.state[0].cells
    return _hearers(world, kind, index, node)


def _hearers(world: World, kind: int, index: int, node: int) -> int:
    """Give how many clients an event may serve at most, or their ghosts."""
    settings = world.settings[0]
    if kind in (BIRTH, SEND_AGAIN, AT_NODE, TAKE_IN, SHOW, RELAY, SHOW_RELAYED, SHOW_HELD):
        message = world.messages[index]
        if kind in (BIRTH, SEND_AGAIN):
            born_here = message.unread if settings.keeps_deliveries else 0
            if message.origin >= 0:
                return born_here + 1
            node = index % settings.nodes
            place = world.places[message.channel * settings.nodes + node]
            return born_here + settings.nodes + place.here + place.ghosts
        if kind in (AT_NODE, TAKE_IN):
            node = node_of(world, message.origin)
        place = world.places[message.channel * settings.nodes + node]
        return 1 + settings.nodes + place.here + place.ghosts
    if kind in (KNOCK, SYN_AGAIN, UNREACHABLE):
        return waits_for_session(world, world.connections[index].client) if settings.shared else 0
    if kind in (CLOSE, TURN):
        return 2 + _to_close(world, index) if kind == CLOSE else world.nodes[index].gathering
    told = 0
    if settings.faulty and settings.announces:
        if kind in (JOINED, LEFT):
            told = announced_to(world, index)
        elif kind in (OPENING, TAKE_UP, ESTABLISHED) and world.connections[index].client < settings.clients:
            told = 1 + announced_to(world, world.connections[index].client)
    return told + settings.nodes + _log_length(world, kind, index)


def _to_close(world: World, endpoint: int) -> int:
    """Give how many connections and messages the close of an endpoint's path is about."""
    settings = world.settings[0]
    waits = buffered(world, endpoint) if settings.buffers and endpoint < settings.clients else 0
    return idle_count(world, endpoint) + ghost_count(world, endpoint) + waits


def _log_length(world: World, kind: int, index: int) -> int:
    """Give how many messages a client that opens its connection now may be written at most."""
    if world.settings[0].replays and kind in (OPENING, TAKE_UP, ESTABLISHED, GO_OVER):
        client = world.connections[index].client
        if client < world.settings[0].clients:
            return world.places[world.clients[client].place].logged
    return 0
