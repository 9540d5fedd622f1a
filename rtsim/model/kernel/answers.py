"""Answers: what the log has for a poller, in how many bytes, and its way to the client."""

from math import inf

from rtsim.model.facts import ANSWERED, EMPTY_ANSWER
from rtsim.model.kernel.books import age, deliver, down, is_published, lose, read, tell, within
from rtsim.model.kernel.connections import ends
from rtsim.model.kernel.expiring import deadline
from rtsim.model.kernel.heads import ANSWER_HEAD, EMPTY_HEAD, PACKED_HEAD, sent_on, would_take
from rtsim.model.kernel.hearing import waste
from rtsim.model.kernel.links import leave, transfer_poll
from rtsim.model.kernel.manners import opened_in
from rtsim.model.layout import DOWN, GREETING, NOWHERE, POLLS, World
from rtsim.model.traffic import EMPTY, RESPONSES


def following(world: World, place: int, entry: int) -> int:
    """Give the entry of a log after `entry`, or its first one."""
    return world.places[place].first if entry == NOWHERE else world.entries[entry].next


def is_own(world: World, client: int, message: int) -> bool:
    """Tell whether a message is the client's own, and not for itself."""
    return world.settings[0].skips_own and world.messages[message].origin == client


def sender_at(world: World, place: int, message: int) -> int:
    """Give the sender of a message if it is of the channel at a node and does not get its own message back."""
    settings, origin = world.settings[0], world.messages[message].origin
    if settings.skips_own and 0 <= origin < settings.clients and world.clients[origin].place == place:
        return origin
    return NOWHERE


def news(world: World, client: int, read: int) -> tuple[int, int]:
    """Give how many messages the log has for a client after the entry `read`, and the bytes of their payload."""
    last = world.places[world.clients[client].place].last
    return (0, 0) if read == last or is_greeted(world, client) else _carried(world, client, read, last)


def answer_size(world: World, connection: int, messages: int, payload: int) -> int:
    """Give the bytes of an answer that carries so many messages, or none."""
    head, size = _sized(world, connection, messages, payload)
    return would_take(world, connection, head, size)


def _sized(world: World, connection: int, messages: int, payload: int) -> tuple[int, int]:
    """Give which head an answer has, and its bytes as the first on its connection."""
    number = opened_in(world, connection)
    manner, packed = world.manners[number], 0
    if messages == 0:
        client = world.connections[connection].client
        if not is_greeted(world, client):
            return EMPTY_HEAD, manner.empty
        opens = world.recoveries[client].stage == GREETING
        return EMPTY_HEAD, world.settings[0].welcome if opens else world.settings[0].named
    body = _body(world, number, messages, payload)
    if body >= manner.packs_from:
        body = _packed(world, number, body)
        packed = 1
    low, high = 0, manner.extents
    while high - low > 1:
        middle = (low + high) >> 1
        if world.extents[packed, middle, 0] <= body:
            low = middle
        else:
            high = middle
    return PACKED_HEAD if packed else ANSWER_HEAD, body + world.extents[packed, low, 1]


def _body(world: World, number: int, messages: int, payload: int) -> int:
    manner = world.manners[number]
    return manner.around + messages * manner.each + payload + (messages - 1) * manner.between


def _packed(world: World, number: int, body: int) -> int:
    """Give what a body is compressed to; as `Law.size` of the wire's compression does."""
    manner = world.manners[number]
    size = int(manner.packed_fixed + manner.packed_ratio * body + 0.5)
    return size if size > 1 else 1


def packing(world: World, number: int, messages: int, payload: int) -> float:
    """Give the seconds that it takes to compress an answer of a manner, if it is."""
    manner, body = world.manners[number], _body(world, number, messages, payload)
    return manner.pack + manner.pack_byte * body if messages > 0 and body >= manner.packs_from else 0.0


def _payload_left(world: World, number: int, messages: int, payload: int) -> int:
    """Give how much of an answer's payload travels: no more than what its body is compressed to."""
    body = _body(world, number, messages, payload)
    if body < world.manners[number].packs_from:
        return payload
    left = _packed(world, number, body)
    return left if left < payload else payload


def is_greeted(world: World, client: int) -> bool:
    """Tell whether a client's poll is one of those that open its session, which get no messages."""
    return world.settings[0].faulty and world.recoveries[client].stage != POLLS


def mark_unread(world: World, client: int, connection: int) -> None:
    """Let a connection's next answer have nothing, and leave the log as it is."""
    row, cursor = world.connections[connection], world.clients[client].cursor
    row.first = cursor
    row.last = cursor
    row.before = cursor
    row.again = 0


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
    head, size = _sized(world, connection, messages, payload)
    size = sent_on(world, connection, DOWN, head, size)
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
    down(world, RESPONSES, out, size, _payload_left(world, opened_in(world, connection), messages, payload))
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
    go_past(world, client, oldest)


def go_past(world: World, client: int, until: int) -> None:
    """Let all be lost that a client has not read of what lies before a log's entry, or of all with NOWHERE.

    A client that has that entry, or comes anew, never asks for it.
    """
    who = world.clients[client]
    entry = following(world, who.place, who.cursor)
    while entry not in (NOWHERE, until):
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
