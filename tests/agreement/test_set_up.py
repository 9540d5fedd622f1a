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


@pytest.mark.parametrize("tls", get_args(set_up.Tls))
@pytest.mark.parametrize("technique", SETTINGS)
def test_first_message(technique: str, tls: set_up.Tls) -> None:
    """A message that waits for its client is there after the set-up's round trips and one exchange more."""
    scenario = world(
        clients={"count": 1, "connect_over": 0, "network": link(UP, DOWN)},
        messages={"from": "server", "to": "everyone", "process": "bursts", "bursts": {"size": 1, "every": UP}},
        techniques={technique: SETTINGS[technique]},
        wire={"tls": tls},
        warmup=0,
        duration=100,
    )
    recording = run(scenario)
    assert recording.births[0] < UP
    close(recording.deliveries.time.min(), set_up.first_answer_round_trips(tls=tls) * ROUND_TRIP)


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
