import numpy as np
import pytest

from rtsim.model.handle import DIMENSIONS, WIDTH, Handle, WorldType
from rtsim.model.layout import World, nobody
from tests.model.worlds import laid_out


def test_a_handle_points_to_each_table() -> None:
    """In the order of the world's tables there are the address and the shape of each."""
    world = laid_out(server={"cores": 2, "nodes": 3})
    handle = Handle(world)
    assert handle.address == handle._table.ctypes.data
    for row, array in zip(handle._table.tolist(), world, strict=True):
        assert row == [array.ctypes.data, *array.shape, *[0] * (DIMENSIONS - array.ndim)]
    assert handle._table.shape == (len(World._fields), WIDTH)


def test_a_handle_keeps_its_world_alive() -> None:
    """What a handle points to lives as long as it does."""
    handle = Handle(laid_out())
    assert handle._world.state.ctypes.data == handle._table[0, 0]


def test_a_table_with_holes_has_no_handle() -> None:
    """Compiled code reads tables from their first byte on, and so is given no others."""
    with pytest.raises(AssertionError, match="first byte"):
        Handle(nobody()._replace(costs=np.zeros(8)[::2]))


def test_worlds_have_one_type() -> None:
    """Types of worlds are equal if their tables' rows are, and no others."""
    small, large = WorldType.of(nobody(), frozenset()), WorldType.of(laid_out("sse"), frozenset())
    assert small == large
    assert small.places == {name: place for place, name in enumerate(World._fields)}
    assert WorldType.of(nobody()._replace(link=np.zeros(0)), frozenset()) != small
    assert WorldType.of(nobody(), frozenset({"draw"})) != small
