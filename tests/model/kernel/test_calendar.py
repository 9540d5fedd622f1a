from heapq import heappop, heappush

from hypothesis import given
from hypothesis import strategies as st

from rtsim.model.kernel.calendar import close_gap, drop_end, note_end, push
from rtsim.model.layout import AT_NODE, MARK, NOWHERE, World
from tests.model.worlds import laid_out, pending

INSTANT = st.integers(0, 12).map(lambda half: half / 2)  # few instants, so that many fall together
TAKEN = st.lists(INSTANT, max_size=4)  # what an event that is taken puts on the calendar
MOVES = st.lists(st.one_of(INSTANT, TAKEN), max_size=80)

WORLD = laid_out()
DOOR = laid_out(server={"max_connections": 5})


def emptied(world: World) -> World:
    """Give a world with nothing on its calendar."""
    world.state["pending"] = world.state["sequence"] = world.state["gap"] = world.state["ends"] = 0
    return world


@given(MOVES)
def test_events_come_in_order_of_time_then_of_telling(moves: list[float | list[float]]) -> None:
    """However pushing and taking take turns, and whatever fills a taken event's gap, events come as from a heap."""
    world, heap, told = emptied(WORLD), list[tuple[float, int]](), 0

    def tell(at: float) -> None:
        nonlocal told
        told += 1
        push(world, at, AT_NODE, told, 0)
        heappush(heap, (at, told))

    for move in moves:
        if isinstance(move, float):
            tell(move)
        elif heap:
            event = world.calendar[0]
            assert (event.at, event.index) == heappop(heap)
            world.state["gap"] = 1
            for at in move:
                tell(at)
            close_gap(world)
        assert world.state[0].pending == len(heap)
    assert [(at, index) for at, _, index in pending(world)] == sorted(heap)


def test_an_event_keeps_all_that_it_was_told() -> None:
    """Instant, kind, index and node come back as they were told."""
    world = emptied(WORLD)
    push(world, 2.5, AT_NODE, 1_000_000, 3)
    event = world.calendar[0]
    assert (event.at, event.kind, event.index, event.node) == (2.5, AT_NODE, 1_000_000, 3)


def test_a_gap_that_nothing_fills_is_closed_once() -> None:
    """Closing where nothing was taken leaves the calendar as it is."""
    world = emptied(WORLD)
    push(world, 1.0, AT_NODE, 0, 0)
    close_gap(world)
    assert pending(world) == [(1.0, AT_NODE, 0)]
    world.state["gap"] = 1
    close_gap(world)
    assert pending(world) == []


def test_a_mark_has_its_place_among_the_events() -> None:
    """A mark comes between what was told before and after it for the same instant."""
    world = emptied(WORLD)
    push(world, 1.0, AT_NODE, 1, 0)
    push(world, 1.0, MARK, NOWHERE, 0)
    push(world, 1.0, AT_NODE, 2, 0)
    assert [kind for _, kind, _ in pending(world)] == [AT_NODE, MARK, AT_NODE]


@given(st.lists(st.one_of(INSTANT, st.none()), max_size=60))
def test_ends_come_in_order(moves: list[float | None]) -> None:
    """Connections' ends are noted and dropped as from a heap."""
    world, heap = emptied(DOOR), list[tuple[float, int]]()
    for number, at in enumerate(moves):
        if at is not None:
            note_end(world, at, number, 40_000)
            heappush(heap, (at, number))
        elif heap:
            assert (world.ends[0].at, world.ends[0].index) == heappop(heap)
            drop_end(world)
    assert world.state[0].ends == len(heap)
