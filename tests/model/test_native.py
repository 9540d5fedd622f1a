from pathlib import Path

import numpy as np
import pytest

from rtsim.model.layout import World
from rtsim.model.native import DIMENSIONS, INDEX, OBJECT, WIDTH, Code, Handle, save, saved, target
from tests.model.worlds import laid_out


def test_a_handle_points_to_each_table() -> None:
    """In the order of the world's tables there are the address and the shape of each."""
    world = laid_out(server={"cores": 2, "nodes": 3})
    handle = Handle(world)
    assert handle.address == handle.table.ctypes.data
    for row, array in zip(handle.table.tolist(), world, strict=True):
        assert row == [array.ctypes.data, *array.shape, *[0] * (DIMENSIONS - array.ndim)]
    assert handle.table.shape == (len(World._fields), WIDTH)


def test_a_handle_is_that_of_its_own_world_whatever_it_was_made_from() -> None:
    """What has been replaced since an older handle was made is pointed to anew."""
    world = laid_out()
    changed = world._replace(sendings=np.zeros(50, np.int32), numbers=np.zeros((3, 7)))
    assert Handle(changed, Handle(world)).table.tolist() == Handle(changed).table.tolist()
    assert Handle(world, Handle(changed)).table.tolist() == Handle(world).table.tolist()


def test_a_handle_keeps_its_world_alive() -> None:
    """What a handle points to lives as long as it does."""
    handle = Handle(laid_out())
    assert handle.world.state.ctypes.data == handle.table[0, 0]


def test_a_table_with_holes_has_no_handle() -> None:
    """Compiled code reads tables from their first byte on, and so is given no others."""
    with pytest.raises(AssertionError, match="first byte"):
        Handle(World()._replace(costs=np.zeros(8)[::2]))


def test_the_target_says_which_processor() -> None:
    """The processor and what it can do are told, so that no other machine's code is run."""
    processor, *features = target().split(" ", 1)
    assert processor
    assert features
    assert target() == target()


CODE = Code({"one": "first", "two": "second"}, b"code")


def test_what_is_saved_is_there_as_a_whole(tmp_path: Path) -> None:
    """Saved entries are read again; a folder that is there already stays as it is, and nothing is left beside it."""
    folder = tmp_path / "kept"
    assert saved(folder) is None
    save(CODE, folder)
    assert saved(folder) == CODE
    save(Code({"one": "other"}, b""), folder)
    assert saved(folder) == CODE
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("lost", [INDEX, OBJECT])
def test_what_is_not_whole_is_not_used(tmp_path: Path, lost: str) -> None:
    """Where a file is missing, or the index is damaged, there is nothing to load."""
    folder = tmp_path / "kept"
    save(CODE, folder)
    (folder / INDEX).write_text((folder / INDEX).read_text()[:-5])
    assert saved(folder) is None
    (folder / lost).unlink()
    assert saved(folder) is None
