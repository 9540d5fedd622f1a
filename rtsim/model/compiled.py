"""The kernel's two forms: as it is written, and compiled by Numba.

Compiled code is kept in the user's cache folder, apart for each text of the kernel, each version of Python and Numba
and each processor, so that a read-only installation, several processes that start at once and an upgrade do no harm.
Where no folder can be written it is compiled anew in each process.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from types import FunctionType, ModuleType
from typing import Any

from rtsim import recording
from rtsim.model import entries, facts, layout, load, traffic
from rtsim.model.kernel import (
    answers,
    books,
    calendar,
    carry,
    connections,
    cores,
    fan_out,
    holding,
    levels,
    links,
    publishing,
    pull,
    push,
    threads,
)
from rtsim.model.layout import World

MODULES = (answers, books, calendar, carry, connections, cores, fan_out, holding, levels, links, publishing, pull, push,
           threads)  # fmt: skip
COMPLETE = "complete"  # the name of the mark in a folder with all that is compiled


@dataclass(frozen=True)
class Kernel:
    """The kernel's entries, in one of its forms; each takes what `handle` gives for a world."""

    handle: Callable[[World], Any]
    carry: Callable[..., int]
    begin_pull: Callable[..., None]
    stand: Callable[..., None]
    push: Callable[..., None]
    publish: Callable[..., None]
    end_ages: Callable[..., None]
    integrate: Callable[..., None]
    serve_each: Callable[..., None]


@cache
def plain() -> Kernel:
    """Give the kernel as it is written, which runs in Python."""
    return Kernel(
        handle=lambda world: world,
        carry=carry.carry,
        begin_pull=carry.begin_pull,
        stand=connections.stand,
        push=calendar.push,
        publish=carry.publish,
        end_ages=books.end_ages,
        integrate=levels.integrate,
        serve_each=cores.serve_each,
    )


@cache
def compiled() -> Kernel:
    """Give the kernel compiled; where the cache does not have it yet, that takes seconds, which it says."""
    compiling = import_module("rtsim.model.compiling")
    folder = _folder(compiling.target())
    if folder is None or not (folder / COMPLETE).exists():
        sys.stderr.write("rtsim: compiling the simulator for this machine, which takes some 15 s and is done once\n")
    names: dict[str, Any] = {}
    for module in (*MODULES, entries):
        names |= vars(module)
    functions = {name: value for name, value in names.items() if isinstance(value, FunctionType)}
    ways_in = compiling.ways_in(names, functions, folder)
    if folder is not None:
        (folder / COMPLETE).touch()
    return Kernel(
        handle=compiling.Handle,
        **{name.removeprefix("enter_"): partial(_by_address, function) for name, function in ways_in.items()},
    )


def _by_address(function: Callable[..., Any], handle: Any, *arguments: Any) -> Any:
    return function(handle.address, *arguments)


def _folder(target: str) -> Path | None:
    """Give the folder for compiled code, if there is one that can be written."""
    modules: tuple[ModuleType, ...] = (*MODULES, entries, layout, facts, load, traffic, recording)
    own = Path(entries.__file__)
    place = f"{own} {own.stat().st_mtime}"  # Numba finds compiled code by these too
    texts = [Path(str(module.__file__)).read_bytes() for module in modules]
    digest = sha256(b"".join(texts) + f"{target} {sys.version} {place}".encode()).hexdigest()[:16]
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(base) / "rtsim" / digest
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
    except (OSError, RuntimeError):  # no home, or none that can be written
        return None
    return folder
