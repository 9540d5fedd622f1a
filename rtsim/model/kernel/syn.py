"""SYN: the first packet of a connection, which its client's kernel sends again by a schedule where it is lost.

Linux waits 1 s, then twice as long each time, six times in all: 1, 3, 7, 15, 31, 63 s, and gives up at 127 s
(tcp_syn_retries in include/net/tcp.h). From 6.5 on it waits 1 s four times before that (tcp_syn_linear_timeouts in
networking/ip-sysctl.rst): 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s, and 131 s.
"""

from math import inf

from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.manners import opened_in
from rtsim.model.layout import CARRYING, POSTING, PUSHING, SYN_AGAIN, UNREACHABLE, World

RETRIES = 6
SLACK = 1e-6  # seconds by which an instant of the schedule may miss itself in doubles


def next_syn(linear: int, after: float) -> float:
    """Give when the SYN is sent again that was not answered `after` so many seconds, `linear` times each second first.

    Infinite, if the client's kernel has given it up by then.

    >>> [next_syn(0, after) for after in (0.0, 1.0, 5.0, 63.0)], next_syn(4, 3.0)
    ([1.0, 3.0, 7.0, inf], 4.0)
    """
    at = wait = 1.0
    for tries in range(RETRIES + linear):
        if at > after + SLACK:
            return at
        if tries >= linear:
            wait *= 2.0
        at += wait
    return inf


def given_up_at(linear: int) -> float:
    """Give after how long a SYN is given up.

    >>> given_up_at(0), given_up_at(4)
    (127.0, 131.0)
    """
    return (2 << RETRIES) - 1.0 + linear


def lose_syn(world: World, number: int) -> None:
    """Let a connection's SYN be lost: it comes again, unless its client's patience or its kernel's is over before."""
    settings, row, now = world.settings[0], world.connections[number], world.state[0].now
    after = now - row.departs
    wait = next_syn(settings.linear_syns, after if after > 0.0 else 0.0)
    late = given_up_at(settings.linear_syns)
    detect = world.manners[opened_in(world, number)].detect
    asks = row.purpose <= POSTING and row.purpose != PUSHING
    if (asks or (row.purpose == CARRYING and not settings.in_turn)) and detect < late:
        late = detect
    if wait < late:
        push(world, row.departs + wait, SYN_AGAIN, number, 0)
    else:
        push(world, row.departs + late if row.departs + late > now else now, UNREACHABLE, number, 0)
