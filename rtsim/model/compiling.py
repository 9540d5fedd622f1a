"""Compiling: makes Numba compile the kernel's functions, each once and for its own types, into native code.

The functions are copied into a space of names of their own, where each name of a function stands for its compiled
form. Their annotations give the types; what is handed an array besides the world is typed by it. The objects need
nothing of Numba at run time: no exception, no memory of its own.
"""

import dis
from types import FunctionType
from typing import Any

import numba
from numba.core import types

from rtsim.model.handle import WorldType, world_at
from rtsim.model.layout import World, nobody
from rtsim.model.native import Entry

INLINED = frozenset({
    "_copy", "_keep", "_latency", "_segments", "_sink", "_travel", "answer_size", "ask", "count", "depart", "down",
    "draw", "following", "is_own", "leave", "mark_read", "news", "node_of", "pause", "proceed", "queue", "send",
    "serve", "step", "transfer", "transfer_alone", "up", "within",
})  # fmt: skip
"""What may be put in place of its calls: a poll's way, and what is small. To do that with all would take minutes."""

_OPTIONS = {"error_model": "numpy", "no_cfunc_wrapper": True, "no_cpython_wrapper": True}


def build(names: dict[str, Any]) -> dict[str, Entry]:
    """Compile all functions among `names`; give those whose names begin with `enter_`."""
    of = WorldType.of(nobody(), INLINED)
    names = names | {"world_at": world_at(of)}
    waiting = {name: value for name, value in names.items() if isinstance(value, FunctionType)}
    entries = {name: waiting.pop(name) for name in list(waiting) if name.startswith("enter_")}
    while waiting:
        _compile(next(iter(waiting)), waiting, names, of)
    return {name: _entry(function, names) for name, function in entries.items()}


def _entry(function: FunctionType, names: dict[str, Any]) -> Entry:
    """Compile an entry, and give its object with its symbol."""
    compiled = numba.njit(**_OPTIONS)(FunctionType(function.__code__, names, function.__name__))
    compiled.compile(_signature(function, _kinds()))
    (found,) = compiled.overloads.values()
    code = function.__code__
    arguments = tuple(function.__annotations__[name].__name__ for name in code.co_varnames[: code.co_argcount])
    return Entry(found.fndesc.llvm_func_name, arguments, found.library._get_compiled_object())  # noqa: SLF001 - the only way


def _compile(name: str, waiting: dict[str, FunctionType], names: dict[str, Any], of: WorldType) -> None:
    """Compile a function, those that it calls first."""
    function = waiting.pop(name)
    for step in dis.get_instructions(function):
        if step.opname == "LOAD_GLOBAL" and step.argval in waiting:
            _compile(step.argval, waiting, names, of)
    copy = FunctionType(function.__code__, names, name)
    signature = _signature(function, _kinds() | {World: of})
    names[name] = numba.njit(**_OPTIONS)(copy) if signature is None else numba.njit(signature, **_OPTIONS)(copy)


def _kinds() -> dict[Any, Any]:
    pair = types.containers.UniTuple(types.int64, 2)
    return {int: types.int64, float: types.float64, bool: types.boolean, None: types.void, tuple[int, int]: pair}


def _signature(function: FunctionType, kinds: dict[Any, Any]) -> Any:
    """Give the types of a function's arguments and result; none where its annotations do not tell."""
    code, notes = function.__code__, function.__annotations__
    found = [kinds.get(notes.get(name, "")) for name in code.co_varnames[: code.co_argcount]]
    if None in found or notes["return"] not in kinds:
        return None
    return kinds[notes["return"]](*found)
