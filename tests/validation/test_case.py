import pickle
from collections.abc import Sequence
from functools import partial

from rtsim.analysis.estimates import Estimate
from rtsim.validation.case import PUBLISHED, Case, Check, of, recorded
from rtsim.validation.rules import EXACT, near
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, link, world

LENGTH = Check("length", "count", 4, len, near(0.5), "of a word")
SCENARIO = world(
    clients={"count": 3, "connect_over": 0, "network": link(0.01, 0.02)},
    messages=PERIODIC_TO_EVERYONE | {"rate": 1},
    techniques={"websocket": {"heartbeat": None}},
    warmup=1,
    duration=5,
    replications=4,
)


def words(*said: str) -> Sequence[str]:
    """Give what is measured."""
    return said


VARIED = Case("a/case", "somebody", partial(words, "abcd", "abc", "abcde"), (LENGTH, LENGTH.exactly()), PUBLISHED)
ALIKE = Case("a/case", "somebody", partial(words, *["abcd"] * 3), (LENGTH.exactly(),), PUBLISHED)


def test_row() -> None:
    """A row has what the case and the check say, and the rule's verdict on the measured replications."""
    row, _ = VARIED.run()
    assert (row.case, row.group, row.source) == ("a/case", PUBLISHED, "somebody")
    assert (row.quantity, row.unit, row.expected, row.note) == ("length", "count", 4, "of a word")
    assert row.simulated.mean == 4
    assert row.simulated.low < 3
    assert row.simulated.high > 5
    assert (row.tolerance, row.passed) == ("±50 %", True)


def test_exactly() -> None:
    """The same check, asked exactly, refuses what varies."""
    assert LENGTH.exactly().rule == EXACT
    assert [row.passed for row in VARIED.run()] == [True, False]
    assert ALIKE.run()[0].simulated == Estimate(4.0, 4.0, 4.0)


def test_exact_is_usual() -> None:
    """A check that names no rule has to be met exactly, and says nothing else."""
    assert Check("length", "count", 4, len) == Check("length", "count", 4, len, EXACT, "")


def test_a_case_can_be_handed_to_a_process() -> None:
    """What a case simulates survives pickling."""
    assert pickle.loads(pickle.dumps(VARIED)).run() == VARIED.run()  # noqa: S301 - its own


def test_replications_are_recorded() -> None:
    """Every replication is simulated, with every delivery kept."""
    recordings = recorded(SCENARIO)
    assert [each.replication for each in recordings] == [0, 1, 2, 3]
    assert all(len(each.deliveries.time) >= each.delivered == 15 for each in recordings)


def test_rows() -> None:
    """A case gives a row for each check, on the same runs."""
    down, all_of_them = Check("way down", "s", 0.02, "latency_s.max"), Check("got", "count", 15, "messages.delivered")
    rows = of("a/b", "c", SCENARIO, down, all_of_them).run()
    assert [(row.quantity, row.passed) for row in rows] == [("way down", True), ("got", True)]
