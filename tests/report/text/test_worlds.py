from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from rich.console import Console, Group

from rtsim.advice.growth import Growth
from rtsim.advice.worlds import Worlds
from rtsim.report.documents.verdict import growth_document, worlds_document
from rtsim.report.page.parts import Figure, Prose, Section
from rtsim.report.page.worlds_section import growth_section, worlds_section
from rtsim.report.text.worlds import growth_lines, holds_text, letters_of, worlds_lines
from tests.report.turns import COUNTS, MACHINE, PUSH, RATES, held, mapped


def printed(lines: Any, width: int = 80) -> str:
    """Print on a screen of this width."""
    screen = Console(width=width, record=True, file=StringIO(), markup=False)
    screen.print(Group(*lines))
    return screen.export_text()


def figure(section: Section) -> Figure:
    """Give a section's figure."""
    (found,) = [block for block in section.blocks if isinstance(block, Figure)]
    return found


def test_where_a_verdict_falls_is_told_with_its_share() -> None:
    """How many worlds it holds in, with the interval, and the one cause with the value from which on it falls."""
    assert holds_text(held()) == (
        "holds in 70 % of 30 worlds (52.1 % to 83.3 %); falls where server.costs.push_sse is above 30.5 us (now 20 us)"
    )
    always = Worlds(held().unknowns, held().worlds[:20], 12)
    assert holds_text(always) == "holds in 100 % of 20 worlds"
    assert holds_text(Worlds(doubt="--quick")) == "what is not known was not tried otherwise: --quick"


def test_what_moves_a_verdict_most_is_told_first() -> None:
    """The unknown with the strongest rank correlation comes first, and how many worlds were simulated stands below."""
    text = " ".join(printed(worlds_lines(held())).split())
    assert "- server.costs.push_sse: more of it speaks against the verdict (rank correlation -1)" in text
    assert "server.costs.push_sse 10 us to 40 us (assumed)" in text
    assert "(12 worlds simulated, 18 by theory beyond its doubt)" in text


def test_the_map_has_the_scenario_in_brackets() -> None:
    """Clients to the right, messages upwards; small letters were not settled by theory, a dash has no technique."""
    lines = [line.split() for line in printed(growth_lines(mapped())).splitlines()]
    assert lines[1:4] == [
        ["2", "/", "s", "S", "w", "-"],
        ["1", "/", "s", "S", "[S]", "w"],
        ["30", "/", "min", "S", "S", "S"],
    ]
    assert lines[4] == ["clients", "50", "100", "200"]
    assert "no map: --quick" in printed(growth_lines(Growth(doubt="--quick")))


def test_letters_are_told_apart() -> None:
    """Of two names with one first letter the second takes another one of its own."""
    spots = tuple(
        replace(spot, technique=name)
        for spot, name in zip(mapped().spots, ("sse", "short-polling", None), strict=False)
    )
    assert letters_of(replace(mapped(), spots=spots)) == {None: "-", "short-polling": "S", "sse": "E"}


@pytest.mark.parametrize("width", [40, 80])
def test_lines_fit(width: int) -> None:
    """What is folded is no wider than the screen."""
    assert max(map(len, printed(worlds_lines(held()), width).splitlines())) <= width


def test_the_documents_have_every_number() -> None:
    """Worlds, unknowns and points of the map stand in the JSON, and what was not asked has its reason."""
    told = worlds_document(held())
    assert (told["worlds"], told["simulated"], told["holds"]["mean"]) == (30, 12, 0.7)
    assert (told["falls"]["input"], told["falls"]["side"], told["falls"]["of_the_falls"]) == (PUSH.path, "above", 1.0)
    assert [one["input"] for one in told["unknowns"]] == [PUSH.path, MACHINE.path]
    assert len(told["results"]) == 30
    points = growth_document(mapped())["points"]
    assert len(points) == len(COUNTS) * len(RATES)
    assert points[-1] == {"clients": 200, "value": 2.0, "technique": None, "any_of": [], "how": "theory"}
    assert worlds_document(Worlds(doubt="w"))["not_asked"] == growth_document(Growth(doubt="w"))["not_mapped"] == "w"


def test_the_page_draws_both() -> None:
    """The tornado has a bar for each unknown, the map a mark for each point and a ring around the scenario."""
    bars = figure(worlds_section(held())).plot.data[0]
    assert list(bars.y) == [PUSH.path, MACHINE.path]
    assert bars.x[0] == pytest.approx(-1)
    drawn = figure(growth_section(mapped()))
    marks = {trace.name: trace for trace in drawn.plot.data}
    assert set(marks) == {"SSE", "WebSocket", "None: all ruled out", "The scenario"}
    assert (list(marks["The scenario"].x), list(marks["The scenario"].y)) == ([100], [1.0])
    assert set(marks["WebSocket"].marker.symbol) == {"diamond-open"}
    assert len(drawn.table.rows) == len(COUNTS) * len(RATES)
    for section in (worlds_section(Worlds(doubt="w")), growth_section(Growth(doubt="w"))):
        assert isinstance(section.blocks[0], Prose)
        assert "w" in section.blocks[0].text
