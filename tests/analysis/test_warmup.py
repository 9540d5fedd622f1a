from functools import cache
from math import inf
from typing import Any

import numpy as np

from rtsim.analysis.comparison import Comparison, compare
from rtsim.analysis.warmup import Steadiness, mser, steadiness, too_short
from rtsim.analysis.warnings import warnings
from rtsim.scenario.traces import read_trace
from tests.analysis.outcomes import SMALL, outcome, overloaded, small

BURST = 600  # messages at the start, each of which keeps the core for 20 ms: twelve seconds of work
STEADY = 0.25  # seconds from one message to the next afterwards


@cache
def after_a_burst(warmup: float, *, crashes: int = 0) -> Comparison:
    """Give a minute of a server that starts with a backlog, of which so much is warm-up, and crashes now and then."""
    times = [*np.linspace(0.2, 0.3, BURST), *np.arange(0.5, 60.0, STEADY)]
    content: dict[str, Any] = {
        "name": "burst",
        "warmup": warmup,
        "duration": 60.0 - warmup,
        "replications": 2,
        "clients": {"count": 1, "connect_over": 0.0, "network": {"latency": 0.01}},
        "messages": {
            "from": "server",
            "to": "everyone",
            "process": "trace",
            "trace": read_trace("time_s\n" + "\n".join(map(str, times))),
        },
        "server": {"costs": {"push_websocket": 0.02}},
        "techniques": ["websocket"],
        "faults": {"restarts": [{"at": 40.0 + place} for place in range(crashes)]},
    }
    return compare(outcome(content))


def test_a_beginning_that_differs_is_cut_off() -> None:
    """MSER cuts off a beginning that lies six standard deviations above the rest; mostly that and no more."""
    cuts = []
    for seed in range(25):
        values = np.random.default_rng(seed).normal(size=48)
        values[:9] += 6.0
        cuts.append(mser(values))
    assert min(cuts) >= 9
    assert np.median(cuts) <= 10


def test_a_trend_has_no_end() -> None:
    """A series that rises from its first value to its last is cut in half, which is as far as MSER goes."""
    assert mser(np.arange(48.0)) == 24


def test_a_backlog_at_the_start_needs_a_warm_up() -> None:
    """Without warm-up the twelve seconds of work at the start are told of, for latency and for unfinished work."""
    found = {one.measure: one for one in steadiness(after_a_burst(1.0))}
    assert set(found) == {"latency", "unfinished work"}
    for one in found.values():
        assert not one.enough
        assert one.shift > 0
        assert 10.0 <= one.proposed <= 20.0


def test_a_run_warns_of_a_warm_up_that_is_too_short() -> None:
    """The warning names the technique, the warm-up and from when on the run is steady."""
    text = "\n".join(warnings(after_a_burst(1.0)))
    assert "websocket: the warm-up of 1 s is too short" in text
    assert "is steady from" in text


def test_a_run_with_a_fault_that_strikes_all_is_not_steady_anyway() -> None:
    """What a crash does to latencies is no reason for a longer warm-up; a run can be judged all the same."""
    crashed = after_a_burst(1.0, crashes=1)
    assert not list(too_short(crashed))
    assert not all(one.enough for one in steadiness(crashed))


def test_the_warm_up_that_is_proposed_is_enough() -> None:
    """With the warm-up that was proposed the same run has nothing to warn of."""
    proposed = max(one.proposed for one in steadiness(after_a_burst(1.0)))
    again = steadiness(after_a_burst(proposed))
    assert [one.proposed for one in again] == [proposed, proposed]
    assert not list(too_short(after_a_burst(proposed)))


def test_a_steady_run_is_left_alone() -> None:
    """A quiet world whose senders have opened their connections in the warm-up is judged, and not warned of."""
    quiet = compare(outcome(SMALL, warmup=20, techniques=["websocket"]))
    assert [one.technique for one in steadiness(quiet)] == ["websocket"] * 2
    assert not list(too_short(quiet))


def test_connections_that_are_opened_late_are_noticed() -> None:
    """A sender's first POST opens its connection, which takes longer: three seconds of warm-up see too few of them."""
    assert dict(too_short(small())).keys() >= {"sse"}


def test_an_overloaded_run_is_not_judged() -> None:
    """No warm-up helps where there is no steady state."""
    assert steadiness(overloaded()) == []


def test_what_does_not_settle_has_no_warm_up() -> None:
    """A run that drifts for half of its time is too short, and no warm-up is proposed for it."""
    one = Steadiness("sse", "latency", 5.0, inf, 1.0, enough=False)
    assert one.proposed == inf
