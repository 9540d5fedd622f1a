from math import nan

import pytest

from rtsim.calibration.exchange import Exchange, Sizes
from rtsim.calibration.traffic import MOST_PATHS, ROWS_PER_PATH, Connections, Paths, Traffic

SIZES = Sizes("1.1", 200, 500.0, 200.0, 0.0, 2.0)


def exchange(*, started: float = 0.0, connect: float = nan, connection: str = "", wait: float = nan) -> Exchange:
    """Give a poll that is answered after 0.1 s."""
    return Exchange(
        sizes=SIZES,
        method="GET",
        scheme="https",
        path="/x",
        started=started,
        ended=started + 0.1,
        connect=connect,
        connection=connection,
        wait=wait,
    )


@pytest.mark.parametrize(
    ("exchanges", "opened", "reused"),
    [
        ([exchange(connect=0.02), exchange(connect=0.0), exchange(connect=0.0)], 1, 2),  # no names
        ([exchange(connect=0.02, connection="a"), exchange(connect=0.0, connection="a")], 1, 1),
        ([exchange(connect=0.0, connection="a"), exchange(connect=0.0, connection="a")], 0, 1),  # opened before
        ([exchange(connect=0.02, connection="443"), exchange(connect=0.02, connection="443")], 2, 0),  # a port
        ([exchange(), exchange()], 0, 0),  # nothing is told
        ([exchange(connection="a"), exchange(connection="a"), exchange(connection="b")], 0, 1),
    ],
)
def test_new_and_open_connections(exchanges: list[Exchange], opened: int, reused: int) -> None:
    """A time to connect means a new one; 0, or a name that comes again, means one that was open."""
    connections = Connections()
    for one in exchanges:
        connections.add(one)
    assert (connections.opened, connections.reused) == (opened, reused)


def test_idle_time_is_between_exchanges_on_one_connection() -> None:
    """It runs from the last answer's end to the next request."""
    connections = Connections()
    for started, name in ((0.0, "a"), (1.0, "b"), (5.1, "a"), (9.1, "b")):
        connections.add(exchange(started=started, connection=name))
    assert sorted(connections.idle.kept) == pytest.approx([5.0, 8.0])


def test_connections_are_not_all_remembered() -> None:
    """What is kept of connections does not grow with their number."""
    connections = Connections()
    for number in range(5_000):
        connections.add(exchange(connection=str(number)))
    assert len(connections._ends) <= 1_000


def test_a_path_asked_often_is_not_forgotten() -> None:
    """Thousands of paths that are asked once do not drive out one that is polled, nor do they pile up."""
    paths = Paths()
    for number in range(2_000):
        paths.add_each("/poll", [SIZES])
        paths.add_each(f"/page/{number}", [SIZES])
    assert list(paths.repeated()) == ["/poll"]
    assert paths.repeated()["/poll"].count == 2_000
    assert len(paths.repeated()["/poll"].kept) == ROWS_PER_PATH
    assert len(paths._rows) == MOST_PATHS


def test_a_long_wait_is_a_held_request() -> None:
    """A wait of more than a second is no round trip."""
    traffic = Traffic()
    for wait in (0.03, 0.9, 25.0, nan):
        traffic.add(exchange(wait=wait))
    assert (traffic.waits.count, traffic.waits.most, traffic.held) == (2, 0.9, 1)
