import pickle

from rtsim.experiments import Outcome
from tests.analysis.outcomes import SMALL, outcome


def written(outcome: Outcome) -> dict[str, list[bytes]]:
    """Write each recording as bytes, after a round trip that makes equal ones equal in what their parts share."""
    return {
        name: [pickle.dumps(pickle.loads(pickle.dumps(run))) for run in runs]  # noqa: S301 - our own bytes
        for name, runs in outcome.recordings.items()
    }


def test_the_number_of_workers_does_not_matter() -> None:
    """Two processes give the very recordings that one gives."""
    serial, parallel = outcome(SMALL), outcome(SMALL, workers=2)
    assert written(serial) == written(parallel)


def test_the_order_of_techniques_does_not_matter() -> None:
    """Techniques listed the other way round leave the same recordings, in the catalogue's order."""
    backward = outcome(SMALL, techniques=["sse", "websocket", "long-polling", "short-polling"])
    assert list(backward.recordings) == ["short-polling", "long-polling", "websocket", "sse"]
    assert written(backward) == written(outcome(SMALL))


def test_replications_differ() -> None:
    """Each replication has chances of its own."""
    runs = outcome(SMALL, techniques=["websocket"]).recordings["websocket"]
    assert len({run.latency.mean for run in runs}) == len(runs)


def test_another_seed_gives_other_numbers() -> None:
    """The seed is where chance starts."""
    first, second = (outcome(SMALL, techniques=["sse"], seed=seed).recordings["sse"][0] for seed in (1, 2))
    assert first.latency.mean != second.latency.mean
