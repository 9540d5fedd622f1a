"""The scenario: what a user says, validated, with catalogues of networks, stacks and prices.

`load_scenario` reads a YAML file, `parse_scenario` a plain mapping; both give a frozen `Scenario` in base units, or
raise `InputErrors`: one line for each thing that is wrong.
"""

from rtsim.scenario.catalogues import Library, Stack, networks, prices, reconnects, stacks
from rtsim.scenario.errors import InputError, InputErrors
from rtsim.scenario.loader import load_scenario, parse_scenario
from rtsim.scenario.scenario import Scenario
from rtsim.scenario.values import TechniqueSettings

__all__ = [
    "InputError",
    "InputErrors",
    "Library",
    "Scenario",
    "Stack",
    "TechniqueSettings",
    "load_scenario",
    "networks",
    "parse_scenario",
    "prices",
    "reconnects",
    "stacks",
]
