import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rtsim.experiments.database import StoreError, clear, locked, opened, transaction
from rtsim.experiments.forms import make


def interrupt(connection: sqlite3.Connection) -> None:
    """Write something, and be interrupted before it is whole."""
    with transaction(connection):
        connection.execute("INSERT INTO metrics (path) VALUES ('a')")
        raise KeyboardInterrupt


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    """What is written before an interruption is not there afterwards."""
    with closing(opened(tmp_path / "s")) as connection:
        make(connection)
        with pytest.raises(KeyboardInterrupt):
            interrupt(connection)
        assert connection.execute("SELECT count(*) FROM metrics").fetchone() == (0,)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("PRAGMA query_only = ON", "cannot be written: it is read-only"),
        ("PRAGMA max_page_count = 1", "cannot be written: the disk is full"),
    ],
)
def test_reasons(tmp_path: Path, statement: str, reason: str) -> None:
    """What keeps a store from being written is said in one line that names it."""
    path = tmp_path / "s"
    with closing(opened(path)) as connection:
        make(connection)
        connection.execute(statement)
        rows = [(f"{number}{'x' * 1000}",) for number in range(100)]
        with pytest.raises(StoreError) as error, clear(path), transaction(connection):
            connection.executemany("INSERT INTO metrics (path) VALUES (?)", rows)
    assert str(error.value) == f"{path} {reason}"


def test_the_lock_leaves_nothing_behind(tmp_path: Path) -> None:
    """The lock is a file only while it is held."""
    with locked(tmp_path / "s"):
        assert [path.name for path in tmp_path.iterdir()] == ["s-lock"]
    assert not list(tmp_path.iterdir())
