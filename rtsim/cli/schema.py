"""`rtsim schema`: the JSON Schemas that editors check scenarios and experiments against."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from rtsim.cli.inputs import refuse
from rtsim.printable import printable_json
from rtsim.scenario.errors import choices_text
from rtsim.scenario.schema import experiment_schema, scenario_schema
from rtsim.scenario.values import Settings
from rtsim.techniques import settings_classes
from rtsim.units import shown

KINDS: Mapping[str, Callable[[Settings], dict[str, Any]]] = {
    "scenario": scenario_schema,
    "experiment": lambda _techniques: experiment_schema(),
}
"""Makes the schema of each kind of file."""


def print_schema(kind: str, techniques: Settings) -> None:
    """Print the JSON Schema of this kind of file, and nothing else.

    `techniques` are the classes of each technique's settings, by name. An unknown kind ends with status 2.
    """
    if kind not in KINDS:
        refuse([f"{shown(kind)} has no schema: {choices_text(kind, KINDS)}"])
    written = json.dumps(KINDS[kind](techniques), indent=2, ensure_ascii=False, allow_nan=False)
    sys.stdout.write(f"{printable_json(written)}\n")


def schema(
    kind: Annotated[str, typer.Argument(metavar="[scenario|experiment]", help="Which kind of file.")] = "scenario",
) -> None:
    """Print the JSON Schema that editors check a scenario, or an experiment, against."""
    print_schema(kind, settings_classes())
