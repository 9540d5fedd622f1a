from typing import Any

import pytest

from rtsim.forecast import effort as efforts
from rtsim.forecast.effort import Effort, effort, worthwhile
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes, techniques


def scenario(**sections: Any) -> Scenario:
    """Give a scenario with some clients."""
    content = {"name": "x", "clients": {"count": 1000}, "messages": {"rate": 1}, "replications": 2, **sections}
    return parse_scenario(content, techniques=settings_classes())


def known(*names: str) -> Any:
    """Give techniques by their names."""
    return {name: techniques()[name] for name in names}


def test_more_takes_longer() -> None:
    """More clients, a longer run and more replications take more events, time and memory; more processes less time."""
    one = effort(scenario(), known("short-polling", "sse"), 1)
    for more in (
        scenario(clients={"count": 100_000}),
        scenario(duration=36_000),
        scenario(replications=10),
    ):
        found = effort(more, known("short-polling", "sse"), 1)
        assert found.events > one.events
        assert found.seconds > one.seconds
        assert found.memory >= one.memory
    two = effort(scenario(duration=36_000), known("short-polling", "sse"), 2)
    assert two.seconds < effort(scenario(duration=36_000), known("short-polling", "sse"), 1).seconds
    assert two.memory > one.memory


def test_polls_are_counted() -> None:
    """A thousand pollers that ask each 5 s for 630 s are some 126,000 events, and their set-up."""
    found = effort(
        scenario(
            messages={"from": "server", "to": "one", "rate": 1},
            replications=1,
            techniques={"short-polling": {"interval": 5}},
        ),
        known("short-polling"),
        1,
    )
    assert found.events == pytest.approx(126_000 + 1_000 + 2 * 630, rel=0.05)


def test_the_absurd_is_estimated_at_once() -> None:
    """A year of a million messages a second to ten million clients is known to be too large without being laid out."""
    huge = scenario(clients={"count": 10_000_000}, messages={"rate": 1e6, "to": "everyone"}, duration=365 * 86_400)
    found = effort(huge, known("websocket"), 1)
    assert found.too_large
    assert found.long
    assert found.events > 1e20


def test_what_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than two minutes, or more than half of the free memory, is worth a word; more than is free has no room."""
    monkeypatch.setattr(efforts, "free_memory", lambda: 1e9)
    assert not Effort(1, 119, 0.4e9).long
    assert Effort(1, 121, 0.4e9).long
    assert Effort(1, 1, 0.6e9).long
    assert not Effort(1, 1, 0.9e9).too_large
    assert Effort(1, 1, 1.1e9).too_large


def test_what_is_done_at_once_starts_no_workers() -> None:
    """Two clients for two seconds are simulated in this process, and hours of a thousand by all that are given."""
    little = scenario(clients={"count": 2}, messages={"rate": 1}, duration=2)
    assert worthwhile(little, known("short-polling"), 2) == 1
    much = scenario(clients={"count": 1000}, messages={"rate": 10}, duration=36_000)
    assert worthwhile(much, known("short-polling"), 2) == 2
    assert worthwhile(much, known("short-polling"), 1) == 1


def test_memory_is_told_by_the_system() -> None:
    """There is some memory free here, and no more than a petabyte."""
    assert 1e6 < efforts.free_memory() < 1e15
