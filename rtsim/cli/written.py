"""Files that commands write: what cannot be written is refused before the work, or said in one line after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from rtsim.cli.inputs import refuse
from rtsim.cli.streams import say
from rtsim.report.whole_file import check_writable
from rtsim.scenario.files import reason

FAILED = 1


def check_written(option: str, path: Path, start: str = "") -> None:
    """End with status 2 and a line if nothing that begins with `start` can be written to the path of this option."""
    wrong = check_writable(path, start)
    if wrong:
        refuse([f"{option} {wrong}".lstrip()])


@contextmanager
def written(option: str, path: Path) -> Iterator[None]:
    """End with status 1 and a line if writing fails, as where the disk is full."""
    try:
        yield
    except OSError as error:
        say(f"{option} {path}: cannot be written: {reason(error)}".lstrip())
        raise typer.Exit(FAILED) from None
