"""The server: a process that has imported every command, and forks for each command line that `tests.ready` hands it.

A child is a process of its own, with the streams, the folder and the environment of who asked; only the time that
imports take is spared. It runs on one core, so that commands simulate in one process where they may choose: tests run
beside each other already.
"""

import gc
import json
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from importlib import import_module
from selectors import EVENT_READ, DefaultSelector
from types import ModuleType
from typing import Any

LONGEST = 1 << 20  # bytes of a command line with its environment
ALSO = (
    "rtsim.cli.pages", "rtsim.report.page", "sklearn.tree", "sklearn.model_selection", "scipy.stats.qmc", "pandas",
    "plotly.graph_objects",
)  # fmt: skip


def serve(place: str, core: int) -> None:
    """Answer at a socket until standard input ends."""
    for module in {path.partition(":")[0] for path, _ in import_module("rtsim.cli.commands").COMMANDS.values()}:
        import_module(module)
    for module in ALSO:
        import_module(module)
    for faulty in (False, True):
        import_module("rtsim.model.compiled").compiled(faulty=faulty)
    assert threading.active_count() == 1, "what has threads must not fork"
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, _let_go)
    with socket.socket(socket.AF_UNIX) as door, DefaultSelector() as either:
        door.bind(place)
        door.listen()
        either.register(door, EVENT_READ)
        either.register(sys.stdin, EVENT_READ)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while all(key.fileobj is door for key, _ in either.select()):
            asking, _ = door.accept()
            if not os.fork():
                _be(asking, core)
            asking.close()


def _let_go(*_: object) -> None:
    """Let children that have ended go; each has said itself how it ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _be(asking: socket.socket, core: int) -> None:
    """Become the command that is asked for, and never return."""
    told, streams, _, _ = socket.recv_fds(asking, LONGEST, 3)
    asked: dict[str, Any] = json.loads(told)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[core % len(cores)]})
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.modules["__main__"] = ModuleType("__main__")  # which workers of a pool would import
    sys.stdin, sys.stdout, sys.stderr = (open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
                                         for number, mode in enumerate("rww"))  # fmt: skip
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
    sys.argv = ["rtsim", *asked["arguments"]]
    status = _status()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    asking.send(bytes([status]))
    os._exit(status)


def _status() -> int:
    """Run the command, and give the status that the interpreter would end with."""
    try:
        import_module("rtsim.cli.app").main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
