import csv
import io
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from rtsim.analysis.comparison import Comparison
from rtsim.report.figures.theme import INKS, SURFACES
from tests.browser.browsing import HIGH, Visit, Visits, visited
from tests.browser.outside import FORMULAS, LINK

PHONE = 360
LATER = "tbody tr:nth-child(n + 5)"  # rows of a table, which have the colours of those before
LARGEST = 6_000_000  # bytes
PAPER = 700  # pixels that a sheet's width has
TICKS = "g[class$=tick] text"
WIDEST = """(svg) => Math.max(...[...svg.querySelectorAll("g g text")].map(
    (text) => text.getBBox().width / text.parentElement.querySelector("rect").getBBox().width))"""
LAYERS = ".scatterlayer .trace, .barlayer .trace"
SEEN = "plot._fullData.filter((trace) => trace.visible === true && (trace.x || []).length).length"
VISIBLE = "plot._fullData.filter((trace) => trace.visible === true)"
SHOWN = f"{VISIBLE}.map((trace) => (trace.meta || {{techniques: []}}).techniques)"
INK = "getComputedStyle(plot.querySelector('.xtick text, .ytick text')).fill"


@pytest.fixture(scope="module", params=["run", "sweep"])
def name(request: pytest.FixtureRequest) -> str:
    """Give each page's name."""
    return str(request.param)


@pytest.fixture(scope="module")
def visit(visits: Visits, name: str) -> Visit:
    """Give each page."""
    return visits.visit(name)


@pytest.fixture(scope="module")
def run_visit(visits: Visits) -> Visit:
    """Give the run's page."""
    return visits.visit("run")


def on_a_phone(visits: Visits, name: str) -> Visit:
    """Give a page as a phone opens it that is set to dark."""
    return visits.visit(name, width=PHONE, scheme="dark")


def colour(written: str) -> str:
    """Write a colour as browsers do."""
    return f"rgb({', '.join(str(int(written[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_a_page_is_whole_and_asks_for_nothing(visits: Visits, name: str) -> None:
    """A page opens from disk without an error and without a request to anywhere, and stays below 6 MB."""
    visit = visits.visit(name)
    assert visit.errors == []
    assert visit.requests == []
    assert visits.files[name].stat().st_size < LARGEST


def test_names_are_given_once(visit: Visit) -> None:
    """No two elements of a page have the same id."""
    ids = visit.page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert sorted(ids) == sorted(set(ids))


def test_the_guard_sees_requests(browser: Browser, tmp_path: Path) -> None:
    """A page that does ask for something is found out."""
    path = tmp_path / "asks.html"
    path.write_text("<!doctype html><html data-ready><img src='http://example.com/pixel.png'>", encoding="utf-8")
    with visited(browser, path) as opened:
        opened.page.wait_for_timeout(200)
        assert opened.requests == ["http://example.com/pixel.png"]


