import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rtsim.chance import BLOCK, Constant, Exponential, Streams, Uniform
from rtsim.model.draws import Draws
from rtsim.model.kernel.links import draw
from rtsim.model.layout import World

STREAMS = Streams(7, 3)
MOST = 3 * BLOCK


def provided(draws: Draws, world: World, count: int) -> World:
    """Give a world that has so many numbers of each stream that have not been read."""
    world = draws.provide(world, count)
    assert world.numbers.shape[1] - world.drawn.max() >= count
    return world


@given(st.lists(st.tuples(st.integers(1, 2 * BLOCK), st.lists(st.integers(0, 2), max_size=30)), min_size=1, max_size=6))
def test_draws_are_one_sequence_however_many_are_wanted(told: list[tuple[int, list[int]]]) -> None:
    """Each stream's numbers come in the order in which its generator gives them, whoever reads others meanwhile."""
    draws, world, read = Draws(STREAMS), World(), [0, 0, 0]
    assert draws.add("pause", Exponential(2.0)) == 0
    assert draws.add("jitter up", Uniform(-1.0, 1.0), 4) == 1
    assert draws.add_uniform("loss up", 4) == 2
    known = [
        STREAMS.generator("pause").exponential(2.0, MOST),
        STREAMS.generator("jitter up", 4).uniform(-1.0, 1.0, MOST),
        STREAMS.generator("loss up", 4).random(MOST),
    ]
    for count, streams in told:
        world = provided(draws, world, count)
        for stream in streams[:count]:
            assert draw(world, stream) == known[stream][read[stream]]
            read[stream] += 1
    left = [world.numbers[stream, world.drawn[stream] :] for stream in range(3)]
    for numbers, stream, start in zip(left, known, read, strict=True):
        assert numbers[: MOST - start].tolist() == stream[start : start + len(numbers)].tolist()


def test_what_is_there_is_not_drawn_again() -> None:
    """A world with enough numbers is left as it is."""
    draws = Draws(STREAMS)
    draws.add_uniform("loss up")
    world = draws.provide(World(), 100)
    assert draws.provide(world, 100) is world
    world.drawn[0] = world.numbers.shape[1] - 50
    assert draws.provide(world, 100) is not world


def test_without_decisions_nothing_is_drawn() -> None:
    """A run that leaves nothing to chance has no numbers."""
    world = World()
    assert Draws(STREAMS).provide(world, 1000) is world


def test_streams_do_not_depend_on_each_other() -> None:
    """A stream has the same numbers whatever others are opened before it, and other ones for another number."""
    alone, second, other = Draws(STREAMS), Draws(STREAMS), Draws(STREAMS)
    second.add("pause", Constant(1.0))
    alone.add_uniform("loss up", 1)
    second.add_uniform("loss up", 1)
    other.add_uniform("loss up", 2)
    first, same, others = (made.provide(World(), 10).numbers[-1] for made in (alone, second, other))
    assert np.array_equal(first, same)
    assert not np.isin(others, first).any()
