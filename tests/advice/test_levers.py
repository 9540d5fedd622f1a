from collections.abc import Sequence

import pytest

from rtsim.advice.levers import Lever, levers, matter_levers, stretched, weight_levers
from rtsim.chance import Empirical, Exponential, Lognormal, Uniform
from rtsim.experiments.point import Base
from rtsim.scenario import InputErrors, Scenario
from rtsim.scenario.document import Document
from rtsim.techniques import settings_classes
from tests.analysis.outcomes import SMALL


def found(**changes: object) -> dict[str, Lever]:
    """Give the levers of the small scenario with changes, by path."""
    base = Base(Document("small.yaml", {**SMALL, **changes}, {}), settings_classes())

    def vary(laid: Sequence[str]) -> Scenario:
        return base.scenario(laid)

    return {lever.path: lever for lever in levers(base.scenario(()), vary)}


def test_the_levers_are_the_numbers_of_the_scenario() -> None:
    """Clients, rate, room, payload, latency, cores, and what each technique repeats."""
    assert list(found()) == [
        "clients.count",
        "messages.rate",
        "messages.room_size",
        "server.cores",
        "techniques.short-polling.interval",
        "techniques.long-polling.timeout",
        "techniques.websocket.heartbeat",
        "techniques.sse.heartbeat",
        "messages.payload",
        "clients.network.latency",
    ]


@pytest.mark.parametrize(
    ("messages", "path"),
    [
        ({"process": "bursts", "bursts": {"size": 2, "every": 5}}, "messages.bursts.every"),
        ({"process": "on-off", "on-off": {"on": 1, "off": 1, "rate": 2}}, "messages.on-off.rate"),
        ({"process": "closed-loop", "closed-loop": {"concurrency": 2}}, "messages.closed-loop.concurrency"),
    ],
)
def test_each_process_has_its_own_rate(messages: dict[str, object], path: str) -> None:
    """What makes messages more frequent goes by another key in each process."""
    assert path in found(messages={**messages, "to": "everyone"})


@pytest.mark.parametrize("path", list(found()))
def test_a_lever_moves_its_input(path: str) -> None:
    """The scenario at twice the value has a lever of the same path that says so, and the same value is the same."""
    lever = found()[path]
    doubled = lever.at(2 * lever.now)
    moved = {one.path: one for one in levers(doubled, lambda _: doubled)}
    assert moved[path].now == pytest.approx(2 * lever.now)
    assert lever.at(lever.now).digest() == found()[path].at(lever.now).digest()
    assert doubled.digest() != lever.at(lever.now).digest()


def test_a_random_interval_is_left_alone() -> None:
    """An interval that is drawn has no one value to replace."""
    drawn = {"short-polling": {"interval": {"dist": "uniform", "low": 1, "high": 3}}}
    assert not any(path.startswith("techniques") for path in found(techniques=drawn))


def test_what_the_scenario_refuses_is_refused() -> None:
    """A room larger than all clients is an input error, at which a search ends."""
    with pytest.raises(InputErrors):
        found()["messages.room_size"].at(21)


def test_weights_that_count_are_levers() -> None:
    """A weight of zero is the user's word, and latency is none without real time; what it takes to build is no cost."""
    scenario = found(needs={"real_time": False, "weights": {"load": 0}})["clients.count"].at(20)
    assert [lever.path for lever in weight_levers(scenario)] == ["needs.weights.traffic"]
    assert weight_levers(scenario)[0].at(3.0).needs.weights.traffic == 3.0


def test_what_matters_is_a_lever() -> None:
    """So is what is in time, where real time is needed and no limit on latency says it."""
    scenario = found(needs={"matters": {"memory": 0}})["clients.count"].at(20)
    turned = {lever.path: lever for lever in matter_levers(scenario)}
    assert list(turned) == ["needs.matters.latency", "needs.matters.load", "needs.matters.traffic", "needs.in_time"]
    assert turned["needs.in_time"].at(3.0).needs.in_time == 3.0
    assert turned["needs.matters.load"].at(0.5).needs.matters.load == 0.5
    limited = found(slo={"latency_s.mean": "<= 2 s"})["clients.count"].at(20)
    assert "needs.in_time" not in [lever.path for lever in matter_levers(limited)]


@pytest.mark.parametrize("drawn", [Lognormal(2.0, 1.0), Exponential(2.0), Uniform(1.0, 3.0), Empirical((1.0, 3.0))])
def test_stretching_keeps_the_shape(drawn: Lognormal | Exponential | Uniform | Empirical) -> None:
    """Three times a random quantity has three times its mean and nine times its variance."""
    longer = stretched(drawn, 3.0)
    assert longer.mean == pytest.approx(3 * drawn.mean)
    assert longer.variance == pytest.approx(9 * drawn.variance)


def test_an_outage_s_times_are_levers() -> None:
    """How long it lasts is stretched by its mean, as is the time between two; a window shows no longer ones."""
    times = {"lasts": {"dist": "exponential", "mean": 0.2}, "every": {"dist": "exponential", "mean": 2}}
    given = found(faults={"outages": [times]})
    longer = given["faults.outages.0.lasts"].at(0.4).faults.outages[0]
    assert (longer.lasts.mean, longer.every.mean) == (0.4, 2.0)
    assert given["faults.outages.0.every"].now == 2.0
    assert given["faults.outages.0.every"].most == max(2.0, SMALL["duration"])


def test_a_restart_s_times_are_levers() -> None:
    """How long a restart lasts and how often it comes are tried; once it is gone after the change its time follows."""
    faults = {"restarts": [{"at": 5, "every": 5}, {"at": 6, "kind": "drain", "over": 2}]}
    given = found(faults=faults)
    assert given["faults.restarts.0.down"].now == 2.0
    assert given["faults.restarts.0.every"].now == 5.0
    assert given["faults.restarts.1.over"].at(4.0).faults.restarts[1].lasts == 4.0
