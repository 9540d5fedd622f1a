"""How a command line begins and ends, tried on processes of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from rtsim import __version__
from rtsim.cli.commands import application as build

SCENARIO = """
name: endless
warmup: 20 s
duration: 100 h
replications: 2
clients: {count: 200, connect_over: 10 s}
messages: {to: room, room_size: 20, rate: 10 / min}
techniques: [websocket, sse]
"""
SMALL = ("--set", "duration=30 s", "-t", "websocket", "--workers", "1")
RTSIM = [sys.executable, "-m", "rtsim.cli.app"]
WORKING = 2.0  # seconds after which workers are at it
SOON = 20.0  # seconds within which all has to be over, on a busy machine

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with a scenario that would take for ever."""
    (tmp_path / "endless.yaml").write_text(SCENARIO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def started() -> Iterator[subprocess.Popen[str]]:
    """Start a run on two workers, in a process group of its own; nothing of it outlives the test."""
    command = [*RTSIM, "run", "endless.yaml", "--workers", "2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        yield process
        for left in members(process.pid):
            os.kill(left, signal.SIGKILL)


def members(group: int) -> list[int]:
    """Give the processes of a group that are alive."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, fields = path.read_text(encoding="utf-8").rpartition(")")
        except OSError:
            continue
        state, _, its_group, *_ = fields.split()
        if int(its_group) == group and state != "Z":
            found.append(int(path.parent.name))
    return found


def wait_for_workers(process: subprocess.Popen[str]) -> None:
    """Wait until both workers and what keeps count of their semaphores are there, and at work."""
    until = monotonic() + SOON
    while len(members(process.pid)) < 4:
        assert monotonic() < until
        sleep(0.05)
    sleep(WORKING)


def wait_for_signals_to_be_heeded(process: subprocess.Popen[str]) -> None:
    """Wait until the interpreter has started and the command line catches terminations."""
    until = monotonic() + SOON
    status = Path(f"/proc/{process.pid}/status")
    while not int(status.read_text().partition("SigCgt:")[2].split()[0], 16) & 1 << signal.SIGTERM - 1:
        assert monotonic() < until
        sleep(0.01)


def gone(group: int) -> bool:
    """Wait for the end of a group's last process."""
    until = monotonic() + SOON
    while members(group) and monotonic() < until:
        sleep(0.05)
    return not members(group)


def limited(*arguments: str, stdout: str = "", encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    """Run with a limit that is missed, through a shell that leads stdout somewhere."""
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    limit = "slo.latency_s.p95=<= 1 us"
    script = f"({chr(34)}$@{chr(34)} {stdout})"
    command = ["/bin/sh", "-c", script, "sh", *RTSIM, "run", "endless.yaml", *SMALL, "--set", limit, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, check=False)


def test_the_version_alone_is_no_error() -> None:
    """`rtsim --version` prints the version and ends with 0."""
    done = subprocess.run([*RTSIM, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"{__version__}\n"


def test_the_application_is_there_before_anything_runs() -> None:
    """Building the application of a command line runs nothing."""
    assert callable(build(["list", "techniques"]))


def said(stderr: str) -> list[str]:
    """Give the lines of stderr beside what a long run says before it begins."""
    return [line for line in stderr.splitlines() if not line.startswith("simulating takes about ")]


@on_linux
@pytest.mark.parametrize(
    ("number", "status", "word"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
    ids=["interrupted", "terminated"],
)
def test_a_signal_ends_all(started: subprocess.Popen[str], number: signal.Signals, status: int, word: str) -> None:
    """An interruption of the whole group, or a termination of its first process, ends it in one line, with workers."""
    wait_for_workers(started)
    (os.killpg if number is signal.SIGINT else os.kill)(started.pid, number)
    stdout, stderr = started.communicate(timeout=SOON)
    assert (started.returncode, stdout, said(stderr)) == (status, "", [word])
    assert gone(started.pid)


@on_linux
@pytest.mark.parametrize("delay", [0.0, 0.2, 0.5, 1.0])
def test_an_early_interruption_shows_no_traceback(started: subprocess.Popen[str], delay: float) -> None:
    """While modules are imported and workers start, too, an interruption is one line."""
    wait_for_signals_to_be_heeded(started)
    sleep(delay)
    os.killpg(started.pid, signal.SIGINT)
    stdout, stderr = started.communicate(timeout=SOON)
    assert (stdout, said(stderr)) == ("", ["interrupted"])
    assert started.returncode == 130
    assert gone(started.pid)


def interrupted_at(module: str, finding: str) -> tuple[int, str, list[str]]:
    """Run what is called when a module is looked for, in a simulation without end: how that ends, and its words."""
    program = f"""
import os, signal, sys

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)

class Last:
    __del__ = lambda _: interrupt()

class Finder:
    def find_spec(self, name, *_):
        if name == {module!r}:
            {finding}

sys.meta_path.insert(0, Finder())
sys.argv = ["rtsim", "run", "endless.yaml", "--workers", "1", "--set", "wire.http=2"]
from rtsim.cli.app import main
main()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=SOON)
    return done.returncode, done.stdout, said(done.stderr)


@on_linux
@pytest.mark.parametrize("module", ["numpy", "rtsim.wire.http2"], ids=["before it begins", "while it goes on"])
@pytest.mark.parametrize(
    "finding",
    [
        "exec('try: interrupt()\\nexcept BaseException: pass')",
        "exec('try: interrupt()\\nfinally: raise OSError')",
        "Last()",
    ],
    ids=["swallowed", "another error", "in a finalizer"],
)
def test_an_interruption_within_an_import_is_not_lost(module: str, finding: str) -> None:
    """Where an exception would be lost or wrapped, as in what Python calls when an import is over, it ends all."""
    assert interrupted_at(module, finding) == (130, "", ["interrupted"])


@on_linux
def test_an_interruption_of_a_run_without_workers_is_one_line() -> None:
    """Where the simulation is in the first process itself, an interruption passes through it."""
    command = [*RTSIM, "run", "endless.yaml", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_for_signals_to_be_heeded(process)
        sleep(WORKING)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=SOON)
        assert (stdout, said(stderr)) == ("", ["interrupted"])
    assert process.returncode == 130


@on_linux
def test_workers_do_not_outlive_a_parent_that_is_killed(started: subprocess.Popen[str]) -> None:
    """Nothing can be done when the first process is killed, and still its workers end."""
    wait_for_workers(started)
    os.kill(started.pid, signal.SIGKILL)
    assert gone(started.pid)


@on_linux
def test_a_worker_that_is_killed_is_one_line_and_status_1(started: subprocess.Popen[str]) -> None:
    """A run whose worker is killed, as one is where the memory is full, ends in one line, with all others."""
    wait_for_workers(started)
    working = [one for one in members(started.pid) if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
    os.kill(working[0], signal.SIGKILL)
    stdout, stderr = started.communicate(timeout=SOON)
    line = "a worker process ended in the middle of its work: is the memory full?"
    assert (started.returncode, stdout, said(stderr)) == (1, "", [line])
    assert gone(started.pid)


def test_a_full_disk_is_one_line_and_status_1() -> None:
    """Output that cannot be written is a failure, also when a limit is missed, and is said once."""
    for form in ((), ("--json",)):
        done = limited(*form, stdout="> /dev/full")
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        assert done.stderr.splitlines()[-1] == b"the output cannot be written: no space left on device"


def test_a_closed_output_is_one_line_and_status_1() -> None:
    """Without any output there is nothing to run for."""
    done = limited(stdout=">&-")
    assert (done.returncode, done.stderr) == (1, b"the output cannot be written: it is closed\n")


@pytest.mark.parametrize("reader", ["head -1", "true"])
def test_a_reader_that_leaves_ends_it_quietly(reader: str) -> None:
    """A pipe that is closed early shows no traceback; the status is then that of SIGPIPE, or the run's own."""
    done = limited(stdout=f"; echo status $? >&2) | {reader}; (true")
    assert b"Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1] in {b"status 141", b"status 99"}


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_poor_encoding_loses_signs_and_nothing_else(encoding: str) -> None:
    """Arrows and the like are replaced where the output has none, and a missed limit keeps its status."""
    done = limited("-t", "sse", encoding=encoding)
    assert done.returncode == 99
    assert b"Server ?" in done.stdout
    assert b"Traceback" not in done.stderr
