import errno

import pytest

from rtsim.cli.streams import unwritable


@pytest.mark.parametrize(
    ("number", "expected"), [(errno.ENOSPC, True), (errno.EIO, True), (errno.EPIPE, False), (errno.ENOENT, False)]
)
def test_a_full_disk_is_told_from_other_failures(number: int, expected: bool) -> None:  # noqa: FBT001
    """A full or broken output cannot be written; a missing file is another failure."""
    assert unwritable(OSError(number, "x")) is expected
