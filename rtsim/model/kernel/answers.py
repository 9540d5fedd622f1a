"""Answers: what the log has for a poller, in how many bytes, and its way to the client."""

from math import inf

from rtsim.model.facts import ANSWERED, EMPTY_ANSWER
from rtsim.model.kernel.books import age, deliver, down, is_published, lose, read, tell, within
from rtsim.model.kernel.connections import ends
from rtsim.model.kernel.expiring import deadline
from rtsim.model.kernel.heads import ANSWER_HEAD, EMPTY_HEAD, answered_in, would_take
from rtsim.model.kernel.hearing import waste
from rtsim.model.kernel.links import leave, transfer_poll
from rtsim.model.layout import DOWN, NOWHERE, World
from rtsim.model.traffic import EMPTY, RESPONSES


def following(world: World, place: int, entry: int) -> int:
    """Give the entry of a log after `entry`, or its first one."""
    return world.places[place].first if entry == NOWHERE else world.entries[entry].next


def is_own(world: World, client: int, message: int) -> bool:
    """Tell whether a message is the client's own, and not for itself."""
    return world.settings[0].skips_own and world.messages[message].origin == client


def news(world: World, client: int, read: int) -> tuple[int, int]:
    """Give how many messages the log has for a client after the entry `read`, and the bytes of their payload."""
    place = world.clients[client].place
    if read == world.places[place].last:
        return 0, 0
    messages = payload = 0
    entry = following(world, place, read)
    while entry != NOWHERE:
        message = world.entries[entry].message
        if not is_own(world, client, message):
            messages += 1
            payload += world.messages[message].payload
        entry = world.entries[entry].next
    return messages, payload


def answer_size(world: World, connection: int, messages: int, payload: int) -> int:
    """Give the bytes of an answer that carries so many messages, or none."""
    settings = world.settings[0]
    if messages == 0:
        return would_take(world, connection, EMPTY_HEAD, settings.empty)
    return would_take(world, connection, ANSWER_HEAD, _full_size(world, messages, payload))


def _full_size(world: World, messages: int, payload: int) -> int:
    """Give the bytes of an answer that carries messages as the first on its connection."""
    settings = world.settings[0]
    body = settings.around + messages * settings.each + payload + (messages - 1) * settings.between
    low, high = 0, settings.extents
    while high - low > 1:
        middle = (low + high) >> 1
        if world.extents[middle, 0] <= body:
            low = middle
        else:
            high = middle
    return body + world.extents[low, 1]


def mark_read(world: World, client: int, connection: int, read: int, found: int) -> None:
    """Let a connection's next answer have what came after the entry `read`, and mark the log as read to its end.

    What an overlapping request has been answered with comes again.
    """
    row, who = world.connections[connection], world.clients[client]
    row.first = read
    row.before = who.cursor
    row.again = 0
    if read < who.cursor and found > 0:
        row.again = found - news(world, client, who.cursor)[0]
    who.cursor = world.places[who.place].last
    row.last = who.cursor


def send(world: World, connection: int, left: float) -> float:
    """Let a connection's answer leave the server at `left`; give the instant at which it is at its client.

    It never is, if the path is cut before; then the client has read what it had read.
    """
    row, settings = world.connections[connection], world.settings[0]
    client = row.client
    messages, payload = _carried(world, client, row.first, row.last)
    if messages == 0:
        size = answered_in(world, connection, EMPTY_HEAD, settings.empty)
    else:
        size = answered_in(world, connection, ANSWER_HEAD, _full_size(world, messages, payload))
    out = leave(world, world.clients[client].node, left, size)
    there = transfer_poll(world, client, DOWN, out, size)
    if settings.faulty and (out >= deadline(world, connection) or there >= ends(world, client)):
        if out < deadline(world, connection):
            down(world, EMPTY if messages == 0 else RESPONSES, out, size, 0)
            waste(world, size, out)
        if row.before < world.clients[client].cursor:
            world.clients[client].cursor = row.before
        return inf
    if messages == 0:
        down(world, EMPTY, out, size, 0)
        if client == settings.traced:
            tell(world, EMPTY_ANSWER, connection, NOWHERE, NOWHERE, NOWHERE, size, out, there, 0.0)
        return there
    down(world, RESPONSES, out, size, payload)
    if client == settings.traced:
        tell(world, ANSWERED, connection, NOWHERE, row.first, row.last, size, out, there, 0.0)
    world.state[0].carried += messages * within(world, out)
    _hand_over(world, connection, out, there)
    return there


def _carried(world: World, client: int, first: int, last: int) -> tuple[int, int]:
    """Give the number of messages after the entry `first` up to `last` that are for a client, and their payload."""
    if first == last:
        return 0, 0
    messages = payload = 0
    entry = following(world, world.clients[client].place, first)
    while entry != NOWHERE:
        message = world.entries[entry].message
        if not is_own(world, client, message):
            messages += 1
            payload += world.messages[message].payload
        entry = NOWHERE if entry == last else world.entries[entry].next
    return messages, payload


def _hand_over(world: World, connection: int, left: float, at: float) -> None:
    """Give the client what it did not have; what an overlapping request has asked for too comes twice."""
    row = world.connections[connection]
    client, again, newest, fresh = row.client, row.again, -1.0, 0
    entry = following(world, world.clients[client].place, row.first)
    while entry != NOWHERE:
        message = world.entries[entry].message
        if not is_own(world, client, message):
            if again > 0:
                again -= 1
                world.state[0].duplicates += world.messages[message].counts
            else:
                if is_published(world, message):
                    fresh += 1
                    newest = max(newest, world.messages[message].birth)
                deliver(world, client, message, left, at)
        entry = NOWHERE if entry == row.last else world.entries[entry].next
    age(world, client, newest, at, fresh)


def forget(world: World, client: int) -> None:
    """Let a client's place go past what its log does not have any more: that is lost.

    A log that began anew does not know the client's place; then it starts at the present.
    """
    settings, who = world.settings[0], world.clients[client]
    if not settings.forgets:
        return
    place = world.places[who.place]
    _trim(world, who.place)
    oldest = place.oldest
    if who.stale:
        who.stale = 0
        oldest = NOWHERE
    elif who.cursor >= oldest > NOWHERE:
        return
    entry = following(world, who.place, who.cursor)
    while entry not in (NOWHERE, oldest):
        message = world.entries[entry].message
        if not is_own(world, client, message):
            lose(world, message, 1)
            read(world, message, world.state[0].now, 1)
        who.cursor = entry
        entry = world.entries[entry].next


def _trim(world: World, number: int) -> None:
    """Drop from a log what is too old, or more than it keeps."""
    settings, place, now = world.settings[0], world.places[number], world.state[0].now
    while place.kept > 0:
        entry = world.entries[place.oldest]
        if place.kept <= settings.log_most and now - world.messages[entry.message].birth <= settings.log_age:
            break
        place.oldest = entry.next
        place.kept -= 1
