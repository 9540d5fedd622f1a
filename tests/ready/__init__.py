"""Commands that start at once: `rtsim` as a process of its own that a server forks, which has imported everything.

Use the fixture `ready` in place of `subprocess.run([sys.executable, "-m", "rtsim.cli.app", ...])`, which takes a second
of imports each time. Start a real process only where its start, its signals or its limits are what a test is about.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
LIMIT = 120  # seconds for one command, on a busy machine
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_CLIENT = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({place!r})
    asked = {{"arguments": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}}
    socket.send_fds(server, [json.dumps(asked).encode()], [0, 1, 2])
    status = server.recv(1)
os._exit(status[0] if status else 255)
"""


@dataclass(frozen=True)
class Ready:
    """A folder with the command `rtsim`, as a shell finds it."""

    tools: Path

    def rtsim(self, *arguments: str | bytes, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `rtsim` in a folder, with variables laid over the environment."""
        command: list[str | bytes | Path] = [self.tools / "rtsim", *arguments]
        return subprocess.run(
            command, cwd=folder, env=self._environment(variables), capture_output=True, encoding="utf-8",
            timeout=LIMIT, check=False,
        )  # fmt: skip

    def shell(self, command: str, folder: Path) -> tuple[str, int]:
        """Run a line as a shell would in a terminal of 80 columns that is none; give what it prints and its status."""
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=folder, env=self._environment({}), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=LIMIT, check=False,
        )  # fmt: skip
        return done.stdout, done.returncode

    def _environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "FORCE_COLOR"}}
        places = {"PATH": f"{self.tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        return {**kept, **places, **variables}


@contextmanager
def served(core: int) -> Iterator[Ready]:
    """Start a server whose commands run on one core; it ends with the block."""
    with TemporaryDirectory() as folder:
        tools, place = Path(folder), f"{folder}/socket"
        (tools / "rtsim").write_text(_CLIENT.format(python=sys.executable, place=place), encoding="utf-8")
        (tools / "rtsim").chmod(0o755)
        command = [sys.executable, "-m", "tests.ready.server", place, str(core)]
        with subprocess.Popen(
            command, cwd=ROOT, env=os.environ | ONE_THREAD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            assert server.stdout.readline() == "ready\n"
            yield Ready(tools)
            server.stdin.close()
