"""Push against one core that writes to one client after the other, and against closed loops of publishers."""

from typing import Any

from rtsim.scenario import Scenario
from rtsim.theory import closed_loop, fan_out, set_up
from rtsim.validation.case import Case, Check, case, of
from rtsim.validation.measures import latency_least, overloaded
from rtsim.validation.rules import interval
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, clients, link, world

TURNS = "k sends before the k-th client: Van de Vyvere and others 2020"
LOOPS = "Denning and Buzen 1978, doi:10.1145/356733.356735"
CLIENTS, DOWN, PUBLISH, SEND = 100, 0.02, 0.01, 3e-3
PERIOD = 0.4
PUSH = {"websocket": "push_websocket", "sse": "push_sse"}

LOOP_CLIENTS, TRAVEL = 200, 0.04  # the way there and back between the publisher and the server
FAN_OUT = 0.1  # seconds of the core for one broadcast
WARMUP, LOOP_SECONDS = 20.0, 100.0


def _broadcast(name: str, source: str, *checks: Check, technique: str = "websocket", **sections: Any) -> Case:
    """Give clients that all get every message, each for `SEND` seconds of the only core unless told otherwise."""
    usual: dict[str, Any] = {
        "clients": clients(CLIENTS, 1, 0.03, DOWN),
        "techniques": {technique: {"heartbeat": None}},
        "costs": {"publish": PUBLISH, PUSH[technique]: SEND},
        "warmup": 10,
        "duration": 40,
        "replications": 2,
    }
    return case(f"fan-out/{name}", source, *checks, **(usual | sections))


def _periodic(technique: str) -> Case:
    theory = fan_out.periodic(clients=CLIENTS, send=SEND, period=PERIOD, to_client=DOWN, publish=PUBLISH)
    first = fan_out.kth_latency(k=1, send=SEND, to_client=DOWN, publish=PUBLISH)
    return _broadcast(
        f"periodic-{technique}",
        TURNS,
        Check("latency, mean", "s", theory.latency_mean, "latency_s.mean"),
        Check("latency, first client", "s", first, latency_least),
        Check("latency, last client", "s", theory.latency_sup, "latency_s.max"),
        Check("utilisation of the core", "share", theory.utilisation, "server.utilisation"),
        messages=PERIODIC_TO_EVERYONE | {"rate": 1 / PERIOD},
        technique=technique,
    )


def _poisson() -> Case:
    send, rate = 0.9e-3, 3.0
    theory = fan_out.poisson(clients=CLIENTS, send=send, rate=rate, to_client=DOWN, publish=PUBLISH)
    return _broadcast(
        "poisson",
        "M/D/1 (Kleinrock, Queueing Systems 1, chapter 5) before the fan-out",
        Check("latency, mean", "s", theory.latency_mean, "latency_s.mean", interval(0.01)),
        Check("utilisation of the core", "share", theory.utilisation, "server.utilisation", interval()),
        messages={"from": "server", "to": "everyone", "process": "poisson", "rate": rate},
        costs={"publish": PUBLISH, "push_websocket": send},
        duration=900,
        replications=12,
    )


def _stability(name: str, period: float) -> Case:
    load = fan_out.utilisation(clients=CLIENTS, send=SEND, rate=1 / period, publish=PUBLISH)
    check = Check(f"overloaded at load {load:.2f} (1: yes)", "count", float(load > 1), overloaded)
    return _broadcast(name, "stable only while N c < P", check, messages=PERIODIC_TO_EVERYONE | {"rate": 1 / period})


def loop(
    concurrency: int, think: float, *, technique: str = "websocket", warmup: float = WARMUP, publish: float = 0
) -> Scenario:
    """Give one publisher that keeps `concurrency` broadcasts under way, each acknowledged after its fan-out."""
    send = FAN_OUT / LOOP_CLIENTS
    return world(
        clients=clients(LOOP_CLIENTS),
        messages={
            "from": "senders",
            "senders": {"count": 1, "network": link(TRAVEL / 2, TRAVEL / 2)},
            "to": "everyone",
            "process": "closed-loop",
            "closed-loop": {"concurrency": concurrency, "think": think},
            "acknowledge": "fan-out",
        },
        techniques={technique: {"heartbeat": None}},
        costs={"publish": publish, "push_websocket": send, "push_sse": send},
        warmup=warmup,
        duration=LOOP_SECONDS,
        replications=2,
    )


def _steady_loop(name: str, concurrency: int, think: float) -> Case:
    theory = closed_loop.closed_loop(concurrency=concurrency, service=FAN_OUT, think=think, travel=TRAVEL)
    return of(
        f"closed-loop/{name}",
        LOOPS,
        loop(concurrency, think),
        Check("round trip, least", "s", theory.round_trip, "publish_s.min"),
        Check("round trip, greatest", "s", theory.round_trip, "publish_s.max"),
        Check("messages", "per second", theory.throughput, "messages.published", per=LOOP_SECONDS),
    )


def _first_round_trip() -> Case:
    """Let the first broadcast find the core free: it takes one D, on top of opening the publisher's socket."""
    theory = closed_loop.closed_loop(concurrency=4, service=FAN_OUT, travel=TRAVEL)
    opening = set_up.first_answer_round_trips(tls="none") * TRAVEL
    check = Check("round trip after opening", "s", theory.first_round_trip, "publish_s.min", less=opening)
    return of("closed-loop/first-round-trip", LOOPS, loop(4, 0.0, warmup=0), check)


CASES = (
    _periodic("websocket"),
    _periodic("sse"),
    _poisson(),
    _stability("just-stable", 0.32),
    _stability("unstable", 0.30),
    _steady_loop("saturated", 4, 0.0),
    _steady_loop("thinking", 4, 0.86),
    _steady_loop("thinking-a-little", 4, 0.16),
    _first_round_trip(),
)
