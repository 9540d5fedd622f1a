import pytest

from rtsim.scenario import rows
from rtsim.scenario.traces import read_trace


def test_a_trace_is_read_into_columns() -> None:
    """Times, recipients and payloads become arrays of equal length, whatever the order of the columns."""
    trace = read_trace("payload_bytes,time_s,recipient\n100,1.5,0\n200,1.5,3\n\n")
    assert trace.times.tolist() == [1.5, 1.5]
    assert trace.recipients is not None
    assert trace.recipients.tolist() == [0, 3]
    assert trace.payloads is not None
    assert trace.payloads.tolist() == [100, 200]


def test_a_trace_needs_only_times() -> None:
    """Recipients and payloads are absent when the file has no such columns."""
    trace = read_trace("time_s\n0\n1\n")
    assert (trace.recipients, trace.payloads) == (None, None)


def test_the_digest_of_a_trace_is_that_of_its_content() -> None:
    """Column order and the way numbers are written do not change the digest; a number does."""
    digest = read_trace("time_s,recipient\n1,2\n").digest
    assert read_trace("recipient,time_s\n2,1.0\n").digest == digest
    assert read_trace("time_s,recipient\n1,3\n").digest != digest


@pytest.mark.parametrize("block", [1, 1 << 19])
def test_the_line_of_an_unsorted_time_is_named(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first time that goes back is named with its line, be it in one block of the file or where two meet."""
    monkeypatch.setattr(rows, "_BLOCK", block)
    with pytest.raises(ValueError, match="line 4: time_s 2 is before the line above"):
        read_trace("time_s\n1\n3\n2\n1\n")
