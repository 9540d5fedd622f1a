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
from rtsim.model import entries, facts, failing_entries, kernel, layout, load, row, traffic
from rtsim.model.assuming import assuming
from rtsim.model.kernel import beginning, books, calendar, carry, cores, draining, levels, restarts
from rtsim.model.layout import World

MODULES = tuple(import_module(f"{kernel.__name__}.{module.name}") for module in iter_modules(kernel.__path__))
"""The kernel's modules, all that are in its folder."""


def _not_there(*_arguments: Any) -> object:
    """Stand for what the kernel does not have where nothing fails."""
    raise AssertionError("nothing fails in this form of the kernel")


@dataclass(frozen=True)
class Kernel:
    """The kernel's entries, in one of its forms; each takes what `handle` gives for a world."""

    handle: Callable[[World], Any]
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
    return Kernel(
        handle=lambda world: world,
        carry=carry.carry,
        begin_pull=beginning.begin_pull,
        stand=beginning.stand,
        push=calendar.push,
        publish=carry.publish,
        end_ages=books.end_ages,
        integrate=levels.integrate,
        pass_time=levels.pass_time,
        serve_each=cores.serve_each,
        expect=restarts.expect,
        crash=restarts.crash,
        drain=draining.drain,
    )


@cache
def compiled(*, faulty: bool) -> Kernel:
    """Give the kernel compiled, for all runs or only for those in which nothing fails.

    Where the cache does not have it yet, that takes seconds, which it says.
    """
    native = import_module("rtsim.model.native")
    folder = _folder(f"{native.target()} {faulty}")
    code = None if folder is None else native.saved(folder)
    if code is None:
        sys.stderr.write("rtsim: compiling the simulator for this machine, some 20 s, once\n")
        code = import_module("rtsim.model.compiling").build(_names(faulty=faulty))
        if folder is not None:
            native.save(code, folder)
    found = {name.removeprefix("enter_"): function for name, function in native.load(code).items()}
    return Kernel(handle=native.Handle, **found)


def _names(*, faulty: bool) -> dict[str, Any]:
    """Give all names of the kernel's modules in one space; each function's name is its own."""
    if faulty:
        return assuming((*MODULES, entries, failing_entries), {})
    return assuming((*MODULES, entries), {"faulty": False})


def _folder(target: str) -> Path | None:
    """Give the folder for compiled code, if one can be made."""
    modules: tuple[ModuleType, ...] = (*MODULES, entries, failing_entries, layout, row, facts, load, traffic, recording)
    texts = [Path(str(module.__file__)).read_bytes() for module in modules]
    own = ("assuming", "compiling", "handle", "native")
    texts += [Path(entries.__file__).with_name(f"{name}.py").read_bytes() for name in own]
    digest = sha256(b"".join(texts) + f"{target} {version('numba')}".encode()).hexdigest()[:16]
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(base) / "rtsim" / digest
        folder.parent.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder.parent).close()
    except (OSError, RuntimeError):  # no home, or none that can be written
        return None
    return folder
