"""Progress: how far the work is, drawn on a terminal while it goes on, and nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rtsim.experiments.executors import nobody
from rtsim.units import time_text


def is_live(screen: Console) -> bool:
    """Tell whether lines can be drawn over: on a terminal that can; colours that are forced make no terminal."""
    return screen.is_interactive and screen.file.isatty()


@contextmanager
def bar(screen: Console, what: str, total: int) -> Iterator[Callable[[], None]]:
    """Draw a bar until the work is done; what is given is to be called whenever a part of it is."""
    with tally(screen, what) as told:
        told(0, total)
        done = count(1)
        yield lambda: told(next(done), total)


@contextmanager
def tally(screen: Console, what: str) -> Iterator[Callable[[int, int], None]]:
    """Draw a bar until the work is done; what is given is to be told how much is done, and of how much."""
    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=screen, transient=True, disable=not is_live(screen)) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


@contextmanager
def runs_bar(screen: Console, what: str, *, count: int, end: float) -> Iterator[Callable[[str, int, float], None]]:
    """Draw how far `count` runs have come that each end at `end` simulated seconds, as is told to what is given."""
    if not is_live(screen):
        yield nobody
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[at]}", markup=False),
    )
    came: dict[tuple[str, int], float] = {}
    began = monotonic()
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task(what, total=count * end, at="")

        def hear(technique: str, replication: int, now: float) -> None:
            came[technique, replication] = max(min(now, end), came.get((technique, replication), 0))
            whole = sum(came.values())
            pace = whole / max(monotonic() - began, 1e-9)
            at = f"{technique} at {time_text(now)}, {pace:,.0f} simulated seconds a second"
            progress.update(task, completed=whole, at=at)

        yield hear
