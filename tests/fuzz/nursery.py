"""The nursery: one process that has imported all, and forks for each command line, which then runs within limits.

It reads a line of JSON for each, `{"folder": ..., "arguments": [...]}`, and answers with one: status, processor seconds
and bytes of memory at most. What the command says is in the files `out` and `err` of its folder. It is a process of its
own, as it must have one thread when it forks.
"""

import gc
import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO
from math import inf
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from rtsim.cli.app import main
from rtsim.cli.commands import COMMANDS
from rtsim.experiments.points import points
from rtsim.forecast.effort import SECONDS, effort
from rtsim.scenario import Scenario, load_scenario
from rtsim.scenario.experiment import load_experiment
from rtsim.techniques import settings_classes, techniques
from tests.fuzz.cases import WHOLE, WRITTEN
from tests.fuzz.whole import write_all

PATIENCE = 20.0  # seconds of the clock after which a command is killed
PROCESSOR = 10  # seconds of the processor after which it is killed
ROOM = 2 << 30  # bytes of addresses that it may take beside what is here already
FILE = 200 << 20  # bytes of a file that it may write
LASTING = 2.5  # seconds that simulating may be foretold to take; what is longer is explained, and not run
MANY = 50  # points of an experiment that is not run
SIMULATING = frozenset({"run", "export", "compare", "recommend", "sweep", "break-even", "trace"})


def serve() -> None:
    """Run what is asked for until there is no more."""
    for place, _ in COMMANDS.values():
        import_module(place.partition(":")[0])
    _prepare(Path(sys.argv[1]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(f"{json.dumps(_run(Path(asked['folder']), asked['arguments']))}\n")
        sys.stdout.flush()


def _prepare(folder: Path) -> None:
    """Write the whole inputs, and try some here, so that what they load and compile is there for all children."""
    os.chdir(folder)
    write_all(folder, _output)
    for arguments in WHOLE:
        _output(*arguments)
    for written in WRITTEN:
        (folder / written).unlink()
    assert threading.active_count() == 1, "what has threads must not fork"
    gc.collect()
    gc.freeze()


def _output(*arguments: str) -> str:
    """Run a command line in this process, and give its output."""
    sys.argv = ["rtsim", *arguments]
    out = StringIO()
    with redirect_stdout(out), redirect_stderr(StringIO()) as err:
        try:
            main()
        except SystemExit as end:
            assert end.code in {None, 0, 99}, err.getvalue()  # noqa: PT017 - it ends so mostly
    return out.getvalue()


def _run(folder: Path, arguments: list[str]) -> Mapping[str, float]:
    child = os.fork()
    if not child:
        _be(folder, arguments)
    until = monotonic() + PATIENCE
    ended, status, used = os.wait4(child, os.WNOHANG)
    while not ended:
        if monotonic() > until:
            os.killpg(child, signal.SIGKILL)
        sleep(0.002)
        ended, status, used = os.wait4(child, os.WNOHANG)
    processor = used.ru_utime + used.ru_stime
    return {"status": os.waitstatus_to_exitcode(status), "processor": processor, "memory": used.ru_maxrss << 10}


def _be(folder: Path, arguments: list[str]) -> None:
    """Become the command, with streams of its own, and never return."""
    os.setsid()
    os.chdir(folder)
    for number, name in enumerate(("out", "err"), start=1):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    addresses = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize() + ROOM
    resource.setrlimit(resource.RLIMIT_AS, (addresses, addresses))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode, encoding="utf-8", closefd=False)
                                         for number, mode in enumerate("rww"))  # fmt: skip
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # as at a start: what is put in their place closes none
    sys.argv = ["rtsim", *arguments]
    status: Any = 1
    try:
        if _is_lasting(arguments):
            sys.argv = ["rtsim", "--version"]
        main()
    except SystemExit as end:
        status = end.code or 0
    except BaseException:  # noqa: BLE001 - as the interpreter does
        sys.excepthook(*sys.exc_info())
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status if isinstance(status, int) else 1)


def _is_lasting(arguments: list[str]) -> bool:
    """Tell whether simulating would take long, and rightly so: a mutation may have made a large scenario."""
    if len(arguments) < 2 or arguments[0] not in SIMULATING:
        return False
    changes = [arguments[at + 1] for at, one in enumerate(arguments) if one == "--set"]
    try:
        return _seconds(Path(arguments[1]), changes) > LASTING
    except BaseException:  # noqa: BLE001 - the command itself is to say what is wrong
        return False


def _seconds(path: Path, changes: list[str]) -> float:
    """Give what simulating a scenario, or all points of an experiment, is foretold to take beside the start."""
    if "vary" not in path.read_text(encoding="utf-8"):
        return _taken(load_scenario(path, techniques=settings_classes(), overrides=changes))
    question = load_experiment(path)
    if question.experiment.count > MANY:
        return inf
    found = points(question, settings_classes())
    some = found[:: max(1, len(found) // 5)]
    return sum(_taken(point.scenario) for point in some) * len(found) / len(some)


def _taken(scenario: Scenario) -> float:
    return effort(scenario, techniques(), 1).seconds - SECONDS["start"]


if __name__ == "__main__":
    serve()
