"""The page that is played with, in a browser: its server is a process of its own, as its user starts it."""

import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from rtsim.api import load, run
from rtsim.report.documents.run import document
from tests.browser.browsing import DESKTOP, PATIENCE, Visit

TOKEN = "a-word-of-the-test"  # noqa: S105 - the server is the test's own
PHONE = 360
WINDOW: ViewportSize = {"width": DESKTOP, "height": 900}
POINTS = "plot => JSON.stringify(plot.data.map((trace) => trace.x))"
COUNT = "#input-clients-count"
SMALL = "#base=gaming"


@dataclass
class Served:
    """A server that is running, and where."""

    process: "subprocess.Popen[str]"
    port: int

    @property
    def address(self) -> str:
        """The address of its page."""
        return f"http://127.0.0.1:{self.port}/{TOKEN}/"

    def status(self, path: str, **headers: str) -> int:
        """Give the status of a request with other headers."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE / 1000)) as connection:
            connection.request("GET", path, headers=headers)
            return connection.getresponse().status


def started(folder: Path, port: int = 0) -> Served:
    """Start a server on one core, in a folder that has nothing in it, and read its address."""
    rtsim, core = str(Path(sys.executable).with_name("rtsim")), str(max(os.sched_getaffinity(0)))
    command = ["taskset", "--cpu-list", core, rtsim, "play", "--no-browser", "--budget", "1 s", "--token", TOKEN]
    command += ["--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=folder)
    assert process.stdout is not None
    found = re.fullmatch(rf"http://127\.0\.0\.1:(\d+)/{TOKEN}/\n", process.stdout.readline())
    assert found
    return Served(process, int(found[1]))


def stopped(served: Served, how: signal.Signals = signal.SIGINT) -> int:
    """Stop a server and give its status."""
    served.process.send_signal(how)
    status = served.process.wait(timeout=PATIENCE / 1000)
    if served.process.stdout:
        served.process.stdout.close()
    return status


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server, which ends without an error when it is interrupted."""
    found = started(tmp_path_factory.mktemp("play"))
    yield found
    assert stopped(found) in {0, 130}


@pytest.fixture(scope="module")
def opened(browser: Browser, served: Served) -> Iterator[Visit]:
    """Give the page; what it asked for, and what went wrong, is kept."""
    context = browser.new_context(viewport=WINDOW)
    context.set_default_timeout(PATIENCE)
    found = Visit(context.new_page())
    found.page.on("console", lambda said: found.errors.append(said.text) if said.type == "error" else None)
    found.page.on("pageerror", lambda error: found.errors.append(str(error)))
    found.page.on("request", lambda asked: found.requests.append(asked.url))
    yield found
    assert found.errors == []
    assert [url for url in found.requests if not url.startswith((served.address, "data:", "blob:"))] == []
    context.close()


@pytest.fixture
def visit(opened: Visit, served: Served) -> Visit:
    """Give the page as it is opened anew, with its first question answered."""
    as_on_a_desk(opened.page)
    opened.page.goto("about:blank")
    opened.page.goto(served.address + SMALL)
    answered(opened.page)
    return opened


@pytest.fixture
def seen(opened: Visit, served: Served) -> Visit:
    """Give the page with its first question answered, to those who leave it so."""
    as_on_a_desk(opened.page)
    if opened.page.url != served.address + SMALL:
        opened.page.goto(served.address + SMALL)
    answered(opened.page)
    return opened


def as_on_a_desk(page: Page) -> None:
    """Take back what a test has said of window, theme and motion."""
    page.set_viewport_size(WINDOW)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")


def unfolded(page: Page) -> None:
    """Unfold the questions, as a user does."""
    if page.locator("#start").get_attribute("open") is None:
        page.locator("#start summary").click()


def answered(page: Page) -> None:
    """Wait until the page shows the whole answer to its last move."""
    number = page.locator("body[data-asked]").get_attribute("data-asked")
    expect(page.locator(f'body.over[data-answered="{number}"]')).to_be_attached(timeout=PATIENCE)


def test_the_verdict_is_spoken(seen: Visit) -> None:
    """A live region has the verdict of the last move."""
    region = seen.page.locator("[role=status][aria-live=polite]")
    assert region.text_content() == seen.page.locator("#verdict .lead").text_content()


def test_the_yaml_gives_the_same_digits(seen: Visit, tmp_path: Path) -> None:
    """What is copied is a scenario that runs to the numbers that are shown."""
    page = seen.page
    page.locator("#copy-yaml").click()
    expect(page.locator("#yaml-text")).to_contain_text("gaming")
    path = tmp_path / "copied.yaml"
    path.write_text(page.locator("#yaml-text").text_content() or "")
    results = run(load(path))
    told = document(results.comparison, results.verdict, results.warnings)
    mean = told["techniques"]["websocket"]["latency_s"]["mean"]["mean"]
    row = page.locator("#table-comparison tbody tr", has_text="Latency, mean")
    assert f"{mean:.10g}" in (row.locator("td").nth(2).get_attribute("data-values") or "")


