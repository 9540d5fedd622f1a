"""Sources: what `compare` and `export` take: a scenario, which is run, the JSON of a run, or the store of a sweep."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from rtsim.cli.inputs import load, refuse
from rtsim.cli.progress import runs_bar
from rtsim.cli.weighing import weigh_strictly
from rtsim.experiments import Outcome
from rtsim.experiments import run as run_experiment
from rtsim.forecast.effort import worthwhile
from rtsim.report.text.tables import console
from rtsim.scenario import Scenario
from rtsim.scenario.files import is_file, opened, read_bytes, reason
from rtsim.scenario.plain_json import parsed
from rtsim.techniques import chosen

SQLITE = (
    b"SQLite format 3\0"  # the beginning of every SQLite file: https://sqlite.org/fileformat.html#the_database_header
)
LARGEST_DOCUMENT = 20_000_000
"""Bytes of a JSON document: a run of thousands of replications has less."""

LARGEST_STORE = 1 << 50  # bytes: any number of them, as SQLite reads a store page by page
SCENARIOS = (".yaml", ".yml")


@dataclass(frozen=True)
class Asked:
    """What the command line asks of a scenario that has to be run."""

    techniques: Sequence[str]
    overrides: Sequence[str]
    workers: int
    quiet: bool = False


def is_store(path: Path) -> bool:
    """Tell whether a file is an SQLite database."""
    try:
        with opened(path, LARGEST_STORE) as file:
            return file.read(len(SQLITE)) == SQLITE
    except OSError:
        return False


def is_scenario(path: Path) -> bool:
    """Tell whether a path is that of a scenario; so is one of nothing at all, to be refused as one."""
    return path.suffix.lower() in SCENARIOS or not is_file(path)


def read_json(path: Path) -> Any:
    """Read a JSON document; end with status 2 if it is none, or has numbers that JSON or a machine has not."""
    try:
        text = read_bytes(path, LARGEST_DOCUMENT).decode("utf-8-sig")
        return parsed(text)
    except OSError as error:
        refuse([f"{path}: cannot be read: {reason(error)}"])
    except (ValueError, RecursionError):
        refuse([f"{path}: is neither a scenario (.yaml), nor the JSON of 'rtsim run --json', nor a sweep's store"])


def check(path: Path, asked: Asked) -> None:
    """End with status 2 if a path is that of a scenario that is wrong; nothing is run."""
    if is_scenario(path):
        load(path, asked.overrides, asked.techniques)


def simulated(path: Path, asked: Asked) -> Outcome:
    """Run a scenario; end with status 2 and a line for each error if it is wrong."""
    scenario = load(path, asked.overrides, asked.techniques)
    weigh_strictly(scenario, asked.workers)
    return simulate(scenario, asked.workers, console(error=True, quiet=asked.quiet))


def simulate(scenario: Scenario, workers: int, screen: Console) -> Outcome:
    """Run a scenario's techniques, with a progress bar if the screen is a terminal."""
    techniques = chosen(scenario.techniques)
    workers = worthwhile(scenario, techniques, workers)
    count, end = len(techniques) * scenario.replications, scenario.warmup + scenario.duration
    with runs_bar(screen, scenario.name, count=count, end=end) as reached:
        return run_experiment(
            scenario,
            techniques,
            workers=workers,
            progress=lambda technique, replication: reached(technique, replication, end),
            reached=reached,
        )
