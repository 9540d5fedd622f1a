from inspect import signature
from types import FunctionType

import pytest

from rtsim.model import entries, failing_entries
from rtsim.model.compiled import Kernel, plain

WAYS_IN = {
    name: value
    for module in (entries, failing_entries)
    for name, value in vars(module).items()
    if name.startswith("enter_")
}


def test_there_is_an_entry_for_each_of_the_kernel_s_functions() -> None:
    """Compiled code has the ways in that plain Python has."""
    assert {name.removeprefix("enter_") for name in WAYS_IN} == set(Kernel.__dataclass_fields__) - {"handle"}


@pytest.mark.parametrize("name", sorted(WAYS_IN))
def test_an_entry_takes_what_its_function_takes(name: str) -> None:
    """After the world, or its address, the arguments are the same, of the same types."""
    entry, function = WAYS_IN[name], getattr(plain(), name.removeprefix("enter_"))
    assert isinstance(entry, FunctionType)
    (_, address), *ours = signature(entry).parameters.items()
    (_, world), *theirs = signature(function).parameters.items()
    assert (address.annotation, world.name) == (int, "world")
    assert [parameter for parameter, _ in ours] == [parameter for parameter, _ in theirs]
    assert signature(entry).return_annotation == signature(function).return_annotation


def test_plain_python_has_no_world_at_an_address() -> None:
    """The entries are for compiled code alone."""
    with pytest.raises(RuntimeError, match="no world at 1"):
        entries.enter_carry(1, 2.0, 0)
