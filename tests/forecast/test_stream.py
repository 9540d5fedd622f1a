from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rtsim.forecast.stream import Irregular, Regular, Stream, stream
from rtsim.planning import plan
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes, techniques


def scenario(tmp_path: Path, clients: int, messages: dict[str, Any]) -> Scenario:
    """Give a scenario of some clients and messages, with a trace beside it."""
    (tmp_path / "times.csv").write_text("time_s,payload_bytes\n1,10\n12,100\n13,200\n29.5,300\n31,50\n")
    content = {"name": "stream", "warmup": 10, "duration": 20, "clients": {"count": clients}, "messages": messages}
    return parse_scenario(content, techniques=settings_classes(), source=tmp_path / "stream.yaml")


CASES = [
    (30, {"from": "clients", "to": "room", "room_size": 10, "rate": 0.2}, 6.0, 9.0),
    (25, {"from": "clients", "to": "room", "room_size": 10, "rate": 0.2}, 5.0, (20 * 9 + 5 * 4) / 25),
    (25, {"from": "server", "to": "room", "room_size": 10, "rate": 2}, 2.0, 25 / 3),
    (30, {"from": "clients", "to": "room", "room_size": 10, "rate": 0.2, "echo": True}, 6.0, 10.0),
    (30, {"from": "clients", "to": "everyone", "rate": 0.2}, 6.0, 29.0),
    (30, {"from": "senders", "to": "everyone", "rate": 2, "senders": {"count": 4}}, 2.0, 30.0),
    (30, {"from": "clients", "to": "one", "rate": 0.2}, 6.0, 1.0),
    (30, {"from": "server", "to": "one", "process": "bursts", "bursts": {"size": 4, "every": 2}}, 2.0, 1.0),
    (20, {"from": "clients", "process": "on-off", "on-off": {"on": 1, "off": 3, "rate": 2}}, 10.0, 19.0),
    (30, {"from": "server", "to": "everyone", "process": "trace", "trace": {"file": "times.csv"}}, 3 / 20, 30.0),
]  # fmt: skip


@pytest.mark.parametrize(("clients", "messages", "rate", "recipients"), CASES)
def test_rates_and_audiences(
    tmp_path: Path, clients: int, messages: dict[str, Any], rate: float, recipients: float
) -> None:
    """Rates and mean audiences are those of the scenario, by hand; in a room one leaves out one's own."""
    found = stream(scenario(tmp_path, clients, messages))
    assert found.rate == pytest.approx(rate)
    assert found.recipients == pytest.approx(recipients)
    assert found.per_client == pytest.approx(rate * recipients / clients)


@pytest.mark.parametrize("process", ["poisson", "periodic", "bursts", "on-off"])
def test_rates_are_those_that_are_planned(tmp_path: Path, process: str) -> None:
    """Over a long run as many messages are planned as expected, within 5 %."""
    specific = {
        "poisson": {"rate": 0.5},
        "periodic": {"rate": 0.5},
        "bursts": {"bursts": {"size": 3, "every": 0.5}},
        "on-off": {"on-off": {"on": 2, "off": 6, "rate": 2}},
    }[process]
    case = scenario(tmp_path, 40, {"from": "clients", "process": process, **specific})
    made = plan(case.model_copy(update={"duration": 300.0}), techniques()["sse"], 0)
    births = made.messages.birth
    within = np.count_nonzero((births >= 10) & (births < 310))
    assert stream(case).rate == pytest.approx(within / 300, rel=0.05)


def test_one_clock_for_all_is_regular(tmp_path: Path) -> None:
    """Periodic messages and bursts from one source to everyone keep their rhythm at each client; others do not."""

    def rhythm(messages: dict[str, Any]) -> Stream:
        return stream(scenario(tmp_path, 30, {"from": "server", "to": "everyone", **messages}))

    assert rhythm({"process": "periodic", "rate": 0.5}).rhythm == Regular(2.0, 1)
    assert rhythm({"process": "bursts", "bursts": {"size": 4, "every": 3}}).rhythm == Regular(3.0, 4)
    mixed = rhythm({"process": "periodic", "rate": 0.5, "to": "one"})
    assert mixed.rhythm == Irregular()
    assert mixed.doubts


def test_a_poisson_stream_leaves_no_doubt(tmp_path: Path) -> None:
    """Poisson messages to rooms of one size are what the closed forms assume."""
    assert stream(scenario(tmp_path, 30, {"room_size": 10})).doubts == ()


def test_payloads_of_a_trace_count(tmp_path: Path) -> None:
    """The mean payload is that of the trace where it names payloads."""
    messages = {"from": "server", "process": "trace", "trace": {"file": "times.csv"}}
    assert stream(scenario(tmp_path, 30, messages)).payload == 132
