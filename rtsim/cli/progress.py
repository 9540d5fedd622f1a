"""Progress: how far the work is, drawn on a terminal while it goes on, and nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def is_live(screen: Console) -> bool:
    """Tell whether lines can be drawn over: on a terminal that can; colours that are forced make no terminal."""
    return screen.is_interactive and screen.file.isatty()


@contextmanager
def bar(screen: Console, what: str, total: int) -> Iterator[Callable[[], None]]:
    """Draw a bar until the work is done; what is given is to be called whenever a part of it is."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=screen, transient=True, disable=not is_live(screen)) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)
