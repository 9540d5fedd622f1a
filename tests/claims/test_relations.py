import pytest

from rtsim.claims.evidence import Run
from rtsim.claims.measures import Measure
from rtsim.claims.relations import (
    SHORT,
    SSE,
    WEBSOCKET,
    AtLeast,
    AtMost,
    Best,
    Exceeds,
    Never,
    Relation,
    Side,
    Unbeaten,
    Within,
)
from rtsim.claims.relations import holds as found
from rtsim.claims.worlds import World
from tests.claims.small import COST, CROSSING, OTHER, WORLDS, sample

FIRST, _, LAST = WORLDS
LESS = Measure("inverse", "s", lambda row, _: 1 / row["cost"])


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (Exceeds(WEBSOCKET, SSE, COST), (True, False)),
        (Exceeds(SSE, WEBSOCKET, COST), (False, True)),
        (Exceeds(WEBSOCKET, SSE, COST, 5.0), (False, False)),
        (Within(SSE, WEBSOCKET, COST, 2.0), (True, False)),
        (AtMost(SSE, COST, 2.0, "2 s"), (True, False)),
        (AtLeast(SSE, COST, 2.0, "2 s"), (False, True)),
        (Unbeaten(SSE, WEBSOCKET, (COST, OTHER)), (True, False)),
        (Unbeaten(SSE, WEBSOCKET, (COST, LESS)), (True, True)),
        (Best(SSE, WEBSOCKET, (COST, OTHER)), (True, False)),
        (Best(SSE, WEBSOCKET, (COST, LESS)), (False, False)),
        (Best(WEBSOCKET, SSE, (OTHER,)), (True, True)),
        (Unbeaten(WEBSOCKET, SSE, (COST,)), (False, True)),
    ],
)
def test_relations(relation: Relation, expected: tuple[bool, bool]) -> None:
    """A relation holds where the numbers bear it out, and nowhere else."""
    assert (found(relation, CROSSING, FIRST), found(relation, CROSSING, LAST)) == expected
    assert relation.words


def test_doubt_is_no_difference() -> None:
    """Where the interval of the paired difference holds zero, neither side is above the other."""
    noisy = {Run(FIRST, "sse"): sample(1.0, 2.0, 3.0), Run(FIRST, "websocket"): sample(2.0, 1.5, 2.0)}
    assert not found(Exceeds(SSE, WEBSOCKET, COST), noisy, FIRST)
    assert not found(Exceeds(WEBSOCKET, SSE, COST), noisy, FIRST)


def test_pairs_count() -> None:
    """What varies from replication to replication for both sides alike hides no difference between them."""
    paired = {Run(FIRST, "sse"): sample(1.0, 5.0, 9.0), Run(FIRST, "websocket"): sample(2.5, 6.6, 10.7)}
    assert found(Exceeds(WEBSOCKET, SSE, COST), paired, FIRST)


def test_one_per_cent_is_no_clear_difference() -> None:
    """A difference that is certain but below 2 % does not count."""
    close = {Run(FIRST, "sse"): sample(1.0, 1.0, 1.0), Run(FIRST, "websocket"): sample(1.01, 1.01, 1.01)}
    assert not found(Exceeds(WEBSOCKET, SSE, COST), close, FIRST)


def test_an_undefined_measure_bears_nothing_out() -> None:
    """Where nothing was measured no relation holds."""
    nothing = {Run(FIRST, "sse"): sample(float("nan"), float("nan"))}
    assert not found(AtMost(SSE, COST, 9.0, "9 s"), nothing, FIRST)
    assert not found(AtLeast(SSE, COST, 0.0, "0 s"), nothing, FIRST)


def test_never_is_never() -> None:
    """What happens once in one replication does not happen never; what happens in none does."""
    none, once = ({Run(FIRST, "sse"): sample(0.0, value, 0.0)} for value in (0.0, 0.01))
    assert found(Never(SSE, COST), none, FIRST)
    assert not found(Never(SSE, COST), once, FIRST)


def test_figures_show_the_paired_difference() -> None:
    """A comparison shows both sides and by how much they differ, with an interval."""
    first, second, between = Exceeds(WEBSOCKET, SSE, COST).figures(CROSSING, FIRST)
    assert (first.of, second.of, between.of) == ("WebSocket", "SSE", "WebSocket less SSE")
    assert (first.value.mean, second.value.mean) == pytest.approx((3.1, 1.1))
    assert between.value.mean == pytest.approx(2.0)
    assert between.value.half_width < first.value.half_width


def test_settings_of_others_make_no_other_run() -> None:
    """A technique's run is the same whatever the others are set to; its own settings make another."""
    world = World("chat", ("techniques.short-polling.interval=1 s",))
    assert SSE.run(world) == SSE.run(World("chat"))
    assert SHORT.run(world) != SHORT.run(World("chat"))
    assert Side("sse", ("techniques.sse.event_id=false",)).run(world) != SSE.run(world)
