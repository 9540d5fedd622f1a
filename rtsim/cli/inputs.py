"""Inputs: what commands read and which files they write, and how they end when that is wrong."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, NoReturn, TypeAlias

import typer

from rtsim import units
from rtsim.analysis.budget import Budget
from rtsim.cli.streams import say
from rtsim.report.whole_file import check_writable
from rtsim.scenario import InputError, InputErrors, Scenario, load_scenario
from rtsim.scenario.document import read_document
from rtsim.scenario.errors import choices_text
from rtsim.scenario.files import is_file, reason
from rtsim.techniques import settings_classes, techniques
from rtsim.units import shown

WRONG_INPUT = 2

Config = Annotated[Path, typer.Argument(metavar="CONFIG", help="The scenario, a YAML file.")]
Chosen = Annotated[
    list[str] | None,
    typer.Option("--technique", "-t", metavar="T", help="Only this technique of the scenario; may be repeated."),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="PATH=VALUE", help="Lay a value over the file's; may be repeated."),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors: no progress, no warnings.")
]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes at work; all cores by default.")]
AsMarkdown = Annotated[bool, typer.Option("--markdown", help="Write the tables of the documentation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write one JSON document to stdout and nothing else there.")]
BudgetOption: TypeAlias = Annotated[
    str, typer.Option("--budget", metavar="TIME", help="How long to search, such as '30 s': then the best so far.")
]
FAILED = 1


def load(
    config: Path,
    overrides: Sequence[str] = (),
    chosen: Sequence[str] = (),
    options: Mapping[str, int | None] = MappingProxyType({}),
) -> Scenario:
    """Read a scenario and keep the chosen techniques; end with status 2 and a line for each error.

    `options` are values that have an option of their own, by the scenario's key; None was not given.
    """
    given = {f"{key}={value}": f"--{key} {value}" for key, value in options.items() if value is not None}
    try:
        scenario = load_scenario(config, techniques=settings_classes(), overrides=[*overrides, *given])
    except InputErrors as errors:
        found = keys(config)
        if "vary" in found and "clients" not in found:
            refuse([f"{config} is an experiment, and this takes a scenario: 'rtsim sweep' runs experiments"])
        refuse(f"{_as_typed(error, given)}{_nearest(config)}" for error in errors.errors)
    known = techniques()
    wrong = [name for name in chosen if name not in known]
    if wrong:
        refuse(f"--technique {shown(name)} is not a technique: {choices_text(name, known)}" for name in wrong)
    if not chosen:
        return scenario
    kept = {name: scenario.techniques.get(name) or known[name].settings() for name in chosen}
    return scenario.model_copy(update={"techniques": kept})


def keys(path: Path) -> Collection[str]:
    """Give the keys that a file has at its top; none if it cannot be read."""
    try:
        return read_document(path).content.keys()
    except InputErrors:
        return ()


def _as_typed(error: InputError, given: Mapping[str, str]) -> InputError:
    """Name the option that was typed, and a path only once."""
    option, _, text = error.file.partition(" ")
    if option != "--set":
        return error
    path = text.partition("=")[0].strip()
    return replace(error, file=given.get(text, error.file), key="" if error.key == path else error.key)


def _nearest(config: Path) -> str:
    """Ask whether another file is meant, if this one is not there."""
    if os.path.lexists(config):
        return ""
    written = (config.with_name(f"{config.name}.yaml"), Path("configs") / f"{config.name}.yaml")
    return next((f"; did you mean {path}?" for path in written if is_file(path)), "")


def refuse(lines: Iterable[str]) -> NoReturn:
    """Say what is wrong with the input, a line each, and end with status 2."""
    for line in lines:
        say(line)
    raise typer.Exit(WRONG_INPUT)


@contextmanager
def refusing() -> Iterator[None]:
    """End with status 2 and a line for each error if an input is wrong."""
    try:
        yield
    except InputErrors as errors:
        refuse(map(str, errors.errors))


def quantity(option: str, read: Callable[[str], float], written: str) -> float:
    """Read a quantity of the command line; end with status 2 and a line that begins with `option` if it is none."""
    try:
        return read(written)
    except ValueError as error:
        refuse([f"{option} {error}"])


def all_cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_budget(written: str) -> Budget:
    """Begin a budget; end with status 2 where it is no time above zero."""
    seconds = quantity(f"--budget {shown(written)}:", units.time, written)
    if not 0 < seconds < float("inf"):
        refuse([f"--budget {shown(written)} is not a time above zero"])
    return Budget(seconds)


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
