import pytest

from rtsim.claims.catalogue import CLAIMS
from rtsim.claims.claim import Claim, Simulated
from rtsim.claims.evidence import OverloadError, Run, observed
from rtsim.claims.measures import CPU, LATENCY, MEMORY
from rtsim.claims.relations import SIDES, exceeds
from rtsim.claims.runner import examine
from rtsim.claims.sweep import Point, Sweep
from rtsim.claims.worlds import World

TINY = World(
    "notifications",
    (
        "clients.count=5",
        "messages.rate=30 / min",
        "duration=1 min",
        "warmup=6 s",
        "clients.connect_over=5 s",
        "replications=5",
    ),
)


def claim(more: int, less: int) -> Claim:
    """Claim that one of `SIDES` is later than another in a tiny world."""
    relations = (exceeds(SIDES[more], SIDES[less], LATENCY),)
    sweep = Sweep("worlds", (Point("a tiny one", TINY),))
    experiment = Simulated(sweeps=(sweep,), relations=relations, notes=TINY)
    return Claim(id="short-polling/tiny", section="summary", text="", question="", experiment=experiment)


def test_what_is_found_is_of_the_simulation() -> None:
    """Short polling is later than WebSocket, and with the techniques exchanged the claim does not hold."""
    right, wrong = examine([claim(0, 2), claim(2, 0)])
    assert (right.finding.word, wrong.finding.word) == ("holds", "does not hold")


def test_findings_do_not_depend_on_workers() -> None:
    """One worker or two: the same findings, to the last digit; each run is simulated once and told."""
    told: list[tuple[int, int]] = []
    claims = [claim(0, 2), claim(0, 1)]
    assert examine(claims, 2) == examine(claims, 1, lambda done, of: told.append((done, of)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_other_worlds_lie_below() -> None:
    """What is laid changes what is found, but not what the claim varies itself: here how far the clients are."""
    far = ["clients.network=wpt-edge", "clients.count=6", "techniques.short-polling.interval=20 s"]
    (here,), (there,) = examine([claim(0, 2)]), examine([claim(0, 2)], laid=far)
    (near, *_), (distant, *_) = here.finding.figures, there.finding.figures
    assert near.of == distant.of == "short polling"
    assert distant.value.mean > near.value.mean + 4
    assert observed(Run(TINY, "websocket"), tuple(far)).clients == 5


def test_nothing_to_simulate() -> None:
    """Claims that rest on what is written elsewhere are found without a run."""
    (tested,) = examine([CLAIMS["websocket/table-browsers"]])
    assert tested.finding.word == "holds"


def test_measures_are_of_one_client() -> None:
    """CPU is seconds per client and second, memory is without the process's own."""
    sample = observed(Run(TINY.but("messages.rate=1 / h"), "short-polling"))
    poll = 26e-6 / 5  # the request of a poll with TLS, each 5 s
    assert CPU.values(sample) == pytest.approx([poll] * 5, rel=0.1)
    assert MEMORY.values(sample) == pytest.approx([28_000] * 5, rel=0.02)


def test_an_overloaded_run_is_no_evidence() -> None:
    """A world that a server cannot keep up with stops the test, as its numbers are no steady ones."""
    with pytest.raises(OverloadError, match="websocket is overloaded in notifications with "):
        observed(Run(TINY.but("server.costs.push_websocket=3 s", "replications=1"), "websocket"))
