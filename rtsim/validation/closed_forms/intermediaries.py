"""Intermediaries: what they cut, how long they hold messages back, and who never comes back after a 503."""

from math import gcd
from typing import Any

from rtsim.plan import Push
from rtsim.planning.planner import carry
from rtsim.techniques import techniques
from rtsim.theory import intermediaries
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import dark_mean, missing_share
from rtsim.validation.rules import EXACT, Rule, interval
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, clients, world

SOURCE = "closed form: rtsim.theory.intermediaries"
UP, DOWN, DELAY, CLIENTS, CYCLES, ROUNDS = 0.04, 0.06, 1.0, 50, 10, 2
AWAY = DELAY + DOWN + 2 * UP + DOWN  # the cut is noticed; the delay; SYN, its answer, the request
DARK = AWAY + DOWN  # and its answer, but for a held request, which is held from when it is there
CRASH = {"restarts": [{"at": 20.0, "kind": "crash", "down": 10.0}]}


def _case(name: str, *checks: Check, **sections: Any) -> Case:
    usual: dict[str, Any] = {
        "clients": clients(CLIENTS, 2, UP, DOWN, reconnect={"first": DELAY}),
        "warmup": 100.0,
        "replications": 2,
    }
    return case(f"faults/{name}", SOURCE, *checks, **(usual | sections))


def _cuts(name: str, technique: dict[str, Any], way: str, lasts: float, **limits: float) -> Case:
    """Let connections be cut again and again, each a whole number of times in the window."""
    often = intermediaries.cuts_per_second(**limits, away=AWAY)
    duration = CYCLES * (lasts + AWAY)
    path = {key: limits[key] for key in ("idle", "lifetime") if key in limits}
    cut = Check("cut", "count", CLIENTS * duration * often, f"faults.{way}")
    dark = Check("dark each time", "s", AWAY if "long-polling" in technique else DARK, dark_mean)
    checks = (cut, dark) if often else (cut,)
    return _case(name, *checks, techniques=technique, path=[path], duration=duration, drain=0)


def _buffered(name: str, buffer: int) -> Case:
    """Let messages of one size come in even time, through all the rests that they may leave in a buffer."""
    period, payload = 0.5, 100
    sections: dict[str, Any] = {
        "messages": PERIODIC_TO_EVERYONE | {"rate": 1 / period, "payload": payload},
        "techniques": {"sse": {"event_id": False, "heartbeat": None}},
        "path": [{"buffering": buffer}],
    }
    push = carry(world(clients={"count": 1}, **sections), techniques()["sse"]).mechanism
    assert isinstance(push, Push)
    size = push.message.size(push.each + payload)
    expected = period * intermediaries.buffered_periods(size=size, buffer=buffer) + DOWN
    sections["clients"] = clients(1, 2, UP, DOWN, reconnect={"first": DELAY})
    round_of_rests = buffer // gcd(size, buffer) * period
    check = Check("mean latency", "s", expected, "latency_s.mean")
    return _case(name, check, **sections, duration=ROUNDS * round_of_rests)


def _lost(name: str, technique: dict[str, Any], share: float, rule: Rule, **reconnect: Any) -> Case:
    """Let the server be down while clients come back to an intermediary that answers for it."""
    return _case(
        name,
        Check("never back", "share", share, missing_share, rule),
        clients=clients(2000, 2, reconnect=reconnect or {"first": DELAY}),
        techniques=technique,
        faults=CRASH,
        path=[{"while_down": "503"}],
        warmup=10.0,
        duration=60.0,
        drain=60.0,
        replications=12,
    )


def _socket(heartbeat: float | None) -> dict[str, Any]:
    return {"websocket": {"heartbeat": heartbeat}}


CASES = (
    _cuts("idle/websocket-90-s-heartbeat", _socket(90.0), "cut_idle", 60.0, idle=60.0, heartbeat=90.0),
    _cuts("idle/websocket-30-s-heartbeat", _socket(30.0), "cut_idle", 60.0, idle=60.0, heartbeat=30.0),
    _cuts("idle/sse-15-s-comments", {"sse": {"retry": DELAY}}, "cut_idle", 60.0, idle=60.0, heartbeat=15.0),
    _cuts("idle/sse-no-comments", {"sse": {"retry": DELAY, "heartbeat": None}}, "cut_idle", 60.0, idle=60.0),
    _cuts("idle/held-90-s", {"long-polling": {"timeout": 90.0, "retry": DELAY}}, "cut_idle", 60.0, idle=60.0),
    _cuts("idle/held-30-s", {"long-polling": {"timeout": 30.0}}, "cut_idle", 60.0, idle=60.0, heartbeat=30.0),
    _cuts("lifetime/websocket", _socket(10.0), "cut_lifetime", 30.0, lifetime=30.0, heartbeat=10.0),
    _cuts("lifetime/held", {"long-polling": {"timeout": 90.0, "retry": DELAY}}, "cut_lifetime", 30.0, lifetime=30.0),
    _buffered("buffering/4-kB", 4096),
    _buffered("buffering/less-than-an-event", 64),
    _lost("answered-503/event-source", {"sse": {}}, 1.0, EXACT),
    _lost("answered-503/no-stops", _socket(None), 0.0, EXACT, first=DELAY),
    _lost(
        "answered-503/half-of-them", _socket(None), 0.5, interval(),
        first=0.0, jitter={"kind": "additive", "width": 20.0}, stops=[503],
    ),
)  # fmt: skip
