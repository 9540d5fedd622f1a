from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.model.kernel.threads import enters, give_back, pass_on
from rtsim.model.layout import GIVE_BACK, NOWHERE, RESUME, TAKE_IN, TAKE_UP
from tests.model.runs import clients, run
from tests.model.worlds import laid_out, pending

KIND = st.sampled_from([RESUME, TAKE_UP, TAKE_IN])


@given(st.lists(st.one_of(st.none(), KIND), max_size=60))
def test_threads_are_given_in_the_order_of_asking(moves: list[int | None]) -> None:
    """Three threads go to the first three; whoever comes later gets those that are given back, first come first."""
    world = laid_out("long-polling", server={"model": "threads", "threads": 3})
    free, waiting = 3, deque[tuple[int, int]]()
    for number, kind in enumerate(moves):
        if kind is not None:
            assert enters(world, 0, kind, number) == (free > 0)
            if free:
                free -= 1
            else:
                waiting.append((kind, number))
            continue
        world.state["pending"] = 0
        message = pass_on(world, 0)
        if not waiting:
            free += 1
            assert (message, pending(world)) == (NOWHERE, [])
            continue
        first, index = waiting.popleft()
        if first == TAKE_IN:
            assert (message, pending(world)) == (index, [])
        else:
            assert (message, pending(world)) == (NOWHERE, [(0.0, first, index)])
    assert world.nodes[0].threads == free
    assert world.state[0].cells <= 60


def test_rows_of_those_who_wait_are_used_again() -> None:
    """However many have waited, no more rows are taken than waited at a time."""
    world = laid_out("long-polling", server={"model": "threads", "threads": 1})
    assert enters(world, 0, RESUME, 0)
    for turn in range(100):
        assert not enters(world, 0, RESUME, 2 * turn + 1)
        assert not enters(world, 0, RESUME, 2 * turn + 2)
        pass_on(world, 0)
        pass_on(world, 0)
    assert world.state[0].cells == 2


def test_each_node_has_threads_of_its_own() -> None:
    """A node without a free thread does not wait for another's."""
    world = laid_out("long-polling", server={"model": "threads", "threads": 1, "nodes": 2})
    assert [enters(world, node, RESUME, 0) for node in (0, 0, 1)] == [True, False, True]


def test_a_thread_is_given_back_at_its_instant() -> None:
    """What is given back later is not free before."""
    world = laid_out("long-polling", server={"model": "threads", "threads": 1, "nodes": 3})
    give_back(world, 2, 4.5)
    assert pending(world) == [(4.5, GIVE_BACK, 2)]


def test_an_event_loop_has_threads_without_end() -> None:
    """Without a number of threads nobody asks for one."""
    assert not laid_out("long-polling").settings[0].threaded
    assert laid_out("long-polling", server={"model": "threads", "threads": 3}).settings[0].threaded


def test_a_poll_waits_for_a_thread() -> None:
    """With one thread, three clients' long polls are held one after the other.

    Nobody is held before the first poll is there, and none from the message until the first client asks again.
    """
    server = {"model": "threads", "threads": 1}
    settings = {"long-polling": {"timeout": 2.0}}
    recording = run("long-polling", clients=clients(3), server=server, techniques=settings)
    assert recording.held.peak == 1
    assert recording.held.mean == pytest.approx(1.0 - (0.03 + 0.02) / 10)
