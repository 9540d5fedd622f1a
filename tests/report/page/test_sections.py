from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from rtsim.advice.advice import Advice
from rtsim.advice.flips import Flips
from rtsim.advice.flow import notes_flow
from rtsim.advice.learned.tree import Labelled, Learned, Unlearned, learn
from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import Comparison, compare
from rtsim.money.bill import bills, cost_differences
from rtsim.report.page import About, recommend_page, render, run_page
from rtsim.report.page.comparison_section import difference_section
from rtsim.report.page.fault_section import back, dark, fault_sections, told
from rtsim.report.page.flip_section import flip_section
from rtsim.report.page.flow_section import learned_section
from rtsim.report.page.load_section import load_section
from rtsim.report.page.money_section import money, money_sections
from rtsim.report.page.parts import Bullets, Diagram, Figure, Grid, Prose, Section, Source, Table
from rtsim.report.page.verdict_section import scores, sureness_section
from tests.advice.flows import NETWORK, RATE, grid
from tests.analysis.outcomes import OVERLOADED, SMALL, broken, outcome, overloaded, silent, small
from tests.money.test_bill import priced
from tests.report.turns import FLIPS

ABOUT = About("rtsim recommend small.yaml --html page.html", ("a warning",))


def parts(section: Section, kind: type) -> list[Any]:
    """Give a section's parts of one kind."""
    return [part for part in section.blocks if isinstance(part, kind)]


def texts(table: Table) -> list[list[str]]:
    """Give what is read in a table's cells."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_recommendation_is_the_run_s_page_with_advice_after_the_verdict() -> None:
    """All sections of the run are there, and five more between the verdict and the comparison."""
    verdict = judge(Evidence.of(small()))
    run = run_page(small(), verdict, ABOUT)
    page = recommend_page(comparison=small(), advice=Advice(verdict, FLIPS), flow=notes_flow(), about=ABOUT)
    names = [section.name for section in page.sections]
    advice = ["sureness", "worlds", "growth", "flips", "flow"]
    assert names[:7] == ["verdict", *advice, "comparison"]
    assert [name for name in names if name not in advice] == [one.name for one in run.sections]
    sources = parts(page.sections[-1], Source)
    assert '"flip_search"' in sources[-1].text
    assert '"latency_s"' in parts(run.sections[-1], Source)[-1].text
    assert "rtsim recommend --json" in sources[-1].title
    text = render(page)
    assert "a warning" in text
    assert ABOUT.command in text


def test_scores_are_those_of_the_verdict() -> None:
    """Dots are the ratios in the order of the ranking, the best at 1; the table has the Pareto front."""
    verdict = judge(Evidence.of(small()))
    figure = scores(verdict.scores)
    assert [trace.x[0] for trace in figure.data] == pytest.approx([value.mean for value in verdict.scores.values()])
    assert 1.0 in [trace.x[0] for trace in figure.data]
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(1, 1)]
    section = sureness_section(small(), verdict)
    standing = dict(zip(small().estimates, texts(parts(section, Table)[0]), strict=True))
    assert {name for name, row in standing.items() if row[1] == "on it"} == set(verdict.pareto)
    assert all("is better" in standing[name][1] for name in verdict.dominated)
    assert {name for name, row in standing.items() if row[2] != "nothing"} == set(verdict.excluded)


@pytest.mark.parametrize("given", [overloaded(), silent()])
def test_what_is_ruled_out_has_no_score(given: Comparison) -> None:
    """With every technique ruled out there is no ranking to draw, and the reasons stand in the table."""
    verdict = judge(Evidence.of(given))
    section = sureness_section(given, verdict)
    assert parts(section, Figure) == []
    assert all(row[2] != "nothing" for row in texts(parts(section, Table)[0]))
    render(recommend_page(comparison=given, advice=Advice(verdict, FLIPS), flow=notes_flow(), about=ABOUT))


def test_a_difference_is_hidden_with_either_of_its_techniques() -> None:
    """Each row of the tables is that of a pair, and belongs to both."""
    (found,) = parts(difference_section(small()), Grid)
    pairs = list(combinations(small().estimates, 2))
    assert found.figures
    assert all([row.techniques for row in figure.table.rows] == pairs for figure in found.figures)


def test_flips_stand_in_a_table_the_nearest_first() -> None:
    """Each side says where the verdict changes and to what, how sure that is, or how far it does not change."""
    section = flip_section(judge(Evidence.of(small())), FLIPS)
    (table,) = parts(section, Table)
    rows = {row.cells[0].text: row.cells for row in table.rows}
    assert list(rows) == ["near.by", "between", "far.away", "never.changes"]
    near, between = rows["near.by"], rows["between"]
    assert (near[1].text, near[2].text, near[3].text) == ("2", "SSE from 1.8 on", "unsettled between 3 and 3.5")
    assert near[2].notes[1] == "sure: WebSocket costs 1.5 (1.4 to 1.6) times as much there"
    assert near[2].values == (1.9, 1.8, "sse")
    assert between[2].notes[1] == "no difference that matters from SSE there"
    assert rows["far.away"][3].text == "No technique from 64 on"
    assert (rows["never.changes"][3].text, rows["never.changes"][3].notes) == (
        "no change to 8",
        ("the scenario refuses 16",),
    )
    assert parts(section, Bullets)[0].items == judge(Evidence.of(small())).not_modelled


def test_flips_that_were_not_searched_say_why() -> None:
    """Without a search there is a reason in place of the table."""
    section = flip_section(judge(Evidence.of(small())), Flips(doubt="--quick"))
    assert parts(section, Table) == []
    assert parts(section, Prose)[1].text == "It was not searched: --quick."


def test_a_learned_flow_is_drawn_and_weighed() -> None:
    """A flow is a drawing with its worth; none is the reason alone."""
    found = learn((RATE, NETWORK), grid(4))
    assert isinstance(found, Learned)
    section = learned_section(found, "asked")
    assert len(parts(section, Diagram)) == 1
    (worth,) = parts(section, Table)
    assert [row.cells[1].values[0] for row in worth.rows] == [
        found.unseen.right.mean,
        found.seen.right.mean,
        found.constant.right.mean,
    ]
    none = learned_section(learn((RATE,), [Labelled({"messages.rate": 1.0}, "sse", {"sse": 1.0})] * 9), "asked")
    assert parts(none, Diagram) == parts(none, Table) == []
    assert "no flow is learned: the verdict is sse at every point" in parts(none, Source)[0].text


def test_a_flow_that_ends_where_nothing_fits_says_so() -> None:
    """A leaf at which every technique is ruled out names none."""
    rates = tuple(map(float, range(1, 21)))
    points = [
        Labelled({"messages.rate": rate}, *(("none", {}) if rate > 10 else ("sse", {"sse": 1.0}))) for rate in rates
    ]
    found = learn((replace(RATE, values=rates),), points)
    assert not isinstance(found, Unlearned)
    (drawn,) = parts(learned_section(found, "asked"), Diagram)
    assert "all are ruled" in drawn.svg


def test_without_prices_there_is_no_money() -> None:
    """The section is for those who asked for it."""
    assert list(money_sections(small())) == []


@pytest.mark.parametrize("book", ["servers", "api-gateway"])
def test_bars_add_up_to_the_bill(book: str) -> None:
    """A technique's bars are its parts, and all together its month; what is not offered has none."""
    found = bills(priced(book))
    figure = money(found)
    for name, bill in found.items():
        bars = [trace.x[0] for trace in figure.data if trace.meta and trace.meta["techniques"] == [name]]
        assert len(bars) == len(bill.parts)
        if bill.priced:
            assert sum(bars) == pytest.approx(bill.per_month.mean)


