"""The real Mermaid parser, as a fixture: `mermaid_parses(text)` fails a test whose diagram Mermaid would refuse.

One Node process answers for the whole session. Its packages, those of package-lock.json, are installed by `npm ci` into
the user's cache once. Where Node or npm is missing, or nothing can be installed, the tests are skipped, unless CI is
true: then they fail.
"""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "parse.mjs")
INSTALLED = "installed"  # a file that is there when the packages are whole

MermaidParses = Callable[[str], None]


class Parser:
    """A Node process that says of each diagram whether Mermaid parses it."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            ["node", "parse.mjs"],  # noqa: S607 - whichever the user has
            cwd=folder,
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
    missing = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
    if missing:
        _go_without(f"{' and '.join(missing)} missing")
    parser = Parser(_installed())
    yield parser
    parser.close()


def _installed() -> Path:
    """Give the folder with the packages; several processes at a time install them once."""
    contents = b"".join((HERE / name).read_bytes() for name in FILES)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "rtsim-tests" / f"mermaid-{sha256(contents).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / INSTALLED).exists():
            _install(folder)
    return folder


def _install(folder: Path) -> None:
    for name in FILES:
        shutil.copy(HERE / name, folder)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=300)
    if done.returncode:
        _go_without(f"npm ci failed: {done.stderr.strip()[-500:]}")
    (folder / INSTALLED).touch()


def _go_without(reason: str) -> None:
    """Skip, or fail where continuous integration is to have all tools."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"the Mermaid parser is not there: {reason}")
    pytest.skip(f"no Mermaid parser: {reason}")
