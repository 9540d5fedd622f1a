from rtsim.validation.check import Check
from rtsim.validation.rules import Exact
from rtsim.validation.wired import Size, WiredCase
from rtsim.wire import Wire


def test_sizes() -> None:
    """Sizes are those that the wire gives, for frames and for exchanges."""
    wire = Wire(headers="abril")
    assert Size("frame", 5)(wire) == 7
    assert Size("poll")(wire) == 428
    assert Size("poll_response", 39, less=50)(wire) == 108


def test_case() -> None:
    """A case compares each size without a run."""
    check = Check(quantity="ping", unit="bytes", expected=3, measure=Size("ping"), rule=Exact())
    (row,) = WiredCase(name="x/y", source="z", wire=Wire(), checks=(check,)).run()
    assert (row.simulated.mean, row.passed) == (2, False)
