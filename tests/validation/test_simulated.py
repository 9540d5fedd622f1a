from rtsim.validation.case import Check, of, recorded
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, link, world

SCENARIO = world(
    clients={"count": 3, "connect_over": 0, "network": link(0.01, 0.02)},
    messages=PERIODIC_TO_EVERYONE | {"rate": 1},
    techniques={"websocket": {"heartbeat": None}},
    warmup=1,
    duration=5,
    replications=4,
)


def test_replications_are_recorded() -> None:
    """Every replication is simulated, with every delivery kept."""
    recordings = recorded(SCENARIO)
    assert [each.replication for each in recordings] == [0, 1, 2, 3]
    assert all(len(each.deliveries.time) >= each.delivered == 15 for each in recordings)


def test_rows() -> None:
    """A case gives a row for each check, on the same runs."""
    down, all_of_them = Check("way down", "s", 0.02, "latency_s.max"), Check("got", "count", 15, "messages.delivered")
    rows = of("a/b", "c", SCENARIO, down, all_of_them).run()
    assert [(row.quantity, row.passed) for row in rows] == [("way down", True), ("got", True)]
