"""Outages: how long clients have no path, and when their kernels knock again."""

from math import ceil, exp

from rtsim.theory.domain import require_not_negative, require_positive

_DOUBLINGS = 6  # Linux, tcp_syn_retries in include/net/tcp.h


def back_after(*, lasts: float, every: float) -> float:
    """Give the seconds from a cut until a client is back that tries each `every` seconds: its first try after that.

    Assumes that the cut is noticed at once and a set-up takes no time.

    >>> back_after(lasts=8.2, every=0.5)
    8.5
    """
    require_positive(lasts=lasts, every=every)
    return ceil(lasts / every) * every


def dark_share(*, up: float, lasts: float, late: float) -> float:
    """Give the share of time for which a client is cut off: (L + U (1 - e^(-R/U))) / (U + L).

    Its path is there for an exponential time of mean `up` U, then gone for `lasts` L; it is back `late` R seconds after
    that, unless the next outage comes first. Assumes a renewal process in its stationary state.

    >>> round(dark_share(up=60.0, lasts=8.0, late=0.5), 6)
    0.124969
    """
    require_positive(up=up, lasts=lasts)
    require_not_negative(late=late)
    return (lasts + up * (1 - exp(-late / up))) / (up + lasts)


def knocks(linear: int = 0) -> tuple[float, ...]:
    """Give when Linux sends the first packet of a connection again, and when it gives that up, in seconds.

    It waits for 1 s `linear` times, then for 1, 2, 4 s and so on. Source: tcp_syn_retries (6) in include/net/tcp.h, and
    tcp_syn_linear_timeouts (4 from Linux 6.5 on) in networking/ip-sysctl.rst.

    >>> knocks()
    (1.0, 3.0, 7.0, 15.0, 31.0, 63.0, 127.0)
    >>> knocks(linear=4)
    (1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 11.0, 19.0, 35.0, 67.0, 131.0)
    """
    first = [float(second) for second in range(1, linear + 1)]
    return (*first, *(linear + 2.0**doubling - 1 for doubling in range(1, _DOUBLINGS + 2)))


def silence(*, detect: float, heartbeat: float) -> tuple[float, float]:
    """Give the mean and the longest seconds until a client notices a silent cut that gives up after `detect` T.

    It has heard the last heartbeat within an interval H before the cut, at a moment that is uniform in it: T - H/2, and
    T at most. Assumes that nothing else comes.

    >>> silence(detect=20.0, heartbeat=15.0)
    (12.5, 20.0)
    """
    require_positive(detect=detect, heartbeat=heartbeat)
    return detect - heartbeat / 2, detect
