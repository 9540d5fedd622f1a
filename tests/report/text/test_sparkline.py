from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from rich.console import Console, Group

from rtsim.analysis.comparison import Comparison
from rtsim.report.text.sparkline import BLOCKS, LEGEND, PLAIN, Axis, latency_lines, sparkline
from tests.analysis.outcomes import overloaded, silent, small


def printed(comparison: Comparison, width: int, encoding: str = "utf-8") -> list[str]:
    """Give the lines on a screen of this width."""
    screen = Console(width=width, record=True, file=StringIO())
    screen.print(Group(*latency_lines(comparison, width, encoding)))
    return [line.rstrip() for line in screen.export_text().splitlines()]


@pytest.mark.parametrize("width", [30, 40, 80, 200])
def test_each_technique_has_a_line_on_one_axis(width: int) -> None:
    """Polling each 5 s lies at the axis' right, push at its left; each line is full somewhere; none is too wide."""
    polling, _, socket, _, ends, *_ = printed(small(), width)
    assert polling.startswith("Short polling  ")
    assert socket.startswith("WebSocket      ")
    assert BLOCKS[-1] in polling
    assert BLOCKS[-1] in socket
    assert socket.index(BLOCKS[-1]) < polling.index(BLOCKS[-1])
    assert ends.split() == ["20", "ms", "10", "s"]
    assert max(map(len, (polling, socket, ends))) <= width
    assert len(polling) == len(ends) or polling[-1] in BLOCKS


def test_every_delivery_is_counted() -> None:
    """The columns of an axis hold all values, those at its ends and beyond among them."""
    axis = Axis.around(0.01, 10.0, 3)
    values = np.array([0.0, 0.01, 0.05, 0.5, 9.99, 10.0])
    assert axis == Axis(0.01, 10.0, 3)
    assert axis.counts(values, np.array([1, 2, 3, 4, 5, 6])).tolist() == [6, 4, 11]


@pytest.mark.parametrize(("least", "greatest"), [(0.0, 0.0), (0.0, 0.03), (0.021, 0.021), (1e-9, 1e9), (59.9, 3600.0)])
def test_an_axis_holds_its_values(least: float, greatest: float) -> None:
    """Whatever comes, both ends are apart, and lie outside, where there are such times at all."""
    axis = Axis.around(least, greatest, 10)
    assert 0 < axis.low < axis.high
    assert least <= 1e-8 or axis.low <= least
    assert greatest >= 1e8 or axis.high >= greatest


def test_heights_are_shares_of_the_highest() -> None:
    """What came at all is at least the lowest level, and what never came is a space."""
    assert sparkline([0, 1, 1000], BLOCKS) == " ▁█"
    assert sparkline([8, 4, 0, 2], PLAIN) == "#: _"
    assert sparkline([], BLOCKS) == ""


def test_ascii_has_levels_too() -> None:
    """Where the encoding has no blocks nothing but ASCII is drawn."""
    assert "\n".join(printed(small(), 80, "ascii")).isascii()
    assert PLAIN[-1] in printed(small(), 80, "ascii")[0]


def test_what_has_no_answer_is_not_drawn() -> None:
    """An overloaded technique is not drawn, nor is one that delivered nothing; a run of such only has no lines."""
    assert printed(overloaded(), 80) == []
    assert printed(silent(), 80) == []


def test_an_overloaded_technique_beside_others_says_so() -> None:
    """Its line says that it is overloaded, and the axis is that of the others."""
    over = replace(small(), overloaded={**small().overloaded, "short-polling": True})
    polling, *_, ends = printed(over, 80)[:5]
    assert polling == "Short polling  overloaded"
    assert ends.split() == ["20", "ms", "100", "ms"]


def test_the_legend_fits() -> None:
    """The legend is one line of 80 columns."""
    assert len(LEGEND) <= 80
