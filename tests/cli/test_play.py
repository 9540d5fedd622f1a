import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rtsim.cli.commands import application

WRONG = 2


def refused(*arguments: str) -> str:
    """Give the line that a command line is refused with."""
    done = CliRunner().invoke(application(["play"]), ["play", "--no-browser", *arguments])
    assert done.exit_code == WRONG
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.yaml"], "nowhere.yaml"),
        (["--token", "a/b"], "--token"),
        (["--token", "ä"], "--token"),
        (["--budget", "soon"], "--budget"),
        (["--budget", "0 s"], "--budget"),
    ],
)
def test_what_is_wrong_is_refused_in_a_line(arguments: list[str], says: str) -> None:
    """Nothing is served."""
    assert says in refused(*arguments)


def test_a_wrong_scenario_is_refused(tmp_path: Path) -> None:
    """The file's own error, with its line."""
    path = tmp_path / "wrong.yaml"
    path.write_text("name: wrong\nclients: {count: 0}\n")
    assert f"{path}:2: clients.count" in refused(str(path))


def test_a_port_that_is_taken_is_said() -> None:
    """One line, rather than a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "cannot be had" in refused("--port", str(taken.getsockname()[1]))
