from rtsim.analysis.comparison import compare
from rtsim.analysis.warnings import warnings
from tests.analysis.outcomes import SMALL, outcome, overloaded, small


def told(**changes: object) -> str:
    """Give the warnings of a small scenario with these changes."""
    return "\n".join(warnings(compare(outcome(SMALL, techniques=["websocket"], **changes))))


def test_overload_is_warned_of() -> None:
    """An overloaded technique's latency is called no steady answer."""
    assert any("websocket: overloaded" in text and "no steady answer" in text for text in warnings(overloaded()))


def test_a_quiet_world_has_few_warnings() -> None:
    """Nothing is lost, late, refused or overloaded in a quiet world."""
    text = "\n".join(warnings(small()))
    assert not any(word in text for word in ("overloaded", "lost", "not delivered", "refused", "one replication"))


def test_one_replication_is_warned_of() -> None:
    """A single replication has no interval, and that is said."""
    assert "one replication gives no interval" in told(replications=1)


def test_few_deliveries_are_warned_of() -> None:
    """Percentiles of a handful of deliveries are called worthless."""
    assert "fewer than 100 deliveries" in told(duration=1)


def test_clients_that_connect_late_are_warned_of() -> None:
    """Clients that are still connecting when the window opens are told of, and what they lose is too."""
    text = told(warmup=0)
    assert "which is not within the warm-up" in text
    assert "messages are lost in each run" in text


def test_a_full_server_is_warned_of() -> None:
    """Refused connections are told of."""
    assert "connections are refused" in told(server={"max_connections": 10})


def test_a_wide_interval_is_warned_of() -> None:
    """A mean latency that three short runs do not agree on is called uncertain."""
    text = "\n".join(warnings(compare(outcome(SMALL, techniques=["short-polling"], duration=2))))
    assert "the mean latency is known to" in text
