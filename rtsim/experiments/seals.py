"""Seals: checksums by which a store's rows say that they are as they were written.

SQLite sees that a page is not whole, not that a number in it is another one. A seal is the CRC-32 of the JSON of what
belongs together, which finds any byte that was changed; it keeps nobody from writing another store.
"""

import json
import sqlite3
from zlib import crc32

from rtsim.experiments.database import marks

_OF_EXPERIMENT = "SELECT number, turn, digest, name, title, scenario, seed, version{} FROM experiments WHERE number = ?"
_CONTENT = 4  # the form from which on an experiment's own content is sealed with it
_OF_DESIGN = (
    "SELECT number FROM points WHERE experiment = ? ORDER BY number",
    "SELECT point, position, path, value, written FROM parameters WHERE experiment = ? ORDER BY point, position",
    "SELECT point, position, technique, digest, replications FROM parts WHERE experiment = ? ORDER BY point, position",
)
_RUN = (
    "SELECT id, digest, technique, replication, seed, version, overloaded, messages FROM runs WHERE id = ?",
    "SELECT path, value FROM measures JOIN metrics ON metrics.id = metric WHERE run = ? ORDER BY path",
)


def seal_experiment(connection: sqlite3.Connection, number: int) -> None:
    """Seal an experiment, with its points and what they vary."""
    connection.execute(
        "UPDATE experiments SET seal = ? WHERE number = ?", (_seal(connection, _experiment(connection), number), number)
    )


def seal_run(connection: sqlite3.Connection, run: int) -> None:
    """Seal a run with its measures."""
    connection.execute("UPDATE runs SET seal = ? WHERE id = ?", (_seal(connection, _RUN, run), run))


def seal_all(connection: sqlite3.Connection) -> None:
    """Seal all that an older rtsim has written."""
    for (number,) in connection.execute("SELECT number FROM experiments").fetchall():
        seal_experiment(connection, number)
    for (run,) in connection.execute("SELECT id FROM runs").fetchall():
        seal_run(connection, run)


def are_whole(connection: sqlite3.Connection) -> bool:
    """Tell whether all rows are as they were sealed."""
    experiments = connection.execute("SELECT number, seal FROM experiments")
    runs = connection.execute("SELECT id, seal FROM runs")
    statements = _experiment(connection)
    return all(_seal(connection, statements, number) == seal for number, seal in experiments) and all(
        _seal(connection, _RUN, run) == seal for run, seal in runs
    )


def _experiment(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Give the statements for what belongs to an experiment, in a store of this form."""
    content = ", content" if marks(connection)[1] >= _CONTENT else ""
    return (_OF_EXPERIMENT.format(content), *_OF_DESIGN)


def _seal(connection: sqlite3.Connection, statements: tuple[str, ...], key: int) -> int:
    rows = [connection.execute(statement, (key,)).fetchall() for statement in statements]
    return crc32(json.dumps(rows).encode())
