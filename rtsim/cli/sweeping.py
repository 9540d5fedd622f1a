"""Sweeping: an experiment's missing runs simulated into its store, with progress, and how commands read one."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rtsim.cli.inputs import all_cores, check_written, keys, refuse, refusing
from rtsim.cli.progress import is_live
from rtsim.cli.streams import say
from rtsim.experiments.executors import WorkersLostError, local
from rtsim.experiments.point import Point, Varied, parted, values_text
from rtsim.experiments.points import points as all_points
from rtsim.experiments.samples import Kept, kept
from rtsim.experiments.store import DamagedError, Store, StoreError
from rtsim.experiments.sweep import Step, Told, WrongVersionError
from rtsim.experiments.sweep import complete as complete_runs
from rtsim.report.text.tables import console
from rtsim.scenario import InputErrors
from rtsim.scenario.experiment import Experiment, load_experiment
from rtsim.techniques import settings_classes, techniques

ExperimentFile = Annotated[Path, typer.Argument(metavar="EXPERIMENT", help="The experiment, a YAML file.")]
StoreFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Where results are kept; NAME.rtsim.sqlite by default.")
]

FAILED = 1
WIDEST_BAR, BESIDE_BAR = 40, 38  # columns of the bar, and of what stands beside it: points, rate, time left
IN_MEMORY = ":memory:"  # what SQLite calls a database without a file
PER_WORKER = 4  # runs that wait for each process, so that none is idle while results are written
IN_CLUSTER = 1000  # runs with a cluster at a time: workers may come and go


def store_of(experiment: Experiment, store: Path | None) -> Path:
    """Give the file that keeps an experiment's runs: the one asked for, or one named after the experiment.

    Ends with status 2 where no file of that name can be.
    """
    path = Path(f"{experiment.name}.rtsim.sqlite") if store is None else store
    if str(path) == IN_MEMORY:
        refuse([f"--store {path}: names no file, and what is kept in memory is lost"])
    check_written("--store", path)
    return path


@dataclass(frozen=True)
class Work:
    """Who does the work, and whether it is told on stderr: processes, a Dask scheduler's address."""

    workers: int | None = None
    dask: str | None = None
    quiet: bool = False


def complete(asked: Experiment, points: Sequence[Point], path: Path, work: Work) -> None:
    """Simulate what is missing in the store; end with status 2 or 1 and a line where that cannot be done."""
    with sweeping(asked, points, path, work) as (_, simulate):
        simulate(points)


@contextmanager
def sweeping(
    asked: Experiment, points: Sequence[Point], path: Path, work: Work
) -> Iterator[tuple[Store, Callable[[Sequence[Point]], None]]]:
    """Give the store, with the experiment in it, and what simulates that which is missing of points, these or others.

    Ends as `complete` does.
    """
    screen = console(error=True, quiet=work.quiet)
    workers = work.workers or all_cores()
    engaged = _cluster(work.dask, screen) if work.dask else local(workers)
    with _writing(path) as store, engaged as executor, _progress(screen, points) as told:
        store.begin(asked, points)
        # this process alone keeps each run before it begins the next
        many = IN_CLUSTER if work.dask else 1 if workers == 1 else PER_WORKER * workers

        def simulate(some: Sequence[Point]) -> None:
            complete_runs(asked, some, techniques(), store=store, executor=executor, in_flight=many, told=told)

        yield store, simulate


@contextmanager
def _writing(path: Path) -> Iterator[Store]:
    """Open the store to write it, or end with status 2; whatever stops the sweep then, say how it goes on."""
    try:
        store = Store.open(path, "write")
    except StoreError as error:
        refuse([str(error)])
    with store, _failures(path):
        yield store


def read(path: Path) -> tuple[Experiment, list[Point]]:
    """Read an experiment and all its points; end with status 2 and a line for each error."""
    try:
        question = load_experiment(path)
        return question.experiment, all_points(question, settings_classes())
    except InputErrors as errors:
        found = keys(path)
        if "clients" in found and "vary" not in found:
            refuse([f"{path} is a scenario, and this takes an experiment, which says what varies in one"])
        refuse(str(error) for error in errors.errors)


@contextmanager
def _cluster(address: str, screen: Console) -> Iterator[Executor]:
    """Give the cluster's workers; end with status 2 when no scheduler answers, say it when there is no worker yet."""

    def told(workers: int) -> None:
        if not workers:
            screen.out(f"--dask {address}: no worker is there yet; the sweep begins when one comes")

    with ExitStack() as stack:
        try:
            executor = stack.enter_context(import_module("rtsim.experiments.clusters").cluster(address, told))
        except ImportError:
            refuse(["--dask needs the extra 'cluster': pip install 'rtsim[cluster]'"])
        except (OSError, ValueError) as error:
            refuse([f"--dask {address}: no scheduler answers: {str(error).splitlines()[0]}"])
        yield executor


@contextmanager
def _failures(path: Path) -> Iterator[None]:
    """Say what stopped a sweep, and how it goes on."""
    on = f"what is finished is kept in {path}; the same command goes on from there"
    try:
        yield
    except SystemExit:
        say(on)
        raise
    except DamagedError as error:  # the same command would end so again
        refuse([str(error)])
    except (StoreError, WorkersLostError, WrongVersionError) as error:
        say(str(error))
        say(on)
        raise typer.Exit(FAILED) from None


@contextmanager
def _progress(screen: Console, points: Sequence[Point]) -> Iterator[Told]:
    """Draw a bar on a terminal; elsewhere say a line for each point."""
    if not is_live(screen):
        differing = parted({point.number: point.written for point in points})[1]
        yield partial(_say, screen, differing)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(min(WIDEST_BAR, max(1, screen.width - BESIDE_BAR))),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task("points", total=None, rate="")
        yield lambda step: progress.update(
            task, completed=step.done, total=step.points, rate=_rate(step.runs, progress.tasks[0].elapsed or 0.0)
        )


def _rate(runs: int, elapsed: float) -> str:
    return f"{runs / elapsed:.3g} runs/s" if runs and elapsed else ""


def _say(screen: Console, differing: Varied, step: Step) -> None:
    if not step.runs and step.done:
        screen.out(f"{step.done} of {step.points} points were done before")
    for point in step.finished:
        values = values_text(differing.get(point.number, point.written))  # a point of a search is none of the sweep's
        screen.out(f"{step.done}/{step.points} point {point.number}: {values}")


def kept_points(store: Store) -> Kept | None:
    """Give what a store keeps of its experiment; end with status 2 and a line if its scenario cannot be made anew."""
    found = kept(store, settings_classes())
    with refusing():
        if found is not None and found.points:
            found.points[0].scenario  # noqa: B018 - a file that it names may be gone
    return found


@contextmanager
def stored(path: Path) -> Iterator[Store]:
    """Open a store to read it; end with status 2 and a line if it cannot be read, whenever that shows."""
    try:
        with Store.open(path) as store:
            yield store
    except StoreError as error:
        refuse([str(error)])
