"""`rtsim sweep`: run an experiment, keep every run as soon as it is done, go on where an earlier call was stopped."""

import json
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rtsim.cli.inputs import AsJson, all_cores, refuse
from rtsim.experiments.executors import WorkersLostError, cluster, local
from rtsim.experiments.point import Point, values_text
from rtsim.experiments.points import points as all_points
from rtsim.experiments.store import Store, StoreError
from rtsim.experiments.sweep import Step, Told, WrongVersionError
from rtsim.experiments.sweep import sweep as run_sweep
from rtsim.report.sweep_table import sweep_document, sweep_table
from rtsim.report.tables import console
from rtsim.scenario import InputErrors
from rtsim.scenario.experiment import Experiment, load_experiment
from rtsim.techniques import settings_classes, techniques

FAILED = 1
PER_WORKER = 4  # runs that wait for each process, so that none is idle while results are written
IN_CLUSTER = 1000  # runs with a cluster at a time: workers may come and go


def sweep(
    experiment: Annotated[Path, typer.Argument(metavar="EXPERIMENT", help="The experiment, a YAML file.")],
    *,
    store: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where results are kept; NAME.rtsim.sqlite by default.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes at work; all cores by default.")] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler whose workers do the work.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run an experiment: a scenario at many points, each run kept in a store as soon as it is done.

    The same command goes on where an earlier one was stopped. Ends with status 2 when the input is wrong.
    """
    if workers and dask:
        refuse(["--workers and --dask exclude each other: the cluster's own workers do the work"])
    asked, points = _read(experiment)
    path = store or Path(f"{asked.name}.rtsim.sqlite")
    with _writing(path) as kept, _executor(workers, dask) as executor, _progress() as told:
        many = _in_flight(workers, dask)
        run_sweep(asked, points, techniques(), store=kept, executor=executor, in_flight=many, told=told)
    with Store.open(path) as kept:
        _answer(kept, as_json=as_json)


@contextmanager
def _writing(path: Path) -> Iterator[Store]:
    """Open the store to write it, or end with status 2; whatever stops the sweep then, say how it goes on."""
    try:
        store = Store.open(path, "write")
    except StoreError as error:
        refuse([str(error)])
    with store, _failures(path):
        yield store


def _read(path: Path) -> tuple[Experiment, list[Point]]:
    """Read an experiment and all its points; end with status 2 and a line for each error."""
    try:
        question = load_experiment(path)
        return question.experiment, all_points(question, settings_classes())
    except InputErrors as errors:
        refuse(str(error) for error in errors.errors)


def _executor(workers: int | None, dask: str | None) -> AbstractContextManager[Executor]:
    return _cluster(dask) if dask else local(workers or all_cores())


def _in_flight(workers: int | None, dask: str | None) -> int:
    """Give how many runs are with the executor at a time; this process alone keeps each before it begins the next."""
    processes = workers or all_cores()
    return IN_CLUSTER if dask else 1 if processes == 1 else PER_WORKER * processes


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    """Give the cluster's workers; end with status 2 when there is none."""
    with ExitStack() as stack:
        try:
            executor = stack.enter_context(cluster(address))
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
        typer.echo(on, err=True)
        raise
    except (StoreError, WorkersLostError, WrongVersionError) as error:
        typer.echo(f"{error}\n{on}", err=True)
        raise typer.Exit(FAILED) from None


@contextmanager
def _progress() -> Iterator[Told]:
    """Draw a bar on a terminal; elsewhere say a line for each point."""
    screen = console(error=True)
    if not screen.is_terminal:
        yield _say
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task("points", total=None, rate="")
        yield lambda step: progress.update(
            task, completed=step.done, total=step.points, rate=_rate(step.runs, progress.tasks[0].elapsed or 0.0)
        )


def _rate(runs: int, elapsed: float) -> str:
    return f"{runs / elapsed:.3g} runs/s" if runs and elapsed else ""


def _say(step: Step) -> None:
    if not step.runs and step.done:
        typer.echo(f"{step.done} of {step.points} points were done before", err=True)
    for point in step.finished:
        typer.echo(f"{step.done}/{step.points} point {point.number}: {values_text(point.written)}", err=True)


def _answer(store: Store, *, as_json: bool) -> None:
    if as_json:
        json.dump(sweep_document(store), sys.stdout, indent=1, allow_nan=False)
        sys.stdout.write("\n")
    else:
        console().print(sweep_table(store))
        console(error=True).print(f"{store.path} holds all runs", style="dim")
