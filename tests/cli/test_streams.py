import os
from pathlib import Path

import pytest

from rtsim.cli.streams import Aside, Ended, Output


def test_an_output_writes_what_its_encoding_has(tmp_path: Path) -> None:
    """Signs that the encoding lacks are replaced, and the rest is written."""
    with Output((tmp_path / "a").open("wb"), "ascii", "replace") as output:
        output.write("a → b\n")
    assert (tmp_path / "a").read_text() == "a ? b\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_output_ends_the_command() -> None:
    """What cannot be written ends the command with 1 and says why; after that nothing fails again."""
    with Path("/dev/full").open("wb") as full, Output(full, "utf-8") as output:
        output.write("a")
        with pytest.raises(Ended) as caught:
            output.flush()
        assert (caught.value.code, caught.value.words) == (1, "the output cannot be written: no space left on device")
        output.flush()


def test_an_output_without_reader_ends_the_command_silently() -> None:
    """A pipe whose reader has left ends the command with 141 and no words."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe, Output(pipe, "utf-8") as output:
        output.write("a")
        with pytest.raises(Ended) as caught:
            output.flush()
    assert (caught.value.code, caught.value.words) == (141, "")


def test_nobody_writes_a_command_to_a_stream(tmp_path: Path) -> None:
    """Whoever writes, nothing of the text commands the terminal; on stderr lines are cut, the ends of lines stay."""
    with Aside((tmp_path / "a").open("wb"), "utf-8", "replace") as aside:
        aside.write(f"a\x1b[2J\udcff\n{'x' * 1000}\nb\n")
    first, second, third = (tmp_path / "a").read_text(encoding="utf-8").splitlines()
    assert (first, len(second), third) == ("a\ufffd[2J\ufffd", 300, "b")
    with Output((tmp_path / "b").open("wb"), "ascii", "replace") as output:
        output.write(f"a\x1b[2J\udcff{'x' * 1000}")
    assert (tmp_path / "b").read_text(encoding="ascii") == f"a?[2J?{'x' * 1000}"


def test_a_stream_with_styles_is_the_same_stream(tmp_path: Path) -> None:
    """What a console writes with its own sequences stands in order with what others write."""
    with Output((tmp_path / "a").open("wb"), "utf-8") as output:
        output.write("a")
        output.styled.write("\x1b[1mb\x1b[0m")
        output.write("\x1b")
    assert (tmp_path / "a").read_text(encoding="utf-8") == "a\x1b[1mb\x1b[0m\ufffd"
