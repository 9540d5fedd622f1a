import pytest

from rtsim.theory import queues, short_polling
from tests.agreement.intervals import close, mean_within_a_percent
from tests.agreement.worlds import NEVER, POISSON_TO_ONE, link, run, runs, world

CLIENTS, UP, DOWN, SERVICE, INTERVAL = 40, 0.05, 0.08, 1e-4, 2.0


@pytest.mark.parametrize(("settings", "keep_alive"), [({"connection": "close"}, 0.0), ({}, 0.7)])
def test_open_connections(settings: dict[str, str], keep_alive: float) -> None:
    """Open connections are their rate times their lifetime: from the SYN's arrival to the end of the idle time."""
    set_up = UP + DOWN
    scenario = world(
        clients={"count": CLIENTS, "connect_over": INTERVAL, "network": link(UP, DOWN)},
        messages=NEVER,
        techniques={"short-polling": {"interval": INTERVAL} | settings},
        costs={"request": SERVICE},
        server={"keep_alive": keep_alive or 75},
        warmup=10,
        duration=400,
    )
    recording = run(scenario)
    theory = short_polling.after_response(
        pause=INTERVAL, round_trip=set_up + UP + SERVICE + DOWN, rate=1.0, to_client=DOWN, service=SERVICE
    )
    lifetime = DOWN + UP + SERVICE + keep_alive
    expected = queues.little_population(rate=CLIENTS * theory.rate, time=lifetime)
    assert recording.open.mean == pytest.approx(expected, rel=0.01)
    assert recording.opened / recording.duration == pytest.approx(CLIENTS * theory.rate, rel=0.01)


def test_kept_connections() -> None:
    """A connection that outlives every pause is opened once and stays."""
    scenario = world(
        clients={"count": CLIENTS, "connect_over": 1, "network": link(UP, DOWN)},
        messages=NEVER,
        techniques={"short-polling": {"interval": INTERVAL}},
        warmup=10,
        duration=100,
    )
    recording = run(scenario)
    assert recording.opened == 0
    close(recording.open.mean, CLIENTS)


@pytest.mark.parametrize("technique", ["websocket", "sse"])
def test_push_connections(technique: str) -> None:
    """Push keeps one connection for each client, and holds no request."""
    scenario = world(
        clients={"count": CLIENTS, "connect_over": 1, "network": link(UP, DOWN)},
        messages=NEVER,
        techniques={technique: {}},
        warmup=10,
        duration=100,
    )
    recording = run(scenario)
    close(recording.open.mean, CLIENTS)
    assert recording.held.mean == 0


def test_held_requests() -> None:
    """Held requests are the rate of requests times the time that each is held, whatever that is."""
    scenario = world(
        clients={"count": CLIENTS, "connect_over": 5, "network": link(UP, DOWN)},
        messages=POISSON_TO_ONE | {"rate": CLIENTS * 1.0},
        techniques={"long-polling": {"timeout": 2.0}},
        warmup=10,
        duration=60,
    )
    shares = []
    for recording in runs(scenario):
        rate = recording.requests / recording.duration
        held, cycle = recording.held.mean / rate, CLIENTS / rate
        shares.append((held + UP + DOWN) / cycle)
    mean_within_a_percent(shares, 1.0)
