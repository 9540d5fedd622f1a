from functools import cache
from typing import Any

import pytest

from rtsim.analysis.comparison import Comparison, compare
from rtsim.money.bill import OVERLOADED, PER_MONTH, above_cheapest, bills, cost_differences
from tests.analysis.outcomes import OVERLOADED as BUSY
from tests.analysis.outcomes import SMALL, outcome, small

IDLE: dict[str, Any] = {
    "name": "idle",
    "warmup": "11 s",
    "duration": "20 s",
    "replications": 2,
    "clients": {"count": 1000, "connect_over": "4 s", "network": {"latency": 0.02}},
    "messages": {"from": "server", "to": "one", "rate": "1 / min"},
    "techniques": {"short-polling": {"interval": "5 s", "timing": "fixed-rate"}, "websocket": {"heartbeat": None}},
    "prices": "api-gateway",
}


@cache
def priced(book: str) -> Comparison:
    """Give the comparison of the small world under a price book."""
    return compare(outcome(SMALL, prices=book))


def test_without_prices_there_is_no_bill() -> None:
    """Nobody's prices are nobody's cost."""
    assert bills(small()) == {}


def test_idle_websockets_against_polls_simulated() -> None:
    """The simulation of 1,000 clients agrees with what is worked out by hand for 100,000.

    Sockets: 1,000 x 43,800 min x 0.25 $/million = 10.95 $, a hundredth of 1,095 $. Polls at a fixed rate of one every
    5 s: 200 /s x 2,628,000 s = 525.6 million, 300 at 1 $ and 225.6 at 0.9 $ = 503.04 $.
    """
    found = bills(compare(outcome(IDLE)))
    assert found["websocket"].parts["connection_minutes"].mean == pytest.approx(10.95)
    assert found["short-polling"].parts["requests"].mean == pytest.approx(503.04)
    assert found["websocket"].parts["requests"].mean == 0.0
    above = above_cheapest(found)
    assert above["websocket"].mean == 0.0
    assert above["short-polling"].mean == pytest.approx(
        found["short-polling"].per_month.mean - found["websocket"].per_month.mean
    )


def test_a_bill_is_its_parts() -> None:
    """The whole is the sum, and the cost of a client is a twentieth of it for twenty clients."""
    for bill in bills(priced("servers")).values():
        assert bill.per_month.mean == pytest.approx(sum(part.mean for part in bill.parts.values()))
        assert bill.per_client_month.mean == pytest.approx(bill.per_month.mean / 20)
        assert bill.per_month.low <= bill.per_month.mean <= bill.per_month.high
        assert bill.servers.mean == 1
        assert bill.bound_by == "memory"


def test_what_is_not_offered_has_no_cost() -> None:
    """SSE behind the gateway is not priced, and is in no difference."""
    found = bills(priced("api-gateway"))
    assert not found["sse"].offered
    assert not found["sse"].priced
    assert not found["sse"].per_month.known
    assert found["sse"].parts == {}
    pairs = {(one.a, one.b) for one in cost_differences(found)}
    assert ("long-polling", "websocket") in pairs
    assert not any("sse" in pair for pair in pairs)


def test_an_overloaded_technique_has_no_cost() -> None:
    """What grows as long as the run lasts is no load of a month."""
    found = bills(compare(outcome(BUSY, prices="servers")))["websocket"]
    assert (found.offered, found.priced, found.note) == (True, False, OVERLOADED)
    assert above_cheapest({"websocket": found}) == {}


def test_differences_are_paired() -> None:
    """Each pair is compared over replications with the same messages: their difference is that of the means."""
    found = bills(priced("servers"))
    for one in cost_differences(found):
        assert one.metric == PER_MONTH
        expected = found[one.a].per_month.mean - found[one.b].per_month.mean
        assert one.difference.mean == pytest.approx(expected, abs=1e-9)