def test_the_bill_has_intervals_pairs_and_notes() -> None:
    """The tables are those of the bill; what is not offered says so, and why."""
    (section,) = money_sections(priced("api-gateway"))
    whole, pairs = parts(section, Table)
    found = bills(priced("api-gateway"))
    shown = {name: row.cells for name, row in zip(found, whole.rows, strict=True)}
    month = found["websocket"].per_month
    assert shown["websocket"][1].values == (month.mean, month.low, month.high)
    assert shown["sse"][1].text == "not offered"
    assert [row.cells[1].values[0] for row in pairs.rows] == [one.difference.mean for one in cost_differences(found)]
    assert any("a response that never ends" in item for item in parts(section, Bullets)[0].items)


def test_an_overloaded_technique_has_no_price() -> None:
    """What has no steady load has no bar and no number."""
    (section,) = money_sections(compare(outcome(OVERLOADED, prices="servers")))
    assert parts(section, Figure) == []
    assert texts(parts(section, Table)[0]) == [["WebSocket", "overloaded: no steady answer", "-", "-"]]


def test_what_breaks_is_drawn_with_its_numbers() -> None:
    """The curves of those who come back and of the time dark have tables whose values are on the curve."""
    (section,) = fault_sections(broken())
    figures = {figure.name: figure for figure in parts(section, Figure)}
    assert list(figures) == ["faults-back", "faults-dark", "faults-tries"]
    for name, found in (("faults-back", back(broken())), ("faults-dark", dark(broken()))):
        table = figures[name].table
        assert [column.techniques for column in table.columns[1:]] == [(each,) for each in found]
        for row in table.rows:
            share = row.cells[0].values[0]
            for cell, (seconds, shares) in zip(row.cells[1:], found.values(), strict=True):
                assert cell.values[0] == seconds[np.flatnonzero(shares >= share - 1e-9)[0]]
    assert "drain at 15 s" in figures["faults-tries"].caption


def test_what_intermediaries_cut_has_the_section_as_well() -> None:
    """A path that cuts what is idle has no fault to be back from, but times without a path, and tries."""
    quiet = {"to": "room", "room_size": 5, "rate": "1 / min"}
    cut = compare(outcome(SMALL, path=[{"idle": "3 s"}], messages=quiet, techniques={"websocket": {"heartbeat": None}}))
    (section,) = fault_sections(cut)
    assert [figure.name for figure in parts(section, Figure)] == ["faults-dark", "faults-tries"]
    assert not fault_sections(compare(outcome(SMALL, path=[{"idle": "1 h"}])))


def test_the_load_s_captions_tell_the_faults() -> None:
    """What is marked in the courses of load, queue and connections stands in words below each."""
    (grid_,) = parts(load_section(broken()), Grid)
    captions = {figure.name: figure.caption for figure in grid_.figures}
    assert {"load-busy", "load-unfinished", "load-open"} <= set(captions)
    assert all(caption.endswith(told(broken())) for caption in captions.values())
    assert all("fault" not in figure.caption for figure in parts(load_section(small()), Grid)[0].figures)


def test_a_brownout_alone_has_no_curves() -> None:
    """A server that is slow for a while cuts nobody: there is a table, and no figure of those who come back."""
    slow = compare(outcome(SMALL, faults={"brownouts": [{"at": 11, "lasts": 2, "slower": 2}]}))
    (section,) = fault_sections(slow)
    assert len(parts(section, Table)) == 1
    assert parts(section, Figure) == []
