"""A word before a long simulation: what it takes, and whether there is memory for it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

import typer
from rich.console import Console

from rtsim.cli.inputs import refuse
from rtsim.cli.progress import is_live
from rtsim.forecast.effort import Effort, effort, free_memory
from rtsim.scenario import Scenario
from rtsim.techniques import Technique, chosen
from rtsim.units import size_text, time_text

Yes: TypeAlias = Annotated[
    bool, typer.Option("--yes", help="Start even what is estimated to take more memory than is free, or a month.")
]


def effort_text(found: Effort) -> str:
    """Say in a few words what a simulation takes.

    >>> effort_text(Effort(1e7, 41.2, 1.23e9))
    'about 40 s and 1.2 GB'
    """
    return f"about {time_text(_rough(found.seconds))} and {size_text(_rough(found.memory, 2))}"


def weigh(  # noqa: PLR0913 - what is to be simulated, by how many, who hears of it
    scenario: Scenario,
    known: Mapping[str, Technique[Any]],
    workers: int,
    screen: Console,
    *,
    yes: bool,
    points: int = 1,
) -> None:
    """Say what a simulation takes, if it is long or somebody watches; refuse what has no room, unless told to start.

    `points` is how many scenarios like this one are simulated.
    """
    one = effort(scenario, known, workers)
    whole = Effort(one.events * points, one.seconds * points, one.memory)
    if not yes:
        _refuse_too_large(whole)
    if whole.long or is_live(screen):
        screen.print(f"simulating takes {effort_text(whole)}", style="dim")


def weigh_sweep(some: Sequence[Scenario], points: int, workers: int, screen: Console, *, yes: bool) -> None:
    """Say what a sweep over so many points takes, from some of its scenarios, as `weigh` does for one."""
    found = []
    for scenario in some:
        known = chosen(scenario.techniques)
        found.append(effort(scenario, known, workers))
    seconds = sum(one.seconds for one in found) * points / max(1, len(some))
    whole = Effort(0.0, seconds, max((one.memory for one in found), default=0.0))
    if not yes:
        _refuse_too_large(whole)
    if whole.long or is_live(screen):
        screen.print(f"the whole sweep takes {effort_text(whole)}", style="dim")


def weigh_memory(scenario: Scenario, known: Mapping[str, Technique[Any]], workers: int, *, yes: bool) -> None:
    """Refuse what has no room, unless told to start, where time is no matter."""
    if not yes:
        _refuse_too_large(effort(scenario, known, workers))


def weigh_strictly(scenario: Scenario, known: Mapping[str, Technique[Any]], workers: int) -> None:
    """Refuse what has no room, or never ends, where no option starts it all the same."""
    _refuse_too_large(effort(scenario, known, workers), "make the scenario smaller")


def _refuse_too_large(found: Effort, way_out: str = "--yes starts it all the same") -> None:
    if found.too_large:
        room = size_text(_rough(free_memory(), 2))
        refuse([f"this takes {effort_text(found)}, and {room} of memory are free: {way_out}"])
    if found.endless:
        refuse([f"this takes {effort_text(found)}: {way_out}"])


def _rough(value: float, digits: int = 1) -> float:
    return float(f"{value:.{digits - 1}e}")
