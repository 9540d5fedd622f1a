"""The round trips before something arrives, counted in round trips of ten seconds."""

from typing import Any

from rtsim.scenario import Scenario
from rtsim.theory import set_up
from rtsim.theory.set_up import Greeting, Tls
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured, Scaled, first_delivery
from rtsim.validation.rules import Exact
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, link, world

HANDSHAKES = "RFC 9293, section 3.5; RFC 8446, section 2; RFC 5077, section 3.1; RFC 6455, section 1.3"
_SAID: dict[Greeting, str] = {"full": "", "resumed": " resumed", "early": " with early data"}
UP, DOWN = 4.0, 6.0
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


def _waiting_message(technique: str, tls: Tls, greeting: Greeting) -> Scenario:
    """Give one client for whom a message waits when its connection is open."""
    return world(
        clients={"count": 1, "connect_over": 0, "network": link(UP, DOWN)},
        messages={"from": "server", "to": "everyone", "process": "bursts", "bursts": {"size": 1, "every": UP}},
        techniques={technique: SETTINGS[technique]},
        wire={"tls": {"version": tls, **_WIRES[greeting]}},
        warmup=0,
        duration=100,
        replications=2,
    )


def _first_message(technique: str, tls: Tls, greeting: Greeting = "full") -> SimulatedCase:
    security = "no TLS" if tls == "none" else f"TLS {tls}{_SAID[greeting]}"
    return SimulatedCase(
        name=f"set-up/{technique}-{security.lower().replace(' ', '-')}",
        source=HANDSHAKES,
        scenario=_waiting_message(technique, tls, greeting),
        checks=(
            Check(
                quantity=f"round trips to a message, {security}",
                unit="count",
                expected=set_up.first_answer_round_trips(tls=tls, greeting=greeting),
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


CASES = (
    _first_message("websocket", "1.3"),
    _first_message("sse", "1.3"),
    _first_message("short-polling", "1.2"),
    _first_message("long-polling", "none"),
    _first_message("sse", "1.2", "resumed"),
    _first_message("websocket", "1.3", "early"),
    _kept_connection(),
)
"""The cases of connection set-up."""
