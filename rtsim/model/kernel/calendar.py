"""The calendar: a heap of events with four branches, ordered by instant, then by the order in which they were told."""

from rtsim.model.layout import Rows, World


def push(world: World, at: float, kind: int, index: int, node: int) -> None:
    """Put an event on the calendar; the first after an event was taken fills the gap that it left at the top."""
    state, heap = world.state[0], world.calendar
    state.sequence += 1
    order = state.sequence
    if state.gap:
        state.gap = 0
        place = _sink(heap, state.pending, at, order)
    else:
        place = _rise(heap, state.pending, at)
        state.pending += 1
    heap[place].at = at
    heap[place].order = order
    heap[place].index = index
    heap[place].kind = kind
    heap[place].node = node


def close_gap(world: World) -> None:
    """Fill the gap at the top with the last event, if nothing else has filled it."""
    state, heap = world.state[0], world.calendar
    if state.gap:
        state.gap = 0
        state.pending -= 1
        last = state.pending
        if last > 0:
            at = heap[last].at
            order = heap[last].order
            place = _sink(heap, last, at, order)
            _copy(heap, place, last)


def note_end(world: World, at: float, connection: int, used: int) -> None:
    """Note when a connection that came in by a door will be closed, if it is not `used` again before."""
    state, heap = world.state[0], world.ends
    place = _rise(heap, state.ends, at)
    state.ends += 1
    state.sequence += 1
    heap[place].at = at
    heap[place].order = state.sequence
    heap[place].index = connection
    heap[place].kind = 0
    heap[place].node = used & 32767


def drop_end(world: World) -> None:
    """Drop the soonest end."""
    state, heap = world.state[0], world.ends
    state.ends -= 1
    last = state.ends
    if last > 0:
        place = _sink(heap, last, heap[last].at, heap[last].order)
        _copy(heap, place, last)


def _rise(heap: Rows, place: int, at: float) -> int:
    """Give the place for what comes last in order, from the bottom up."""
    while place > 0:
        above = (place - 1) >> 2
        if heap[above].at <= at:
            break
        _copy(heap, place, above)
        place = above
    return place


def _sink(heap: Rows, size: int, at: float, order: int) -> int:
    """Give the place for an event from the top down."""
    place = 0
    while True:
        first = 4 * place + 1
        if first >= size:
            break
        least = first
        for other in range(first + 1, min(first + 4, size)):
            if heap[other].at < heap[least].at or (
                heap[other].at == heap[least].at and heap[other].order < heap[least].order
            ):
                least = other
        if not (heap[least].at < at or (heap[least].at == at and heap[least].order < order)):
            break
        _copy(heap, place, least)
        place = least
    return place


def _copy(heap: Rows, to: int, of: int) -> None:
    heap[to].at = heap[of].at
    heap[to].order = heap[of].order
    heap[to].index = heap[of].index
    heap[to].kind = heap[of].kind
    heap[to].node = heap[of].node