def test_the_report_is_saved(seen: Visit, tmp_path: Path) -> None:
    """The page of `rtsim run --html` is a download."""
    with seen.page.expect_download() as download:
        seen.page.locator("#save").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "gaming.html"
    assert "60 clients" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(seen: Visit, scheme: str) -> None:
    """Axe finds nothing serious; on a phone nothing stands beyond the edge."""
    page = seen.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": PHONE, "height": 800})
    unfolded(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    serious = [one["id"] for one in found.response["violations"] if one["impact"] in {"serious", "critical"}]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert page.evaluate("getComputedStyle(document.querySelector('#sections')).transitionDuration") == "0s"


def test_a_guided_start_ends_in_a_running_scenario(seen: Visit) -> None:
    """Three answers lead to an example that has them, and it is simulated."""
    page = seen.page
    unfolded(page)
    for answer in ("yes", "server to client only", "yes"):
        page.locator("#guide button", has_text=answer).click()
    expect(page.locator("#guide")).to_contain_text("SSE, for notifications and live feeds")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    answered(page)
    assert page.url.partition("#")[2] != SMALL[1:]


def test_a_slider_is_moved_by_keyboard(visit: Visit) -> None:
    """The verdict and the curve follow; the figure is the same element, so nothing flickers."""
    page = visit.page
    plot = page.locator("#plot-latency-distribution[data-drawn]")
    before, drawn = plot.element_handle(), plot.evaluate(POINTS)
    lead = page.locator("#verdict .lead").text_content()
    page.locator(COUNT).focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(page.locator(COUNT)).to_be_focused()
    answered(page)
    assert page.locator("#verdict .lead").text_content() != lead
    assert page.evaluate("plot => plot.isConnected", before)
    assert plot.evaluate(POINTS) != drawn
    assert (
        page.locator(COUNT).get_attribute("aria-valuetext") == page.locator(f"output[for={COUNT[1:]}]").text_content()
    )
    assert "clients.count" in page.url


def test_a_link_restores_the_state(visit: Visit, browser: Browser) -> None:
    """Another window that opens the link shows the same inputs and the same verdict."""
    page = visit.page
    page.locator("#input-faults").select_option(index=1)
    answered(page)
    other = browser.new_page()
    other.goto(page.url)
    answered(other)
    assert other.locator("#input-faults").input_value() == "1"
    assert other.locator("#verdict .lead").text_content() == page.locator("#verdict .lead").text_content()
    assert other.locator("#when-it-fails, [id^=fault]").count() > 0
    expect(page.locator("#state")).to_contain_text("Another page asks")
    other.close()


def test_what_is_too_much_is_said(visit: Visit) -> None:
    """What would take too long is refused in a line, and the numbers of before are marked."""
    page = visit.page
    page.goto(page.url.partition("#")[0] + "#base=gaming&clients.count=100000&messages.rate=1000+%2F+s")
    expect(page.locator("#trouble .notice")).to_contain_text("one replication takes about")
    expect(page.locator("body.stale")).to_be_attached()


def test_only_the_page_is_answered(served: Served) -> None:
    """A wrong host, origin or token gets 403."""
    here = f"/{TOKEN}/"
    assert served.status(here) == 200
    assert served.status("/") == 403
    assert served.status("/another-word/") == 403
    assert served.status(here, Host="evil.example") == 403
    assert served.status(here, Origin="http://evil.example") == 403


def test_a_server_that_is_gone_is_said_and_comes_back(browser: Browser, tmp_path: Path) -> None:
    """The page says so; a new server on the same port takes up the question, from the last event's id alone."""
    first = started(tmp_path)
    page = browser.new_page()
    page.goto(first.address + SMALL)
    answered(page)
    stopped(first, signal.SIGKILL)
    expect(page.locator("#trouble")).to_contain_text("does not answer", timeout=PATIENCE)
    page.evaluate("delete document.body.dataset.answered")
    second = started(tmp_path, first.port)
    answered(page)
    expect(page.locator("#trouble")).to_be_empty()
    page.close()
    assert stopped(second) in {0, 130}


def test_the_messages_of_one_client_move(visit: Visit) -> None:
    """The lanes show the steps of `rtsim trace`; they are moved step by step with the keyboard, and follow a move."""
    page = visit.page
    page.locator("#moving summary").click()
    stage = page.locator(".stage[data-ready]")
    expect(stage.locator(".lane")).to_have_count(4)
    time = float(stage.get_attribute("data-time") or "nan")
    stage.locator(".next").focus()
    page.keyboard.press("Enter")
    assert float(stage.get_attribute("data-time") or "nan") > time
    expect(stage.locator(".says").first).not_to_have_text("")
    stage.locator(".play").click()
    expect(stage.locator(".play")).to_have_text("Pause")
    page.locator("#input-faults").select_option(index=1)
    answered(page)
    visit.wait("document.querySelector('.stage script')?.textContent.includes('is cut')")
