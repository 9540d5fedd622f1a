from collections.abc import Callable
from functools import partial
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim import units

BANDWIDTH, RATE = partial(units.read, kind=units.BANDWIDTH), partial(units.read, kind=units.RATE)

Reader = Callable[[object], float]


@pytest.mark.parametrize(
    ("reader", "written", "value"),
    [
        (units.time, "30 s", 30.0),
        (units.time, "25ms", 0.025),
        (units.time, "120 us", 0.00012),
        (units.time, "120 µs", 0.00012),
        (units.time, "120 \u03bcs", 0.00012),
        (units.time, "5 min", 300.0),
        (units.time, "2 h", 7200.0),
        (units.time, "6e-05 s", 6e-05),
        (units.time, " .5 s ", 0.5),
        (units.time, "7", 7.0),
        (units.time, 0.25, 0.25),
        (units.size, "200 B", 200.0),
        (units.size, "1.5 kB", 1500.0),
        (units.size, "64 KiB", 65536.0),
        (BANDWIDTH, "10 Mbit/s", 1e7),
        (BANDWIDTH, "10 Mbps", 1e7),
        (BANDWIDTH, "10 Mbit / s", 1e7),
        (RATE, "2 / min", 1 / 30),
        (RATE, "0.5 / s", 0.5),
        (RATE, "3/h", 3 / 3600),
        (units.share, "70 %", 0.7),
        (units.share, "70%", 0.7),
        (units.share, 0.7, 0.7),
    ],
)
def test_a_quantity_is_read_into_its_base_unit(reader: Reader, written: object, value: float) -> None:
    """A quantity with a unit, or a plain number, becomes seconds, bytes, bit/s, per second or a share."""
    assert reader(written) == value


@pytest.mark.parametrize("reader", [units.time, units.size, BANDWIDTH, RATE, units.share])
@pytest.mark.parametrize(
    "written",
    [
        "",
        "abc",
        "5 parsecs",
        "1 2 s",
        "s",
        "nan",
        "inf s",
        ".nan",
        True,
        None,
        [1],
        {"a": 1},
        inf,
        -inf,
    ],
)
def test_what_is_no_quantity_is_refused_with_an_example(reader: Reader, written: object) -> None:
    """What is no finite quantity of its kind is refused with a message that shows how one is written."""
    with pytest.raises(ValueError, match=r"is not an? \w+: write a number with a unit .* as in '"):
        reader(written)


def test_units_of_another_kind_are_refused() -> None:
    """A size is not a time, although both are numbers with a unit."""
    with pytest.raises(ValueError, match="'5 B' is not a time"):
        units.time("5 B")


@pytest.mark.parametrize("reader", [units.time, units.size, BANDWIDTH, RATE, units.share])
@pytest.mark.parametrize(
    "written",
    [
        "1e999",
        "-1e999",
        "1e-999999999",
        "1e9999999999999999999",
        "1e-9999999999999999999",
        "5e-324",
        5e-324,
        1e300,
        10**400,
        -(10**4000),
        f"1{'0' * 5000}",
        f"0.{'0' * 5000}1",
    ],
)
def test_a_quantity_beyond_all_measure_is_refused(reader: Reader, written: object) -> None:
    """What is too large or too small to mean anything is refused in a short line, whatever its exponent."""
    with pytest.raises(ValueError, match="is out of range: a") as caught:
        reader(written)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("written", ["0e9999999999999999999", "-0.0e-9999999999999999999 s", "0e0 us", 0, 0.0])
def test_nothing_is_nothing_with_any_exponent(written: object) -> None:
    """Zero is zero, however many digits its exponent has."""
    assert units.time(written) == 0.0


@given(st.integers(1, 10**9), st.sampled_from(["us", "ms", "s", "min", "h"]))
def test_a_time_does_not_depend_on_the_unit_it_is_written_in(number: int, unit: str) -> None:
    """The same time in a smaller unit is the same number, to the last bit."""
    smaller = {"us": ("ns", 1000), "ms": ("us", 1000), "s": ("ms", 1000), "min": ("s", 60), "h": ("min", 60)}
    name, factor = smaller[unit]
    assert units.time(f"{number} {unit}") == units.time(f"{number * factor} {name}")


@pytest.mark.parametrize(
    ("reader", "text", "smallest"),
    [
        (units.time, units.time_text, 1e-9),
        (units.size, units.size_text, 1.0),
        (BANDWIDTH, units.bandwidth_text, 1.0),
        (RATE, units.rate_text, 1 / 3600),
        (units.share, units.share_text, 1e-4),
    ],
)
@given(st.floats(0, 6))
def test_text_for_people_is_read_back(
    reader: Reader, text: Callable[[float], str], smallest: float, power: float
) -> None:
    """What is shown to people has three significant digits and can be written into a scenario."""
    value = smallest * 10**power
    assert reader(text(value).replace(",", "")) == pytest.approx(value, rel=0.0051)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (units.time_text(0.99996), "1 s"),
        (units.time_text(5000.0), "5,000 s"),
        (units.time_text(-0.0251), "-25.1 ms"),
        (units.size_text(999.9), "1 kB"),
        (units.size_text(0.0), "0 B"),
        (units.bandwidth_text(1638400.0), "1.64 Mbit/s"),
        (units.rate_text(0.00001), "0.036 / h"),
        (units.share_text(0.0), "0 %"),
    ],
)
def test_quantities_are_shown_in_a_fitting_unit(shown: str, text: str) -> None:
    """A quantity is shown in the largest unit that leaves a digit before the point."""
    assert shown == text
