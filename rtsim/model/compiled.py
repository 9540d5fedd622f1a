"""The kernel's two forms: as it is written, and compiled by Numba.

Compiled code is kept in the user's cache folder, apart for each text of the kernel, each version of Python and Numba
and each processor, so that a read-only installation, several processes that start at once and an upgrade do no harm.
Where no folder can be written it is compiled anew in each process.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryFile
from types import ModuleType
from typing import Any

from rtsim import recording
from rtsim.model import facts, kernel, layout, load, row, traffic
from rtsim.model.assuming import assuming
from rtsim.model.kernel import beginning, books, calendar, carry, cores, draining, levels, restarts

MODULES = tuple(import_module(f"{kernel.__name__}.{module.name}") for module in iter_modules(kernel.__path__))
"""The kernel's modules, all that are in its folder."""

ENTRIES: tuple[Any, ...] = (
    carry.carry, beginning.begin_pull, beginning.stand, calendar.push, carry.publish, books.end_ages, levels.integrate,
    levels.pass_time, cores.serve_each,
)  # fmt: skip
FAILING: tuple[Any, ...] = (restarts.expect, restarts.crash, draining.drain)
"""The functions by which the kernel is entered, and those that runs need besides in which something fails."""


def _not_there(*_arguments: Any) -> object:
    """Stand for what the kernel does not have where nothing fails."""
    raise AssertionError("nothing fails in this form of the kernel")


@dataclass(frozen=True)
class Kernel:
    """The kernel's entries by name, in one of its forms; each takes what `handle` gives for a world."""

    handle: Callable[..., Any]
    carry: Callable[..., int]
    begin_pull: Callable[..., object]
    stand: Callable[..., object]
    push: Callable[..., object]
    publish: Callable[..., object]
    end_ages: Callable[..., object]
    integrate: Callable[..., object]
    pass_time: Callable[..., object]
    serve_each: Callable[..., object]
    expect: Callable[..., object] = _not_there
    crash: Callable[..., object] = _not_there
    drain: Callable[..., object] = _not_there


@cache
def plain() -> Kernel:
    """Give the kernel as it is written, which runs in Python."""
    entries: dict[str, Any] = {entry.__name__: entry for entry in (*ENTRIES, *FAILING)}
    return Kernel(handle=lambda world, _old=None: world, **entries)


@cache
def compiled(*, faulty: bool) -> Kernel:
    """Give the kernel compiled, for all runs or only for those in which nothing fails.

    Where the cache does not have it yet, that takes seconds, which it says.
    """
    native, folder = import_module("rtsim.model.native"), _place(faulty=faulty)
    known, entries = ({}, (*ENTRIES, *FAILING)) if faulty else ({"faulty": False}, ENTRIES)
    code = None if folder is None else native.saved(folder)
    if code is None:
        sys.stderr.write("rtsim: compiling the simulator for this machine, some 20 s, once\n")
        code = import_module("rtsim.model.compiling").build(assuming(MODULES, known), entries)
        if folder is not None:
            native.save(code, folder)
    return Kernel(handle=native.Handle, **native.load(code, entries))


@cache
def is_kept(*, faulty: bool) -> bool:
    """Tell whether the kernel has been compiled before, so that it only has to be loaded."""
    folder = _place(faulty=faulty)
    return folder is not None and import_module("rtsim.model.native").saved(folder) is not None


@cache
def _place(*, faulty: bool) -> Path | None:
    """Give this machine's folder for one of the compiled forms."""
    return _folder(f"{import_module('rtsim.model.native').target()} {faulty}")


def _folder(target: str) -> Path | None:
    """Give the folder for compiled code, if one can be made."""
    modules: tuple[ModuleType, ...] = (*MODULES, layout, row, facts, load, traffic, recording)
    texts = [Path(str(module.__file__)).read_bytes() for module in modules]
    own = ("assuming", "compiling", "handle", "native")
    texts += [Path(layout.__file__).with_name(f"{name}.py").read_bytes() for name in own]
    digest = sha256(b"".join(texts) + f"{target} {version('numba')}".encode()).hexdigest()[:16]
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(base) / "rtsim" / digest
        folder.parent.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder.parent).close()
    except (OSError, RuntimeError):  # no home, or none that can be written
        return None
    return folder
