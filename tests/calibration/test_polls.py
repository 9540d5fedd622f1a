from math import nan

import pytest

from rtsim.calibration.exchange import Sizes
from rtsim.calibration.polls import Polls
from rtsim.calibration.traffic import Paths


def polls(*answers: tuple[int, float], version: str = "1.1", path: str = "/x") -> Polls:
    """Find the polls among GETs of one path, of which status and body of each answer are given."""
    paths = Paths()
    for status, body in answers:
        paths.add_each(path, [Sizes("1.1", status, 500.0, 200.0, 0.0, body)])
    return Polls.of(paths, version)


@pytest.mark.parametrize(
    ("answers", "empty", "answered"),
    [
        ([(200, 27), (200, 27), (200, 214), (200, 27), (200, 180)], 3, 2),  # the smallest, which comes again
        ([(204, 0), (200, 214), (204, 0)], 2, 1),
        ([(304, 0), (200, 214), (304, 0)], 2, 1),
        ([(200, 2), (200, 2)], 2, 0),  # [] holds nothing
        ([(200, 50), (200, 50), (200, 50)], 0, 3),  # nothing shows which were empty
        ([(200, 30), (200, 40), (200, 50)], 0, 3),
        ([(200, nan), (200, nan)], 0, 2),
        ([(204, nan), (200, 50)], 1, 1),
    ],
)
def test_empty_answers(answers: list[tuple[int, float]], empty: int, answered: int) -> None:
    """No content, a body too short for a message, or the smallest of several sizes if it comes again."""
    found = polls(*answers)
    assert (len(found.empty), len(found.answered)) == (empty, answered)
    assert found.alike == (empty == 0)


def test_a_path_asked_once_is_not_polled() -> None:
    """A poll is a repeated GET."""
    found = polls((200, 50))
    assert (found.paths, found.all, found.alike) == ({}, [], False)


def test_polls_of_another_version_are_left_out() -> None:
    """Sizes of HTTP/1.1 say nothing about HTTP/2."""
    assert polls((200, 2), (200, 2), version="2").all == []
