"""`rtsim init`: a commented scenario to start from, which runs as it is."""

from importlib.resources import files
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from rtsim.cli.inputs import check_written, refuse, written
from rtsim.report.whole_file import write_new
from rtsim.units import shown

SCHEMA = "scenario.schema.json"


def init(
    name: Annotated[str, typer.Argument(help="The scenario's name; the file is NAME.yaml.")] = "my-scenario",
) -> None:
    """Write a commented starter scenario NAME.yaml that runs as it is; a file that exists is never overwritten."""
    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if not name.strip() or "\n" in name:
        refuse([f"{shown(name)} is not a name for a file: write one such as team-chat"])
    check_written("", path)
    if path.exists() or path.is_symlink():
        refuse([f"{path} exists already: choose another name"])
    with written("", path):
        write_new(path, starter(path.stem))
    typer.echo(f"wrote {path}; now: rtsim run {quote(str(path))}")


def starter(name: str) -> str:
    """Give the text of a starter scenario of this name."""
    text = (files("rtsim.cli") / "starter.yaml").read_text(encoding="utf-8")
    quoted = "'" + name.replace("'", "''") + "'"
    plain = name.isascii() and "-" in name and name.replace("-", "").isalpha()  # nothing that YAML takes for a value
    return text.replace("SCHEMA", SCHEMA).replace("NAME", name if plain else quoted)
