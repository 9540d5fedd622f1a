"""`rtsim schema`: the JSON Schema that editors check a scenario against."""

import json
import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from rtsim.scenario.errors import choices_text
from rtsim.scenario.schema import scenario_schema
from rtsim.scenario.values import TechniqueSettings
from rtsim.techniques import settings_classes
from rtsim.units import shown

KINDS = ("scenario",)


def print_schema(kind: str, techniques: Mapping[str, type[TechniqueSettings]]) -> None:
    """Print the JSON Schema of this kind of file, and nothing else.

    `techniques` are the classes of each technique's settings, by name. An unknown kind ends with status 2.
    """
    if kind not in KINDS:
        typer.echo(f"{shown(kind)} has no schema: {choices_text(kind, KINDS)}", err=True)
        raise typer.Exit(2)
    json.dump(scenario_schema(techniques), sys.stdout, indent=2, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


def schema(
    kind: Annotated[str, typer.Argument(metavar="[scenario]", help="Which kind of file.")] = "scenario",
) -> None:
    """Print the JSON Schema that editors check a scenario against."""
    print_schema(kind, settings_classes())
