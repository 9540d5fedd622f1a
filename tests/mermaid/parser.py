"""The real Mermaid parser, as a fixture: `mermaid_parses(text)` fails a test whose diagram Mermaid would refuse.

One Node process answers for the whole session. Its packages, those of package-lock.json, are installed by
`make build/npm`, once for the tests and the documents' site. Where make, Node or npm is missing, or nothing can be
installed, the tests are skipped, unless CI is true: then they fail.
"""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MermaidParses = Callable[[str], None]


class Parser:
    """A Node process that says of each diagram whether Mermaid parses it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", "parse.mjs"],  # noqa: S607 - whichever the user has
            cwd=ROOT / "build" / "npm",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(self, text: str) -> None:
        """Fail where Mermaid does not parse `text`, with what it says."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(text)}\n")
        self._process.stdin.flush()
        error = json.loads(self._process.stdout.readline() or '"the parser has ended"')
        assert error is None, f"{error}\n{text}"

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


@pytest.fixture(scope="session")
def mermaid_parses() -> Iterator[MermaidParses]:
    """Give a function that fails the test where the real Mermaid parser refuses a diagram's text."""
    missing = [tool for tool in ("make", "node", "npm") if shutil.which(tool) is None]
    if missing:
        _go_without(f"{' and '.join(missing)} missing")
    _install()
    parser = Parser()
    yield parser
    parser.close()


def _install() -> None:
    """Have make install the packages; several processes at a time do so once."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "npm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = ["make", "--silent", "build/npm"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=300)
    if done.returncode:
        _go_without(f"make build/npm failed: {done.stderr.strip()[-500:]}")


def _go_without(reason: str) -> None:
    """Skip, or fail where continuous integration is to have all tools."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"the Mermaid parser is not there: {reason}")
    pytest.skip(f"no Mermaid parser: {reason}")
