import json
import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rtsim.experiments.seals import seal_all
from rtsim.experiments.store import Store
from tests.cli.command import rtsim as called
from tests.experiments.sweeps import SCENARIO

GOES_ON = "the same command goes on"
STORE, PAGE, CSV = "s.sqlite", "page.html", "table.csv"
COMMANDS = (
    ("export", STORE, "--to", CSV),
    ("sweep", "e.yaml", "--store", STORE, "--workers", "1", "--json"),
    ("compare", STORE, STORE, "--all"),
    ("report", STORE, "--html", PAGE),
    ("recommend", "e.yaml", "--store", STORE, "--workers", "1"),
    ("break-even", "e.yaml", "sse", "websocket", "--store", STORE, "--workers", "1"),
)
"""Every command that reads a store."""
FLIPS = 200

Said = tuple[int, str, str, str]


def rtsim(*arguments: str) -> Said:
    """Run the command line in this process: its status, what it says on both streams, and the file it writes."""
    for written in (PAGE, CSV):
        Path(written).unlink(missing_ok=True)
    done = called(*arguments)
    files = [Path(name).read_text(encoding="utf-8") for name in (PAGE, CSV) if Path(name).exists()]
    return done.exit_code, done.stdout, done.stderr, "".join(files)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with an experiment of two points and its store."""
    folder = tmp_path_factory.mktemp("made")
    scenario = {**SCENARIO, "techniques": ["sse", "websocket"]}
    experiment = {"name": "e", "scenario": "tiny.yaml", "vary": {"clients.count": [6, 9]}, "replications": 2}
    (folder / "tiny.yaml").write_text(json.dumps(scenario), encoding="utf-8")
    (folder / "e.yaml").write_text(json.dumps(experiment), encoding="utf-8")
    os.chdir(folder)
    assert rtsim(*COMMANDS[1])[0] == 0
    return folder


@pytest.fixture(autouse=True)
def store(made: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Be in the folder; give what writes the store anew with other bytes, and leave it as it was."""
    monkeypatch.chdir(made)
    path = made / STORE
    whole = path.read_bytes()
    yield path
    for left in made.glob(f"{STORE}*"):
        left.unlink()
    path.write_bytes(whole)


def refused(said: Said) -> bool:
    """Tell whether a command ended with status 2 and one line that names the store, and no word of going on."""
    status, out, err, file = said
    return (status, out, file, err.count("\n")) == (2, "", "", 1) and err.startswith(STORE) and GOES_ON not in err


