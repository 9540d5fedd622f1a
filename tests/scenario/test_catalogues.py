from math import isinf

import pytest

from rtsim.scenario import InputErrors, Stack, networks, prices, reconnects, stacks
from rtsim.scenario.catalogues import read_catalogue, validated
from rtsim.scenario.costs import Costs, Memory
from rtsim.scenario.retries import Reconnect

PUBLISHED = [name for name, network in networks().items() if not network.assumed]


def test_a_published_round_trip_is_split_evenly() -> None:
    """DevTools' Slow 4G has a round trip of 150 ms, which is 75 ms each way."""
    network = networks()["devtools-slow-4g"]
    assert network.link.latency.up.mean == network.link.latency.down.mean == 0.075
    assert (network.link.up, network.link.down) == (750e3, 1.6e6)


def test_the_catalogue_of_networks_has_the_tools_and_the_usual_places() -> None:
    """Networks of DevTools, Lighthouse and WebPageTest are there, and those of home and office."""
    names = set(networks())
    assert {"wifi", "lan", "loopback", "slow-4g", "fast-4g"} <= names
    assert [sum(name.startswith(tool) for name in names) for tool in ("devtools", "lighthouse", "wpt")] == [3, 3, 10]


def test_a_network_without_shaping_is_unlimited() -> None:
    """WebPageTest's native profile has zeros that stand for no limit."""
    link = networks()["wpt-native"].link
    assert isinf(link.up)
    assert link.latency.up.mean == 0.0


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_network_names_its_source(name: str) -> None:
    """A network that is not assumed has a source one can open and a version."""
    network = networks()[name]
    assert network.source.startswith("https://")
    assert network.date.startswith("commit")
    assert network.confidence == "high"


@pytest.mark.parametrize("stack", stacks().values(), ids=list(stacks()))
def test_every_number_of_a_stack_has_a_source_or_is_assumed(stack: Stack) -> None:
    """Each cost and each size says where it comes from, and is marked as assumed exactly if nobody published it."""
    assert set(stack.costs) == set(Costs.keys())
    assert set(stack.memory) == set(Memory.keys())
    for number in (*stack.costs.values(), *stack.memory.values()):
        assert number.source
        assert (number.confidence == "assumed") == bool(number.assumed)


def test_a_number_that_a_stack_does_not_state_is_borrowed() -> None:
    """Socket.IO's event streams are Node's, and say so; what it states itself is its own."""
    stack = stacks()["socket.io"]
    assert stack.costs["push_sse"].assumed == "borrowed from node-ws"
    assert stack.costs["push_sse"].value == stacks()["node-ws"].costs["push_sse"].value
    assert stack.costs["push_websocket"].assumed == ""


def test_a_number_borrowed_twice_names_its_first_owner() -> None:
    """AnyCable borrows from Centrifugo what that borrows from Node."""
    assert stacks()["anycable"].costs["request"].assumed == "borrowed from node-ws"
    assert stacks()["anycable"].costs["heartbeat"].assumed == "borrowed from centrifugo"


def test_what_encryption_adds_is_borrowed() -> None:
    """An encrypted Socket.IO message costs what a plain one does and what encryption adds for Node."""
    number = stacks()["socket.io"].costs["push_websocket_tls"]
    assert number.value == "23.7 us"  # 16.6 + 18.5 - 11.4
    assert number.assumed == "what encryption adds is borrowed from node-ws"


def test_every_price_has_a_source_and_a_confidence() -> None:
    """A price says where it was read and how far to trust it."""
    assert len(prices()) == 16
    assert all(price.source and price.unit.startswith("USD / ") and price.value > 0 for price in prices().values())
    assert prices()["aws-apigw-ws-connmin"].value == 0.25


@pytest.mark.parametrize("name", reconnects())
def test_a_library_that_reconnects_names_its_source(name: str) -> None:
    """Each policy was read from a file of a version; what is chosen here says so, and it is what a user may write."""
    library = reconnects()[name]
    assert library.source.startswith("https://")
    assert library.date.startswith("commit") is not bool(library.assumed)
    assert (library.confidence == "assumed") is bool(library.assumed)
    assert library.policy == Reconnect.model_validate(library.written)
    if library.pings is not None:
        assert library.pings.source.startswith("https://")
        assert library.pings.confidence == "high"


def test_libraries_that_give_up_do_so_after_their_sum_of_delays() -> None:
    """SignalR gives up 42 s after the cut, graphql-ws 32.5 to 46 s, nats.ws 18 to 18.9 s, SockJS at once; no other."""
    found = {
        name: tuple(
            round(sum(ends[min(k, len(ends) - 1)] for k in range(tries)), 6) for ends in zip(*spans, strict=True)
        )
        for name, spans, tries in (
            (name, library.policy.spans, library.policy.tries) for name, library in reconnects().items()
        )
        if tries is not None
    }
    wanted = {"signalr": (42, 42), "graphql-ws": (32.5, 46), "nats.ws": (18, 18.9), "sockjs-client": (0, 0)}
    assert found == wanted


def test_a_number_without_its_confidence_is_one_line() -> None:
    """What an entry of a catalogue lacks is told with file, entry and key."""
    entry = read_catalogue("stacks.yaml")["node-ws"]
    entry["costs"]["open"] = {key: value for key, value in entry["costs"]["open"].items() if key != "confidence"}
    with pytest.raises(InputErrors) as caught:
        validated(Stack, {"node-ws": entry}, "stacks.yaml")
    assert str(caught.value) == "stacks.yaml: node-ws.costs.open.confidence: is required"


def test_a_stack_without_one_of_its_numbers_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack that borrows from none states all of them; which one it lacks is told."""
    entry = read_catalogue("stacks.yaml")["node-ws"]
    entry["costs"] = {key: number for key, number in entry["costs"].items() if key != "open"}
    monkeypatch.setattr("rtsim.scenario.catalogues.read_catalogue", lambda _file: {"mine": entry})
    with pytest.raises(InputErrors) as caught:
        stacks.__wrapped__()
    assert str(caught.value) == "stacks.yaml: mine.costs.open: is required"
