"""Where the tests find the system's browser, and what they ask of a page in it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Route

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
OWN = ("file:", "data:", "blob:")
DESKTOP = 1280  # pixels
HIGH = 1500  # pixels
SCROLLED = """async () => {
    for (const plot of document.querySelectorAll(".plot")) {
        plot.scrollIntoView({ behavior: "instant" });
        await new Promise(requestAnimationFrame);
    }
    scrollTo({ top: 0, behavior: "instant" });
}"""
PATIENCE = 60_000  # milliseconds, on a busy machine


def installed() -> str:
    """Give the system's browser; skip where there is none, fail where there has to be one."""
    found = next((path for name in NAMES if (path := which(name))), "")
    if not found:
        reason = f"no browser: none of {', '.join(NAMES)} is installed (apt-get install chromium-headless-shell)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return found


def launched(playwright: Playwright) -> Browser:
    """Start the system's browser."""
    return playwright.chromium.launch(executable_path=installed(), args=list(FLAGS))


@dataclass
class Visit:
    """A page that is open, and what came up while it was: errors, and requests that left the file."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def plots(self, script: str) -> list[Any]:
        """Give what a script makes of each figure, which it is given as `plot`."""
        found: list[Any] = self.page.evaluate(f"[...document.querySelectorAll('.plot')].map((plot) => ({script}))")
        return found

    def wait(self, script: str) -> None:
        """Wait until a script is true; the page's own policy forbids Playwright to wait in the page."""
        end = monotonic() + PATIENCE / 1000
        while not self.page.evaluate(script):
            assert monotonic() < end, script
            self.page.wait_for_timeout(50)

    def style(self, selector: str, name: str) -> str:
        """Give a style that an element has."""
        asked = f"getComputedStyle(document.querySelector({selector!r})).getPropertyValue({name!r})"
        return str(self.page.evaluate(asked))


@contextmanager
def visited(browser: Browser, path: Path, width: int = DESKTOP, scheme: Any = "light") -> Iterator[Visit]:
    """Open a page from disk and scroll through it until it is drawn; requests that leave it are stopped, and kept."""
    context = browser.new_context(viewport={"width": width, "height": HIGH}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page())

    def guard(route: Route) -> None:
        if route.request.url.startswith(OWN):
            route.continue_()
        else:
            visit.requests.append(route.request.url)
            route.abort()

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            visit.errors.append(message.text)

    visit.page.route("**/*", guard)
    visit.page.on("console", hear)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.goto(path.as_uri())
    visit.wait("document.documentElement.dataset.ready !== undefined")
    visit.page.evaluate(SCROLLED)
    visit.wait("[...document.querySelectorAll('.plot')].every((plot) => plot.dataset.drawn)")
    yield visit
    context.close()


@dataclass
class Visits:
    """Pages by name, each opened once for each width and theme; tests leave them as they find them."""

    browser: Browser
    files: Mapping[str, Path]
    stack: ExitStack
    known: dict[tuple[str, int, str], Visit] = field(default_factory=dict)

    def visit(self, name: str, width: int = DESKTOP, scheme: str = "light") -> Visit:
        """Give a page, open and drawn, with everything folded out."""
        key = (name, width, scheme)
        if key not in self.known:
            opened = self.stack.enter_context(visited(self.browser, self.files[name], width, scheme))
            opened.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            self.known[key] = opened
        return self.known[key]
