"""Compiling: makes Numba compile the kernel's functions, each once and for its own types, into one native object.

The functions are copied into a space of names of their own, where each stands for its compiled form. Their annotations
give the types. Numba gives the code of each; all of it is put together, optimised and made native at once, as Numba's
own compiler ahead of time does. The object needs nothing of Numba at run time: no exception, no memory of its own.
"""

import dis
from collections.abc import Sequence
from types import FunctionType
from typing import Any

from numba.core import types
from numba.core.codegen import AOTCPUCodegen, get_host_cpu_features
from numba.core.compiler import CompilerBase, Flags, compile_extra
from numba.core.compiler_lock import global_compiler_lock
from numba.core.compiler_machinery import PassManager
from numba.core.registry import cpu_target
from numba.core.typed_passes import (
    IRLegalization,
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
    PreLowerStripPhis,
)
from numba.core.typing.templates import make_concrete_template
from numba.core.untyped_passes import FixupArgs, IRProcessing, ReconstructSSA, TranslateByteCode
from numba.np.numpy_support import from_dtype

from rtsim.chance import Array
from rtsim.model.handle import WorldType
from rtsim.model.layout import EVENT, Rows, World
from rtsim.model.native import Code, arguments

INLINED = frozenset({
    "_copy", "_keep", "_latency", "_segments", "_sink", "_travel", "answer_size", "ask", "count", "depart", "down",
    "draw", "following", "is_own", "leave", "manner_of", "mark_read", "news", "node_of", "opened_in", "pause",
    "proceed", "push_work", "pushed_row",
    "pushed_size", "queue", "send", "sent_in", "serve", "size_in", "step", "transfer",
    "transfer_alone", "up", "within",
})  # fmt: skip
"""What may be put in place of its calls: a poll's way, and what is small. To do that with all would take minutes."""


def build(names: dict[str, Any], entries: Sequence[FunctionType]) -> Code:
    """Compile those functions among `names` that have the names of `entries`, and all that they call."""
    with global_compiler_lock:
        return _Build(names).code(entries)


class _Passes(CompilerBase):
    """What Numba does with a function, less what the kernel's subset of Python has no use for, nor LLVM."""

    def define_pipelines(self) -> list[PassManager]:
        """Give the passes, in their order."""
        passes = PassManager("kernel")
        for each in (TranslateByteCode, FixupArgs, IRProcessing, ReconstructSSA, NopythonTypeInference,
                     PreLowerStripPhis, IRLegalization, NativeLowering, NoPythonBackend):  # fmt: skip
            passes.add_pass(each, "")
        passes.finalize()
        return [passes]


class _ThisProcessor(AOTCPUCodegen):
    """Code for this processor, with all that it can do."""

    def _customize_tm_features(self) -> str:
        return str(get_host_cpu_features())


class _Build:
    """The compiled functions of one object, which comes to be."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = dict(names)
        self._waiting = {name: value for name, value in names.items() if isinstance(value, FunctionType)}
        self._symbols: dict[str, str] = {}
        self._kinds = _kinds() | {World: WorldType.of(World(), INLINED)}
        self._typing = cpu_target.typing_context
        self._target = cpu_target.target_context.subtarget(
            _internal_codegen=_ThisProcessor("rtsim", cpu_name="host"), aot_mode=True
        )
        self._library = self._target.codegen().create_library("rtsim")
        self._typing.refresh()
        self._target.refresh()

    def code(self, functions: Sequence[FunctionType]) -> Code:
        """Give the object with these functions, which alone can be entered."""
        for function in functions:
            if function.__name__ in self._waiting:
                self._compile(function.__name__)
        symbols = {function.__name__: self._symbols[function.__name__] for function in functions}
        for function in self._library._final_module.functions:  # noqa: SLF001 - the only way
            if not function.is_declaration and function.name not in symbols.values():
                function.linkage = "internal"
        return Code(symbols, self._library.emit_native_object())

    def _compile(self, name: str) -> None:
        """Compile a function, those that it calls first."""
        function = self._waiting.pop(name)
        for step in dis.get_instructions(function):
            if step.opname == "LOAD_GLOBAL" and step.argval in self._waiting:
                self._compile(step.argval)
        copy = FunctionType(function.__code__, self._names, name)
        signature = _signature(function, self._kinds)
        types_of = signature.args, signature.return_type
        made = compile_extra(self._typing, self._target, copy, *types_of, _flags(), {}, self._library, _Passes)
        self._names[name] = copy
        self._typing.insert_user_function(copy, make_concrete_template(name, copy, [signature]))
        self._target.insert_user_function(copy, made.fndesc)
        self._symbols[name] = str(made.fndesc.llvm_func_name)


def _flags() -> Flags:
    flags = Flags()
    flags.no_compile = flags.no_cfunc_wrapper = flags.no_cpython_wrapper = True
    flags.error_model = "numpy"
    return flags


def _kinds() -> dict[Any, Any]:
    """Give what annotations stand for; rows that are handed on by themselves are a heap's."""
    pair = types.containers.UniTuple(types.int64, 2)
    return {
        int: types.int64, float: types.float64, bool: types.boolean, None: types.void, tuple[int, int]: pair,
        Array: types.Array(types.float64, 1, "C"), Rows: types.Array(from_dtype(EVENT), 1, "C"),
    }  # fmt: skip


def _signature(function: FunctionType, kinds: dict[Any, Any]) -> Any:
    """Give the types of a function's arguments and result."""
    return kinds[function.__annotations__["return"]](*(kinds[kind] for kind in arguments(function)))
