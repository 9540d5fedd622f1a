"""Heartbeats: sent on each push connection at one interval from its opening on.

So they come in the order of the connections' openings, which a list through the endpoints keeps, one of each node and
manner: one event stands for the next of a list.
"""

from math import inf

from rtsim.model.facts import BEATEN, WORKED
from rtsim.model.kernel.books import down, tell, up
from rtsim.model.kernel.buffering import comment
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import ends, is_own_cut
from rtsim.model.kernel.cores import serve
from rtsim.model.kernel.expiring import lasts, passes
from rtsim.model.kernel.hearing import hear, throw_away
from rtsim.model.kernel.links import latency, leave, transfer
from rtsim.model.kernel.manners import manner_of
from rtsim.model.layout import BEAT_DUE, DOWN, NOWHERE, UP, World
from rtsim.model.load import HEARTBEAT
from rtsim.model.traffic import HEARTBEATS


def beat_from(world: World, number: int, endpoint: int, at: float) -> None:
    """Begin a connection's heartbeats."""
    heartbeat = world.manners[manner_of(world, endpoint)].heartbeat
    if heartbeat < inf:
        _line_up(world, number, endpoint, at + heartbeat)


def _line_of(world: World, number: int, endpoint: int) -> int:
    """Give the list of a node's heartbeats in which an endpoint's are."""
    return number * world.settings[0].manners + manner_of(world, endpoint)


def _line_up(world: World, number: int, endpoint: int, due: float) -> None:
    """Put an endpoint's next heartbeat among those of its node, nearly always behind them."""
    line = _line_of(world, number, endpoint)
    pulse, row = world.pulses[line], world.beats[endpoint]
    row.due = due
    row.next = NOWHERE
    before = pulse.last
    while before != NOWHERE and world.beats[before].due > due:
        row.next = before
        before = world.beats[before].earlier
    row.earlier = before
    if row.next == NOWHERE:
        pulse.last = endpoint
    else:
        world.beats[row.next].earlier = endpoint
    if before == NOWHERE:
        pulse.first = endpoint
        push(world, due, BEAT_DUE, line, number)
    else:
        world.beats[before].next = endpoint


def stop_beats(world: World, endpoint: int) -> None:
    """Send no more heartbeats to an endpoint, whose connection is closed while its node goes on."""
    if world.manners[manner_of(world, endpoint)].heartbeat == inf:
        return
    number, row = world.endpoints[endpoint].node, world.beats[endpoint]
    line = _line_of(world, number, endpoint)
    pulse = world.pulses[line]
    if row.earlier == NOWHERE:
        pulse.first = row.next
        if row.next != NOWHERE:
            push(world, world.beats[row.next].due, BEAT_DUE, line, number)
    else:
        world.beats[row.earlier].next = row.next
    if row.next == NOWHERE:
        pulse.last = row.earlier
    else:
        world.beats[row.next].earlier = row.earlier


def beat(world: World, line: int) -> None:
    """Send the heartbeat of a node's clients of a manner that is due, and put the next one on the calendar."""
    pulse, number = world.pulses[line], line // world.settings[0].manners
    endpoint = pulse.first
    if endpoint == NOWHERE or world.beats[endpoint].due > world.state[0].now:
        return  # that of a node that has failed since
    due = world.beats[endpoint].due
    _ping(world, number, endpoint, due)
    pulse.first = world.beats[endpoint].next
    if pulse.first == NOWHERE:
        pulse.last = NOWHERE
    else:
        world.beats[pulse.first].earlier = NOWHERE
        push(world, world.beats[pulse.first].due, BEAT_DUE, line, number)
    _line_up(world, number, endpoint, due + world.manners[manner_of(world, endpoint)].heartbeat)


def _ping(world: World, number: int, endpoint: int, due: float) -> None:
    settings, manner = world.settings[0], world.manners[manner_of(world, endpoint)]
    done = serve(world, number, HEARTBEAT, due, 0, 0)
    left = leave(world, number, done, manner.ping)
    if settings.faulty:
        if left >= lasts(world, endpoint):
            return
        passes(world, endpoint, left)
        if manner.buffering > 0:
            down(world, HEARTBEATS, left, manner.ping, 0)
            comment(world, endpoint, manner.ping, left)
            return
    there = transfer(world, endpoint, DOWN, left, manner.ping)
    down(world, HEARTBEATS, left, manner.ping, 0)
    back = there
    if manner.pong > 0:
        back += latency(world, endpoint, UP)
    if settings.faulty:
        end = ends(world, endpoint)
        if there < end:
            hear(world, endpoint, there)
        else:
            throw_away(world, endpoint, manner.ping, left)
        if back >= end and is_own_cut(world, endpoint, end):
            if left < world.recoveries[endpoint].unanswered:
                world.recoveries[endpoint].unanswered = left
            return
    if manner.pong > 0:
        up(world, HEARTBEATS, back, manner.pong, 0, 0)
        if settings.faulty and back < lasts(world, endpoint):
            passes(world, endpoint, back)
    if endpoint == settings.traced:
        tell(world, WORKED, NOWHERE, NOWHERE, HEARTBEAT, NOWHERE, 0, due, done, 0.0)
        tell(world, BEATEN, NOWHERE, NOWHERE, NOWHERE, NOWHERE, manner.ping, left, there, back)
