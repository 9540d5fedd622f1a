"""Push against one core that writes to one client after the other, and against closed loops of publishers."""

from collections.abc import Mapping
from typing import Any

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.theory import closed_loop, fan_out, set_up
from rtsim.theory.closed_loop import ClosedLoop
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured, latency_least, overloaded
from rtsim.validation.rules import Exact, Interval
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import link, world

TURNS = "k sends before the k-th client: Van de Vyvere and others 2020"
LOOPS = "Denning and Buzen 1978, doi:10.1145/356733.356735"
CLIENTS, DOWN, PUBLISH, SEND = 100, 0.02, 0.01, 3e-3
PERIOD = 0.4
PUSH = {"websocket": "push_websocket", "sse": "push_sse"}

LOOP_CLIENTS, TRAVEL = 200, 0.04  # the way there and back between the publisher and the server
FAN_OUT = 0.1  # seconds of the core for one broadcast
WARMUP, LOOP_SECONDS = 20.0, 100.0


def _broadcast(technique: str, send: float, messages: Mapping[str, Any], **rest: Any) -> Scenario:
    """Give clients that all get every message, each for `send` seconds of the only core."""
    return world(
        clients={"count": CLIENTS, "connect_over": 1, "network": link(0.03, DOWN)},
        messages={"from": "server", "to": "everyone", **messages},
        techniques={technique: {"heartbeat": None}},
        costs={"publish": PUBLISH, PUSH[technique]: send},
        **{"warmup": 10, "duration": 40} | rest,
    )


def exact(quantity: str, expected: float, measure: Measured, unit: str = "s") -> Check[Recording]:
    """Check a value that is the same in every replication."""
    return Check(quantity=quantity, unit=unit, expected=expected, measure=measure, rule=Exact())


def _periodic(technique: str) -> SimulatedCase:
    theory = fan_out.periodic(clients=CLIENTS, send=SEND, period=PERIOD, to_client=DOWN, publish=PUBLISH)
    return SimulatedCase(
        name=f"fan-out/periodic-{technique}",
        source=TURNS,
        scenario=_broadcast(technique, SEND, {"process": "periodic", "rate": 1 / PERIOD}, replications=2),
        checks=(
            exact("latency, mean", theory.latency_mean, Measured("latency_s.mean")),
            Check(
                quantity="latency, first client",
                unit="s",
                expected=fan_out.kth_latency(k=1, send=SEND, to_client=DOWN, publish=PUBLISH),
                measure=latency_least,
                rule=Exact(),
            ),
            exact("latency, last client", theory.latency_sup, Measured("latency_s.max")),
            exact("utilisation of the core", theory.utilisation, Measured("server.utilisation"), "share"),
        ),
    )


def _poisson() -> SimulatedCase:
    send, rate = 0.9e-3, 3.0
    theory = fan_out.poisson(clients=CLIENTS, send=send, rate=rate, to_client=DOWN, publish=PUBLISH)
    return SimulatedCase(
        name="fan-out/poisson",
        source="M/D/1 (Kleinrock, Queueing Systems 1, chapter 5) before the fan-out",
        scenario=_broadcast("websocket", send, {"process": "poisson", "rate": rate}, duration=900),
        checks=(
            Check(
                quantity="latency, mean",
                unit="s",
                expected=theory.latency_mean,
                measure=Measured("latency_s.mean"),
                rule=Interval(0.01),
            ),
            Check(
                quantity="utilisation of the core",
                unit="share",
                expected=theory.utilisation,
                measure=Measured("server.utilisation"),
                rule=Interval(),
            ),
        ),
    )


def _stability(name: str, period: float) -> SimulatedCase:
    load = fan_out.utilisation(clients=CLIENTS, send=SEND, rate=1 / period, publish=PUBLISH)
    return SimulatedCase(
        name=name,
        source="stable only while N c < P",
        scenario=_broadcast("websocket", SEND, {"process": "periodic", "rate": 1 / period}, replications=2),
        checks=(
            Check(
                quantity=f"overloaded at load {load:.2f} (1: yes)",
                unit="count",
                expected=float(load > 1),
                measure=overloaded,
                rule=Exact(),
            ),
        ),
    )


def loop(
    concurrency: int, think: float, *, technique: str = "websocket", warmup: float = WARMUP, publish: float = 0
) -> Scenario:
    """Give one publisher that keeps `concurrency` broadcasts under way, each acknowledged after its fan-out."""
    send = FAN_OUT / LOOP_CLIENTS
    return world(
        clients={"count": LOOP_CLIENTS, "connect_over": 0, "network": link(0, 0)},
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


def _steady_loop(name: str, concurrency: int, think: float) -> SimulatedCase:
    theory = closed_loop.closed_loop(concurrency=concurrency, service=FAN_OUT, think=think, travel=TRAVEL)
    return SimulatedCase(
        name=name,
        source=LOOPS,
        scenario=loop(concurrency, think),
        checks=(*_round_trips(theory), _published(theory)),
    )


def _round_trips(theory: ClosedLoop) -> tuple[Check[Recording], ...]:
    return (
        exact("round trip, least", theory.round_trip, Measured("publish_s.min")),
        exact("round trip, greatest", theory.round_trip, Measured("publish_s.max")),
    )


def _published(theory: ClosedLoop) -> Check[Recording]:
    return exact("messages", theory.throughput, Measured("messages.published", per=LOOP_SECONDS), "per second")


def _first_round_trip() -> SimulatedCase:
    """Let the first broadcast find the core free: it takes one D, on top of opening the publisher's socket."""
    theory = closed_loop.closed_loop(concurrency=4, service=FAN_OUT, travel=TRAVEL)
    opening = set_up.first_answer_round_trips(tls="none") * TRAVEL
    return SimulatedCase(
        name="closed-loop/first-round-trip",
        source=LOOPS,
        scenario=loop(4, 0.0, warmup=0),
        checks=(exact("round trip after opening", theory.first_round_trip, Measured("publish_s.min", less=opening)),),
    )


CASES = (
    _periodic("websocket"),
    _periodic("sse"),
    _poisson(),
    _stability("fan-out/just-stable", 0.32),
    _stability("fan-out/unstable", 0.30),
    _steady_loop("closed-loop/saturated", 4, 0.0),
    _steady_loop("closed-loop/thinking", 4, 0.86),
    _steady_loop("closed-loop/thinking-a-little", 4, 0.16),
    _first_round_trip(),
)
"""The cases of fan-outs and closed loops."""
