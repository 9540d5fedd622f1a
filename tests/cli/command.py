"""The command line as tests call it: in their own process."""

from typing import Any

from typer.testing import CliRunner

from rtsim.cli.commands import application


def rtsim(*arguments: str, typed: str = "") -> Any:
    """Run the command line in this process, in the present folder, with something typed."""
    return CliRunner().invoke(application(arguments), arguments, input=typed, prog_name="rtsim")
