import re

from rtsim.analysis.comparison import compare
from rtsim.analysis.warnings import warnings
from tests.analysis.outcomes import SMALL, outcome, overloaded, silent, small

LARGE = {"to": "room", "room_size": 2, "rate": 0.2, "payload": "1 GB"}
LINKS = {"latency": "20 ms", "up": "1 Gbit/s", "down": "1 Gbit/s"}


def told(**changes: object) -> str:
    """Give the warnings of a small scenario with these changes."""
    return "\n".join(warnings(compare(outcome(SMALL, techniques=["websocket"], **changes))))


def test_overload_is_warned_of() -> None:
    """An overloaded technique's latency is called no steady answer."""
    assert any("websocket: overloaded" in text and "no steady answer" in text for text in warnings(overloaded()))


def test_an_overload_names_what_limits() -> None:
    """Where links or network cards cannot keep up, more cores are no help, and are not said to be."""
    assert "use fewer clients, more cores or nodes" in "\n".join(warnings(overloaded()))
    links = told(messages=LARGE, clients={"count": 4, "network": LINKS})
    assert re.search(r"overloaded \(links up, links down, egress cannot keep up, cores [^)]* % busy\)", links)
    assert "use fewer or smaller messages, or more bandwidth" in links
    card = told(server={"egress": "1 kbit/s"})
    assert "overloaded (egress cannot keep up" in card
    assert "use fewer or smaller messages, or more bandwidth" in card
    assert "more cores" not in links + card


def test_a_quiet_world_has_few_warnings() -> None:
    """Nothing is lost, late, refused or overloaded in a quiet world."""
    text = "\n".join(warnings(small()))
    assert not any(word in text for word in ("overloaded", "loses", "not delivered", "refuses", "one replication"))


def test_one_replication_is_warned_of() -> None:
    """A single replication has no interval, and that is said."""
    assert "one replication gives no interval" in told(replications=1)


def test_few_deliveries_are_warned_of() -> None:
    """Percentiles of a handful of deliveries are called worthless."""
    assert "fewer than 100 deliveries" in told(duration=1)


def test_clients_that_connect_late_are_warned_of() -> None:
    """Clients that are still connecting when the window opens are told of, and what they lose is too."""
    text = told(warmup=0)
    assert "clients connect over 2 s, but the warm-up is 0 s: it has to be longer" in text
    assert "each run loses" in text


def test_clients_that_connect_until_the_window_opens_are_warned_of() -> None:
    """A warm-up that is only as long as clients connect is too short: the last of them come when the window opens."""
    assert "clients connect over 2 s, but the warm-up is 2 s: it has to be longer" in told(warmup=2)
    assert "clients connect over" not in told(warmup=2.5)


def test_a_full_server_is_warned_of() -> None:
    """Refused connections are told of."""
    assert "each run refuses" in told(server={"max_connections": 10})


def test_cuts_that_nobody_notices_are_warned_of() -> None:
    """A silent outage is told of where clients do not look whether they still hear something, and a reset is not."""
    outage = {"at": 5, "lasts": 2, "notice": "silent"}
    text = "who only listens never notices a silent cut"
    assert text in told(faults={"outages": outage})
    assert text not in told(faults={"outages": outage | {"notice": "reset"}})
    looking = {"websocket": {"heartbeat": 1, "detect": 2}}
    assert text not in "\n".join(warnings(compare(outcome(SMALL, techniques=looking, faults={"outages": outage}))))


def test_a_wide_interval_is_warned_of() -> None:
    """A mean latency that three short runs do not agree on is called uncertain."""
    text = "\n".join(warnings(compare(outcome(SMALL, techniques=["short-polling"], duration=2))))
    assert re.search(r"the mean latency is known to ±\d+ % only", text)


def test_a_silent_window_is_warned_of_once() -> None:
    """A window in which nobody publishes is too short, which is one line and not one for each technique."""
    assert warnings(silent()) == ["no message was published in the window of 1 s: take a longer duration"]


def test_clients_without_a_path_are_warned_of() -> None:
    """Where upgrades do not pass and there is no fallback, it is said what would help; with one nothing is."""
    words = "the upgrades of 50 % of the clients do not pass"
    assert words in told(path=[{"upgrade": 0.5}])
    falls_back = {"websocket": {"fallback": {"to": "long-polling", "after": 0.5}}}
    found = outcome(SMALL, techniques=falls_back, path=[{"upgrade": 0.5}])
    assert words not in "\n".join(warnings(compare(found)))


def test_messages_that_wait_for_a_stream_are_warned_of() -> None:
    """Where a client's connection takes too few requests at a time, that is said to be why messages wait."""
    slow = {"clients": {"count": 4, "network": {"latency": "500 ms"}}, "techniques": ["sse"]}
    often = {"from": "clients", "to": "room", "room_size": 2, "rate": 1}

    def waits(wire: dict[str, object]) -> bool:
        found = warnings(compare(outcome(SMALL, messages=often, wire=wire, **slow)))
        return any("wait for a stream of their connection, which takes 2 requests at a time" in text for text in found)

    assert waits({"http": 2, "tls": 1.3, "streams": 2})
    assert not waits({"http": 2, "tls": 1.3})
    assert not waits({})
