from pathlib import Path

import pytest

from rtsim.breakeven.breakeven import Reading, break_even
from rtsim.breakeven.lines import Asked, axes
from rtsim.breakeven.search import search, wanted
from rtsim.experiments.inputs import inputs
from rtsim.scenario.measures import TOTAL_BYTES
from tests.breakeven.lines import HEARTBEAT, POLL, Measured, question

INTERVAL = "techniques.short-polling.interval"
PAIR = ("short-polling", "websocket")


def test_bytes_break_even_at_their_closed_form(tmp_path: Path) -> None:
    """Without news short polling and WebSocket carry as much at T = 400 / 8 = 50 s; looking closer narrows the band."""
    asked = question(tmp_path, {INTERVAL: {"from": "10 s", "to": "200 s", "steps": 2, "scale": "log"}})
    measured = Measured(asked, tmp_path)
    line = Asked(PAIR, (TOTAL_BYTES,), axes(inputs(p.written for p in measured.points), 2, wanted="", together=False))
    (coarse,) = search(measured.points, line, measured, 1e9)
    assert len(measured.seen) == 2
    (close,) = search(measured.points, line, measured, 0.05)
    assert 2 < len(measured.seen) < 12
    for answer in (coarse, close):
        (change,) = answer.found.changes
        assert (change.before, change.after) == ("websocket", "short-polling")
        assert change.low <= POLL / HEARTBEAT <= change.high
    assert change.high <= change.low * 1.06
    assert change.at == pytest.approx(POLL / HEARTBEAT, rel=0.03)


def test_whole_numbers_are_looked_at_where_no_others_are_taken(tmp_path: Path) -> None:
    """Numbers of clients stay whole, and the search ends between neighbours."""
    asked = question(tmp_path, {"clients.count": [2, 5]}, replications=2)
    measured = Measured(asked, tmp_path)
    line = Asked(PAIR, ("connections.opened",), axes(inputs(p.written for p in measured.points), 2, wanted="",
                                                     together=False))  # fmt: skip
    search(measured.points, line, measured, 0.001)
    assert all(isinstance(point.scenario.clients.count, int) for point in measured.seen)


@pytest.mark.parametrize(
    ("readings", "found"),
    [
        ([(1, -1, 0), (4, 1, 0)], [2.0]),
        ([(1, -1, 0), (4, 1, 0), (16, 3, 0)], [2.0]),
        ([(1, -1, 0), (1.01, 1, 0)], []),
        ([(1, -1, 0), (2, 0, 1), (2.02, 0, 1), (4, 1, 0)], [1.4142, 2.8426]),
        ([(1, -1, 0), (4, -1, 0)], []),
    ],
)
def test_the_band_is_halved_beside_what_is_beyond_doubt(
    readings: list[tuple[float, float, float]], found: list[float]
) -> None:
    """The next value halves a wide piece of a band; a narrow band, and one that is wide for chance, ask for none."""
    line = [Reading(at, (by - noise, by + noise), (0.0, 0.0)) for at, by, noise in readings]
    values = list(wanted(break_even("a", "b", line, ratios=True), 0.05))
    assert len(values) == min(1, len(found))
    for value in values:
        assert any(value == pytest.approx(one, rel=0.35) for one in found)


def test_chance_is_not_looked_at_closer() -> None:
    """Where values beyond doubt lie beside the band already, more points do not help."""
    line = [Reading(at, (by - noise, by + noise), (0.0, 0.0)) for at, by, noise in
            [(1, -1, 0), (1.01, 0, 9), (4, 0, 9), (4.04, 1, 0)]]  # fmt: skip
    known = break_even("a", "b", line, ratios=True)
    assert known.changes[0].high > 3.9
    assert list(wanted(known, 0.05)) == []
