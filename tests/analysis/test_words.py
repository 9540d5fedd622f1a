import pytest

from rtsim.analysis.words import word, words
from tests.analysis.outcomes import overloaded, silent, small


@pytest.mark.parametrize(
    ("value", "expected"), [(1.0, "Low"), (2.0, "Low"), (2.1, "Medium"), (5.0, "Medium"), (5.1, "High")]
)
def test_words_follow_the_stated_rule(value: float, expected: str) -> None:
    """Up to twice the least is Low, more than five times is High."""
    assert word(value, 1.0) == expected


def test_someone_is_low_in_each_column() -> None:
    """The technique that costs least is Low."""
    for column in ("latency", "server_load", "network_traffic"):
        assert "Low" in words(small(), column).values()


def test_polling_every_five_seconds_is_high_in_latency() -> None:
    """Where the others take milliseconds, seconds are High."""
    assert words(small(), "latency")["short-polling"] == "High"


def test_an_overloaded_technique_is_high() -> None:
    """A latency that grows without end is High even when there is nothing to compare it with."""
    assert words(overloaded(), "latency") == {"websocket": "High"}


def test_what_is_undefined_has_no_word() -> None:
    """Where nothing was delivered there is no latency, and so no word for it; the load has one."""
    assert words(silent(), "latency") == {}
    assert set(words(silent(), "server_load")) == set(silent().estimates)
