"""Tabs: what their browser lets them have of connections, and how late a hidden one's timers are."""

from collections.abc import Mapping
from typing import Any

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.validation.case import FAULTS, Case
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured
from rtsim.validation.rules import Exact, Interval, Rule
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, PERIODIC_TO_EVERYONE, link, world

CHROMIUM = "six connections a host: Chromium, net/socket/client_socket_pool_manager.cc"
THROTTLING = "full seconds and minutes: developer.chrome.com/blog/timer-throttling-in-chrome-88"
LATENCY = 0.05  # seconds, each way
TRIP = 2 * LATENCY
LIMIT = 6
HOLD, CYCLES = 10.0, 100
BROWSERS = 3


def _scenario(name: str, browser: Mapping[str, object], **sections: Any) -> Scenario:
    """Give a few browsers without anything else that takes time."""
    count = sections.pop("count")
    settings = {name: sections.pop("settings", {})}
    clients = {"count": count, "connect_over": 1, "network": link(LATENCY, LATENCY), "browser": browser}
    return world(clients=clients, techniques=settings, **sections)


def _case(name: str, source: str, scenario: Scenario, *checks: Check[Recording]) -> SimulatedCase:
    return SimulatedCase(name=f"tabs/{name}", source=source, group=FAULTS, scenario=scenario, checks=checks)


def _waiting(expected: float) -> Check[Recording]:
    return Check(
        quantity="requests that wait for a connection",
        unit="count",
        expected=expected,
        measure=Measured("faults.waiting_for_connection"),
        rule=Exact(),
    )


def _check(quantity: str, unit: str, path: str, expected: float, rule: Rule) -> Check[Recording]:
    return Check(quantity=quantity, unit=unit, expected=expected, measure=Measured(path), rule=rule)


def _streams() -> Case:
    """Give seven tabs with an event stream each: the seventh never opens."""
    tabs, messages = LIMIT + 1, 100
    scenario = _scenario(
        "sse", {"tabs": tabs}, count=BROWSERS * tabs, messages=PERIODIC_TO_EVERYONE | {"rate": 1},
        warmup=10, duration=messages, replications=2,
    )  # fmt: skip
    return _case(
        "seven-streams",
        CHROMIUM,
        scenario,
        _waiting(BROWSERS),
        _check("messages delivered", "count", "messages.delivered", BROWSERS * LIMIT * messages, Exact()),
        _check("messages undelivered", "count", "messages.undelivered", BROWSERS * messages, Exact()),
    )


def _polls() -> Case:
    """Give nine tabs that poll for long: six polls are held, three wait, and the cycles are those of six."""
    tabs = LIMIT + 3
    scenario = _scenario(
        "long-polling", {"tabs": tabs}, count=BROWSERS * tabs, messages=NEVER, settings={"timeout": HOLD},
        warmup=10 * HOLD, duration=CYCLES * (HOLD + TRIP), replications=2,
    )  # fmt: skip
    return _case(
        "nine-long-polls",
        CHROMIUM,
        scenario,
        _waiting(BROWSERS * (tabs - LIMIT)),
        _check("polls", "count", "requests.total", BROWSERS * LIMIT * CYCLES, Exact()),
    )


def _one_connection() -> Case:
    """Give five tabs that share one connection: it is never idle, and Little's law tells how many wait for it."""
    tabs, pause, polls = 5, 0.25, 1000
    rate = 1 / TRIP
    scenario = _scenario(
        "short-polling", {"tabs": tabs, "connections": 1}, count=BROWSERS * tabs, messages=NEVER,
        settings={"interval": pause}, warmup=10, duration=polls / rate, replications=2,
    )  # fmt: skip
    return _case(
        "one-connection",
        "Little's law: tabs - polls a second (pause + round trip)",
        scenario,
        _waiting(BROWSERS * (tabs - rate * (pause + TRIP))),
        _check("polls", "count", "requests.total", BROWSERS * polls, Exact()),
    )


def _hidden(name: str, period: float, settings: Mapping[str, object], **times: float) -> Case:
    """Give hidden tabs that poll once a period: a message waits for half of one, and takes its way down."""
    messages = {"from": "server", "to": "everyone", "process": "poisson", "rate": 20 / period}
    scenario = _scenario(
        "short-polling", {"hidden": 1}, count=100, messages=messages, settings=settings,
        duration=20 * period, **times,
    )  # fmt: skip
    return _case(
        name,
        THROTTLING,
        scenario,
        _check("latency, mean", "s", "latency_s.mean", period / 2 + LATENCY, Interval()),
        _check("polls", "count", "requests.total", 100 * 20, Exact()),
    )


CASES: tuple[Case, ...] = (
    _streams(),
    _polls(),
    _one_connection(),
    _hidden("hidden-for-a-while", 60, {"interval": 5}, warmup=400),
    _hidden("hidden-by-the-clock", 60, {"interval": 5, "timing": "fixed-rate"}, warmup=400),
    _hidden("hidden-at-first", 3, {"interval": 2.5}, warmup=10),
)
