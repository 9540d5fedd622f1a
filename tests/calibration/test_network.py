from statistics import mean

import pytest

from rtsim.calibration.lessons import Finding, Unknown
from rtsim.calibration.network import FEW, Spread, network_lessons, round_trips
from rtsim.calibration.sample import Sample
from rtsim.calibration.traffic import Traffic
from rtsim.units import time


def traffic(**samples: list[float]) -> Traffic:
    """Give traffic with these times, by the name of their sample."""
    seen = Traffic()
    for name, values in samples.items():
        setattr(seen, name, Sample.of(values))
    return seen


def found(seen: Traffic, spread: Spread = Spread.TRANSFERS) -> dict[str, Finding]:
    """Give what is learned of the network, by key."""
    return {one.key: one for one in network_lessons(seen, spread) if isinstance(one, Finding)}


@pytest.mark.parametrize(
    ("samples", "chosen"),
    [
        ({"round_trips": [0.01], "connects": [0.02] * 9, "waits": [0.03] * 9}, 0.01),
        ({"connects": [0.02] * FEW, "waits": [0.03] * 99}, 0.02),
        ({"connects": [0.02] * (FEW - 1), "waits": [0.03] * 9}, 0.03),
        ({"durations": [0.04], "connects": [0.02]}, 0.04),
        ({"connects": [0.02], "handshakes": [0.05]}, 0.02),
        ({"handshakes": [0.05]}, 0.05),
    ],
)
def test_the_best_round_trips_are_taken(samples: dict[str, list[float]], chosen: float) -> None:
    """Those that were measured come before connections, and these, unless they are few, before answers."""
    assert round_trips(traffic(**samples)).sample.median == chosen


def test_one_way_is_half_on_average() -> None:
    """Latency and mean jitter together are half of the mean round trip, for one client measured often."""
    trips = [0.020 + 0.0001 * number**1.5 for number in range(500)]
    lessons = found(traffic(round_trips=trips))
    jitter = lessons["clients.network.jitter"].value
    assert (jitter["dist"], len(jitter["values"])) == ("empirical", 200)
    one_way = time(lessons["clients.network.latency"].value) + mean(map(time, jitter["values"]))
    assert one_way == pytest.approx(mean(trips) / 2, rel=1e-3)


def test_many_clients_differ_from_each_other() -> None:
    """Measured once per client, the spread is the clients', and there is no jitter."""
    lessons = found(traffic(round_trips=[0.02, 0.04, 0.2]), Spread.CLIENTS)
    assert list(lessons) == ["clients.network.latency"]
    assert lessons["clients.network.latency"].value == {"dist": "empirical", "values": ["10 ms", "20 ms", "100 ms"]}


def test_round_trips_that_are_all_alike_have_no_jitter() -> None:
    """One constant says it all."""
    assert {key: one.value for key, one in found(traffic(round_trips=[0.02] * 3)).items()} == {
        "clients.network.latency": "10 ms"
    }


def test_answers_are_an_upper_limit_and_said_to_be() -> None:
    """A round trip that holds the server's time is not passed off as the network's."""
    seen = traffic(waits=[0.02])
    seen.held = 3
    note = found(seen)["clients.network.latency"].note
    assert "upper limit" in note
    assert "3 waits of more than a second left out as held" in note


def test_without_round_trips_nothing_is_made_up() -> None:
    """No link is given, and the reason is."""
    lessons = list(network_lessons(Traffic(), Spread.TRANSFERS))
    assert all(isinstance(one, Unknown) for one in lessons)
    assert lessons[0].key == "clients.network"
