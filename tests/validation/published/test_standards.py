from rtsim.validation.catalogue import cases
from rtsim.validation.published.standards import Size
from rtsim.wire import Wire


def test_sizes() -> None:
    """Sizes are those that the wire gives, for frames and for exchanges."""
    wire = Wire(headers="abril")
    assert Size("frame", 5)(wire) == 7
    assert Size("poll")(wire) == 428
    assert Size("poll_response", 39)(wire) == 158


def test_cases_compare_without_a_run() -> None:
    """A case of the wire asks it alone, and compares each size."""
    ping = cases()["rfc-6455/frames"].run()[2]
    assert (ping.quantity, ping.simulated.mean, ping.passed) == ("empty ping", 2, True)
