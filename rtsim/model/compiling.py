"""Compiling: makes Numba compile the kernel's functions, each once and for its own types.

The functions are copied into a space of names of their own, where each name of a function stands for its compiled
form. Their annotations give the types; what is handed an array besides the world is typed by it.
"""

from pathlib import Path
from types import FunctionType
from typing import Any

import llvmlite.binding
import numba
from numba.core import types
from numba.core.errors import NumbaError
from numba.np.numpy_support import from_dtype

from rtsim.chance import Array
from rtsim.model.compiled import COMPLETE
from rtsim.model.handle import Handle, WorldType, world_at
from rtsim.model.layout import LEVEL, STEP, World, nobody

__all__ = ["Handle", "target", "ways_in"]

INLINED = frozenset({
    "_copy", "_keep", "_latency", "_segments", "_sink", "_travel", "answer_size", "ask", "count", "depart", "down",
    "draw", "following", "is_own", "leave", "mark_read", "news", "node_of", "pause", "proceed", "queue", "send",
    "serve", "step", "transfer", "transfer_alone", "up", "within",
})  # fmt: skip
"""What may be put in place of its calls: a poll's way, and what is small. To do that with all would take minutes."""

_OPTIONS = {"error_model": "numpy", "no_cfunc_wrapper": True}


def target() -> str:
    """Say what code is compiled by and for."""
    host = llvmlite.binding
    return f"{numba.__version__} {host.get_host_cpu_name()} {host.get_host_cpu_features().flatten()}"


def ways_in(names: dict[str, Any], functions: dict[str, FunctionType], folder: Path | None) -> dict[str, Any]:
    """Give the compiled entries, from the cache in `folder` if it has all of them."""
    of = WorldType.of(nobody(), INLINED)
    names["world_at"] = world_at(of)
    entries = {name: functions.pop(name) for name in list(functions) if name.startswith("enter_")}
    functions.pop("world_at")
    if folder is not None and (folder / COMPLETE).exists():
        try:
            return _entries(names, entries, folder)
        except NumbaError:  # made on another machine that shares this folder
            pass
    waiting = dict(functions)
    while waiting:
        _compile(next(iter(waiting)), waiting, names, of)
    return _entries(names, entries, folder)


def _entries(names: dict[str, Any], entries: dict[str, FunctionType], folder: Path | None) -> dict[str, Any]:
    kinds = _kinds()
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(folder or "")
    try:
        found = {}
        for name, function in entries.items():
            copy = FunctionType(function.__code__, names, name)
            found[name] = numba.njit(cache=folder is not None, **_OPTIONS)(copy)
            found[name].compile(_signature(function, kinds))
            found[name].disable_compile()
    finally:
        numba.config.CACHE_DIR = before
    return found


def _compile(name: str, waiting: dict[str, FunctionType], names: dict[str, Any], of: WorldType) -> None:
    """Compile a function, those that it calls first."""
    function = waiting.pop(name)
    for other in function.__code__.co_names:
        if other in waiting:
            _compile(other, waiting, names, of)
    copy = FunctionType(function.__code__, names, name)
    signature = _signature(function, _kinds() | {World: of})
    decorate = numba.njit(no_cpython_wrapper=True, **_OPTIONS)
    if signature is not None:
        decorate = numba.njit(signature, no_cpython_wrapper=True, **_OPTIONS)
    names[name] = decorate(copy)


def _kinds() -> dict[Any, types.Type]:
    return {
        int: types.int64, float: types.float64, bool: types.boolean, None: types.void,
        tuple[int, int]: types.containers.UniTuple(types.int64, 2), "level": _rows(LEVEL), "ordered": _rows(STEP),
        "areas": types.Array(types.float64, 2, "C"), Array: types.Array(types.float64, 1, "C"),
    }  # fmt: skip


def _rows(kind: Any) -> types.Type:
    return types.Array(from_dtype(kind), 1, "C")


def _signature(function: FunctionType, kinds: dict[Any, types.Type]) -> Any:
    """Give the types of a function's arguments and result; none where its annotations do not tell."""
    code, notes = function.__code__, function.__annotations__
    wanted = code.co_varnames[: code.co_argcount]
    found = [kinds.get(name, kinds.get(notes.get(name, ""))) for name in wanted]
    if None in found or notes["return"] not in kinds:
        return None
    return kinds[notes["return"]](*found)
