from io import BytesIO
from time import process_time

import pytest

from rtsim.scenario import rows as module
from rtsim.scenario.rows import LONGEST_LINE, WrongRowError, read_rows
from rtsim.scenario.traces import read_trace

PLAIN = "a,b\n1,x\n2,y\n3,z\n"


def read(text: str, most: int = 1000) -> tuple[list[float], list[str], list[int]]:
    """Read the numbers a, the texts b and the lines of a table."""
    _, blocks = read_rows(BytesIO(text.encode("utf-8", "surrogateescape")), most)
    numbers: list[float] = []
    texts: list[str] = []
    lines: list[int] = []
    for found in blocks:
        numbers += found.numbers(0).tolist()
        texts += found.texts("b")
        lines += found.lines
    return numbers, texts, lines


@pytest.mark.parametrize("block", [1, 7, 1 << 19])
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (PLAIN, [2, 3, 4]),
        (PLAIN.rstrip(), [2, 3, 4]),
        (PLAIN.replace("\n", "\r\n"), [2, 3, 4]),
        (PLAIN.replace(",", ";"), [2, 3, 4]),
        (PLAIN.replace("x", '"x"'), [2, 3, 4]),
        (PLAIN.replace("2", "# two\n\n2"), [2, 5, 6]),
        ("\n# first\n" + PLAIN + "\n\n", [4, 5, 6]),
        (
            PLAIN.replace("a,b", "a,b,c")
            .replace("x", 'x,"# one\n\nand ""more"""')
            .replace("y", "y,")
            .replace("z", "z,"),
            [2, 5, 6],
        ),
    ],
)
def test_a_table_is_the_same_however_it_is_split(
    text: str, lines: list[int], block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain blocks and those with quotes, comments or gaps give the same rows, each with its line."""
    monkeypatch.setattr(module, "_BLOCK", block)
    assert read(text) == ([1.0, 2.0, 3.0], ["x", "y", "z"], lines)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "the file is empty", 0),
        (PLAIN + "4\n", "the line is cut off: 1 of 2 columns", 5),
        (PLAIN + "4,5,6\n", "3 values for 2 columns", 5),
        (PLAIN + "soon,x\n", "'soon' is not a number", 5),
        (PLAIN + "1e400,x\n", "'1e400' is not a number", 5),
        (PLAIN + '4,"x\n', "is not CSV", 5),
        (PLAIN + "4,\udcff\n", "is not text", 5),
        (PLAIN + "4," + "x" * LONGEST_LINE + "\n", "the line is longer than 65,536 bytes", 5),
        (PLAIN * 2, "'a' is not a number", 5),
    ],
)
def test_the_line_that_is_wrong_is_named(text: str, message: str, line: int) -> None:
    """Whatever is wrong with a table is said of the line on which it is."""
    with pytest.raises(WrongRowError, match=message) as caught:
        read(text)
    assert caught.value.line == line


def test_a_table_has_so_many_rows_at_most() -> None:
    """A table of more rows than are read is refused, and the number is said."""
    with pytest.raises(WrongRowError, match="more than 2 rows"):
        read(PLAIN, most=2)


def test_a_long_trace_is_read_fast() -> None:
    """300,000 rows take a small part of the ten seconds that a row at a time took."""
    text = "time_s,recipient,payload_bytes\n" + "".join(
        f"{row / 1000},{row % 100},{row % 999}\n" for row in range(300_000)
    )
    begun = process_time()
    assert len(read_trace(text).times) == 300_000
    assert process_time() - begun < 2.5
