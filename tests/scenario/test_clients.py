from collections.abc import Callable
from math import inf, isinf

import pytest

from rtsim.chance import Constant, Normal, Uniform
from rtsim.scenario import Scenario, networks, reconnects

Load = Callable[..., Scenario]


def start(network: str) -> str:
    """Begin a scenario of ten clients on this network."""
    return f"name: x\nclients: {{count: 10, network: {network}}}\n"


def test_a_link_without_numbers_costs_nothing(load: Load) -> None:
    """No latency, no jitter, unlimited bandwidth and no loss are what a link has unless it says otherwise."""
    [(share, link)] = load("", start=start("{}")).clients.mix
    assert (share, link.latency.up, link.jitter.down, link.up, link.loss) == (1, Constant(0), Constant(0), inf, 0.0)


def test_one_latency_holds_both_ways(load: Load) -> None:
    """A latency is one way, and the same up and down unless both are given."""
    [(_, link)] = load("", start=start("{latency: 40 ms}")).clients.mix
    assert link.latency.up == link.latency.down == Constant(0.04)


def test_each_way_may_have_its_own_numbers(load: Load) -> None:
    """Latency and jitter may differ up and down."""
    network = "{latency: {up: 50 ms, down: {dist: uniform, low: 1 ms, high: 3 ms}}, jitter: {down: 2 ms}}"
    [(_, link)] = load("", start=start(network)).clients.mix
    assert (link.latency.up, link.latency.down) == (Constant(0.05), Uniform(0.001, 0.003))
    assert (link.jitter.up, link.jitter.down) == (Constant(0.0), Constant(0.002))


@pytest.mark.parametrize(
    ("jitter", "expected"),
    [
        ("{dist: normal, sd: 5 ms}", Normal(0.0, 0.005)),
        ("{dist: normal, mean: 1 ms, sd: 5 ms}", Normal(0.001, 0.005)),
        ("{dist: uniform, low: -5 ms, high: 5 ms}", Uniform(-0.005, 0.005)),
    ],
)
def test_jitter_may_be_negative(load: Load, jitter: str, expected: object) -> None:
    """Jitter is noise around the latency, centred on 0 unless it says otherwise."""
    [(_, link)] = load("", start=start(f"{{latency: 10 ms, jitter: {jitter}}}")).clients.mix
    assert link.jitter.up == link.jitter.down == expected


def test_null_bandwidth_is_unlimited(load: Load) -> None:
    """A bandwidth of null is no limit."""
    [(_, link)] = load("", start=start("{up: null, down: 5 Mbit/s}")).clients.mix
    assert isinf(link.up)
    assert link.down == 5e6


@pytest.mark.parametrize("name", ["socket.io-client", "socket.io", "eventsource-firefox"])
def test_a_library_that_reconnects_has_its_delays(load: Load, name: str) -> None:
    """A library's name stands for its policy, its short one too."""
    known = "socket.io-client" if name == "socket.io" else name
    clients = load("", start=f"name: x\nclients: {{count: 10, reconnect: {name}}}\n").clients
    assert clients.reconnect == clients.reconnecting == reconnects()[known].policy


def test_without_a_word_clients_come_back_as_socket_io_does(load: Load) -> None:
    """The policy of a scenario that has none is the catalogue's."""
    clients = load("").clients
    assert clients.reconnect is None
    assert clients.reconnecting == reconnects()["socket.io-client"].policy


def test_a_mix_of_names_and_links(load: Load) -> None:
    """Shares of the clients may be on named networks and on links of their own."""
    mix = load("", start=start("[{share: 60 %, network: wifi}, {share: 0.4, network: {latency: 1 s}}]")).clients.mix
    assert [share for share, _ in mix] == [0.6, 0.4]
    assert mix[0][1] == networks()["wifi"].link
    assert mix[1][1].latency.up == Constant(1.0)


def test_three_thirds_make_a_whole(load: Load) -> None:
    """Shares that are rounded in writing are accepted."""
    portions = ", ".join(["{share: 33.33333 %, network: lan}"] * 3)
    assert len(load("", start=start(f"[{portions}]")).clients.mix) == 3


def test_senders_are_on_the_clients_networks_unless_they_have_their_own(load: Load) -> None:
    """An empty mix of the senders stands for the clients' own."""
    own = load("messages: {from: senders, rate: 1 / s, senders: {count: 2, network: lan}}\n").messages.senders
    assert (own.count, own.mix) == (2, ((1.0, networks()["lan"].link),))
    assert load("messages: {from: senders, rate: 1 / s, senders: {network: null}}\n").messages.senders.mix == ()
