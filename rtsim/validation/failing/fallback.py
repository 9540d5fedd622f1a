"""Fallback: clients whose upgrades do not pass, beside those whose do; two crowds that come to a mixture.

Nothing takes time but the ways, and what the case is about.
"""

from typing import Any

from rtsim.recording import Recording
from rtsim.theory import long_polling, short_polling
from rtsim.theory.mixtures import mixture, opens_after
from rtsim.theory.polling import Polling
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import dark_mean
from rtsim.validation.rules import Rule, interval, near
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, POISSON_TO_ONE, clients

SOURCE = "closed form: rtsim.theory.mixtures"
UP, DOWN, AFTER, HOLD, PAUSE = 0.04, 0.06, 10.0, 30.0, 2.0
CLIENTS, SHARE, RATE = 200, 0.03, 0.5  # of which 6 are blocked; messages a second and client
BLOCKED = round(CLIENTS * SHARE)
EACH_SECOND = PERIODIC_TO_EVERYONE | {"rate": 1.0}
FELL_BACK = Check("fell back", "count", BLOCKED, "faults.fell_back")


def _case(name: str, to: dict[str, Any] | None, *checks: Check, **sections: Any) -> Case:
    own = {"heartbeat": None, "fallback": to and {"after": AFTER, **to}}
    usual: dict[str, Any] = {
        "clients": clients(CLIENTS, 1, UP, DOWN),
        "techniques": {"websocket": own},
        "path": [{"upgrade": 1 - SHARE}],
        "warmup": 30.0,
        "duration": 300.0,
        "replications": 2,
    }
    return case(f"faults/fallback/{name}", SOURCE, *checks, **(usual | sections))


def _mixed(name: str, to: dict[str, Any], polled: Polling, rule: Rule, *further: Check) -> Case:
    """Let messages come at random to all, pushed to most and polled for by the others."""
    latency = mixture(SHARE, of=polled.latency_mean, rest=DOWN)
    mean = Check("mean latency", "s", latency, "latency_s.mean", interval())
    polls = Check("polls a second", "per second", BLOCKED * polled.rate, "requests.per_second", rule)
    messages = POISSON_TO_ONE | {"rate": RATE * CLIENTS}
    return _case(name, to, mean, *further, polls, messages=messages, replications=12)


def _held() -> Case:
    """Let those who fall back ask and be held until something comes."""
    gap = long_polling.gap(to_server=UP, to_client=DOWN)
    polled = long_polling.poisson(rate=RATE, hold=HOLD, gap=gap, to_client=DOWN)
    to = {"to": "long-polling", "settings": {"timeout": HOLD}}
    return _mixed("mean-latency", to, polled, interval(), FELL_BACK)


def _polled() -> Case:
    """Let those who fall back poll at intervals."""
    polled = short_polling.after_response(pause=PAUSE, round_trip=UP + DOWN, rate=RATE, to_client=DOWN)
    to = {"to": "short-polling", "settings": {"interval": PAUSE}}
    return _mixed("mean-latency/short-polling", to, polled, near(0.01))


def _streamed() -> Case:
    """Let all be pushed to, on one kind of connection or the other."""
    return _case(
        "latency/sse",
        {"to": "sse"},
        Check("mean latency", "s", DOWN, "latency_s.mean"),
        Check("messages lost", "count", 0, "messages.lost"),
        Check("open, mean", "count", CLIENTS, "connections.open_mean"),
        messages=EACH_SECOND,
    )


def _opens() -> Case:
    """Let clients wait for upgrades to pass that do not."""
    dark = opens_after(after=AFTER, set_up=UP)  # two round trips less, of each one the set-up
    return _case(
        "first-path",
        {"to": "long-polling"},
        Check("dark each time", "s", dark, dark_mean),
        Check("connections opened, a client", "count", 1 + SHARE, "connections.opened", per=CLIENTS),
        Check("open, mean", "count", CLIENTS, "connections.open_mean", near(0.01)),
        clients=clients(CLIENTS, 0, UP, DOWN),
        warmup=0.0,
    )


def _nothing() -> Case:
    """Let those whose upgrades do not pass have nothing to fall back to."""
    return _case(
        "nothing",
        None,
        Check("lost, of those expected", "share", SHARE, _lost_share),
        Check("time without a path", "share", SHARE, "faults.dark_share"),
        messages=EACH_SECOND,
    )


def _lost_share(recording: Recording) -> float:
    return recording.lost / recording.expected


CASES = (_held(), _polled(), _streamed(), _opens(), _nothing())
