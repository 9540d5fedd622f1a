import pytest

from rtsim.recording import Recording
from rtsim.validation import measures
from rtsim.validation.case import Case, Check
from rtsim.validation.measures import Bytes, ShareLater
from tests.model.runs import clients, run, trace


@pytest.fixture(scope="module")
def recording() -> Recording:
    """Give a run of two WebSocket clients 10 ms away who get two messages of 200 B."""
    messages = {"from": "server", "to": "everyone", **trace(3.0, 5.0)}
    return run("websocket", clients=clients(2), messages=messages, techniques={"websocket": {"heartbeat": None}})


def simulated(recording: Recording, check: Check) -> float:
    """Give what a check reads from a run."""
    return check.row(Case("a/case", "somebody", lambda: [recording], (check,)), [recording]).simulated.mean


def test_paths(recording: Recording) -> None:
    """A measure of the JSON is read by its path, less a constant, per so many."""
    assert simulated(recording, Check("got", "count", 4, "messages.delivered")) == 4
    less = Check("latency", "s", 0, "latency_s.mean", less=0.01)
    assert simulated(recording, less) == pytest.approx(0.0, abs=1e-9)
    assert simulated(recording, Check("got by each", "count", 2, "messages.delivered", per=2)) == 2


def test_bytes(recording: Recording) -> None:
    """Bytes are those of the named parts, in one direction or both."""
    assert Bytes("down", ("framing", "payload"))(recording) == 4 * 204
    assert Bytes("up", ("framing", "payload"))(recording) == 0
    up, down = (Bytes(direction, ("handshake",))(recording) for direction in ("up", "down"))
    assert up > down > 0
    assert Bytes("both", ("handshake",))(recording) == up + down


def test_deliveries(recording: Recording) -> None:
    """Instants, extremes and shares come from the deliveries themselves."""
    assert measures.first_delivery(recording) == pytest.approx(3.01)
    per = Check("first", "count", 301, measures.first_delivery, per=0.01)
    assert simulated(recording, per) == pytest.approx(301)
    assert measures.latency_least(recording) == pytest.approx(0.01)
    assert ShareLater(0.009, start=0.0)(recording) == 1.0
    assert ShareLater(0.011, start=0.0)(recording) == 0.0
    assert measures.overloaded(recording) == 0.0


def test_a_value_that_came_with_a_later_one_was_missed() -> None:
    """Of two values in one answer the first is seen too late."""
    recording = run("short-polling", messages={"from": "server", "to": "everyone", **trace(4.0, 4.1)})
    assert measures.missed_share(recording) == 0.5
