import numpy as np
import pytest

from rtsim.model.row import empty_rows, row


def test_fields_are_read_and_written_as_attributes() -> None:
    """A row has its fields by name, of the kinds that their letters stand for."""
    rows = empty_rows(2, row(f="at", i="client", l="payload"))
    rows[1].client = 7
    rows[1].at = 0.5
    assert (rows["client"].tolist(), rows[1].client, rows[1].at) == ([0, 7], 7, 0.5)
    assert [rows.dtype[name] for name in ("at", "client", "payload")] == [np.float64, np.int32, np.int64]


def test_a_name_that_rows_have_already_is_refused() -> None:
    """A field that hides an attribute of NumPy's rows is none."""
    with pytest.raises(AssertionError, match="hides"):
        row(f="at size")
