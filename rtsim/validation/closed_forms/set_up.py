"""The round trips before something arrives, counted in round trips of ten seconds."""

from typing import Any

from rtsim.scenario import Scenario
from rtsim.theory import set_up
from rtsim.theory.set_up import Greeting, Http, Tls
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured, Scaled, first_delivery
from rtsim.validation.rules import Exact, Within
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, link, world

HANDSHAKES = "RFC 9293, section 3.5; RFC 8446, section 2; RFC 5077, section 3.1; RFC 6455, section 1.3"
_SAID: dict[Greeting, str] = {"full": "", "resumed": " resumed", "early": " with early data"}
HTTP_2 = "RFC 9113, section 5: d1 + s on an open connection, a set-up before that on a new one"
UP, DOWN = 4.0, 6.0
WORK = 0.5
ROUND_TRIP = UP + DOWN
PAUSE, LONG = 0.5, 1_050.0

SETTINGS: dict[str, dict[str, Any]] = {
    "short-polling": {"interval": 5.0},
    "long-polling": {},
    "websocket": {"resume": True},
    "sse": {},
}


_WIRES: dict[Greeting, dict[str, Any]] = {
    "full": {},
    "resumed": {"resumption": 1},
    "early": {"resumption": 1, "early_data": True},
}


def _waiting_message(technique: str, tls: Tls, greeting: Greeting, http: Http) -> Scenario:
    """Give one client for whom a message waits when its connection is open."""
    return world(
        clients={"count": 1, "connect_over": 0, "network": link(UP, DOWN)},
        messages={"from": "server", "to": "everyone", "process": "bursts", "bursts": {"size": 1, "every": UP}},
        techniques={technique: SETTINGS[technique]},
        wire={"http": http, "tls": {"version": tls, **_WIRES[greeting]}},
        warmup=0,
        duration=100,
        replications=2,
    )


def _first_message(technique: str, tls: Tls, greeting: Greeting = "full", http: Http = "1.1") -> SimulatedCase:
    security = "no TLS" if tls == "none" else f"TLS {tls}{_SAID[greeting]}"
    security = security if http == "1.1" else f"HTTP/{http}, {security}"
    return SimulatedCase(
        name=f"set-up/{technique}-{security.lower().replace(', ', '-').replace('/', '-').replace(' ', '-')}",
        source=HANDSHAKES,
        scenario=_waiting_message(technique, tls, greeting, http),
        checks=(
            Check(
                quantity=f"round trips to a message, {security}",
                unit="count",
                expected=set_up.first_answer_round_trips(tls=tls, greeting=greeting, http=http),
                measure=Scaled(first_delivery, per=ROUND_TRIP),
                rule=Exact(),
            ),
        ),
    )


def _kept_connection() -> SimulatedCase:
    """Count polls: after the first they take one round trip each, whatever opening the connection took."""
    opening = set_up.connect_round_trips(tls="1.3") * ROUND_TRIP
    polls = 1 + int((LONG - opening - UP) / (set_up.EXCHANGE_ROUND_TRIPS * ROUND_TRIP + PAUSE))
    return SimulatedCase(
        name="set-up/kept-connection",
        source="RFC 9112, section 9.3: one exchange, one round trip",
        scenario=world(
            clients={"count": 1, "connect_over": 0, "network": link(UP, DOWN)},
            messages=NEVER,
            techniques={"short-polling": {"interval": PAUSE}},
            wire={"tls": "1.3"},
            warmup=0,
            duration=LONG,
            replications=2,
        ),
        checks=(
            Check(
                quantity="polls, a round trip and a pause each",
                unit="count",
                expected=polls,
                measure=Measured("requests.total"),
                rule=Exact(),
            ),
        ),
    )


def _post(http: Http) -> SimulatedCase:
    """Let somebody send beside an open event stream: on its connection, over HTTP/1.1 on another one."""
    opening = set_up.connect_round_trips(tls="1.3") if http == "1.1" else 0
    expected = opening * ROUND_TRIP + UP + WORK
    return SimulatedCase(
        name=f"set-up/post-http-{http}",
        source=HTTP_2,
        scenario=world(
            clients={"count": 1, "connect_over": 0, "network": link(UP, DOWN)},
            messages={"from": "clients", "to": "everyone", "echo": True, "process": "periodic", "rate": 0.005},
            techniques={"sse": {"heartbeat": None}},
            costs={"publish_tls": WORK},
            wire={"http": http, "tls": "1.3"},
            server={"keep_alive": 1.0 if http == "1.1" else 3600.0},
            warmup=100,
            duration=LONG,
            replications=2,
        ),
        checks=(
            Check(
                quantity="a message sent at a client's is visible, less the way down",
                unit="s",
                expected=expected,
                measure=Measured("latency_s.mean", less=DOWN),
                rule=Within(1e-6),
            ),
        ),
    )


CASES = (
    _first_message("websocket", "1.3"),
    _first_message("sse", "1.3"),
    _first_message("short-polling", "1.2"),
    _first_message("long-polling", "none"),
    _first_message("sse", "1.2", "resumed"),
    _first_message("websocket", "1.3", "early"),
    _first_message("sse", "1.3", http="2"),
    _first_message("sse", "1.3", "early", http="2"),
    _first_message("long-polling", "1.3", http="3"),
    _first_message("sse", "1.3", "early", http="3"),
    _post("1.1"),
    _post("2"),
    _post("3"),
    _kept_connection(),
)
"""The cases of connection set-up."""
