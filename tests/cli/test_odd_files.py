import os
import subprocess
import sys
from pathlib import Path

import pytest

from rtsim.cli import app, commands, course
from rtsim.cli.sources import read_json
from tests.cli.command import rtsim

SCENARIO = "name: x\nclients: {count: 5}\ntechniques: [sse]\nwarmup: 1 s\nduration: 2 s\nreplications: 1\n"
EXPERIMENT = "name: e\nscenario: ok.yaml\nvary: {clients.count: [5]}\nreplications: 2\n"
LONG = "x" * 5000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with a scenario, an experiment, a pipe and a link to a device."""
    monkeypatch.chdir(tmp_path)
    Path("ok.yaml").write_text(SCENARIO, encoding="utf-8")
    Path("e.yaml").write_text(EXPERIMENT, encoding="utf-8")
    os.mkfifo("pipe.yaml")
    Path("zero.yaml").symlink_to("/dev/zero")
    return tmp_path


@pytest.mark.parametrize("odd", ["pipe.yaml", "zero.yaml", "/dev/zero", ".", LONG])
@pytest.mark.parametrize(
    "command",
    [
        "run ODD",
        "explain ODD",
        "compare ODD ok.yaml",
        "compare ok.yaml ODD",
        "export ODD --to x.csv",
        "run ok.yaml --html ODD",
        "report ODD --html x.html",
        "sweep ODD",
        "sweep e.yaml --store ODD",
        "recommend ODD",
        "recommend ok.yaml --flow ODD",
        "recommend e.yaml --store ODD",
        "break-even e.yaml sse websocket --store ODD",
        "calibrate ODD",
    ],
)
def test_what_is_no_file_is_a_line_and_status_2(command: str, odd: str) -> None:
    """Wherever a path is taken, a device, a pipe, a folder or a name that is too long is refused at once."""
    done = rtsim(*(part.replace("ODD", odd) for part in command.split()))
    if isinstance(done.exception, OSError):  # of which the command line makes one line
        assert odd == LONG
    else:
        assert done.exit_code == 2, done.output
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["", "/", ":memory:", "zero.yaml", "none/e.sqlite"])
def test_a_store_is_a_file(name: str) -> None:
    """What names no file cannot keep an experiment's runs."""
    done = rtsim("sweep", "e.yaml", "--workers", "1", "--store", name)
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1), done.output
    assert done.stderr.startswith("--store ")


@pytest.mark.parametrize(
    "text",
    [
        '{"a": Infinity}',
        '{"a": NaN}',
        '{"a": 1e400}',
        "9" * 400,
        "9" * 5000,
        "[" * 100_000,
        '{"a":' * 100_000,
        "\ud800",
    ],
)
def test_json_holds_what_json_can(folder: Path, text: str) -> None:
    """Numbers without end, or of hundreds of digits, and documents that are nested without end are no result."""
    (folder / "a.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    done = rtsim("compare", "a.json", "a.json")
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1), done.output


def test_a_number_of_json_is_what_it_was(folder: Path) -> None:
    """Numbers that a machine has are read as they are."""
    (folder / "a.json").write_text("[1, -2.5, 1e300, 12345678901234567890, null]", encoding="utf-8")
    assert read_json(folder / "a.json") == [1, -2.5, 1e300, 12345678901234567890, None]


@pytest.mark.parametrize("margin", ["0e9999999999999999999", "1e-9999999999999999999", "1e9999999999999999999"])
def test_a_margin_has_any_exponent(margin: str) -> None:
    """A margin whose exponent has twenty digits is zero, or is refused."""
    done = rtsim("compare", "ok.yaml", "ok.yaml", "--workers", "1", "--margin", margin)
    assert done.exit_code == (0 if margin.startswith("0") else 2), done.output


