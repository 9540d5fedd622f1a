"""Mutations: what is done to the bytes of a whole input."""

import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from rtsim.experiments.seals import seal_all

DEEP = 3000
NUMBERS = (
    "0", "-1", "1e400", "-1e400", "5e-324", "1e308", "1.7976931348623157e308", "Infinity", "-Infinity", ".inf", ".nan",
    "NaN", "9" * 400, "9" * 5000, str(2**63), str(2**64), str(10**30), "0x1F", "1_000", "1:30", "0.1e-9", "true",
    "null", "٣",
)  # fmt: skip
TEXTS = (
    "", " ", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "\u202egnirts",
    "\u2066x\u2069", "\x9b31m", "a\x00b", "\x7f", "line\nbreak", "\r", "\u2028", "=cmd|' /C calc'!A0", "@SUM(A1)",
    "<b onload=alert(1)>", "</script><script>alert(9)</script>", "[bold]x[/bold]", "[/]", "{{ 7 * 7 }}", "%s%n",
    "x" * 5000,
    "\U0001f600" * 300, "é" * 400, "../../no/such", "/dev/zero", "/", ".", "nul", "\ufeff", "\ufffe", "~", "-",
    "--help",
    "*a", "&a b", "!!int x", "!!binary x", "!!python/object:os.system x", "<<", "? x", "| \n x", "'", '"', "\\",
    "\\ud800",
    "[" * DEEP, "{a: " * DEEP, "[" * DEEP + "]" * DEEP, '{"a":' * DEEP + "1" + "}" * DEEP, "- " * DEEP,
    "1 parsec", "5 %%",
    "(a+)+$", ".*.*.*.*.*x", "(a|aa)*b", "(?=a)", r"(\w)\1",
    "1 s 2 s", "10 / fortnight", "1e400 s", "5e-324 s", "9" * 400 + " B", "-5 s", "0 s", "1e-300 / s",
)  # fmt: skip
RAW = (b"\xff", b"\xed\xa0\x80", b"\xc3", b"\x00", b"\xef\xbb\xbf", b"\x1b[2J", b"\x9b", b"\xe2\x80\xae")
"""Bytes that are no text, or none that is harmless: half a surrogate, half a sign, orders to a terminal."""
WRAPS = (
    "&a [*a]", "&a {b: *a}", "!!int {0}", "!!float ''", "!!bool x", "!!set {{0}}", "!!timestamp 2001-01-01", "[{0}]",
    "{{0}: {0}}", "{? [a] : b}", "!x {0}", "'{0}", "{0}: {0}", "{0} # {0}", "<<: {0}",
)  # fmt: skip
_TOKEN = re.compile(rb"\"(?:[^\"\\]|\\.)*\"|[\w.%/+-]+")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")

Mutation = Callable[[bytes, random.Random], bytes]


def mutate(whole: bytes, chance: random.Random) -> bytes:
    """Give other bytes: one mutation mostly, sometimes some."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        whole = chance.choice(MUTATIONS)(whole, chance)
    return whole


def nasty(chance: random.Random) -> str:
    """Give a text that nobody means well with."""
    return chance.choice(chance.choice((NUMBERS, TEXTS)))


def _flip(whole: bytes, chance: random.Random) -> bytes:
    changed = bytearray(whole)
    for _ in range(chance.randint(1, 3)):
        if changed:
            changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
    return bytes(changed)


def _cut(whole: bytes, chance: random.Random) -> bytes:
    return whole[: chance.randrange(len(whole) + 1)]


def _drop(whole: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(whole) + 1)
    return whole[:start] + whole[start + chance.randrange(1, 200) :]


def _repeat(whole: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(whole) + 1)
    part = whole[start : start + chance.randrange(1, 200)]
    return whole[:start] + part * chance.choice((2, 3, 500)) + whole[start:]


def _insert(whole: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(whole) + 1)
    new = chance.choice(RAW) if chance.random() < 0.5 else nasty(chance).encode()
    return whole[:at] + new + whole[at:]


def _replace(pattern: re.Pattern[bytes]) -> Mutation:
    def replaced(whole: bytes, chance: random.Random) -> bytes:
        found = list(pattern.finditer(whole))
        if not found:
            return whole
        one = chance.choice(found)
        new = chance.choice(NUMBERS) if pattern is _NUMBER else nasty(chance)
        quoted = one[0].startswith(b'"') or chance.random() < 0.3
        text = f'"{new}"' if quoted else new
        return whole[: one.start()] + text.encode() + whole[one.end() :]

    return replaced


def _swap(whole: bytes, chance: random.Random) -> bytes:
    found = list(_TOKEN.finditer(whole))
    if len(found) < 2:
        return whole
    first, second = sorted(chance.sample(found, 2), key=lambda one: one.start())
    return b"".join((
        whole[: first.start()], second[0], whole[first.end() : second.start()], first[0], whole[second.end() :],
    ))  # fmt: skip


def _wrap(whole: bytes, chance: random.Random) -> bytes:
    found = list(_TOKEN.finditer(whole))
    if not found:
        return whole
    one = chance.choice(found)
    wrapped = chance.choice(WRAPS).replace("{0}", one[0].decode(errors="replace"))
    return whole[: one.start()] + wrapped.encode() + whole[one.end() :]


def _recode(whole: bytes, chance: random.Random) -> bytes:
    text = whole.decode(errors="replace")
    return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-8-sig")), errors="replace")


def _breaks(whole: bytes, chance: random.Random) -> bytes:
    return whole.replace(b"\n", chance.choice((b"\r\n", b"\r", b"", b"\n\n", b"\x0b", b"\t\n", b"\xe2\x80\xa8")))


MUTATIONS: tuple[Mutation, ...] = (
    _flip, _cut, _drop, _repeat, _insert, _replace(_TOKEN), _replace(_TOKEN), _replace(_NUMBER), _replace(_NUMBER),
    _swap, _wrap, _recode, _breaks,
)  # fmt: skip


def mutate_store(whole: bytes, chance: random.Random, folder: Path) -> bytes:
    """Give a store with a byte flipped, a part lost, or a value that no sweep writes, sealed or not."""
    kind = chance.random()
    if kind < 0.4:
        return chance.choice((_flip, _flip, _cut, _drop, _repeat))(whole, chance)
    path = folder / "changed.sqlite"
    path.write_bytes(whole)
    with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.Error, TypeError, UnicodeError):
        _change(connection, chance)
        connection.commit()
        if chance.random() < 0.7:
            seal_all(connection)
        connection.commit()
    changed = path.read_bytes()
    path.unlink()
    return changed


def _change(connection: sqlite3.Connection, chance: random.Random) -> None:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    table = chance.choice(tables)
    if chance.random() < 0.1:
        connection.execute(f"DROP TABLE {table}")
        return
    if chance.random() < 0.1:
        connection.execute(f"PRAGMA user_version = {chance.choice((0, 1, 2, 4, -1, 2**31 - 1))}")
        return
    column = chance.choice([row[1] for row in connection.execute(f"PRAGMA table_info({table})")])
    text = nasty(chance)
    value = chance.choice((text, text, f'"{text}"', text.encode(), -1, 0, 2**62, 9e999, 1e300, 5e-324, -1.5, None))
    some = chance.choice(("", " WHERE random() % 2", " WHERE random() % 9 = 0"))
    connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ?{some}", (value,))  # noqa: S608 - the names are its own
