"""The commands by name. Only the one that is called is imported, so that help is there at once."""

import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from rtsim import __version__
from rtsim.printable import one_line

_UsageError: Any = typer.BadParameter.__bases__[0]  # Click's, or that of the Click inside newer Typers

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("rtsim.cli.run:run", "Simulate a scenario under each technique and compare what they cost."),
    "explain": ("rtsim.cli.explain:explain", "Say what theory expects of a scenario before anything runs."),
    "trace": ("rtsim.cli.trace:trace", "Show what happens to one client: diagram, time line, or events."),
    "sweep": ("rtsim.cli.sweep:sweep", "Run an experiment: a scenario at many points, kept in a store."),
    "capacity": ("rtsim.cli.capacity:capacity", "Find how many clients, or how few nodes, keep the limits."),
    "break-even": ("rtsim.cli.break_even:break_even", "Say from which value on another technique is lower."),
    "recommend": ("rtsim.cli.recommend:recommend", "Say which technique to choose, why, and what would flip it."),
    "play": ("rtsim.cli.play:play", "Open a page on which inputs are moved and answers follow."),
    "compare": ("rtsim.cli.compare:compare", "Say what changes from A to B, and whether it gets worse."),
    "report": ("rtsim.cli.sweep:report", "Write the page of a sweep from its store, as one HTML file."),
    "export": ("rtsim.cli.export:export", "Write results as a tidy table, in a Parquet or a CSV file."),
    "calibrate": (
        "rtsim.cli.calibrate:calibrate",
        "Learn sizes and latencies from your own traffic (HAR, load tests, pings).",
    ),
    "validate": ("rtsim.cli.validate:validate", "Compare with theory, published results, real servers."),
    "claims": ("rtsim.cli.claims:claims", "Test what the study notes say of the techniques."),
    "list": ("rtsim.cli.listing:list_catalogue", "List techniques, networks, stacks, prices, configs or headers."),
    "init": ("rtsim.cli.starter:init", "Write a commented starter scenario that runs as it is."),
    "schema": ("rtsim.cli.schema:schema", "Print the JSON Schema of a scenario or an experiment, for editors."),
}
"""Each command: where its function is, and what it is for."""


def application(arguments: Sequence[str]) -> typer.Typer:
    """Give the application for a command line: all commands, of which only the called one can do its work."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback()(_root)
    called = next((argument for argument in arguments if not argument.startswith("-")), "")
    for name, (place, purpose) in COMMANDS.items():
        app.command(name, short_help=purpose)(_imported(place) if name == called else _only_listed)
    return app


def carry_out(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Carry out a command line and give its status; one that is no command is an error of one line."""
    try:
        return app(standalone_mode=False) or 0
    except _UsageError as error:
        if arguments:  # without a word the error is the help
            error.message = one_line(error.message)
        error.show(sys.stderr)
        return int(error.exit_code)
    except typer.Abort:
        sys.stderr.write("Aborted!\n")
        return 1


def built(arguments: Sequence[str]) -> typer.Typer:
    """Give the application; what is imported is no garbage, and looking for some would take a tenth of a second."""
    gc.disable()
    try:
        return application(arguments)
    finally:
        gc.freeze()
        gc.enable()


def _imported(place: str) -> Callable[..., Any]:
    module, name = place.split(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def _only_listed() -> None:
    """Stand in the list of commands."""


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def _root(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Simulate what short polling, long polling, WebSocket and Server-Sent Events cost before you build."""
