from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.model import simulate
from rtsim.recording import Transfers
from tests.properties.scenarios import HTTP_1, NAMES, Content, fallbacks, planned, scenarios

EXAMPLES = 8
BLOCKS = st.sampled_from(["silent", "refuse"])
FEW = 3  # clients, of whom each is traced in a run of its own


def small(content: Content) -> Content:
    """Give the scenario with few clients and no sender besides, so that all bytes are some client's."""
    messages = {key: value for key, value in content["messages"].items() if key != "senders"}
    messages |= {"room_size": 2, "from": "clients" if messages["from"] == "senders" else messages["from"]}
    return {**content, "clients": {**content["clients"], "count": FEW}, "messages": messages}


@pytest.mark.parametrize("name", NAMES)
@given(content=scenarios())
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
def test_all_bytes_are_told(name: str, content: Content) -> None:
    """In any scenario every byte of both ledgers belongs to a fact about exactly one client."""
    check_all_is_told(small(content), name)


@given(content=scenarios(), fallback=fallbacks(), share=st.sampled_from([0.4, 0.0]), blocks=BLOCKS)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
def test_all_bytes_of_who_falls_back_are_told(content: Content, fallback: Content, share: float, blocks: str) -> None:
    """So it is where upgrades do not pass, of the tries and of what is fallen back to."""
    own = content["techniques"] | {"websocket": content["techniques"]["websocket"] | {"fallback": fallback}}
    wire = content["wire"] | HTTP_1
    path = [{"upgrade": share, "blocks": blocks}]
    check_all_is_told(small(content) | {"techniques": own, "path": path, "wire": wire}, "websocket")


def check_all_is_told(content: Content, name: str) -> None:
    """Check the facts of all clients of a scenario against its recording."""
    plan = planned(content, name)
    recordings = [simulate(replace(plan, traced=client)) for client in range(FEW)]
    window = plan.window
    passed = [fact for run in recordings for fact in run.trace if window.start <= fact.passes < window.end]
    assert sum((fact.size for fact in passed), Transfers()) == recordings[0].total
    assert sum(fact.payload for fact in passed) == recordings[0].payload
