"""Forms of a store: its tables and views, how an older one becomes one of today, and whether a file has them."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rtsim.experiments.database import DamagedError, StoreError, marks
from rtsim.experiments.seals import seal_all

APPLICATION = 0x7274736D  # "rtsm", by which a file says that it is a store of rtsim
FORM = 4  # raised by every change of schema.sql
NOTES_MESSAGES = 2  # the first form whose runs say which messages they carried
SEALS = 3  # the first form whose rows are sealed
CONTENT = 4  # the first form whose experiments keep their scenario

_ADDED = MappingProxyType({
    NOTES_MESSAGES: (("runs", "messages", "TEXT NOT NULL DEFAULT ''"),),
    SEALS: (("experiments", "seal", "INTEGER NOT NULL DEFAULT 0"), ("runs", "seal", "INTEGER NOT NULL DEFAULT 0")),
    CONTENT: (("experiments", "content", "TEXT NOT NULL DEFAULT ''"),),
})  # fmt: skip
"""By form, what it has that the one before it had not: table, column, declaration."""


def is_empty(connection: sqlite3.Connection) -> bool:
    """Tell whether a file holds nothing, and does not say what it is."""
    return not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] and marks(connection) == (0, 0)


def make(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty file."""
    for statement in files("rtsim.experiments").joinpath("schema.sql").read_text(encoding="utf-8").split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {FORM}")


def upgrade(connection: sqlite3.Connection) -> None:
    """Make a store of an older form one of today."""
    form = marks(connection)[1]
    if form == FORM:
        return
    for number in range(form + 1, FORM + 1):
        for table, column, declaration in _ADDED[number]:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {declaration}")
    connection.execute(f"PRAGMA user_version = {FORM}")
    seal_all(connection)


def check_form(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse what is no store, a store of a newer rtsim, and one whose tables and views are not those of its form."""
    application, form = marks(connection)
    if application != APPLICATION:
        raise DamagedError(f"{path} is not a store of rtsim")
    if form > FORM:
        raise StoreError(f"{path} was written by a newer rtsim: its form is {form}, this rtsim knows {FORM}")
    if form < 1 or not _has(connection, _of_form(form)):
        raise DamagedError(f"{path} is damaged: its tables are not those of a store")


Parts = Mapping[str, Sequence[object]]


def _has(connection: sqlite3.Connection, wanted: Parts) -> bool:
    """Tell whether a file has these tables and views, whatever else a user has put there, and no triggers."""
    found = _parts(connection)
    triggers = connection.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'").fetchone()
    return triggers == (0,) and all(found.get(name) == part for name, part in wanted.items())


def _of_form(form: int) -> Parts:
    """Give the parts that a form has."""
    later = {(table, column) for number, added in _ADDED.items() if number > form for table, column, _ in added}
    with closing(sqlite3.connect(":memory:")) as connection:
        make(connection)
        return {name: [one for one in part if (name, one[0]) not in later] for name, part in _parts(connection).items()}


def _parts(connection: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Give the columns of each table, and the text of each view.

    An upgraded table has another text than one that was made at once.
    """
    columns = 'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?)'
    return {
        name: [(text,)] if kind == "view" else connection.execute(columns, (name,)).fetchall()
        for kind, name, text in connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE type != 'index'")
    }
