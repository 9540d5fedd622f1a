"""The file of a store: how it is opened, locked and written, and what is said when it cannot be."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.resources import files
from pathlib import Path

APPLICATION = 0x7274736D  # "rtsm", by which a file says that it is a store of rtsim
SCHEMA = 2  # raised by every change of schema.sql
NOTES_MESSAGES = 2  # the first form whose runs say which messages they carried
_PATIENCE = 60.0  # seconds to wait for a reader that is in the way
_UPGRADES = {1: "ALTER TABLE runs ADD COLUMN messages TEXT NOT NULL DEFAULT ''"}  # by form: what makes it the next one

_REASONS = {
    sqlite3.SQLITE_BUSY: "is being read or written by another program for too long",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: there is no such folder, or it may not be written to",
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk is full or broken",
    sqlite3.SQLITE_NOTADB: "is not a store of rtsim: it is no SQLite file",
    sqlite3.SQLITE_PERM: "may not be opened",
    sqlite3.SQLITE_READONLY: "cannot be written: it is read-only",
}


class StoreError(Exception):
    """A store that cannot be used, in one line that names its file."""


@contextmanager
def clear(path: Path) -> Iterator[None]:
    """Say in one line what SQLite says in its own words."""
    try:
        yield
    except sqlite3.Error as error:
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise StoreError(f"{path} {_REASONS.get(primary, f'cannot be used: {error}')}") from error


def opened(path: Path) -> sqlite3.Connection:
    """Open a file that exists, or is to be made; statements are transactions of their own until one begins."""
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def check(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse what is no store, and a store of a newer rtsim."""
    application, version = _marks(connection)
    if application != APPLICATION:
        raise StoreError(f"{path} is not a store of rtsim")
    if version > SCHEMA:
        raise StoreError(f"{path} was written by a newer rtsim: its form is {version}, this rtsim knows {SCHEMA}")


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty file, or bring an older store up to date, all at once; leave any other file alone."""
    _upgrade(connection)
    empty = not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if not empty or _marks(connection) != (0, 0):
        return
    tables = files("rtsim.experiments").joinpath("schema.sql").read_text(encoding="utf-8")
    marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {SCHEMA}"
    with transaction(connection):
        for statement in (*tables.split(";\n"), *marks.split("; ")):
            connection.execute(statement)


def _upgrade(connection: sqlite3.Connection) -> None:
    application, version = _marks(connection)
    if application != APPLICATION or version >= SCHEMA:
        return
    with transaction(connection):
        for form in range(version, SCHEMA):
            connection.execute(_UPGRADES[form])
        connection.execute(f"PRAGMA user_version = {SCHEMA}")


def form(connection: sqlite3.Connection) -> int:
    """Give the form of a store: that of the rtsim that made it, or that last wrote to it."""
    return _marks(connection)[1]


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    return tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all that is done inside, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # what cannot be rolled back now is when the file is next opened
            connection.execute("ROLLBACK")
        raise


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other writers out for as long as this process lives; readers may come.

    The lock is one of SQLite's on an empty file beside the store: it works on every system, and ends with the process.
    """
    beside = path.with_name(f"{path.name}-lock")
    with closing(sqlite3.connect(beside, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            raise StoreError(f"{path} is in use by another sweep: let it end, or name another --store") from None
        try:
            yield
        finally:
            beside.unlink(missing_ok=True)
