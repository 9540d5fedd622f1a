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
from tempfile import TemporaryFile
from types import ModuleType
from typing import Any

from rtsim import recording
from rtsim.model import entries, facts, layout, load, traffic
from rtsim.model.kernel import (
    admission,
    answers,
    books,
    brownouts,
    buffers,
    bursts,
    calendar,
    carry,
    connections,
    cores,
    draining,
    fan_out,
    heartbeats,
    holding,
    levels,
    links,
    presence,
    publishing,
    pull,
    push,
    restarts,
    retrying,
    sending,
    threads,
)
from rtsim.model.layout import World

MODULES = (admission, answers, books, brownouts, buffers, bursts, calendar, carry, connections, cores,
           draining, fan_out, heartbeats, holding, levels, links, presence, publishing, pull, push, restarts,
           retrying, sending, threads)  # fmt: skip


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
    expect: Callable[..., object]
    crash: Callable[..., object]
    drain: Callable[..., object]


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
        pass_time=levels.pass_time,
        serve_each=cores.serve_each,
        expect=restarts.expect,
        crash=restarts.crash,
        drain=draining.drain,
    )


@cache
def compiled() -> Kernel:
    """Give the kernel compiled; where the cache does not have it yet, that takes seconds, which it says."""
    native = import_module("rtsim.model.native")
    folder = _folder(native.target())
    found_entries = None if folder is None else native.saved(folder)
    if found_entries is None:
        sys.stderr.write(
            "rtsim: compiling the simulator for this machine, which takes up to a minute and is done once\n"
        )
        found_entries = import_module("rtsim.model.compiling").build(_names())
        if folder is not None:
            native.save(found_entries, folder)
    found = {name.removeprefix("enter_"): function for name, function in native.load(found_entries).items()}
    return Kernel(handle=native.Handle, **found)


def _names() -> dict[str, Any]:
    """Give all names of the kernel's modules in one space; each function's name is its own."""
    names: dict[str, Any] = {}
    for module in (*MODULES, entries):
        names |= vars(module)
    return names


def _folder(target: str) -> Path | None:
    """Give the folder for compiled code, if one can be made."""
    modules: tuple[ModuleType, ...] = (*MODULES, entries, layout, facts, load, traffic, recording)
    texts = [Path(str(module.__file__)).read_bytes() for module in modules]
    texts += [Path(entries.__file__).with_name(f"{name}.py").read_bytes() for name in ("compiling", "handle", "native")]
    digest = sha256(b"".join(texts) + f"{target} {version('numba')}".encode()).hexdigest()[:16]
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(base) / "rtsim" / digest
        folder.parent.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder.parent).close()
    except (OSError, RuntimeError):  # no home, or none that can be written
        return None
    return folder
