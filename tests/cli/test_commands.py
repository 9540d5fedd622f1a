from importlib import import_module

import pytest
from typer.testing import CliRunner

from rtsim import __version__
from rtsim.cli.commands import COMMANDS, application


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_where_it_is_looked_for(name: str) -> None:
    """Each command's function is in its module, and says what it is for."""
    module, function = COMMANDS[name][0].split(":")
    assert getattr(import_module(module), function).__doc__


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help(name: str) -> None:
    """`--help` after a command describes it and ends with 0."""
    done = CliRunner().invoke(application([name, "--help"]), [name, "--help"], prog_name="rtsim")
    assert done.exit_code == 0
    assert f"Usage: rtsim {name}" in done.stdout


def test_the_version_needs_no_command() -> None:
    """The version alone is printed with status 0."""
    done = CliRunner().invoke(application(["--version"]), ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"{__version__}\n")
