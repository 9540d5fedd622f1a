from types import FunctionType

import pytest
from numba.core import types

from rtsim.model.compiled import MODULES
from rtsim.model.compiling import INLINED, _kinds, _signature
from rtsim.model.handle import WorldType
from rtsim.model.kernel import calendar, carry, levels
from rtsim.model.layout import World

KINDS = _kinds() | {World: WorldType.of(World(), INLINED)}
FUNCTIONS = {
    name: function
    for module in MODULES
    for name, function in vars(module).items()
    if isinstance(function, FunctionType) and function.__module__ == module.__name__
}


def test_annotations_tell_types() -> None:
    """A function's signature is that of its annotations; rows that are handed on by themselves are a heap's."""
    world = KINDS[World]
    assert _signature(carry.carry, KINDS) == types.int64(world, types.float64, types.int64)
    assert _signature(levels.integrate, KINDS).args[-1] == types.int64
    assert _signature(calendar._copy, KINDS).args[0] == world.arrays["calendar"]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_functions_are_annotated_throughout(name: str) -> None:
    """Every function of the kernel has annotations for all that it takes and gives."""
    function = FUNCTIONS[name]
    assert set(function.__annotations__) == {*function.__code__.co_varnames[: function.__code__.co_argcount], "return"}


def test_what_is_inlined_exists() -> None:
    """Each name that may be put in place of its calls is a function's."""
    assert set(FUNCTIONS) >= INLINED
