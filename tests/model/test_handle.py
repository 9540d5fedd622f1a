import numpy as np

from rtsim.model.handle import WorldType
from rtsim.model.layout import World
from tests.model.worlds import laid_out


def test_worlds_have_one_type() -> None:
    """Types of worlds are equal if their tables' rows are, and no others."""
    small, large = WorldType.of(World(), frozenset()), WorldType.of(laid_out("sse"), frozenset())
    assert small == large
    assert small.places == {name: place for place, name in enumerate(World._fields)}
    assert WorldType.of(World()._replace(link=np.zeros(0)), frozenset()) != small
    assert WorldType.of(World(), frozenset({"draw"})) != small