@pytest.mark.parametrize(
    "laid",
    [
        "a." * 3000 + "a=1",
        "duration=5e-324",
        "duration=1e-18",
        "messages.rate=1e300",
        "messages.rate=1e18",
        "server.cores=1e9",
        "wire.http=.inf",
        f"clients.count=0x{'f' * 6000}",
        "techniques.sse.heartbeat=1e-18",
        "warmup=1e18",
    ],
)
@pytest.mark.parametrize("command", ["run", "trace"])
def test_what_cannot_be_simulated_is_a_line_and_status_2(command: str, laid: str) -> None:
    """Values beyond all measure are refused in one line, before anything runs."""
    done = rtsim(command, "ok.yaml", "--set", laid)
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1), done.output


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_a_name_that_is_not_utf_8_is_a_name(folder: Path, locale: str) -> None:
    """A file whose name is no text is read, and its page is written, in any locale."""
    name = os.fsencode(folder) + b"/n\xff.yaml"
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - a name of bytes
        file.write(SCENARIO)
    command = [sys.executable, "-m", "rtsim.cli.app", "run", name, "--html", "x.html", "--workers", "1"]
    done = subprocess.run(command, capture_output=True, env=os.environ | {"LC_ALL": locale}, check=False)
    assert done.returncode == 0, done.stderr
    assert Path("x.html").stat().st_size > 1000


def test_a_full_disk_leaves_the_old_table(folder: Path) -> None:
    """An export that does not fit is one line and status 1, and the file before it is whole."""
    Path("x.csv").write_text("before", encoding="utf-8")
    # A compiled module that does not fit would be found damaged by the next process.
    limited = "import resource, sys; sys.dont_write_bytecode = True; "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); "
    script = limited + "from rtsim.cli.app import main; sys.argv[0] = 'rtsim'; main()"
    command = [sys.executable, "-c", script, "export", "ok.yaml", "--to", "x.csv", "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "--to x.csv: cannot be written: file too large\n")
    assert Path("x.csv").read_text(encoding="utf-8") == "before"
    assert not [path for path in folder.iterdir() if path.name.endswith(".csv") and path.name != "x.csv"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device\n"),
        (MemoryError(), "there is not enough memory for this input\n"),
        (RecursionError("maximum"), "the input is nested too deeply\n"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "in\nvalid"), None),
    ],
)
def test_what_the_world_does_is_a_line(
    error: Exception, words: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error that no command foresaw and that is none of rtsim's is one line and status 2."""
    ended = _ended_by(error, monkeypatch)
    assert isinstance(ended, SystemExit)
    assert ended.code == 2
    found = capsys.readouterr().err
    assert found == words if words else len(found.splitlines()) == 1


def test_an_error_in_rtsim_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A programming error keeps its traceback, also where it is its own cause."""
    assert isinstance(_ended_by(KeyError("x"), monkeypatch), KeyError)
    circle = KeyError("x")
    circle.__cause__ = circle
    assert isinstance(_ended_by(circle, monkeypatch), KeyError)


def test_an_end_that_is_wrapped_is_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal that comes while a class is made, which wraps what is raised in it, ends the command all the same."""
    wrapped = RuntimeError("Error calling __set_name__")
    wrapped.__cause__ = course.Ended(130, "interrupted")
    ended = _ended_by(wrapped, monkeypatch)
    assert isinstance(ended, SystemExit)
    assert ended.code == 130


def _ended_by(error: Exception, monkeypatch: pytest.MonkeyPatch) -> BaseException:
    def fail(_application: object, _arguments: list[str]) -> int:
        raise error

    monkeypatch.setattr(commands, "carry_out", fail)
    monkeypatch.setattr(course, "ready_streams", lambda: None)
    monkeypatch.setattr(app.signal, "signal", lambda *_: None)
    monkeypatch.setattr(app.sys, "unraisablehook", app.sys.unraisablehook)  # the command sets its own
    monkeypatch.setattr(app.sys, "argv", ["rtsim", "list", "techniques"])
    with pytest.raises((SystemExit, KeyError)) as caught:
        app.main()
    return caught.value
