"""`rtsim break-even`: where along an input the one of two techniques that is lower in a measure changes."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Annotated

import typer

from rtsim import units
from rtsim.breakeven.lines import SUMS, USUAL, Answer, Asked, Axes, NoLineError, axes
from rtsim.breakeven.money import priced
from rtsim.breakeven.search import is_wide, search
from rtsim.cli.inputs import AsJson, Quiet, Workers, quantity, refuse
from rtsim.cli.streams import print_json
from rtsim.cli.sweeping import ExperimentFile, StoreFile, Work, read, store_of, sweeping
from rtsim.experiments.inputs import inputs
from rtsim.experiments.point import Point
from rtsim.experiments.samples import Sampled, sampled
from rtsim.money.bill import PER_MONTH
from rtsim.report.documents.breakeven import breakeven_document
from rtsim.report.text.breakeven import breakeven_text
from rtsim.report.text.tables import console
from rtsim.scenario.errors import choices_text, nearest
from rtsim.scenario.experiment import Experiment
from rtsim.scenario.measures import METRICS
from rtsim.techniques import techniques

FEWEST = 2  # replications that have an interval
ALL = "docs/reference/measures.md has all"
KNOWN = (*METRICS, *SUMS, PER_MONTH)


def break_even(  # noqa: PLR0913 - as many as the command has options
    experiment: ExperimentFile,
    a: Annotated[str, typer.Argument(metavar="A", help="One technique of the experiment.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    *,
    metric: Annotated[
        list[str] | None,
        typer.Option("--metric", "-m", metavar="M", help="This measure; may be repeated. CPU, bytes, latency, money."),
    ] = None,
    along: Annotated[
        str, typer.Option(metavar="PATH", help="The input to look along; the first that is a number by default.")
    ] = "",
    refine: Annotated[
        str, typer.Option(metavar="SHARE", help="Simulate more points until each band is this narrow, as in '2 %'.")
    ] = "",
    store: StoreFile = None,
    workers: Workers = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Say where the one of two techniques that is lower in a measure changes, with a 95 % band.

    Runs of the two that the experiment's store does not have yet are simulated first, and kept in it. Each combination
    of other inputs that vary is a line of its own. Ends with status 2 when the input is wrong.
    """
    _check_names(a, b, metric or ())
    share = _share(refine)
    asked, points = read(experiment)
    _check_design(experiment, asked, share)
    question = Asked((a, b), _metrics(experiment, points, metric or ()), _axes(experiment, asked, points, along))
    of_both = _of_both(experiment, points, (a, b))
    with sweeping(asked, points, store_of(asked, store), Work(workers, quiet=quiet)) as (kept, simulate):

        def measure(some: Sequence[Point]) -> list[Sampled]:
            simulate(some)
            return [
                priced(found, point.scenario, techniques())
                for point, found in zip(some, sampled(kept, asked, some), strict=True)
            ]

        found = search(of_both, question, measure, share)
    _answer(experiment, asked, found, as_json=as_json)
    if share < inf and any(is_wide(one.low, one.high, share) for answer in found for one in answer.found.changes):
        console(error=True, quiet=quiet).print("a band that is wide still is so for chance: more replications help")


def _check_names(a: str, b: str, metrics: Sequence[str]) -> None:
    """Refuse names of nothing, and a technique beside itself."""
    wrong = [f"'{name}' is not a technique: {choices_text(name, techniques())}" for name in (a, b)
             if name not in techniques()]  # fmt: skip
    if a == b:
        wrong = [*wrong[:1], f"A and B are both {a}: name two techniques"]
    wrong += [f"--metric {name} is not a measure: {nearest(name, KNOWN, ALL)}" for name in metrics if name not in KNOWN]
    if wrong:
        refuse(wrong)


def _share(written: str) -> float:
    """Read the width that is narrow enough; any is where nothing is to be refined."""
    share = quantity("--refine:", units.share, written) if written else inf
    if written and not 0 < share < 1:
        refuse([f"--refine: {written} is out of range: write a share above 0 %, below 100 %, as in '2 %'"])
    return share


def _check_design(path: Path, asked: Experiment, share: float) -> None:
    """Refuse an experiment that no line can be drawn through."""
    wrong = []
    if asked.design == "latin-hypercube":
        wrong.append("a latin hypercube has no lines to look along: use a grid")
    if asked.design == "zip" and share < inf:
        wrong.append("--refine needs a grid: between the points of a zip nothing is said of the other inputs")
    if asked.most_replications < FEWEST:
        wrong.append("one replication has no interval: write replications: 5, or any number of at least 2")
    if wrong:
        refuse(f"{path}: {line}" for line in wrong)


def _metrics(path: Path, points: Sequence[Point], wanted: Sequence[str]) -> tuple[str, ...]:
    """Give the measures to look at: those asked for, or the usual ones and money where there are prices."""
    has_prices = any(point.scenario.prices for point in points)
    if PER_MONTH in wanted and not has_prices:
        refuse([f"--metric {PER_MONTH}: the scenario of {path} has no prices: see 'rtsim list prices'"])
    return tuple(dict.fromkeys(wanted)) or (*USUAL, *((PER_MONTH,) if has_prices else ()))


def _axes(path: Path, asked: Experiment, points: Sequence[Point], wanted: str) -> Axes:
    try:
        varied = inputs(point.written for point in points)
        return axes(varied, len(points), wanted=wanted, together=asked.design == "zip")
    except NoLineError as error:
        refuse([f"{path}: {error}"])


def _of_both(path: Path, points: Sequence[Point], pair: tuple[str, str]) -> list[Point]:
    both = [point for point in points if set(pair) <= set(point.digests)]
    if not both:
        known = dict.fromkeys(name for point in points for name in point.digests)
        lacking = next((name for name in pair if name not in known), " and ".join(pair))
        refuse([f"{path}: no point has {lacking}: choose two of {', '.join(known)}"])
    return [replace(point, digests={name: point.digests[name] for name in pair}) for point in both]


def _answer(path: Path, asked: Experiment, found: Sequence[Answer], *, as_json: bool) -> None:
    if not found:
        refuse([f"{path}: no line has two points: vary one input for each value of the others"])
    if as_json:
        print_json({**breakeven_document(found), "experiment": asked.name})
    else:
        console().print(breakeven_text(found))
