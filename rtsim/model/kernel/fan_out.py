"""Fan-out: a message becomes visible at a node, and is handed to those who wait for it there and at other nodes."""

from math import inf

from rtsim.model.facts import SHOWN
from rtsim.model.kernel.answers import is_own, mark_read, news
from rtsim.model.kernel.books import lose, read, tell
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.cores import join, serve
from rtsim.model.kernel.expiring import deadline
from rtsim.model.kernel.ghosts import write_to_ghosts
from rtsim.model.kernel.holding import release
from rtsim.model.kernel.manners import manner_of
from rtsim.model.kernel.polls import cut_short
from rtsim.model.kernel.publishing import answer, take_in
from rtsim.model.kernel.pull import depart
from rtsim.model.kernel.writing import fan_out_by_manner, fan_out_open, miss_unless_replayed
from rtsim.model.layout import FALLBACK, NOWHERE, RELAY, REPLY, SHOW, SHOW_HELD, SHOW_RELAYED, World
from rtsim.model.load import BACKPLANE


def reach(world: World, number: int, message: int, size: int, first: int) -> None:
    """Let a message of `size` bytes be taken in, which is at a node now."""
    visible = take_in(world, number, message, size, first)
    if visible < inf:
        enter(world, number, message, visible, SHOW)


def relay(world: World, number: int, message: int) -> None:
    """Let a message be taken in that comes from another node."""
    node, now = world.nodes[number], world.state[0].now
    place = world.messages[message].channel * world.settings[0].nodes + number
    visible = serve(world, number, BACKPLANE, now, 0, 0) if now >= node.up else inf
    if visible < node.fails:
        enter(world, number, message, visible, SHOW_RELAYED)
    elif world.settings[0].survives and world.settings[0].replays:
        _append(world, number, message)
        if world.settings[0].manners > 1:
            miss_unless_replayed(world, place, message, now)
    else:  # the log will never have it: all miss it who sit there, of whom none is its sender
        lose(world, message, world.places[place].seats)
        read(world, message, now, world.places[place].seats)


def enter(world: World, number: int, message: int, visible: float, then: int) -> None:
    """Put a message in a node's log, where it is visible from `visible` on.

    On one core whoever comes later is served later, so that it may stand there at once, unless it is held back until
    one before it is visible at another node.
    """
    settings, now = world.settings[0], world.state[0].now
    if settings.foresees and not settings.in_turn:
        _append(world, number, message)
    in_turn = settings.foresees and settings.in_turn and visible <= world.nodes[number].free
    if visible > now and not in_turn:
        push(world, visible, then, message, number)
    else:
        show(world, number, message, visible, then)


def _append(world: World, number: int, message: int) -> None:
    state = world.state[0]
    place = world.places[world.messages[message].channel * world.settings[0].nodes + number]
    entry = state.log
    state.log += 1
    world.entries[entry].message = message
    world.entries[entry].next = NOWHERE
    if place.last == NOWHERE:
        place.first = entry
    else:
        world.entries[place.last].next = entry
    if place.kept == 0:
        place.oldest = entry
    place.last = entry
    place.logged += 1
    place.kept += 1


def show(world: World, number: int, message: int, at: float, then: int) -> None:
    """Let a message be visible at a node: tell its sender, those who wait here, and the other nodes."""
    settings = world.settings[0]
    if settings.in_turn or not settings.foresees:
        _append(world, number, message)
    own = then == SHOW
    if own and not settings.after_fan_out:
        answer(world, number, message, at)
    end = _hand_on(world, number, message, at)
    if own:
        if settings.after_fan_out:
            answer(world, number, message, end)
        _relay_on(world, number, message, at)


def _relay_on(world: World, number: int, message: int, at: float) -> None:
    """Send a message to the other nodes that have clients of its channel."""
    settings = world.settings[0]
    first = world.messages[message].channel * settings.nodes
    for other in range(settings.nodes):
        if other != number and world.places[first + other].seats > 0:
            push(world, at + settings.backplane, RELAY, message, other)


def _hand_on(world: World, number: int, message: int, at: float) -> float:
    """Hand a message to those who wait for it at a node; give when the last is served."""
    settings = world.settings[0]
    place = world.messages[message].channel * settings.nodes + number
    if settings.traced >= 0:
        tell(world, SHOWN, NOWHERE, message, NOWHERE, number, 0, at, at, 0.0)
    if settings.faulty and world.places[place].ghosts > 0:
        write_to_ghosts(world, number, place, message, at)
    if settings.faulty and settings.manners > 1:
        return _hand_on_by_manner(world, number, place, message, at)
    if settings.in_turn:
        return fan_out_open(world, number, place, message, at)
    return _fan_out_held(world, number, place, message, at)


def _hand_on_by_manner(world: World, number: int, place: int, message: int, at: float) -> float:
    """Hand a message to those whom it is written to, and answer those who are held, on one core in a turn of its own.

    Gives when the last is served of those for whom that is known now.
    """
    end = fan_out_by_manner(world, number, place, message, at)
    if world.places[place].here == 0 or world.manners[FALLBACK].pushes:
        return end
    if at > world.state[0].now:
        push(world, at, SHOW_HELD, message, number)
        return end
    held = _fan_out_held(world, number, place, message, at)
    return held if held > end else end


def show_held(world: World, number: int, message: int) -> None:
    """Answer those who are held at a node, where a message is visible now."""
    place = world.messages[message].channel * world.settings[0].nodes + number
    _fan_out_held(world, number, place, message, world.state[0].now)


def _fan_out_held(world: World, number: int, place: int, message: int, at: float) -> float:
    """Answer the requests that are held for a channel; give the instant at which the last answer is made.

    The work of all is queued before the first answer leaves: on an event loop they are of one turn.
    """
    settings, seats = world.settings[0], world.places[place]
    if seats.here == 0:
        return at
    end = at
    for seat in range(seats.start, seats.start + seats.seats):
        if world.here[seat] == 1 and _is_held(world, seat) and not is_own(world, world.seats[seat], message):
            connection = release(world, world.seats[seat], at)
            world.here[seat] = 2
            world.clients[world.seats[seat]].earlier = connection
            end = world.connections[connection].done
    if settings.turns and (settings.manners == 1 or end > at):
        join(world, number, at)
    for seat in range(seats.start, seats.start + seats.seats):
        if world.here[seat] == 2:
            world.here[seat] = 0
            reply(world, world.clients[world.seats[seat]].earlier)
    return end


def _is_held(world: World, seat: int) -> bool:
    """Tell whether who is in a seat has a held request there, not an open connection."""
    if world.settings[0].faulty:
        return not world.manners[manner_of(world, world.seats[seat])].pushes
    return True


def answer_held(world: World, client: int) -> None:
    """Answer a client's held request now."""
    connection = release(world, client, world.state[0].now)
    if world.settings[0].turns:
        join(world, world.clients[client].node, world.state[0].now)
    reply(world, connection)


def reply(world: World, connection: int) -> None:
    """Read the log for a request that is held no longer, now or when its answer is made."""
    row = world.connections[connection]
    if world.settings[0].faulty and row.done >= deadline(world, connection):
        cut_short(world, connection)
    elif world.settings[0].foresees:
        read_and_leave(world, connection)
    else:
        push(world, row.done, REPLY, connection, 0)


def read_and_leave(world: World, connection: int) -> None:
    """Read the log, and let the answer leave."""
    row = world.connections[connection]
    cursor = world.clients[row.client].cursor
    mark_read(world, row.client, connection, cursor, news(world, row.client, cursor)[0])
    depart(world, connection, row.done)