def test_the_policy_stops_other_scripts(browser: Browser, run_file: Path, tmp_path: Path) -> None:
    """A script that gets into the page does not run: the policy names the two that may."""
    path = tmp_path / "changed.html"
    head, _, _ = run_file.read_text(encoding="utf-8").partition("<style>")
    path.write_text(f"{head}</head><script>window.stranger = true</script>", encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("meta[http-equiv=Content-Security-Policy]").count() == 1
    assert page.evaluate("window.stranger") is None
    context.close()


def test_every_figure_draws_its_marks(visit: Visit) -> None:
    """Each figure has as many drawn traces as it has traces with values, and each of them a mark."""
    traces = f"[...plot.querySelectorAll('{LAYERS}')]"
    marks = f"{traces}.filter((trace) => trace.querySelector('path[d]')).length"
    solid = f"{traces}.filter((trace) => trace.getBoundingClientRect().width > 0).length"
    for name, expected, drawn, wide in visit.plots(f"[plot.id, {SEEN}, {marks}, {solid}]"):
        assert expected > 0, name
        assert drawn == expected, name
        assert wide > 0, name


def test_every_figure_and_table_is_described(visit: Visit) -> None:
    """Figures have a title, a description and a table of their numbers; tables a caption and heads with a scope."""
    described = (
        "[plot.id, document.getElementById(plot.getAttribute('aria-labelledby')).textContent.trim(), "
        "document.getElementById(plot.getAttribute('aria-describedby')).textContent.trim(), "
        "plot.closest('figure').querySelectorAll('tbody tr').length]"
    )
    for name, title, caption, rows in visit.plots(described):
        assert title, name
        assert len(caption) > 10, name
        assert rows > 0, name
    page = visit.page
    assert page.locator("table").count() == page.locator("table > caption").count() > 0
    assert page.locator("th").count() == page.locator("th[scope]").count() > 0


def test_a_button_hides_its_technique_everywhere(visit: Visit) -> None:
    """A technique's button takes it out of all figures and tables, says so, and brings it back."""
    button = visit.page.locator("button[data-technique=websocket]")
    rows = visit.page.locator("tr[data-techniques~=websocket]")
    before = visit.plots(SHOWN)
    assert any("websocket" in techniques for plot in before for techniques in plot)
    button.click()
    after = visit.plots(SHOWN)
    assert button.get_attribute("aria-pressed") == "false"
    assert not any("websocket" in techniques for plot in after for techniques in plot)
    assert any("sse" in techniques for plot in after for techniques in plot)
    assert rows.count() > 0
    assert all(row.get_attribute("hidden") is not None for row in rows.all())
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert visit.plots(SHOWN) == before
    assert visit.page.locator("[data-techniques][hidden]").count() == 0


def test_an_overloaded_technique_is_not_drawn_as_steady(run_visit: Visit, comparison: Comparison) -> None:
    """The overloaded technique has no latencies in figures; its server load is drawn, and named overloaded."""
    assert comparison.overloaded["sse"]
    steady = ("plot-latency-distribution", "plot-latency-percentiles", "plot-age", "plot-differences-latency-s-mean")
    names = dict(run_visit.plots(f"[plot.id, {SHOWN}]"))
    for name in steady:
        assert not any("sse" in techniques for techniques in names[name]), name
    assert any("sse" in techniques for techniques in names["plot-load-unfinished"])
    pairs = run_visit.page.locator("#table-differences-server-cpu-s").inner_text()
    assert "WebSocket \N{MINUS SIGN} SSE (overloaded)" in pairs
    assert "SSE is overloaded" in run_visit.page.locator("#latency").inner_text()
    cell = run_visit.page.locator("#comparison table tr", has_text="Latency, mean").locator("td").last
    assert "overloaded" in cell.inner_text()


def test_a_phone_has_nothing_to_scroll_sideways(visits: Visits, name: str) -> None:
    """At 360 pixels the page is as wide as the window, with everything folded out; what is wider scrolls by itself."""
    opened = on_a_phone(visits, name)
    assert opened.page.evaluate("document.documentElement.scrollWidth") == PHONE
    assert all(width <= PHONE for width in opened.plots("plot.querySelector('svg').getBoundingClientRect().width"))
    assert opened.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_is_the_system_s_until_the_button_changes_it(visits: Visits, scheme: str) -> None:
    """Page and figures follow the system's theme, then the button."""
    opened = visits.visit("run") if scheme == "light" else on_a_phone(visits, "run")
    for theme in (scheme, "dark" if scheme == "light" else "light"):
        assert opened.style("figure", "background-color") == colour(SURFACES[theme])
        assert set(opened.plots(INK)) == {colour(INKS[theme])}
        button = opened.page.locator("button.theme")
        assert button.get_attribute("aria-pressed") == str(theme == "dark").lower()
        button.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visits: Visits, name: str, scheme: str) -> None:
    """axe-core finds no serious and no critical violation, with everything folded out, in both themes."""
    opened = visits.visit(name) if scheme == "light" else on_a_phone(visits, name)
    apart = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}
    found = Axe().run(opened.page, options=apart).response["violations"]
    colours = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
    found += Axe().run(opened.page, context={"exclude": [LATER]}, options=colours).response["violations"]
    serious = [
        (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_units_stand_apart(visit: Visit) -> None:
    """On every axis there is a space between a number and its unit, whoever wrote the tick."""
    ticks = {
        tick
        for plot in visit.plots(f"[...plot.querySelectorAll('{TICKS}')].map((t) => t.textContent)")
        for tick in plot
    }
    assert any(tick.endswith(" %") for tick in ticks)
    assert any(tick.endswith("B") for tick in ticks)
    assert [tick for tick in ticks if re.fullmatch(r"[\d.,]+(%|[a-zA-Zµ]?(s|B|bit/s))", tick)] == []


def test_flows_are_drawn_and_told(visits: Visits) -> None:
    """Both flows are drawings with a name and their whole text, and each box is wide enough for what it says."""
    for name, told in (("run", "WebSockets; chat apps"), ("sweep", "Short polling; 33.3 % of the points")):
        page = visits.visit(name).page
        drawn = page.locator("#flow svg[role=img]")
        assert told in str(drawn.locator("desc").text_content())
        assert drawn.evaluate(WIDEST) < 1


def test_the_keyboard_reaches_the_contents(run_visit: Visit) -> None:
    """The first stop is the link that skips to the contents, and it does; regions that scroll can be reached."""
    page = run_visit.page
    stops = "document.querySelectorAll('a[href], button, summary, [tabindex=\"0\"]')"
    assert page.evaluate(f"{stops}[0].className") == "skip"
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.locator(".scroll").count() == page.locator(".scroll[tabindex='0']").count() > 0


def test_a_table_is_downloaded_as_csv(run_visit: Visit, comparison: Comparison) -> None:
    """The file has the table's numbers in base units, with the ends of their intervals."""
    with run_visit.page.expect_download() as waiting:
        run_visit.page.locator("button[data-table=table-comparison]").click()
    assert waiting.value.suggested_filename == "comparison.csv"
    with Path(waiting.value.path()).open(encoding="utf-8", newline="") as file:
        rows = {row["feature"]: row for row in csv.DictReader(file)}
    latency = comparison.estimates["websocket"]["latency_s.mean"]
    found = rows["Latency, mean"]
    assert found["unit"] == "s"
    read = [float(found[column]) for column in ("websocket", "websocket low", "websocket high")]
    assert read == pytest.approx([latency.mean, latency.low, latency.high], rel=1e-9)
    assert found["sse"] == ""
    assert rows["Direction"]["websocket"] == "Bidirectional"


def test_every_table_can_be_downloaded(visit: Visit) -> None:
    """There is a button for each table, and each gives as many rows as the table has, each as long as the first."""
    files = visit.page.evaluate("""async () => {
        const made = URL.createObjectURL, files = [];
        for (const table of document.querySelectorAll("table")) {
            let blob = null;
            URL.createObjectURL = (given) => { blob = given; return "#main"; };
            document.querySelector(`button[data-table="${table.id}"]`).click();
            files.push([table.id, table.tBodies[0].rows.length, await blob.text()]);
        }
        URL.createObjectURL = made;
        return files;
    }""")
    assert len(files) > 10
    for name, count, text in files:
        head, *rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len(rows) == count, name
        assert {len(row) for row in rows} == {len(head)}, name


def test_text_in_a_figure_is_no_markup(visits: Visits) -> None:
    """Titles, ticks, legends, notes and what hovers show text as it is: no link, nothing bold, no entity."""
    page = visits.visit("outside").page
    page.locator(".plot").scroll_into_view_if_needed()
    box = page.locator(".plot .scatterlayer .point").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".hoverlayer .hovertext")
    assert page.locator(".plot svg a, .plot svg [style*=bold]").count() == 0
    for place in (".xtick", ".ytick", ".g-xtitle", ".legendtext", ".annotation-text", ".hovertext"):
        assert LINK in (page.locator(f".plot {place}").first.text_content() or ""), place


def test_no_downloaded_text_is_a_formula(visits: Visits) -> None:
    """Texts and heads of columns like formulas have an apostrophe; numbers, also as they are shown, have none."""
    page = visits.visit("outside").page
    with page.expect_download() as waiting:
        page.locator("button[data-table=table-outside]").click()
    with Path(waiting.value.path()).open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    assert head == ["'=head", "value", "shown"]
    assert rows == [
        *([f"'{text}", "-1.5", shown] for text, shown in zip(FORMULAS, ("-2.5", "-", "'-2 ms", "'=2"), strict=True)),
    ]


def test_on_paper_figures_fit_and_buttons_are_gone(visits: Visits) -> None:
    """Printed, a page is light whatever the theme, its figures are as wide as the sheet, and no button is left."""
    opened = on_a_phone(visits, "run")
    opened.page.set_viewport_size({"width": PAPER, "height": HIGH})
    opened.page.emulate_media(media="print")
    fits = "[...document.querySelectorAll('.plot svg.main-svg')].every((svg) => svg.clientWidth <= 640)"
    light = f"[...document.querySelectorAll('.plot')].every((plot) => {INK} === '{colour(INKS['light'])}')"
    opened.wait(f"{fits} && {light}")
    assert opened.style("body", "background-color") == "rgb(255, 255, 255)"
    assert not any(button.is_visible() for button in opened.page.locator(".bar button").all())
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= PAPER
    opened.page.emulate_media(media="screen")
    opened.page.set_viewport_size({"width": PHONE, "height": HIGH})
    opened.wait(f"!({light})")


def test_without_scripts_the_tables_are_there(browser: Browser, run_file: Path) -> None:
    """Where no script may run, a line says so and the tables hold the numbers."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(run_file.as_uri())
    assert "Figures need JavaScript" in page.locator("main").inner_text()
    assert page.locator("#comparison tbody tr").count() > 5
    context.close()
