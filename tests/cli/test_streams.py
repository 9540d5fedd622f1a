import os
from pathlib import Path

import pytest

from rtsim.cli.streams import Ended, Output


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
