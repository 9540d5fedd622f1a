"""Tabs: what their browser lets them have of connections, and how late a hidden one's timers are."""

from collections.abc import Mapping
from typing import Any

from rtsim.validation.case import Case, Check, case
from rtsim.validation.rules import interval
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, clients

CHROMIUM = "six connections a host: Chromium, net/socket/client_socket_pool_manager.cc"
LITTLE = "Little's law: tabs - polls a second (pause + round trip)"
THROTTLING = "full seconds and minutes: developer.chrome.com/blog/timer-throttling-in-chrome-88"
LATENCY = 0.05  # seconds, each way
TRIP = 2 * LATENCY
LIMIT = 6
HOLD, CYCLES = 10.0, 100
BROWSERS = 3


def _case(name: str, source: str, *checks: Check, count: int, browser: Mapping[str, object], **sections: Any) -> Case:
    """Give a few browsers without anything else that takes time."""
    crowd = clients(count, 1, LATENCY, LATENCY, browser=browser)
    return case(f"tabs/{name}", source, *checks, clients=crowd, **sections)


def _waiting(expected: float) -> Check:
    return Check("requests that wait for a connection", "count", expected, "faults.waiting_for_connection")


def _streams() -> Case:
    """Give seven tabs with an event stream each: the seventh never opens."""
    tabs, messages = LIMIT + 1, 100
    return _case(
        "seven-streams",
        CHROMIUM,
        _waiting(BROWSERS),
        Check("messages delivered", "count", BROWSERS * LIMIT * messages, "messages.delivered"),
        Check("messages undelivered", "count", BROWSERS * messages, "messages.undelivered"),
        count=BROWSERS * tabs,
        browser={"tabs": tabs},
        messages=PERIODIC_TO_EVERYONE | {"rate": 1},
        techniques={"sse": {}},
        warmup=10,
        duration=messages,
        replications=2,
    )


def _polls() -> Case:
    """Give nine tabs that poll for long: six polls are held, three wait, and the cycles are those of six."""
    tabs = LIMIT + 3
    return _case(
        "nine-long-polls",
        CHROMIUM,
        _waiting(BROWSERS * (tabs - LIMIT)),
        Check("polls", "count", BROWSERS * LIMIT * CYCLES, "requests.total"),
        count=BROWSERS * tabs,
        browser={"tabs": tabs},
        techniques={"long-polling": {"timeout": HOLD}},
        warmup=10 * HOLD,
        duration=CYCLES * (HOLD + TRIP),
        replications=2,
    )


def _one_connection() -> Case:
    """Give five tabs that share one connection: it is never idle, and Little's law tells how many wait for it."""
    tabs, pause, polls = 5, 0.25, 1000
    rate = 1 / TRIP
    return _case(
        "one-connection",
        LITTLE,
        _waiting(BROWSERS * (tabs - rate * (pause + TRIP))),
        Check("polls", "count", BROWSERS * polls, "requests.total"),
        count=BROWSERS * tabs,
        browser={"tabs": tabs, "connections": 1},
        techniques={"short-polling": {"interval": pause}},
        warmup=10,
        duration=polls / rate,
        replications=2,
    )


def _hidden(name: str, period: float, settings: Mapping[str, object], warmup: float) -> Case:
    """Give hidden tabs that poll once a period: a message waits for half of one, and takes its way down."""
    count, periods = 100, 20
    return _case(
        name,
        THROTTLING,
        Check("latency, mean", "s", period / 2 + LATENCY, "latency_s.mean", interval()),
        Check("polls", "count", count * periods, "requests.total"),
        count=count,
        browser={"hidden": 1},
        messages={"from": "server", "to": "everyone", "process": "poisson", "rate": 20 / period},
        techniques={"short-polling": settings},
        warmup=warmup,
        duration=periods * period,
    )


CASES = (
    _streams(),
    _polls(),
    _one_connection(),
    _hidden("hidden-for-a-while", 60, {"interval": 5}, warmup=400),
    _hidden("hidden-by-the-clock", 60, {"interval": 5, "timing": "fixed-rate"}, warmup=400),
    _hidden("hidden-at-first", 3, {"interval": 2.5}, warmup=10),
)
