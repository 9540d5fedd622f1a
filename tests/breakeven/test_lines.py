from pathlib import Path

import pytest

from rtsim.breakeven.lines import Asked, Axes, NoLineError, answers, axes, column
from rtsim.experiments.inputs import Input, inputs
from rtsim.experiments.points import points
from rtsim.experiments.samples import Sampled
from rtsim.scenario.measures import TOTAL_BYTES
from rtsim.techniques import settings_classes
from tests.breakeven.lines import question

RATE = Input("messages.rate", (1.0, 2.0), numeric=True)
COUNT = Input("clients.count", (1, 2, 3), numeric=True)
NETWORK = Input("clients.network", ("lan", "wifi"), numeric=False)


def test_the_first_input_of_numbers_is_looked_along() -> None:
    """Others make lines of their own, unless all of them change from point to point."""
    assert axes((NETWORK, RATE, COUNT), 12, wanted="", together=False) == Axes(RATE, (NETWORK, COUNT))
    assert axes((NETWORK, RATE, COUNT), 12, wanted=COUNT.path, together=False) == Axes(COUNT, (NETWORK, RATE))
    assert axes((COUNT, RATE), 3, wanted="", together=True) == Axes(COUNT, ())


@pytest.mark.parametrize(
    ("varied", "wanted", "together", "said"),
    [
        ((NETWORK,), "", False, "no input varies that is a number"),
        ((RATE, COUNT), "clients.network", False, "choose from messages.rate, clients.count"),
        ((RATE, COUNT), "", True, "messages.rate has the same value at several points of the zip"),
    ],
)
def test_without_a_line_it_is_said(varied: tuple[Input, ...], wanted: str, together: bool, said: str) -> None:  # noqa: FBT001
    """There has to be a number that varies, and along a zip it has to differ at each point."""
    with pytest.raises(NoLineError, match=said):
        axes(varied, 3, wanted=wanted, together=together)


def sampled(latency: float, *, overloaded: bool = False) -> Sampled:
    """Give what two techniques came to at a point."""
    of = {"latency_s.mean": (latency,) * 2, "server.cpu_s": (1.0, 1.1)}
    return Sampled(
        {"sse": of, "websocket": {"latency_s.mean": (2.0, 2.0), "server.cpu_s": (3.0, 3.0)}},
        {"sse": overloaded, "websocket": False},
    )


def test_each_combination_of_other_inputs_is_a_line(tmp_path: Path) -> None:
    """A grid of two inputs has a line along the first for each value of the second, in each measure."""
    asked = question(tmp_path, {"clients.count": [1, 2, 4], "clients.network": ["lan", "wifi"]})
    found = points(asked, settings_classes())
    placed = [(point.written, sampled(point.written["clients.count"])) for point in found]
    line = Asked(("sse", "websocket"), ("latency_s.mean", "server.cpu_s"),
                 axes(inputs(point.written for point in found), 6, wanted="", together=False))  # fmt: skip
    known = answers(placed, line)
    assert [(one.metric, one.where["clients.network"]) for one in known] == [
        ("latency_s.mean", "lan"), ("latency_s.mean", "wifi"), ("server.cpu_s", "lan"), ("server.cpu_s", "wifi"),
    ]  # fmt: skip
    assert [one.found.ends for one in known] == [(1, 4)] * 4
    assert known[2].found.stretches[0].lower == "sse"


def test_an_overloaded_technique_is_lower_in_nothing(tmp_path: Path) -> None:
    """An overloaded technique is not lower, whatever it came to: it delays, and does only a part of its work."""
    asked = question(tmp_path, {"clients.count": [1, 2]})
    found = points(asked, settings_classes())
    placed = [(point.written, sampled(1, overloaded=True)) for point in found]
    line = Asked(("sse", "websocket"), ("latency_s.mean", "server.cpu_s"),
                 axes(inputs(point.written for point in found), 2, wanted="", together=False))  # fmt: skip
    latency, load = answers(placed, line)
    assert latency.found.stretches[0].lower == "websocket"
    assert load.found.stretches[0].lower == "websocket"


def test_sums_need_all_their_parts() -> None:
    """Bytes are those up and down; a measure that is not there is not a number."""
    assert column({"traffic.up_bytes": (1.0,), "traffic.down_bytes": (2.0,)}, TOTAL_BYTES) == (3.0,)
    (lacking,) = column({"traffic.up_bytes": (1.0,)}, TOTAL_BYTES)
    assert lacking != lacking  # noqa: PLR0124 - true of what is not a number
