"""Draws: the streams of random numbers that the kernel reads, drawn ahead in blocks.

Each decision has a stream of its own, from which all numbers come in one sequence, however many are wanted at a time.
"""

import numpy as np

from rtsim.chance import BLOCK, Array, Distribution, Streams, Uniform
from rtsim.model.layout import World


class Draws:
    """All streams of a run, as rows of the world's `numbers`; `drawn` tells how far each has been read."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._sources: list[tuple[Distribution, np.random.Generator]] = []

    def add(self, decision: str, distribution: Distribution, *numbers: int) -> int:
        """Open the stream of a decision; give its number."""
        self._sources.append((distribution, self._streams.generator(decision, *numbers)))
        return len(self._sources) - 1

    def add_uniform(self, decision: str, *numbers: int) -> int:
        """Open a stream of numbers from [0, 1); give its number."""
        return self.add(decision, Uniform(0.0, 1.0), *numbers)

    def provide(self, world: World, count: int) -> World:
        """See to it that each stream has `count` numbers that have not been read."""
        if not self._sources or (len(world.drawn) and world.numbers.shape[1] - int(world.drawn.max()) >= count):
            return world
        rows = [self._more(world, number, 2 * count) for number in range(len(self._sources))]
        longest = max(map(len, rows))
        numbers = np.zeros((len(rows), longest))
        for number, row in enumerate(rows):
            numbers[number, longest - len(row) :] = row
        return world._replace(numbers=numbers, drawn=np.array([longest - len(row) for row in rows]))

    def _more(self, world: World, number: int, count: int) -> Array:
        """Give what is left of a stream, and what has been drawn on top of it to make `count` numbers at least."""
        distribution, generator = self._sources[number]
        rows = [world.numbers[number, int(world.drawn[number]) :]] if len(world.drawn) else []
        missing = count - sum(map(len, rows))
        rows += [distribution.sample(generator, BLOCK) for _ in range(-(-missing // BLOCK))]
        return np.concatenate(rows)
