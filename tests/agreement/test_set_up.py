from typing import Any, get_args

import pytest

from rtsim.theory import set_up
from tests.agreement.intervals import close
from tests.agreement.worlds import NEVER, link, run, world

UP, DOWN = 4.0, 6.0
ROUND_TRIP = UP + DOWN

SETTINGS: dict[str, dict[str, Any]] = {
    "short-polling": {"interval": 5.0},
    "long-polling": {},
    "websocket": {"resume": True},
    "sse": {},
}


RESUMING: dict[set_up.Greeting, dict[str, Any]] = {
    "full": {},
    "resumed": {"resumption": 1},
    "early": {"resumption": 1, "early_data": True},
}


def first_message(technique: str, wire: dict[str, Any]) -> float:
    """Give the round trips after which a message is there that waits for its client."""
    scenario = world(
        clients={"count": 1, "connect_over": 0, "network": link(UP, DOWN)},
        messages={"from": "server", "to": "everyone", "process": "bursts", "bursts": {"size": 1, "every": UP}},
        techniques={technique: SETTINGS[technique]},
        wire=wire,
        warmup=0,
        duration=100,
    )
    recording = run(scenario)
    assert recording.births[0] < UP
    return float(recording.deliveries.time.min()) / ROUND_TRIP


@pytest.mark.parametrize("tls", get_args(set_up.Tls))
@pytest.mark.parametrize("technique", SETTINGS)
def test_first_message(technique: str, tls: set_up.Tls) -> None:
    """A message that waits for its client is there after the set-up's round trips and one exchange more."""
    close(first_message(technique, {"tls": tls}), set_up.first_answer_round_trips(tls=tls))


@pytest.mark.parametrize("http", get_args(set_up.Http))
@pytest.mark.parametrize("greeting", RESUMING)
@pytest.mark.parametrize("technique", SETTINGS)
def test_first_message_of_each_version(technique: str, greeting: set_up.Greeting, http: set_up.Http) -> None:
    """With each HTTP, from a full handshake, a resumed one and early data: a WebSocket is over TCP beside any."""
    wire = {"http": http, "tls": {"version": "1.3", **RESUMING[greeting]}}
    carried: set_up.Http = "1.1" if technique == "websocket" else http
    close(first_message(technique, wire), set_up.first_answer_round_trips(tls="1.3", greeting=greeting, http=carried))


@pytest.mark.parametrize("greeting", RESUMING)
def test_a_websocket_on_http_2(greeting: set_up.Greeting) -> None:
    """Its CONNECT waits for the server's SETTINGS, one round trip more (RFC 8441, section 3)."""
    wire = {"http": 2, "websocket": 2, "tls": {"version": "1.3", **RESUMING[greeting]}}
    close(first_message("websocket", wire), 1 + set_up.first_answer_round_trips(tls="1.3", greeting=greeting))


@pytest.mark.parametrize("http", ["1.1", "2"])
@pytest.mark.parametrize("greeting", ["full", "resumed"])
def test_first_message_over_tls_1_2(greeting: set_up.Greeting, http: set_up.Http) -> None:
    """A resumed handshake of TLS 1.2 takes one round trip fewer than a full one, whichever HTTP follows."""
    wire = {"http": http, "tls": {"version": "1.2", **RESUMING[greeting]}}
    close(first_message("sse", wire), set_up.first_answer_round_trips(tls="1.2", greeting=greeting, http=http))


@pytest.mark.parametrize("tls", get_args(set_up.Tls))
def test_a_poll_on_a_kept_connection(tls: set_up.Tls) -> None:
    """Polls after the first take one round trip, whatever opening the connection took."""
    pause = 0.5
    scenario = world(
        clients={"count": 1, "connect_over": 0, "network": link(UP, DOWN)},
        messages=NEVER,
        techniques={"short-polling": {"interval": pause}},
        wire={"tls": tls},
        warmup=0,
        duration=1_050,
    )
    opening = set_up.connect_round_trips(tls=tls) * ROUND_TRIP
    polls = 1 + int((1_050 - opening - UP) / (set_up.EXCHANGE_ROUND_TRIPS * ROUND_TRIP + pause))
    assert run(scenario).requests == polls


@pytest.mark.parametrize("tls", get_args(set_up.Tls))
def test_polls_on_new_connections(tls: set_up.Tls) -> None:
    """A poll on a connection of its own pays for opening it each time."""
    pause = 0.5
    scenario = world(
        clients={"count": 1, "connect_over": 0, "network": link(UP, DOWN)},
        messages=NEVER,
        techniques={"short-polling": {"interval": pause, "connection": "close"}},
        wire={"tls": tls},
        warmup=0,
        duration=2_000,
    )
    each = set_up.first_answer_round_trips(tls=tls) * ROUND_TRIP + pause
    opening = set_up.connect_round_trips(tls=tls) * ROUND_TRIP
    assert run(scenario).requests == 1 + int((2_000 - opening - UP) / each)