def test_a_flipped_byte_is_seen_or_means_nothing(store: Path) -> None:
    """With any byte flipped, a command says what it says of the intact store, or refuses it in one line.

    The table of all numbers is written each time, and every fourth time another command has its turn.
    """
    chance, whole = random.Random(11), store.read_bytes()  # noqa: S311 - it chooses bytes
    intact = {command: rtsim(*command) for command in COMMANDS}
    seen = 0
    for turn in range(FLIPS):
        place = chance.randrange(16, len(whole))
        flipped = bytes([whole[place] ^ chance.randrange(1, 256)])
        for command in (COMMANDS[0], *COMMANDS[1:][turn // 4 % 5 : turn // 4 % 5 + (turn % 4 == 0)]):
            store.write_bytes(whole[:place] + flipped + whole[place + 1 :])
            said = rtsim(*command)
            assert refused(said) or said == intact[command], (place, flipped, command, said[:3])
            seen += refused(said)
    assert seen > FLIPS // 4


def test_a_lost_page_is_seen(store: Path) -> None:
    """Without its last page, or with zeros in place of any other, a command refuses the store."""
    whole = store.read_bytes()
    pages = [whole[at : at + 4096] for at in range(0, len(whole), 4096)]
    zeros = [b"".join([*pages[:number], bytes(4096), *pages[number + 1 :]]) for number in range(1, len(pages))]
    for turn, damaged in enumerate([b"".join(pages[:-1]), whole[:6000], *zeros]):
        store.write_bytes(damaged)
        assert refused(rtsim(*COMMANDS[turn % len(COMMANDS)])), turn


def changed(*statements: str, seal: Callable[[sqlite3.Connection], None] = lambda _: None) -> None:
    """Change the store by SQL."""
    with closing(sqlite3.connect(STORE)) as connection:
        for statement in statements:
            connection.execute(statement)
        seal(connection)
        connection.commit()


ABSURD = {
    "infinity": "UPDATE measures SET value = 9e999",
    "beyond sense": "UPDATE measures SET value = 1e300",
    "text for a number": "UPDATE measures SET value = 'much'",
    "a blob for a number": "UPDATE measures SET value = zeroblob(8)",
    "a count below zero": "UPDATE measures SET value = -5",
    "a run before the first": "UPDATE runs SET replication = -1 - replication",
    "text for a flag": "UPDATE runs SET overloaded = 'maybe'",
    "a blob for a digest": "UPDATE runs SET messages = zeroblob(8)",
    "no bytes of UTF-8": "UPDATE experiments SET title = CAST(x'ff31' AS TEXT)",
    "a huge text": "UPDATE experiments SET title = printf('%.*c', 6000000, 'x')",
    "a huge blob": "UPDATE parameters SET written = zeroblob(6000000)",
    "a seed that is text": "UPDATE experiments SET seed = 'x'",
    "no replications": "UPDATE parts SET replications = 0",
    "no JSON": "UPDATE parameters SET written = '{'",
    "JSON with Infinity": "UPDATE parameters SET written = '[-Infinity]'",
    "JSON with NaN": "UPDATE parameters SET written = 'NaN'",
    "JSON beyond sense": "UPDATE parameters SET written = '1' || printf('%.*c', 400, '0')",
    "JSON of too many digits": "UPDATE parameters SET written = printf('%.*c', 9000, '7')",
    "JSON too deep": "UPDATE parameters SET written = printf('%.*c', 3000, '[') || printf('%.*c', 3000, ']')",
    "JSON with half a sign": r"""UPDATE parameters SET written = '"\ud800"'""",
    "a column's name": "UPDATE parameters SET path = 'technique'",
    "a technique twice": "UPDATE parts SET technique = 'sse'",
    "paths that differ": "UPDATE parameters SET path = 'duration' WHERE point = 2",
    "a point without values": "DELETE FROM parameters WHERE point = 2",
    "a measure by another name": "UPDATE metrics SET path = 'latency' WHERE path = 'latency_s.mean'",
    "a measure that is missing": "DELETE FROM measures WHERE metric = (SELECT min(id) FROM metrics)",
    "values without a point": "DELETE FROM points WHERE number = 2",
}
UNSEALED = {"a blob for a number", "a blob for a digest", "a huge blob", "no bytes of UTF-8"}  # these have no JSON


@pytest.mark.parametrize("what", ABSURD)
def test_an_absurd_value_is_refused(what: str) -> None:
    """What no sweep writes is refused by every command, even if it is sealed."""
    changed(ABSURD[what], seal=lambda connection: None if what in UNSEALED else seal_all(connection))
    said = {command: rtsim(*command) for command in COMMANDS}
    assert all(map(refused, said.values())), said


def test_a_plausible_value_is_refused_unless_it_was_sealed() -> None:
    """Another number in place of a measure breaks the run's seal, another seed or digest that of what it belongs to."""
    changed("UPDATE measures SET value = value + 1e-9 WHERE metric = 3 AND run = (SELECT min(id) FROM runs)")
    assert refused(rtsim(*COMMANDS[0]))
    changed(seal=seal_all)
    assert rtsim(*COMMANDS[0])[0] == 0
    changed("UPDATE parts SET replications = 1 WHERE point = 2 AND position = 1")
    assert refused(rtsim(*COMMANDS[0]))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE metrics",
        "DROP VIEW results",
        "ALTER TABLE measures RENAME COLUMN value TO worth",
        "ALTER TABLE runs DROP COLUMN seal",
        "CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 2",
        "PRAGMA user_version = -1",
        "PRAGMA user_version = 99",
        "PRAGMA application_id = 7",
    ],
)
def test_other_tables_are_refused(statement: str) -> None:
    """A store with a table missing, another column, or of another form than it says is refused by every command."""
    changed(statement)
    said = {command: rtsim(*command) for command in COMMANDS}
    assert all(map(refused, said.values())), said


def test_what_a_user_adds_is_left() -> None:
    """Views, indices and statistics of a user's own are no damage."""
    intact = rtsim(*COMMANDS[0])
    changed("CREATE VIEW mine AS SELECT 1", "CREATE INDEX fast ON runs (technique)", "ANALYZE")
    assert rtsim(*COMMANDS[0]) == intact


def test_damage_that_shows_later_is_said_alike(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found damaged while a sweep writes ends it with status 2, and it does not promise to go on."""
    begun = Store.begin

    def damaged(self: Store, *given: Any) -> None:
        """Damage the file as soon as the sweep has begun."""
        begun(self, *given)
        size = store.stat().st_size
        store.write_bytes(store.read_bytes()[:100] + bytes(size - 100))

    monkeypatch.setattr(Store, "begin", damaged)
    (store.parent / "more.yaml").write_text((store.parent / "e.yaml").read_text().replace("9]", "12]"))
    assert refused(rtsim("sweep", "more.yaml", "--store", STORE, "--workers", "1", "--quiet"))
