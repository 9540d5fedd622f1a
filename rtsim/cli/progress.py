"""Progress: how far the work is, drawn on a terminal while it goes on, and nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

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


class Runs:
    """How far several runs have come, each up to `end` simulated seconds."""

    def __init__(self, progress: Progress, task: TaskID, end: float) -> None:
        self._progress, self._task, self._end = progress, task, end
        self._reached: dict[tuple[str, int], float] = {}
        self._began = monotonic()

    def reached(self, technique: str, replication: int, now: float) -> None:
        """Hear how far a run has come."""
        self._reached[technique, replication] = max(min(now, self._end), self._reached.get((technique, replication), 0))
        whole = sum(self._reached.values())
        pace = whole / max(monotonic() - self._began, 1e-9)
        at = f"{technique} at {time_text(now)}, {pace:,.0f} simulated seconds a second"
        self._progress.update(self._task, completed=whole, at=at)

    def done(self, technique: str, replication: int) -> None:
        """Hear that a run is done."""
        self.reached(technique, replication, self._end)


@contextmanager
def runs_bar(screen: Console, what: str, *, count: int, end: float) -> Iterator[Runs | None]:
    """Draw how far `count` runs have come that each end at `end` simulated seconds; give none where nobody watches."""
    if not is_live(screen):
        yield None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[at]}", markup=False),
    )
    with Progress(*columns, console=screen, transient=True) as progress:
        yield Runs(progress, progress.add_task(what, total=count * end, at=""), end)
