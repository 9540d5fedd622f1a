"""Cores: a node's processors, which take work first come, first served from one queue.

The queue costs no event. Work departs in an order that is known when it arrives, so its completion is computed on
arrival from when each core is free, and from the spells in which the node is slow.
"""

from rtsim.chance import Array
from rtsim.model.kernel.books import QUEUE_WAIT, count
from rtsim.model.kernel.calendar import push
from rtsim.model.layout import ANEW, TURN, World
from rtsim.model.load import OPEN, REQUEST


def serve(world: World, number: int, kind: int, at: float, size: int, first: int) -> float:
    """Queue one piece of work, a turn's of its own; give the instant at which it completes."""
    return serve_longer(world, number, kind, at, size, first, 0.0)


def serve_longer(world: World, number: int, kind: int, at: float, size: int, first: int, longer: float) -> float:
    """Queue one piece of work, a turn's of its own, that takes so much longer than others of its kind."""
    done = queue(world, number, kind, at, size, first, longer)
    if world.settings[0].turns:
        join(world, number, at)
    return done


def queue(world: World, number: int, kind: int, at: float, size: int, first: int, longer: float) -> float:
    """Queue one piece of work that moves `size` bytes at `at`; give the instant at which it completes.

    The `first` on its connection, by its greeting, comes with the work of opening it, or is that work. Compression
    makes it take so much `longer`.
    """
    settings, node = world.settings[0], world.nodes[number]
    cost = world.costs[kind] + settings.per_byte * size + longer
    opening = world.costs[OPEN] if first and kind != OPEN else 0.0
    if first > ANEW:
        if kind == OPEN:
            cost -= settings.saves
        else:
            opening -= settings.saves
    start = node.free if settings.cores == 1 else world.cores[number, 0]
    if start < at:
        start = at
    begun, done = start + opening, start + (opening + cost)
    if settings.faulty and node.spell < node.spells:
        begun = worked(world, number, start, opening)
        done = worked(world, number, start, opening + cost)
    if settings.cores == 1:
        node.free = done
    else:
        _occupy(world.cores[number], done)
    if done >= node.fails:
        _cut(world, kind, min(start, node.fails), min(begun, node.fails), node.fails)
    elif start >= settings.start and done <= settings.end and done <= start + (opening + cost):
        row = world.work[kind]
        row.count += 1
        row.bytes += size
        row.seconds += longer
        if first and kind != OPEN:
            world.work[OPEN].count += 1
        if first > ANEW:
            world.work[OPEN].seconds -= settings.saves
    else:
        _cut(world, kind, start, begun, done)
    if settings.start <= at < settings.end and start < node.fails:
        count(world, QUEUE_WAIT, start - at)
    return done


def worked(world: World, number: int, start: float, seconds: float) -> float:
    """Give when work of so many seconds is done that a core of a node begins at `start`.

    The spells in which it takes longer are known beforehand, to the model and to nobody in it. What is under way when
    one begins or ends goes on at the new speed.
    """
    node = world.nodes[number]
    while node.spell < node.spells and world.spells[node.spell].ends <= world.state[0].now:
        node.spell += 1  # no work begins before the present
    at, left = start, seconds
    for place in range(node.spell, node.spells):
        spell = world.spells[place]
        if at + left <= spell.begins:
            break
        if at < spell.begins:
            left -= spell.begins - at
            at = spell.begins
        if at < spell.ends:
            if at + left * spell.slower <= spell.ends:
                return at + left * spell.slower
            left -= (spell.ends - at) / spell.slower
            at = spell.ends
    return at + left


def serve_each(world: World, count: int) -> None:
    """Let works arrive at the first node's cores: `numbers` has their sorted instants, and below their seconds.

    Their completions take the place of their seconds.
    """
    for place in range(count):
        world.costs[REQUEST] = world.numbers[1, place]
        world.numbers[1, place] = queue(world, 0, REQUEST, world.numbers[0, place], 0, 0, 0.0)


def _occupy(free: Array, until: float) -> None:
    """Let the core that is free first be free again at `until`: a heap of two branches."""
    place, size = 0, free.size
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and free[child + 1] < free[child]:
            child += 1
        if free[child] >= until:
            break
        free[place] = free[child]
        place = child
    free[place] = until


def _cut(world: World, kind: int, start: float, begun: float, done: float) -> None:
    """Note work, opening in [start, begun) and its own in [begun, done), of which the window sees a part."""
    settings = world.settings[0]
    if start < settings.start:
        world.state[0].early += min(done, settings.start) - start
    world.work[OPEN].seconds += max(0.0, min(begun, settings.end) - max(start, settings.start))
    world.work[kind].seconds += max(0.0, min(done, settings.end) - max(begun, settings.start))


def join(world: World, number: int, at: float) -> None:
    """Count work among the next turn's of the event loop, or begin one with it where the loop is idle."""
    node = world.nodes[number]
    if node.gathering:
        return
    if at >= node.over:
        node.over = node.free
    else:
        node.gathering = 1
        push(world, node.over, TURN, number, number)
