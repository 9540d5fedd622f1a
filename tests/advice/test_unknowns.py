from typing import Any

import pytest

from rtsim.advice.unknowns import DEFAULT, FACTORS, MACHINE, Unknown, unknowns
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes
from tests.advice.pushing import SSE, WRITTEN

BARE = {"name": "bare", "clients": {"count": 10}}


def found(content: dict[str, Any]) -> dict[str, Unknown]:
    """Give what is not known of a scenario, by path."""
    return {one.path: one for one in unknowns(parse_scenario(content, techniques=settings_classes()), content)}


def test_what_the_user_wrote_is_known() -> None:
    """Where all but one cost is written, that one alone is not known, in the range that its source's trust gives it."""
    (one,) = found(WRITTEN).values()
    assert (one.path, one.now, one.why) == ("server.costs.push_sse", SSE, "medium confidence")
    assert (one.low, one.high) == (pytest.approx(SSE / FACTORS["medium"]), pytest.approx(SSE * FACTORS["medium"]))


def test_what_is_left_to_defaults_is_not_known() -> None:
    """Rate, payload, keep-alive, network, machine and each cost of an unwritten stack are tried."""
    known = found(BARE)
    assert known["messages.rate"].high == pytest.approx(known["messages.rate"].now * DEFAULT)
    assert (known["server.keep_alive"].low, known["server.keep_alive"].high) == (5, 75)
    assert known["clients.network.wifi.latency"].now == 0.01
    assert known["server.costs"].high == MACHINE
    assert {"messages.payload", "server.costs.publish", "server.memory.base"} <= known.keys()
    assert not any(path.endswith("_tls") for path in known)
    assert "server.costs.per_byte" not in known  # zero, however often


def test_encrypted_costs_are_those_that_count() -> None:
    """With TLS the encrypted numbers are tried in place of the plain ones, and one written plainly is known as both."""
    costs = {"server": {"costs": {"request": "20 us"}}, "wire": {"tls": 1.3}}
    known = found(BARE | costs)
    assert "server.costs.push_sse_tls" in known
    assert not {"server.costs.push_sse", "server.costs.request_tls", "server.costs"} & known.keys()


@pytest.mark.parametrize("path", sorted(found(BARE)))
def test_another_value_is_another_scenario(path: str) -> None:
    """Each value leads to another scenario, and the present one to the scenario itself."""
    scenario, one = parse_scenario(BARE, techniques=settings_classes()), found(BARE)[path]
    assert one.at(scenario, one.now).digest() == scenario.digest()
    assert one.at(scenario, one.low).digest() != scenario.digest()
    assert one.text(one.now)
