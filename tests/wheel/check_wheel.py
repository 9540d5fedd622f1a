"""What is published, built and tried: `make wheel`. It holds what it must, and works where nothing else is.

The wheel is made from the sdist, as by whoever builds it himself. It is installed into an environment of its own, of
the Python that `PYTHON` names, and used from another folder with an empty cache.
"""

import os
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from rtsim import __version__
from rtsim.cli.listing import LISTINGS

ROOT = Path(__file__).parent.parent.parent
TAG = f"rtsim-{__version__}"
SMALL = ("--set", "clients.count=40", "--set", "duration=20 s", "--replications", "2", "--quiet")
INSTALLER = "uv" if find_spec("uv") else "pip"
IMPORTS_ALL = """
import importlib, pkgutil, rtsim
for module in pkgutil.walk_packages(rtsim.__path__, "rtsim."):
    importlib.import_module(module.name)
"""


@dataclass(frozen=True)
class Installed:
    """A fresh environment that has the wheel, and the folder in which it is used."""

    environment: Path
    folder: Path

    def python(self, *words: str) -> str:
        """Give what Python prints there, told so."""
        return self._printed([self.environment / "bin" / "python", *words])

    def rtsim(self, *words: str) -> str:
        """Give what `rtsim` prints there with these arguments; it has to end with 0."""
        return self._printed([self.environment / "bin" / "rtsim", *words])

    @contextmanager
    def serving(self, *words: str) -> Iterator[str]:
        """Have `rtsim` serve for a while, and give the line that it says first."""
        command = [self.environment / "bin" / "rtsim", *words]
        process = subprocess.Popen(command, cwd=self.folder, env=self._variables, stdout=subprocess.PIPE, text=True)
        with process:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
            process.send_signal(signal.SIGINT)

    @property
    def configs(self) -> Path:
        """The folder with the scenarios that come with the package."""
        return next(self.environment.glob("lib/python3*/site-packages/rtsim/configs"))

    @property
    def _variables(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        return {**kept, "XDG_CACHE_HOME": str(self.folder / "cache")}

    def _printed(self, command: Sequence[str | Path]) -> str:
        done = subprocess.run(
            command, cwd=self.folder, env=self._variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def tracked(*paths: str) -> set[str]:
    """Give the project's files below these paths."""
    listed = subprocess.run(["git", "ls-files", *paths], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    return set(listed.stdout.splitlines())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder with the sdist and the wheel that is made from it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--installer", INSTALLER, "--outdir", folder, ROOT], check=True)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """Give the wheel's path."""
    return built / f"{TAG}-py3-none-any.whl"


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Give an environment of its own into which the wheel is installed with what it needs, and nothing else."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([os.environ.get("PYTHON", sys.executable), "-m", "venv", environment], check=True)
    uv = [sys.executable, "-m", "uv", "pip", "install", "--python", environment]
    pip = [environment / "bin" / "pip", "install", "--no-compile"]
    subprocess.run([*(uv if INSTALLER == "uv" else pip), "--quiet", wheel], check=True)
    return Installed(environment, tmp_path_factory.mktemp("elsewhere"))


def test_the_wheel_holds_the_package_and_no_more(wheel: Path) -> None:
    """Every file of the package, the scenarios within it, and what the wheel says of itself."""
    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if not name.startswith(f"{TAG}.dist-info/")}
    assert held == tracked("rtsim") | {f"rtsim/{path}" for path in tracked("configs")}


def test_the_sdist_holds_the_project(built: Path) -> None:
    """Every file of the project, and what the sdist says of itself."""
    with tarfile.open(built / f"{TAG}.tar.gz") as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert held == tracked() | {"PKG-INFO"}


def test_an_index_would_take_them(built: Path) -> None:
    """What both say of themselves is valid, and their README can be shown."""
    files = sorted(map(str, built.iterdir()))
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *files], check=True)


def test_everything_is_imported(installed: Installed) -> None:
    """No module needs what the wheel does not ask for."""
    installed.python("-c", IMPORTS_ALL)


def test_a_type_checker_is_told(installed: Installed) -> None:
    """The package says that it is typed, and its version is the code's."""
    assert (installed.configs.parent / "py.typed").exists()
    assert (
        installed.python("-c", "from importlib.metadata import version; print(version('rtsim'))") == f"{__version__}\n"
    )
    assert installed.rtsim("--version") == f"{__version__}\n"


@pytest.mark.parametrize("kind", sorted(set(LISTINGS) - {"configs"}))
def test_catalogues_are_there(kind: str, installed: Installed) -> None:
    """Every catalogue is read."""
    assert installed.rtsim("list", kind)


@pytest.mark.parametrize(("kind", "folder"), [("scenario", "configs"), ("experiment", "experiments")])
def test_schemas_are_the_same(kind: str, folder: str, installed: Installed) -> None:
    """The schemas are those of the project."""
    assert installed.rtsim("schema", kind) == (ROOT / folder / f"{kind}.schema.json").read_text(encoding="utf-8")


def test_a_scenario_of_the_package_runs(installed: Installed) -> None:
    """A scenario that comes with the wheel is simulated, compiled there, and drawn as a page."""
    printed = installed.rtsim("run", str(installed.configs / "team-chat.yaml"), *SMALL, "--html", "page.html")
    assert "Verdict: " in printed
    assert "</html>" in (installed.folder / "page.html").read_text(encoding="utf-8")


def test_a_starter_is_written_and_explained(installed: Installed) -> None:
    """A new scenario is written, and theory says what it expects of it."""
    installed.rtsim("init", "mine")
    assert "WebSocket" in installed.rtsim("explain", "mine.yaml")


def test_the_notes_and_the_measurements_are_there(installed: Installed) -> None:
    """The notes' flow, their statements and a measured server come with the wheel."""
    assert "websocket" in installed.rtsim("recommend", "--show-flow")
    assert "1 holds" in installed.rtsim("claims", "websocket/table-browsers")
    assert "0 failed" in installed.rtsim("validate", "measured/sse-d5-n20-r1", "--quiet")


def test_the_page_is_served(installed: Installed) -> None:
    """`rtsim play` serves its page and starts with a scenario of the package."""
    with installed.serving("play", "--no-browser") as address, urlopen(address, timeout=60) as answer:  # noqa: S310
        assert b"team-chat" in answer.read()
