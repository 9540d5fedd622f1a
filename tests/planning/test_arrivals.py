from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.chance import Streams
from rtsim.plan import SERVER
from rtsim.planning.arrivals import births, sources
from rtsim.scenario.traces import read_trace
from tests.planning.scenes import scenario

TIMES = "time_s\n" + "\n".join(str(0.37 * turn) for turn in range(900))
PROCESSES: dict[str, dict[str, Any]] = {
    "poisson": {"process": "poisson", "rate": 2.0},
    "periodic": {"process": "periodic", "rate": 2.0},
    "bursts": {"process": "bursts", "bursts": {"size": 3, "every": 1.5}},
    "on-off": {"process": "on-off", "on-off": {"on": 20.0, "off": 60.0, "rate": 8.0}},
    "trace": {"process": "trace", "trace": read_trace(TIMES)},
}
ORIGINS: dict[str, dict[str, Any]] = {
    "clients": {"from": "clients"},
    "senders": {"from": "senders", "senders": {"count": 3}},
    "server": {"from": "server"},
}


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("process", PROCESSES)
@given(horizon=st.floats(0.1, 250.0), longer=st.floats(0.0, 400.0), seed=st.integers(0, 20))
@settings(deadline=None, derandomize=True, max_examples=20)
def test_a_longer_run_begins_with_the_same_messages(
    process: str, origin: str, horizon: float, longer: float, seed: int
) -> None:
    """Births and origins before a horizon do not depend on it, and are sorted."""
    scene = scenario(5, messages={**PROCESSES[process], **ORIGINS[origin], "to": "everyone"})
    times, origins = births(scene, Streams(seed, 0), horizon)
    more_times, more_origins = births(scene, Streams(seed, 0), horizon + longer)
    count = np.searchsorted(more_times, horizon)
    assert times.tolist() == more_times[:count].tolist() == sorted(times)
    assert origins.tolist() == more_origins[: len(times)].tolist()
    assert set(origins.tolist()) <= set(sources(scene).tolist())


@pytest.mark.parametrize(("origin", "total"), [("clients", 10.0), ("senders", 2.0), ("server", 2.0)])
@pytest.mark.parametrize("process", ["poisson", "periodic", "on-off"])
def test_the_rate_is_each_clients_or_that_of_all(process: str, origin: str, total: float) -> None:
    """Two a second are each client's own when messages come from clients, and all sources' together otherwise."""
    scene = scenario(5, messages={**PROCESSES[process], **ORIGINS[origin], "to": "everyone"})
    counts = [len(births(scene, Streams(seed, 0), 4000.0)[0]) for seed in range(12)]
    mean, error = np.mean(counts) / 4000, np.std(counts, ddof=1) / np.sqrt(12) / 4000
    assert abs(mean - total) < 5 * error + 0.002


def test_poisson_gaps_are_exponential() -> None:
    """The variance of the gaps is the square of their mean, and every source has its share."""
    scene = scenario(4, messages={"rate": 2.0, "room_size": 4})
    times, origins = births(scene, Streams(1, 0), 5000.0)
    gaps = np.diff(times)
    assert gaps.mean() == pytest.approx(1 / 8, rel=0.03)
    assert gaps.var() == pytest.approx(1 / 64, rel=0.06)
    assert np.bincount(origins) / len(origins) == pytest.approx([0.25] * 4, abs=0.02)


def test_each_source_keeps_its_period() -> None:
    """Every half second, each source in a phase of its own."""
    times, origins = births(scenario(3, messages={**PROCESSES["periodic"], "room_size": 3}), Streams(1, 0), 50.0)
    for source in range(3):
        own = times[origins == source]
        assert len(own) == 100
        assert np.diff(own) == pytest.approx(0.5)
    assert len(set(times[:3].tolist())) == 3


def test_bursts_are_messages_at_one_instant() -> None:
    """Three at a time, each second and a half."""
    times, _ = births(scenario(messages={**PROCESSES["bursts"], "from": "server"}), Streams(1, 0), 150.0)
    instants, sizes = np.unique(times, return_counts=True)
    assert set(sizes.tolist()) == {3}
    assert np.diff(instants) == pytest.approx(1.5)


def test_silences_last_as_long_as_they_should() -> None:
    """Twenty busy seconds, sixty silent ones, over and over."""
    times, origins = births(scenario(messages={**PROCESSES["on-off"], "from": "server"}), Streams(3, 0), 4000.0)
    assert set(origins.tolist()) == {SERVER}
    starts = times[1:][np.diff(times) > 50]
    ends = times[:-1][np.diff(times) > 50]
    assert len(starts) == pytest.approx(50, abs=1)
    assert (starts - ends).min() >= 60.0
    assert np.diff(starts) == pytest.approx(80.0, abs=2.0)


def test_sources_are_busy_in_phases_of_their_own() -> None:
    """Of fifty clients that are busy for a quarter of the time, some are in every second, but never all."""
    scene = scenario(50, messages={**PROCESSES["on-off"], "room_size": 50})
    times, origins = births(scene, Streams(1, 0), 160.0)
    for second in range(160):
        assert 0 < len(set(origins[times.astype(int) == second].tolist())) < 50


def test_a_trace_is_taken_as_it_is() -> None:
    """The instants of the file before the horizon, and no others."""
    scene = scenario(messages={**PROCESSES["trace"], "from": "server"})
    times, _ = births(scene, Streams(1, 0), 3.0)
    assert times.tolist() == [float(str(0.37 * turn)) for turn in range(9)]


def test_replications_differ() -> None:
    """Another replication has other messages."""
    scene = scenario(messages={**PROCESSES["poisson"], "from": "server"})
    first, second = (births(scene, Streams(1, replication), 50.0)[0] for replication in (0, 1))
    assert first.tolist() != second.tolist()
