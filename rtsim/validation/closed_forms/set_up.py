"""The round trips before something arrives, counted in round trips of ten seconds."""

from typing import Any

from rtsim.theory import set_up
from rtsim.theory.set_up import Greeting, Http, Tls
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import first_delivery
from rtsim.validation.rules import near
from rtsim.validation.worlds import STREAM, clients

HANDSHAKES = "RFC 9293, section 3.5; RFC 8446, section 2; RFC 5077, section 3.1; RFC 6455, section 1.3"
EXCHANGE = "RFC 9112, section 9.3: one exchange, one round trip"
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
GREETINGS: dict[Greeting, tuple[str, dict[str, Any]]] = {
    "full": ("", {}),
    "resumed": (" resumed", {"resumption": 1}),
    "early": (" with early data", {"resumption": 1, "early_data": True}),
}
"""What they are called, and how a wire is told."""


def _case(name: str, source: str, check: Check, **sections: Any) -> Case:
    usual = {"clients": clients(1, 0, UP, DOWN), "warmup": 0, "duration": LONG, "replications": 2}
    return case(f"set-up/{name}", source, check, **(usual | sections))


def _first_message(technique: str, tls: Tls, greeting: Greeting = "full", http: Http = "1.1") -> Case:
    """Let a message wait for a client until its connection is open."""
    said, told = GREETINGS[greeting]
    security = "no TLS" if tls == "none" else f"TLS {tls}{said}"
    security = security if http == "1.1" else f"HTTP/{http}, {security}"
    expected = set_up.first_answer_round_trips(tls=tls, greeting=greeting, http=http)
    return _case(
        f"{technique}-{security.lower().replace(', ', '-').replace('/', '-').replace(' ', '-')}",
        HANDSHAKES,
        Check(f"round trips to a message, {security}", "count", expected, first_delivery, per=ROUND_TRIP),
        messages={"from": "server", "to": "everyone", "process": "bursts", "bursts": {"size": 1, "every": UP}},
        techniques={technique: SETTINGS[technique]},
        wire={"http": http, "tls": {"version": tls, **told}},
        duration=100,
    )


def _kept_connection() -> Case:
    """Count polls: after the first they take one round trip each, whatever opening the connection took."""
    opening = set_up.connect_round_trips(tls="1.3") * ROUND_TRIP
    polls = 1 + int((LONG - opening - UP) / (set_up.EXCHANGE_ROUND_TRIPS * ROUND_TRIP + PAUSE))
    check = Check("polls, a round trip and a pause each", "count", polls, "requests.total")
    polling = {"short-polling": {"interval": PAUSE}}
    return _case("kept-connection", EXCHANGE, check, techniques=polling, wire={"tls": "1.3"})


def _post(http: Http) -> Case:
    """Let somebody send beside an open event stream: on its connection, over HTTP/1.1 on another one."""
    opening = set_up.connect_round_trips(tls="1.3") if http == "1.1" else 0
    quantity = "a message sent at a client's is visible, less the way down"
    return _case(
        f"post-http-{http}",
        HTTP_2,
        Check(quantity, "s", opening * ROUND_TRIP + UP + WORK, "latency_s.mean", near(1e-6), less=DOWN),
        messages={"from": "clients", "to": "everyone", "echo": True, "process": "periodic", "rate": 0.005},
        techniques=STREAM,
        costs={"publish_tls": WORK},
        wire={"http": http, "tls": "1.3"},
        server={"keep_alive": 1.0 if http == "1.1" else 3600.0},
        warmup=100,
    )


CASES = (
    _first_message("websocket", "1.3"),
    _first_message("sse", "1.3"),
    _first_message("short-polling", "1.2"),
    _first_message("long-polling", "none"),
    _first_message("sse", "1.2", "resumed"),
    _first_message("sse", "1.3", "resumed"),
    _first_message("websocket", "1.3", "early"),
    _first_message("sse", "1.3", http="2"),
    _first_message("sse", "1.3", "resumed", http="2"),
    _first_message("sse", "1.3", "early", http="2"),
    _first_message("long-polling", "1.3", http="3"),
    _first_message("sse", "1.3", "resumed", http="3"),
    _first_message("sse", "1.3", "early", http="3"),
    _post("1.1"),
    _post("2"),
    _post("3"),
    _kept_connection(),
)
