import pytest

from rtsim.experiments.inputs import Input, inputs, level


def one(*values: object) -> Input:
    """Give the input that has these values."""
    (found,) = inputs([{"x": value} for value in values])
    return found


def test_only_what_varies_is_an_input() -> None:
    """A path with one value everywhere is none; the others come in the order in which they are written."""
    found = inputs([{"b": 1, "a": "wifi", "c": "1 s"}, {"b": 1, "a": "lan", "c": "1000 ms"}])
    assert [(each.path, each.values, each.numeric) for each in found] == [("a", ("wifi", "lan"), False)]


@pytest.mark.parametrize(
    ("values", "unit", "text"),
    [
        (("30 s", "1 s"), "s", "12.3 s"),
        (("1 / min", "30 / min"), "/ min", "740 / min"),
        (("1 s", "90 s", "2 min"), "s", "12.3 s"),
        (("1 s", 90), "", "12.3"),
        ((10, 20), "", "12.3"),
    ],
)
def test_values_are_written_in_their_users_unit(values: tuple[object, ...], unit: str, text: str) -> None:
    """The unit is the one that most values have, none if some have none; any value is written in it."""
    found = one(*values)
    assert (found.unit, found.text(12.34)) == (unit, text)
    assert level(found, found.written(12.5)) == 12.5


@pytest.mark.parametrize(("values", "log"), [((1, 4), True), ((1, 3), False), ((0, 4), False), (("a", "b"), False)])
def test_wide_ranges_above_zero_lie_on_a_log_axis(values: tuple[object, ...], log: bool) -> None:  # noqa: FBT001
    """Ratios matter from a factor of four on, if all values are above zero."""
    assert one(*values).log is log


def test_what_is_no_number_is_text() -> None:
    """Switches, mappings, and nothing at all are values of their own, in the order of their points."""
    found = one(True, None, {"latency": "1 ms"}, 3)
    assert not found.numeric
    assert found.values == ("true", "null", "{latency: 1 ms}", "3")
    assert level(found, None) == "null"
