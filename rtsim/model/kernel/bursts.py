"""Bursts: packets that are lost in a row (Gilbert 1960, Elliott 1963; gemodel of Linux's sch_netem).

One direction of an endpoint's link is good and loses nothing, or bad and loses all. Each packet that it is given may
change that, one that is sent again like any other; time does not. So the share `loss` of all packets is lost, `burst`
of them in a row, where it gets better with the probability 1 / burst and worse with loss / ((1 - loss) burst).

Each has random numbers of its own (Wichmann and Hill 1982, AS 183), for how many a transfer needs is not known before.
"""

from rtsim.model.layout import World

LONGEST = 1 << 40  # packets that a link stays as it is


def burst_waits(world: World, number: int, segments: int, loss: float, burst: float) -> float:
    """Give how many first time-outs a transfer of so many segments waits until none of them is lost.

    Those that are lost are sent again together, after a time-out that doubles each time.
    """
    double, left = 1.0, segments
    while double < 1e12:
        left = _pass_packets(world, number, left, loss, burst)
        if left == 0:
            break
        double *= 2.0
    return double - 1.0


def _pass_packets(world: World, number: int, packets: int, loss: float, burst: float) -> int:
    """Give a link's direction so many packets; give how many of them are lost."""
    row, lost = world.losing[number], 0
    while packets > 0:
        if row.left == 0:
            row.bad = 1 - row.bad
            worse = 1.0 / burst if row.bad else loss / ((1.0 - loss) * burst)
            row.left = 1 + _longest_power(1.0 - worse, _luck(world, number))
        passed = packets if packets < row.left else row.left
        if row.bad:
            lost += passed
        row.left -= passed
        packets -= passed
    return lost


def _luck(world: World, number: int) -> float:
    row = world.losing[number]
    row.first = row.first * 171 % 30269
    row.second = row.second * 172 % 30307
    row.third = row.third * 170 % 30323
    luck = row.first / 30269 + row.second / 30307 + row.third / 30323
    return luck - int(luck)


def _longest_power(base: float, least: float) -> int:
    """Give the greatest exponent whose power of a base below 1 is above `least`."""
    high = 1
    while high < LONGEST and power(base, high) > least:
        high *= 2
    low = high >> 1
    while high - low > 1:
        middle = (low + high) >> 1
        if power(base, middle) > least:
            low = middle
        else:
            high = middle
    return low


def power(base: float, exponent: int) -> float:
    """Raise a number to a whole power, by products alone, which are the same everywhere."""
    found = 1.0
    while exponent:
        if exponent & 1:
            found *= base
        base *= base
        exponent >>= 1
    return found
