"""The reference of the experiment: every key with its type, default and meaning, drawn from the JSON Schema.

`python -m rtsim.report.experiment_reference > docs/reference/experiment.md` writes the page.
"""

import sys

from rtsim.report.reference import sections
from rtsim.scenario.schema import experiment_schema

_HEAD = """\
# Experiment

<!-- Written by: python -m rtsim.report.experiment_reference > docs/reference/experiment.md -->

An experiment is one YAML file: a [scenario](scenario.md), what varies in it, by which design, and how often each point
is repeated. [Run a sweep](../how-to/run-a-sweep.md) explains it with examples. A key that is not listed here is
refused, with the line it stands on. The ends of a range are numbers, or
[quantities](scenario.md#quantities) of the kind that the path takes. `rtsim schema experiment` prints the same as JSON
Schema, for editors.
"""
_ENDS = ("from", "to")


def experiment_reference() -> str:
    """Give the page in Markdown."""
    schema = experiment_schema()
    ends = schema["$defs"]["Range"]["properties"]
    for key in _ENDS:  # a quantity of any kind: that of the path that varies
        ends[key] = {"description": ends[key]["description"], "anyOf": [{"type": "number"}, {"type": "string"}]}
    return "\n".join([_HEAD, *sections(schema)])


if __name__ == "__main__":
    sys.stdout.write(experiment_reference())
