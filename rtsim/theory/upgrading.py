"""Upgrading: when a client that polls first goes over to its WebSocket (engine.io-protocol, Upgrade)."""

from rtsim.theory.domain import require_not_negative


def connected(*, set_up: float, round_trip: float, to_server: float) -> float:
    """Give the seconds from a client's first packet until its session is connected, at the server.

    Its connection is set up, a poll opens the session, and the next one is there.

    >>> round(connected(set_up=0.1, round_trip=0.1, to_server=0.04), 3)
    0.24
    """
    require_not_negative(set_up=set_up, round_trip=round_trip, to_server=to_server)
    return set_up + round_trip + to_server


def goes_over(*, set_up: float, upgrade_set_up: float, round_trip: float, nudge: float) -> float:
    """Give the seconds from a client's first packet until it has its last poll's answer, and goes over.

    One poll opens the session. Then the WebSocket's connection is set up and opened, and a probe gets through; its node
    answers the poll under way `nudge` seconds after the probe is there.

    >>> round(goes_over(set_up=0.1, upgrade_set_up=0.1, round_trip=0.1, nudge=0.1), 3)
    0.6
    """
    require_not_negative(set_up=set_up, upgrade_set_up=upgrade_set_up, round_trip=round_trip, nudge=nudge)
    return set_up + round_trip + upgrade_set_up + 2 * round_trip + nudge


def held(*, upgrade_set_up: float, nudge: float) -> float:
    """Give the seconds for which the poll is held that ends with going over, if no message comes.

    It is there one way after the session is connected, and the probe's answer leaves `nudge` after the WebSocket is set
    up and opened and the probe is there, one way again.

    >>> held(upgrade_set_up=0.1, nudge=0.1)
    0.2
    """
    require_not_negative(upgrade_set_up=upgrade_set_up, nudge=nudge)
    return upgrade_set_up + nudge
