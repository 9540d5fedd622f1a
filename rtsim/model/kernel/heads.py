"""Heads: how many bytes a message takes, by what its connection's compression remembers of those before it.

The tables have what a head saves beside the first message of a connection, in each state and for each kind, and the
state that follows. A write is sealed in records as a whole, so what it is less by may be a record too.
"""

from rtsim.model.layout import DOWN, UP, World

REQUEST_HEAD, POST_HEAD = range(2)
ANSWER_HEAD, EMPTY_HEAD, ACKNOWLEDGEMENT_HEAD, PACKED_HEAD = range(4)


def sent_on(world: World, connection: int, side: int, kind: int, size: int) -> int:
    """Send a message that would take `size` bytes as the first on its connection; give its bytes."""
    transport = world.connections[connection].onto
    if transport < 0:
        return size
    row = world.connections[transport]
    state = row.first if side == UP else row.last
    if side == UP:
        row.first = world.after[side, state, kind]
    else:
        row.last = world.after[side, state, kind]
    return _less(world, size, world.saved[side, state, kind])


def would_take(world: World, connection: int, kind: int, size: int) -> int:
    """Give the bytes of an answer if it were sent now."""
    transport = world.connections[connection].onto
    if transport < 0:
        return size
    return _less(world, size, world.saved[DOWN, world.connections[transport].last, kind])


def _less(world: World, size: int, saved: int) -> int:
    record, limit = world.settings[0].record, world.settings[0].record_limit
    if saved == 0 or record == 0:
        return size - saved
    full = limit + record
    plain = size - record * ((size + full - 1) // full) - saved
    return plain + record * ((plain + limit - 1) // limit)
