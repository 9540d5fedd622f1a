"""The type of a world's handle, which teaches Numba that an attribute of it is the array of that name.

So compiled functions pass a world on for nothing.
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Self

from llvmlite import ir
from numba import types
from numba.core.extending import register_model
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import models
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype

from rtsim.model.layout import World
from rtsim.model.native import WIDTH

_NAME = re.compile(r"\d([a-z_]+)B\d+v")  # a function's own name in the one that it has for the linker


class WorldType(types.Type):
    """The type of a handle in compiled code."""

    def __init__(self, arrays: tuple[tuple[str, types.Array], ...], inlined: frozenset[str]) -> None:
        self.inlined = inlined
        self.arrays = dict(arrays)
        self.places = {name: place for place, name in enumerate(self.arrays)}
        text = f"{arrays}{sorted(inlined)}"
        super().__init__(name=f"World{sha256(text.encode()).hexdigest()[:8]}")  # short: every symbol's name has it

    @classmethod
    def of(cls, world: World, inlined: frozenset[str]) -> Self:
        """Give the type of worlds whose arrays have the same rows."""
        names: Iterable[tuple[str, Any]] = zip(world._fields, world, strict=True)
        return cls(
            tuple((name, types.Array(from_dtype(array.dtype), array.ndim, "C")) for name, array in names), inlined
        )


@register_model(WorldType)
class _Pointer(models.OpaqueModel):
    """A handle is a pointer."""


@infer_getattr
class _Attributes(AttributeTemplate):
    """A handle's attributes are the world's arrays."""

    key = WorldType

    def generic_resolve(self, of: WorldType, name: str) -> types.Array | None:
        return of.arrays.get(name)


@lower_getattr_generic(WorldType)
def _read(context: Any, builder: ir.IRBuilder, of: WorldType, pointer: ir.Value, name: str) -> ir.Value:
    """Make the array of a row of the table."""
    found = _NAME.search(builder.function.name)
    if found is not None and found[1] not in of.inlined:
        builder.function.attributes.add("noinline")
    kind = of.arrays[name]
    word = context.get_value_type(types.intp)
    table = builder.bitcast(pointer, word.as_pointer())
    first = of.places[name] * WIDTH
    address, _, *inner = (
        builder.load(builder.gep(table, [ir.Constant(word, first + place)])) for place in range(1 + kind.ndim)
    )
    shape = [ir.Constant(word, 0), *inner]  # no negative index counts from the end, so none has to be looked for
    array = make_array(kind)(context, builder)
    data = builder.inttoptr(address, array.data.type)
    size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    strides: list[ir.Value] = []
    stride = ir.Constant(word, size)
    for length in reversed(shape):
        strides.insert(0, stride)
        stride = builder.mul(stride, length)
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=ir.Constant(word, size), meminfo=None)
    return array._getvalue()  # noqa: SLF001 - as Numba's own lowerings do
