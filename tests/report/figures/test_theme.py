from math import log10

import pytest

from rtsim.report.figures.theme import GRIDS, INKS, NEUTRAL, SURFACES, logarithmic, look, template
from rtsim.report.page.money_section import PARTS as BILL
from rtsim.report.page.traffic_section import PARTS
from rtsim.techniques import techniques

GRAPHICS, TEXT = 3.0, 4.5  # WCAG 2.2, 1.4.11 and 1.4.3


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", SURFACES)
def test_marks_stand_out_in_both_themes(theme: str) -> None:
    """Every technique's colour, that of limits and those of parts have the contrast that graphics need."""
    colours = [look(name).colour for name in (*techniques(), "one", "another", "a third", "a fourth")]
    for colour in (*colours, NEUTRAL, *(part.colour for part in (*PARTS.values(), *BILL.values()))):
        assert contrast(colour, SURFACES[theme]) >= GRAPHICS, colour


@pytest.mark.parametrize("theme", SURFACES)
def test_text_can_be_read_and_the_grid_stays_behind(theme: str) -> None:
    """Ink has the contrast that text needs; the grid has less than any mark."""
    assert contrast(INKS[theme], SURFACES[theme]) >= TEXT
    assert contrast(GRIDS[theme], SURFACES[theme]) < GRAPHICS
    assert template(theme).layout.font.color == INKS[theme]


@pytest.mark.parametrize("ratio", [1.0, 1.3, 2.0, 5.0, 12.0, 40.0, 90.0, 300.0, 900.0, 1e4, 1e6])
@pytest.mark.parametrize("least", [0.00023, 0.031, 0.9, 70.0])
def test_a_logarithmic_axis_can_be_read(least: float, ratio: float) -> None:
    """Whatever an axis holds, two ticks at least and eight at most lie on it."""
    axis = logarithmic([least, least * ratio], "{:g}".format)
    low, high = axis["range"]
    ticks = [log10(tick) for tick in axis["tickvals"]]
    assert 2 <= len(ticks) <= 8
    assert low - 1e-3 <= min(ticks) < max(ticks) <= high + 1e-3
    assert low <= log10(least) <= log10(least * ratio) <= high


def test_techniques_differ_without_colour() -> None:
    """No two techniques share a marker, a dash or a colour."""
    looks = [look(name) for name in techniques()]
    for part in ("colour", "symbol", "dash"):
        assert len({getattr(one, part) for one in looks}) == len(looks)
