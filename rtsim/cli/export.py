"""`rtsim export`: results as a tidy table, in a Parquet or a CSV file."""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from rtsim.analysis.sides import NotADocumentError, document_estimates
from rtsim.cli.inputs import Chosen, Settings, Workers, all_cores, check_written, refuse, written
from rtsim.cli.sources import Asked, is_scenario, is_store, read_json, simulated
from rtsim.cli.sweeping import stored
from rtsim.report.text.tables import console
from rtsim.report.whole_file import replacing
from rtsim.scenario.errors import choices_text
from rtsim.tidy import defused, table
from rtsim.units import shown

CSV, PARQUET = ".csv", ".parquet"
WRITERS: Mapping[str, Callable[[pd.DataFrame, Path], Any]] = {
    CSV: lambda rows, path: defused(rows).to_csv(path, index=False, lineterminator="\n"),
    PARQUET: lambda rows, path: _typed(rows).to_parquet(path, index=False),
}


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Write what varies as text where its values are of several types: a column of Parquet has one."""
    mixed = [name for name, column in rows.items() if len(set(map(type, column.dropna()))) > 1]
    return rows.assign(**{str(name): rows[name].map(str, na_action="ignore") for name in mixed})


def export(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A scenario, the JSON of a run, or the store of a sweep.")
    ],
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="A .parquet or .csv file; it is overwritten.")],
    technique: Chosen = None,
    settings: Settings = None,
    workers: Workers = None,
) -> None:
    """Write results as a tidy table: a row for each point, technique, replication and metric, in base units.

    A scenario is run first. The JSON of a run gives means and intervals in place of replications. Ends with status 2
    when the input is wrong.
    """
    _check(to)
    rows = _rows(source, Asked(technique or (), settings or (), workers or all_cores()))
    if technique:
        rows = _only(rows, source, technique)
    with written("--to", to), replacing(to) as part:
        WRITERS[to.suffix.lower()](rows, part)
    console(error=True).print(f"{len(rows):,} rows are in {to}")


def _check(to: Path) -> None:
    """Refuse what cannot be written, before anything runs."""
    suffix = to.suffix.lower()
    if suffix not in WRITERS:
        refuse([f"--to {to}: its name has to end with {' or '.join(WRITERS)}"])
    if suffix == PARQUET and find_spec("pyarrow") is None:
        refuse([f"--to {to}: Parquet needs pyarrow: pip install 'rtsim[parquet]', or write a .csv file"])
    check_written("--to", to)


def _rows(source: Path, asked: Asked) -> pd.DataFrame:
    try:
        if is_store(source):
            with stored(source) as store:
                return store.table()
        if is_scenario(source):
            return table(run for runs in simulated(source, asked).recordings.values() for run in runs)
        return _of_document(read_json(source))
    except NotADocumentError as error:
        refuse([f"{source}: {error}"])


def _only(rows: pd.DataFrame, source: Path, chosen: Sequence[str]) -> pd.DataFrame:
    """Keep the chosen techniques; end with status 2 if one of them is not there."""
    known = rows["technique"].unique().tolist()
    absent = [name for name in chosen if name not in known]
    if absent:
        refuse(f"--technique {shown(name)} is not in {source}: {choices_text(name, known)}" for name in absent)
    return rows[rows["technique"].isin(chosen)]


def _of_document(document: Any) -> pd.DataFrame:
    rows = [
        (technique, metric, known.mean, known.low, known.high)
        for technique, of in document_estimates(document).items()
        for metric, known in of.items()
    ]
    return pd.DataFrame(rows, columns=["technique", "metric", "mean", "low", "high"])
