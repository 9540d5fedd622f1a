"""The file of a store: how it is opened, locked and written, and what is said when it cannot be."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

Mode = Literal["read", "write"]
"""What a file is opened for."""

_MARKS = ("application_id", "user_version")
_LONGEST = 5_000_000  # bytes of one value: a scenario's file has no more
_PATIENCE = 60.0  # seconds to wait for a reader that is in the way

_REASONS = {
    sqlite3.SQLITE_BUSY: "is being read or written by another program for too long",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: there is no such folder, or it may not be written to",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk is full or broken",
    sqlite3.SQLITE_NOMEM: "cannot be read or written: the memory is full",
    sqlite3.SQLITE_PERM: "may not be opened",
    sqlite3.SQLITE_READONLY: "cannot be written: it is read-only",
}


class StoreError(Exception):
    """A store that cannot be used, in one line that names its file."""


class DamagedError(StoreError):
    """A store that holds what rtsim does not write: it cannot be used until it is another file."""


@contextmanager
def clear(path: Path) -> Iterator[None]:
    """Say in one line what SQLite says in its own words, which may be a damaged file's.

    What is not for want of room, rights or time is for what the file holds; SQLite quotes that, whatever its bytes.
    """
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if primary in _REASONS:
            raise StoreError(f"{path} {_REASONS[primary]}") from error
        if primary == sqlite3.SQLITE_NOTADB:
            raise DamagedError(f"{path} is not a store of rtsim: it is no SQLite file") from error
        raise DamagedError(f"{path} is damaged") from error


def opened(path: Path) -> sqlite3.Connection:
    """Open a file that exists, or is to be made; statements are transactions of their own until one begins."""
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """Give what a file says it is: of which application, and in which form."""
    application, form = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _MARKS)
    return application, form


@contextmanager
def transaction(connection: sqlite3.Connection, mode: Mode = "write") -> Iterator[None]:
    """Write all that is done inside, or nothing; to read is to see one state of the file."""
    connection.execute("BEGIN IMMEDIATE" if mode == "write" else "BEGIN")
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
