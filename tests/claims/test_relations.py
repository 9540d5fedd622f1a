import pytest

from rtsim.claims.evidence import Run
from rtsim.claims.measures import Measure
from rtsim.claims.relations import (
    SHORT,
    SSE,
    WEBSOCKET,
    Relation,
    Side,
    at_least,
    at_most,
    best,
    exceeds,
    never,
    unbeaten,
    within,
)
from rtsim.claims.worlds import World
from tests.claims.small import COST, CROSSING, OTHER, WORLDS, sample

FIRST, _, LAST = WORLDS
LESS = Measure("inverse", "s", lambda row, _: 1 / row["cost"])


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (exceeds(WEBSOCKET, SSE, COST), (True, False)),
        (exceeds(SSE, WEBSOCKET, COST), (False, True)),
        (exceeds(WEBSOCKET, SSE, COST, 5.0), (False, False)),
        (within(SSE, WEBSOCKET, COST, 2.0), (True, False)),
        (at_most(SSE, COST, 2.0, "2 s"), (True, False)),
        (at_least(SSE, COST, 2.0, "2 s"), (False, True)),
        (unbeaten(SSE, WEBSOCKET, (COST, OTHER)), (True, False)),
        (unbeaten(SSE, WEBSOCKET, (COST, LESS)), (True, True)),
        (best(SSE, WEBSOCKET, (COST, OTHER)), (True, False)),
        (best(SSE, WEBSOCKET, (COST, LESS)), (False, False)),
        (best(WEBSOCKET, SSE, (OTHER,)), (True, True)),
        (unbeaten(WEBSOCKET, SSE, (COST,)), (False, True)),
    ],
)
def test_relations(relation: Relation, expected: tuple[bool, bool]) -> None:
    """A relation holds where the numbers bear it out, and nowhere else."""
    assert (relation.holds(CROSSING, FIRST), relation.holds(CROSSING, LAST)) == expected
    assert relation.words


def test_doubt_is_no_difference() -> None:
    """Where the interval of the paired difference holds zero, neither side is above the other."""
    noisy = {Run(FIRST, "sse"): sample(1.0, 2.0, 3.0), Run(FIRST, "websocket"): sample(2.0, 1.5, 2.0)}
    assert not exceeds(SSE, WEBSOCKET, COST).holds(noisy, FIRST)
    assert not exceeds(WEBSOCKET, SSE, COST).holds(noisy, FIRST)


def test_pairs_count() -> None:
    """What varies from replication to replication for both sides alike hides no difference between them."""
    paired = {Run(FIRST, "sse"): sample(1.0, 5.0, 9.0), Run(FIRST, "websocket"): sample(2.5, 6.6, 10.7)}
    assert exceeds(WEBSOCKET, SSE, COST).holds(paired, FIRST)


def test_one_per_cent_is_no_clear_difference() -> None:
    """A difference that is certain but below 2 % does not count."""
    close = {Run(FIRST, "sse"): sample(1.0, 1.0, 1.0), Run(FIRST, "websocket"): sample(1.01, 1.01, 1.01)}
    assert not exceeds(WEBSOCKET, SSE, COST).holds(close, FIRST)


def test_an_undefined_measure_bears_nothing_out() -> None:
    """Where nothing was measured no relation holds."""
    nothing = {Run(FIRST, "sse"): sample(float("nan"), float("nan"))}
    assert not at_most(SSE, COST, 9.0, "9 s").holds(nothing, FIRST)
    assert not at_least(SSE, COST, 0.0, "0 s").holds(nothing, FIRST)


def test_never_is_never() -> None:
    """What happens once in one replication does not happen never; what happens in none does."""
    none, once = ({Run(FIRST, "sse"): sample(0.0, value, 0.0)} for value in (0.0, 0.01))
    assert never(SSE, COST).holds(none, FIRST)
    assert not never(SSE, COST).holds(once, FIRST)


def test_figures_show_the_paired_difference() -> None:
    """A comparison shows both sides and by how much they differ, with an interval."""
    first, second, between = exceeds(WEBSOCKET, SSE, COST).figures(CROSSING, FIRST)
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
