"""Native code: the kernel's compiled entries, loaded without the compiler, and what they are given of a world."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from ctypes import CFUNCTYPE, byref, c_double, c_int, c_int64, c_void_p
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import FunctionType
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from numpy.typing import NDArray

from rtsim.model.layout import World

DIMENSIONS = 3  # the most that an array of the world has
WIDTH = 1 + DIMENSIONS  # an address and a shape
INDEX, OBJECT = "entries.json", "kernel.o"

_KINDS: dict[Any, Any] = {World: c_void_p, int: c_int64, float: c_double}


class Handle:
    """What compiled code is given of a world: one pointer instead of its forty arrays.

    It points to a table with the address and the shape of each array, in the order of `World`, and keeps them alive.
    """

    def __init__(self, world: World, old: "Handle | None" = None) -> None:
        """Take a world down; what it shares with that of an older handle is known."""
        self.world = world
        known: Iterable[Any] = old.world if old else (None,) * len(world)
        self.table: NDArray[np.int64] = old.table.copy() if old else np.zeros((len(world), WIDTH), np.int64)
        arrays: Iterable[Any] = world
        for row, array, before in zip(self.table, arrays, known, strict=True):
            if array is not before:
                assert array.flags.c_contiguous, "compiled code reads arrays from their first byte on"
                row[0] = array.ctypes.data
                row[1 : 1 + array.ndim] = array.shape
        self.address = int(self.table.ctypes.data)


@dataclass(frozen=True)
class Code:
    """The symbols of compiled functions by their names, and the object that has them."""

    symbols: Mapping[str, str]
    object: bytes


def target() -> str:
    """Say what code is compiled for."""
    return f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"


def arguments(function: FunctionType) -> list[Any]:
    """Give what the annotations of a function's arguments say, in their order."""
    code = function.__code__
    return [function.__annotations__[name] for name in code.co_varnames[: code.co_argcount]]


def load(code: Code, functions: Iterable[FunctionType]) -> dict[str, Callable[..., int]]:
    """Give the compiled forms of functions by name, which take a handle and plain numbers, and give a whole number."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code.object))
    engine.finalize_object()
    return {each.__name__: _function(engine, code.symbols[each.__name__], each) for each in functions}


def _function(engine: Any, symbol: str, function: FunctionType) -> Callable[..., int]:
    """Give a function by Numba's convention: a place for the result and one for an exception, then the arguments."""
    kinds = [_KINDS[kind] for kind in arguments(function)]
    enter = CFUNCTYPE(c_int, c_void_p, c_void_p, *kinds)(engine.get_function_address(symbol))

    def call(handle: Handle, *arguments: float) -> int:
        result, exception = c_int64(), c_void_p()
        status = enter(byref(result), byref(exception), handle.address, *arguments)
        assert status in _ENDED, "the kernel raises nothing"
        return result.value

    call.engine = engine  # type: ignore[attr-defined] # which owns the code
    return call


_ENDED = (0, -2)  # Numba's statuses of a result, and of None


def save(code: Code, folder: Path) -> None:
    """Keep compiled functions in a folder that appears as a whole, unless another process has made it meanwhile."""
    own = Path(mkdtemp(dir=folder.parent))
    try:
        (own / OBJECT).write_bytes(code.object)
        (own / INDEX).write_text(json.dumps(code.symbols), encoding="utf-8")
        os.rename(own, folder)  # noqa: PTH104 - it fails where the folder is there, and replaces nothing
    except OSError:  # the disk is full, or the folder is there
        rmtree(own, ignore_errors=True)


def saved(folder: Path) -> Code | None:
    """Give the compiled functions that are kept in a folder, none if they are not all there."""
    try:
        return Code(json.loads((folder / INDEX).read_text(encoding="utf-8")), (folder / OBJECT).read_bytes())
    except (OSError, ValueError):
        return None
