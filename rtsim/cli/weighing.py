"""A word before a long simulation: what it takes, and whether there is memory for it."""

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import typer
from rich.console import Console

from rtsim.cli.inputs import refuse
from rtsim.cli.progress import is_live
from rtsim.forecast.effort import Effort, effort, free_memory
from rtsim.scenario import Scenario
from rtsim.techniques import chosen
from rtsim.units import size_text, time_text

Yes: TypeAlias = Annotated[
    bool, typer.Option("--yes", help="Start even what is estimated to take more memory than is free, or a month.")
]


YES = "--yes starts it all the same"


def effort_text(found: Effort) -> str:
    """Say in a few words what a simulation takes.

    >>> effort_text(Effort(1e7, 41.2, 1.23e9))
    'about 40 s and 1.2 GB'
    """
    return f"about {time_text(_rough(found.seconds))} and {size_text(_rough(found.memory, 2))}"


def weigh(  # noqa: PLR0913 - what is weighed, who does it, who hears of it
    some: Sequence[Scenario], workers: int, screen: Console, *, yes: bool, what: str = "simulating", points: int = 1
) -> None:
    """Say what so many points take, of which these are some, if it is long or somebody watches.

    What has no room is refused, unless told to start.
    """
    found = [_effort(scenario, workers) for scenario in some]
    seconds = sum(one.seconds for one in found) * points / max(1, len(some))
    whole = Effort(0.0, seconds, max((one.memory for one in found), default=0.0))
    if not yes:
        _refuse_too_large(whole, YES)
    if whole.long or is_live(screen):
        screen.print(f"{what} takes {effort_text(whole)}", style="dim")


def weigh_strictly(scenario: Scenario, workers: int, way_out: str = "make the scenario smaller") -> None:
    """Refuse what has no room, or never ends; `way_out` says what helps."""
    _refuse_too_large(_effort(scenario, workers), way_out)


def _effort(scenario: Scenario, workers: int) -> Effort:
    return effort(scenario, chosen(scenario.techniques), workers)


def _refuse_too_large(found: Effort, way_out: str) -> None:
    if found.too_large:
        room = size_text(_rough(free_memory(), 2))
        refuse([f"this takes {effort_text(found)}, and {room} of memory are free: {way_out}"])
    if found.endless:
        refuse([f"this takes {effort_text(found)}: {way_out}"])


def _rough(value: float, digits: int = 1) -> float:
    return float(f"{value:.{digits - 1}e}")
