"""Crowds: how many clients and messages an event may be about, for each of which it needs room."""

from rtsim.model import layout
from rtsim.model.kernel.browsers import is_limited
from rtsim.model.kernel.connections import node_of
from rtsim.model.kernel.presence import announced_to
from rtsim.model.kernel.sending import buffered
from rtsim.model.layout import NOWHERE, World

SETS_OUT = layout.BIRTH, layout.SEND_AGAIN
COMES_UP = layout.AT_NODE, layout.TAKE_IN
IS_SHOWN = layout.SHOW, layout.RELAY, layout.SHOW_RELAYED, layout.SHOW_HELD
OPENS_PATH = layout.OPENING, layout.TAKE_UP, layout.ESTABLISHED


def crowd(world: World, kind: int, index: int, node: int) -> int:
    """Give how many clients an event may serve at most."""
    if kind in (layout.ARRIVE, layout.SETTLE, layout.BEAT_DUE):
        return 0
    settings = world.settings[0]
    if settings.faulty and kind == layout.OUT:
        endpoint = world.outages[index].endpoint
        number = node_of(world, endpoint)
        return 4 + _to_close(world, endpoint) + world.nodes[number].gathering + world.state[0].cells
    return _hearers(world, kind, index, node)


def _hearers(world: World, kind: int, index: int, node: int) -> int:
    """Give how many clients an event may serve at most, or their ghosts."""
    settings = world.settings[0]
    if kind in SETS_OUT or kind in COMES_UP or kind in IS_SHOWN:
        message, more = world.messages[index], 1
        if kind in SETS_OUT:
            more = message.unread if settings.keeps_deliveries else 0
            if message.origin >= 0:
                return more + 1
            node = index % settings.nodes
        elif kind in COMES_UP:
            node = node_of(world, message.origin)
        place = world.places[message.channel * settings.nodes + node]
        return more + settings.nodes + place.here + place.ghosts
    if kind in (layout.KNOCK, layout.SYN_AGAIN, layout.UNREACHABLE):
        return _length(world, world.sessions[world.connections[index].client].first) if settings.shared else 0
    if kind in (layout.CLOSE, layout.TURN):
        return 2 + _to_close(world, index) if kind == layout.CLOSE else world.nodes[index].gathering
    told = 0
    if settings.faulty and settings.announces:
        if kind in (layout.JOINED, layout.LEFT):
            told = announced_to(world, index)
        elif kind in OPENS_PATH and world.connections[index].client < settings.clients:
            told = 1 + announced_to(world, world.connections[index].client)
    return told + settings.nodes + _log_length(world, kind, index)


def _to_close(world: World, endpoint: int) -> int:
    """Give how many connections and messages the close of an endpoint's path is about."""
    settings, first = world.settings[0], world.endpoints[endpoint].pool
    if settings.faulty and is_limited(world, endpoint):
        first = world.browsers[world.tabs[endpoint].browser].pool
    idle = 1 if settings.shared else _length(world, first)
    waits = buffered(world, endpoint) if settings.buffers and endpoint < settings.clients else 0
    return idle + _length(world, world.recoveries[endpoint].ghosts) + waits


def _length(world: World, first: int) -> int:
    """Give how many connections are in a list."""
    count, place = 0, first
    while place != NOWHERE:
        count += 1
        place = world.connections[place].next
    return count


def _log_length(world: World, kind: int, index: int) -> int:
    """Give how many messages a client that opens its connection now may be written at most."""
    if world.settings[0].replays and (kind in OPENS_PATH or kind == layout.GO_OVER):
        client = world.connections[index].client
        if client < world.settings[0].clients:
            return world.places[world.clients[client].place].logged
    return 0
