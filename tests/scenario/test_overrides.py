from collections.abc import Callable

import pytest

from rtsim.scenario import InputErrors, Scenario
from rtsim.scenario.document import Document
from rtsim.scenario.overrides import apply

Load = Callable[..., Scenario]


def test_an_override_wins_over_the_file(load: Load) -> None:
    """What the command line sets replaces what the file says, in the units of YAML."""
    assert load("messages: {rate: 1 / s}\n", "messages.rate=5 / s").messages.rate == 5.0


def test_overrides_reach_into_what_the_file_leaves_out(load: Load) -> None:
    """A path may go through sections and stacks that the file does not mention."""
    scenario = load("", "server.cores=4", "server.costs.request=1 ms", "needs.weights.latency=2")
    assert (scenario.server.cores, scenario.server.costs.request) == (4, 0.001)
    assert scenario.needs.weights.latency == 2.0


def test_an_override_changes_one_number_of_a_named_network(load: Load) -> None:
    """A network of the catalogue keeps the numbers that are not set."""
    named = load("", start="name: x\nclients: {count: 10, network: slow-4g}\n").clients.mix[0][1]
    changed = load("", "clients.network.loss=1 %", start="name: x\nclients: {count: 10, network: slow-4g}\n")
    assert changed.clients.mix[0][1] == named.model_copy(update={"loss": 0.01})


@pytest.mark.parametrize("listed", ["", "techniques: [sse, short-polling]\n", "techniques: {sse: , short-polling: }\n"])
def test_an_override_sets_a_technique_however_it_is_listed(load: Load, listed: str) -> None:
    """A technique's setting can be set whether the file lists names, settings or nothing."""
    scenario = load(listed, "techniques.short-polling.interval=1 s")
    expected = ["sse", "short-polling"] if listed else ["short-polling", "long-polling", "websocket", "sse"]
    assert list(scenario.techniques) == expected
    assert "interval=Constant(value=1.0)" in repr(scenario.techniques["short-polling"])


def test_an_override_adds_a_technique(load: Load) -> None:
    """A technique that the file does not list is added by setting something of it."""
    assert list(load("techniques: [sse]\n", "techniques.websocket.resume=true").techniques) == ["sse", "websocket"]


def test_an_override_changes_one_number_of_a_library(load: Load) -> None:
    """A library of the catalogue keeps the numbers that are not set."""
    start = "name: x\nclients: {count: 10, reconnect: socket.io}\n"
    named, changed = load("", start=start).clients, load("", "clients.reconnect.cap=1 min", start=start).clients
    assert named.reconnect is not None
    assert changed.reconnect == named.reconnect.model_copy(update={"cap": 60.0})


def test_an_override_reaches_one_network_of_a_mix(load: Load) -> None:
    """Entries of a list are counted from 0."""
    start = "name: x\nclients:\n  count: 10\n  network: [{share: 0.5, network: lan}, {share: 0.5, network: wifi}]\n"
    scenario = load("", "clients.network.1.network.latency=1 s", start=start)
    assert [link.latency.up.mean for _, link in scenario.clients.mix] == [0.00025, 1.0]


@pytest.mark.parametrize("limit", ["<= 2 s", ">= 2 s", "< 2 s", "> 2 s"])
def test_an_override_sets_a_limit(load: Load, limit: str) -> None:
    """A measure's name keeps its dots, and a limit that starts with > needs no quotes on the command line."""
    assert load("slo: {latency_s.p95: <= 1 s}\n", f"slo.latency_s.p95={limit}").slo[0].text == limit


def test_the_last_override_wins(load: Load) -> None:
    """Overrides are laid over each other in the order they are given."""
    assert load("", "seed=2", "seed=3").seed == 3


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("clients.count=abc", "clients.count: 'abc' is not a whole number"),
        ("clients.cuont=4", "clients.cuont: unknown key 'cuont'; did you mean 'count'?"),
        ("nope=3", "nope: unknown key 'nope'; choose from name"),
        ("server.costs.reqest=1 us", "server.costs.reqest: unknown key 'reqest'; did you mean 'request'?"),
        ("techniques.nope.x=1", "techniques.nope: unknown technique 'nope'"),
        ("techniques.websocket.hartbeat=1 s", "techniques.websocket.hartbeat: unknown key 'hartbeat'"),
        ("slo.latency_s.p96=<= 1 s", "slo.latency_s.p96: is not a measure"),
        ("clients.network.latency=abc", "clients.network.latency: 'abc' is not a time"),
        ("clients.network.0.share=1", "clients.network.0: unknown key '0'"),
        ("clients={}", "clients.count: is required"),
        ("messages.room_size=11", "messages.room_size: 11 is larger than clients.count (10)"),
        ("seed.a.b=1", "seed: a mapping is not a whole number"),
        ("name.first=x", "name is 'x', which has no key 'first'"),
        ("clients.count", "write PATH=VALUE, as in clients.count=500"),
        ("=3", "write PATH=VALUE"),
        ("clients..count=4", "write PATH=VALUE"),
        ("messages.rate=[", "'[' is not a value in YAML"),
    ],
)
def test_what_an_override_gets_wrong_names_the_override(load: Load, override: str, message: str) -> None:
    """An error about an override is one line that names it in place of file and line."""
    with pytest.raises(InputErrors) as caught:
        load("", override)
    [line] = str(caught.value).splitlines()
    assert line.startswith(f"--set {override}: ")
    assert message in line


def test_a_list_index_beyond_the_end_is_refused(load: Load) -> None:
    """An entry that a list does not have cannot be set."""
    start = "name: x\nclients: {count: 10, network: [{share: 1, network: lan}]}\n"
    with pytest.raises(InputErrors, match=r"clients\.network has only 1 entries, counted from 0"):
        load("", "clients.network.1.share=1", start=start)


def test_the_file_is_blamed_for_what_the_file_says(load: Load) -> None:
    """An override does not hide where the other errors stand."""
    with pytest.raises(InputErrors) as caught:
        load("seed: a\n", "clients.count=b")
    assert [error.line for error in caught.value.errors] == [0, 3]


def test_applying_overrides_leaves_the_document_as_it_is() -> None:
    """The document that overrides are laid over can be used again, as a sweep does for its next point."""
    document = Document("x", {"a": {"b": 1}}, {})
    assert apply(document, ["a.b=2"]).content == {"a": {"b": 2}}
    assert document.content == {"a": {"b": 1}}
