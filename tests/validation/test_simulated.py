from rtsim.validation.check import Check
from rtsim.validation.measures import Measured
from rtsim.validation.rules import Exact
from rtsim.validation.simulated import SimulatedCase, recorded
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
    down = Check(quantity="way down", unit="s", expected=0.02, measure=Measured("latency_s.max"), rule=Exact())
    all_of_them = Check(quantity="got", unit="count", expected=15, measure=Measured("messages.delivered"), rule=Exact())
    case = SimulatedCase(name="a/b", source="c", scenario=SCENARIO, checks=(down, all_of_them))
    assert [(row.quantity, row.passed) for row in case.run()] == [("way down", True), ("got", True)]
