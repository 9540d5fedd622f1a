import os
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from markupsafe import Markup

from rtsim.experiments.inputs import inputs
from rtsim.printable import printable
from rtsim.report.figures.labels import titled
from rtsim.report.figures.swept import CONTESTED, METRICS, MOST_PLACES, Place, Swept
from rtsim.report.page import render, write_page
from rtsim.report.page.curve_section import curve_sections
from rtsim.report.page.parts import Cell, Column, Diagram, Page, Prose, Row, Section, Source, Table
from rtsim.report.page.sweep_page import points_section
from rtsim.report.page.tree_svg import Node, tree_svg
from rtsim.report.page.winner_section import winner_section
from rtsim.report.whole_file import check_writable

START = "<!doctype html>"
NASTY = "</script><script>alert('&')</script>"
ATTRIBUTE = "' onclick='alert(1)' x=\" y"
COMMAND = "\x1b\x00\x9b\u202e\ud800"
PAGE = Page(
    title=NASTY,
    subtitle="a page",
    techniques=(("sse", "SSE"),),
    sections=(
        Section(
            "one",
            "One",
            (
                Prose(NASTY),
                Source("one.txt", "Text", NASTY),
                Table("table", NASTY, (Column(NASTY, values=(NASTY,)),), (Row((Cell(NASTY, (NASTY,), (NASTY,)),)),)),
            ),
        ),
    ),
)
NAMES = ("short-polling", "long-polling", "websocket", "sse")
PATHS = (*(metric.path for metric in (*METRICS, *CONTESTED)), "traffic.up_bytes", "traffic.down_bytes")
LARGEST = 6_000_000


def test_what_a_page_holds_is_never_markup(tmp_path: Path) -> None:
    """Whatever a title, a text or a cell says, it is shown, and begins no element."""
    path = tmp_path / "page.html"
    write_page(path, PAGE)
    text = path.read_text(encoding="utf-8")
    assert "alert(&#39;&amp;&#39;)" in text
    assert NASTY not in text
    assert len(re.findall("<script", text)) == 4  # the templates, Plotly, the page's own, the animation's


def test_no_value_begins_an_attribute(tmp_path: Path) -> None:
    """Names and values for CSV files stay within the attribute that holds them."""
    table = Table(ATTRIBUTE, ATTRIBUTE, (Column("a", values=(ATTRIBUTE,)),), (Row((Cell("b", values=(ATTRIBUTE,)),)),))
    write_page(tmp_path / "page.html", Page("", "", ((ATTRIBUTE, ATTRIBUTE),), (Section("s", ATTRIBUTE, (table,)),)))
    seen: list[str] = []

    class Attributes(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
            seen.extend(name for name, _ in attrs)

    Attributes().feed((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert "data-values" in seen
    assert not {"onclick", "x", "y"} & set(seen)


def test_a_page_shows_what_would_be_a_command(tmp_path: Path) -> None:
    """Controls, what turns the order of signs and halves of signs are seen as replaced, in texts and drawings."""
    drawing = Diagram("d", Markup(tree_svg(Node(COMMAND), COMMAND)))  # noqa: S704 - it escapes
    section = Section("s", COMMAND, (Prose(COMMAND), Source("one.txt", "Text", COMMAND), drawing))
    write_page(tmp_path / "page.html", Page(COMMAND, COMMAND, (), (section,)))
    text = (tmp_path / "page.html").read_text(encoding="utf-8").split("<script")[0]
    assert printable(text) == text
    assert text.count("\ufffd" * 5) >= 7


def test_a_page_names_nothing_outside(tmp_path: Path) -> None:
    """No element of a page refers to anything that is not in the page."""
    path = tmp_path / "page.html"
    write_page(path, PAGE)
    markup = re.sub(r"<script>.*?</script>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", markup)
    assert "url(" not in markup
    assert "@import" not in markup


def names(folder: Path) -> list[str]:
    """Give what is in a folder."""
    return [path.name for path in folder.iterdir()]


def test_a_page_replaces_a_file_whole(tmp_path: Path) -> None:
    """A page that cannot be made leaves what was there, and nothing beside it; one that can keeps the file's rights."""
    path = tmp_path / "page.html"
    path.write_text("before", encoding="utf-8")
    path.chmod(0o640)
    wrong = Cell("", values=(object(),))  # type: ignore[arg-type]
    section = Section("s", "S", (Table("t", "", (Column("c"),), (Row((wrong,)),)),))
    with pytest.raises(TypeError):
        write_page(path, Page("", "", (), (section,)))
    assert path.read_text(encoding="utf-8") == "before"
    assert names(tmp_path) == ["page.html"]
    write_page(path, PAGE)
    assert path.stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["page.html"]


def test_where_a_page_cannot_be_written_is_said_beforehand(tmp_path: Path) -> None:
    """A missing directory, a directory and a place that is no directory are told apart; a good place is not touched."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "there is no directory" in check_writable(tmp_path / "none" / "page.html", START)
    assert "is a directory" in check_writable(tmp_path, START)
    assert check_writable(tmp_path / "file" / "page.html", START)
    assert check_writable(tmp_path / "page.html", START) == ""
    assert names(tmp_path) == ["file"]


def test_only_a_page_is_overwritten(tmp_path: Path) -> None:
    """A page and an empty file may be replaced; a file of another kind, a pipe and a device may not."""
    path = tmp_path / "file"
    path.touch()
    assert check_writable(path, START) == ""
    write_page(path, PAGE)
    assert path.read_text(encoding="utf-8").startswith(START)
    assert check_writable(path, START) == ""
    path.write_text("name: team-chat", encoding="utf-8")
    assert "another kind of file" in check_writable(path, START)
    os.mkfifo(tmp_path / "pipe")
    for special in (tmp_path / "pipe", Path("/dev/null")):
        assert "not a file" in check_writable(special, START)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """A page that is written to a link is found where the link leads."""
    link = tmp_path / "link.html"
    link.symlink_to("page.html")
    write_page(link, PAGE)
    assert link.is_symlink()
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith(START)


def large() -> Swept:
    """Give a sweep of as many points as are drawn, over six inputs that change from point to point."""
    generator = np.random.default_rng(1)
    places = []
    for number in range(MOST_PLACES):
        written = {f"input.number.{place}": float(value) for place, value in enumerate(generator.uniform(1, 999, 6))}
        samples = {name: {path: tuple(generator.lognormal(0, 1, 3).tolist()) for path in PATHS} for name in NAMES}
        places.append(Place(number + 1, written, written, samples, frozenset()))
    return Swept("large", "", inputs(place.written for place in places), {}, tuple(places), 10_000)


def test_the_page_of_a_large_sweep_stays_small() -> None:
    """However many points a sweep has, its page keeps within 6 MB."""
    found = large()
    techniques = tuple((name, titled(name)) for name in NAMES)
    sections = (*curve_sections(found), winner_section(found), points_section(found))
    assert len(render(Page("large", "", techniques, sections)).encode()) < LARGEST
