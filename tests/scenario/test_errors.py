from rtsim.scenario import InputError, InputErrors


def test_an_error_reads_file_line_key_message() -> None:
    """An error is one line that an editor can jump to."""
    assert str(InputError("a.yaml", 3, "clients.count", "0 is\nout of range")) == (
        "a.yaml:3: clients.count: 0 is out of range"
    )


def test_an_error_without_line_or_key_leaves_them_out() -> None:
    """A file that cannot be read has neither line nor key."""
    assert str(InputError("a.yaml", 0, "", "cannot be read")) == "a.yaml: cannot be read"


def test_errors_are_sorted_and_said_once() -> None:
    """The same error twice is one line."""
    first, second = InputError("a", 1, "x", "m"), InputError("a", 2, "b", "m")
    assert InputErrors([second, first, second]).errors == (first, second)
