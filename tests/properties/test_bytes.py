import pytest
from hypothesis import given, settings

from rtsim.model import simulate
from rtsim.plan import OpenLoop, Plan, Pull
from rtsim.recording import Recording
from rtsim.scenario.traces import read_trace
from tests.properties.scenarios import NAMES, Content, planned, scenarios

EXAMPLES = 15
PAYLOAD = 130


def calm(content: Content) -> Content:
    """Give the scenario with all its messages early in a long window, as they are, and a server that keeps up."""
    messages = {key: value for key, value in content["messages"].items() if key in ("from", "to", "room_size", "echo")}
    messages |= {"senders": content["messages"]["senders"]} if "senders" in content["messages"] else {}
    messages |= {"process": "trace", "trace": read_trace("time_s\n0\n0.5\n0.5\n3\n"), "payload": PAYLOAD}
    limits = ("model", "threads", "max_connections", "accept_rate", "egress", "costs")
    server = {key: value for key, value in content["server"].items() if key not in limits}
    fast = {"short-polling": {**content["techniques"]["short-polling"], "interval": 0.5}}
    wire = content["wire"] | {"compression": None, "streams": 100}  # one stream leaves none beside an event stream
    changes = {"warmup": 0.0, "duration": 40.0, "drain": None, "messages": messages, "server": server, "wire": wire}
    return {**content, **changes, "techniques": {**content["techniques"], **fast}}


def sent_up(plan: Plan) -> int:
    """Give the number of messages that come from an endpoint."""
    assert isinstance(plan.messages, OpenLoop)
    return int((plan.messages.origin >= 0).sum())


def check_messages(recording: Recording) -> None:
    """All that was not lost is there: nobody is stuck."""
    assert recording.undelivered == 0
    assert recording.delivered == recording.expected - recording.lost == len(recording.deliveries.time)


@pytest.mark.parametrize("name", NAMES)
@given(content=scenarios())
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
def test_payload_that_passed_is_payload_that_was_delivered(name: str, content: Content) -> None:
    """Every message goes up once, and down once for each delivery and duplicate; nobody waits for ever."""
    plan = planned(calm(content), name)
    recording = simulate(plan)
    check_messages(recording)
    payload = recording.traffic["payload"]
    assert payload.up == PAYLOAD * sent_up(plan)
    assert payload.down == PAYLOAD * (recording.delivered + recording.duplicates)
    if isinstance(plan.mechanism, Pull):
        assert recording.carried == recording.delivered + recording.duplicates
        assert 0 <= recording.requests - recording.empty - recording.answered <= 60 * plan.clients.count


@pytest.mark.parametrize("name", NAMES)
@given(content=scenarios())
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
def test_the_wire_has_more_than_the_connection(name: str, content: Content) -> None:
    """Each part's bytes on the wire are those on the connection and headers; payload is the same on both."""
    recording = simulate(planned(content, name))
    for part, transfers in recording.traffic.items():
        if part == "payload":
            assert (transfers.wire_up, transfers.wire_down) == (transfers.up, transfers.down)
        else:
            assert transfers.wire_up >= transfers.up
            assert transfers.wire_down >= transfers.down
