"""`rtsim compare`: what changes from A to B, measure by measure, and whether it gets worse."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from rtsim import __version__, units
from rtsim.analysis.contrast import WORSE, Contrast, Side, aligned, contrasts
from rtsim.analysis.sides import NotADocumentError, side_of_document, side_of_outcome, side_of_store
from rtsim.cli.inputs import AsJson, Chosen, Quiet, Settings, Workers, all_cores, quantity, refuse
from rtsim.cli.sources import Asked, check, is_scenario, is_store, read_json, simulated
from rtsim.cli.streams import print_json
from rtsim.cli.sweeping import stored
from rtsim.report.documents.run import contrast_document
from rtsim.report.text.contrast import contrast_rows, contrast_table
from rtsim.report.text.tables import console, warning_line
from rtsim.scenario.errors import choices_text
from rtsim.scenario.measures import METRICS, Measure
from rtsim.units import shown

GOT_WORSE = 99


def compare(  # noqa: PLR0913 - a command takes its options
    a: Annotated[Path, typer.Argument(metavar="A", help="A scenario, the JSON of a run, or the store of a sweep.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another one, of any of these kinds.")],
    *,
    technique: Chosen = None,
    settings: Settings = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option("--fail-on", metavar="METRIC", help="End with 99 if this measure is worse; may be repeated."),
    ] = None,
    margin: Annotated[
        str, typer.Option(metavar="SHARE", help="What counts as no difference, as a share of A, such as 2 %.")
    ] = "0 %",
    every: Annotated[bool, typer.Option("--all", help="Show the measures that do not differ as well.")] = False,
    workers: Workers = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Compare B with A: differences with 95 % intervals, and whether B is better or worse.

    Scenarios are run first. Ends with status 99 when a measure of `--fail-on` is worse, 2 when the input is wrong.
    """
    tolerated = _share(margin)
    _check(fail_on or ())
    asked = Asked(technique or (), settings or (), workers or all_cores(), quiet)
    for path in (a, b):
        check(path, asked)
    first, second = aligned(*(_only(_side(path, asked), asked.techniques) for path in (a, b)))
    found, warnings = list(contrasts(first, second, tolerated)), list(_warnings(first, second))
    if not found:
        refuse([_apart(first, second)])
    _check_gate(fail_on or (), (first, second), found)
    worse = [one for one in found if one.verdict == WORSE and one.metric in (fail_on or ())]
    if as_json:
        document = {
            "rtsim": __version__,
            "a": first.name,
            "b": second.name,
            "contrasts": contrast_document(found),
            "worse": contrast_document(worse),
            "warnings": warnings,
        }
        print_json(document)
    else:
        names = f"A: {a}\nB: {b}\n"
        console().print(names, contrast_rows(found) if every else contrast_table(found), sep="\n")
    for text in warnings:
        console(error=True, quiet=quiet).print(warning_line(text))
    for one in worse:
        at = f" at {one.part.point}" if one.part.point else ""
        console(error=True).print(f"WORSE {one.part.technique}{at}: {one.metric}")
    if worse:
        raise typer.Exit(GOT_WORSE)


def _share(written: str) -> float:
    found = quantity("--margin:", units.share, written)
    if not 0 <= found < 1:
        refuse([f"--margin: {shown(written)} is not a share from 0 % to below 100 %"])
    return found


def _check(metrics: Sequence[str]) -> None:
    """Refuse what cannot get worse."""
    wrong = [f"--fail-on {shown(name)} is not a measure: {choices_text(name, METRICS)}"
             for name in metrics if name not in METRICS]  # fmt: skip
    wrong += [f"--fail-on {name}: more of it is neither better nor worse" for name in metrics if Measure(name).neutral]
    if wrong:
        refuse(wrong)


def _check_gate(metrics: Sequence[str], sides: tuple[Side, Side], found: Sequence[Contrast]) -> None:
    """Refuse a gate that nothing could close."""
    if not metrics:
        return
    single = [f"--fail-on: {side.name} has one replication: without intervals nothing gets worse"
              for side in sides if _is_single(side)]  # fmt: skip
    judged = {one.metric for one in found}
    unknown = [f"--fail-on {name}: no technique has it in both, so that it cannot be judged"
               for name in metrics if name not in judged]  # fmt: skip
    if single or unknown:
        refuse([*single, *unknown])


def _is_single(side: Side) -> bool:
    return all(sample.count <= 1 for known in side.parts.values() for sample in known.samples.values())


def _side(path: Path, asked: Asked) -> Side:
    try:
        if is_store(path):
            with stored(path) as store:
                return side_of_store(str(path), store)
        if is_scenario(path):
            return side_of_outcome(str(path), simulated(path, asked))
        return side_of_document(str(path), read_json(path))
    except NotADocumentError as error:
        refuse([f"{path}: {error}"])


def _only(side: Side, techniques: Sequence[str]) -> Side:
    """Keep the techniques that were asked for; all of them when none was."""
    return Side(side.name, {part: known for part, known in side.parts.items() if part.technique in techniques}
                ) if techniques else side  # fmt: skip


def _apart(a: Side, b: Side) -> str:
    """Say why nothing can be compared."""
    for side, other in ((a, b), (b, a)):
        points = {part.point for part in side.parts}
        if len(points) > 1 and {part.point for part in other.parts} == {""}:
            return f"{other.name} is at no point of {side.name}, which has {len(points):,}: take a store of one point"
    return f"{a.name} and {b.name} have no technique in common at the same point"


def _warnings(a: Side, b: Side) -> Iterator[str]:
    for side, other in ((a, b), (b, a)):
        for part, known in side.parts.items():
            what = f"{part.technique}{f' at {part.point}' if part.point else ''}"
            if part not in other.parts:
                yield f"{what} is only in {side.name}: it is not compared"
            if known.overloaded:
                yield f"{what} is overloaded in {side.name}: its latencies are no steady answer"
        if not all(known.has_messages for known in side.parts.values()):
            yield f"{side.name} has runs of an older rtsim, which did not note their messages: they are not paired"
        if _is_single(side):
            yield f"{side.name} has one replication: without intervals nothing is better or worse"
