"""Makes the README's pictures, in the system's browser: of a page, or of the one that `rtsim play` serves.

rtsim run configs/team-chat.yaml --html page.html
python docs/images/make.py page.html
python docs/images/make.py http://127.0.0.1:PORT/TOKEN/
"""

import sys
from pathlib import Path
from shutil import which

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
WIDTH, HEIGHT = 1200, 4000  # pixels, so that all that is shown is in view and drawn
SHOWN = """() => {
    const keep = ["verdict", "latency"];
    document.querySelectorAll("section, nav, .table, footer, details").forEach((each) => {
        if (!keep.includes(each.id)) each.style.display = "none";
    });
    document.querySelectorAll("#latency > :not(h2):not(figure), #latency figure ~ figure, #latency figcaption, "
        + "#verdict > p:not(.lead)").forEach((each) => { each.style.display = "none"; });
    document.querySelectorAll("section").forEach((each) => { each.style.padding = "1.4rem 0 .6rem"; });
    document.querySelector("header").style.paddingTop = "1.8rem";
    return document.querySelector("#latency").getBoundingClientRect().bottom;
}"""
DRAWN = "document.querySelector('#latency .plot').dataset.drawn === 'true'"


def main(page: Path) -> None:
    """Take the picture: the verdict, and how long messages take."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        opened.goto(page.resolve().as_uri())
        bottom = opened.evaluate(SHOWN)
        while not opened.evaluate(DRAWN):
            opened.wait_for_timeout(50)
        opened.screenshot(path=HERE / "report.png", clip={"x": 0, "y": 0, "width": WIDTH, "height": bottom})
        browser.close()


def play(address: str) -> None:
    """Take the picture of the page that is played with, when it has been answered."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": WIDTH, "height": 860}, color_scheme="light")
        opened.goto(address)
        opened.locator("#input-clients-count").press("ArrowRight")
        opened.wait_for_selector("body.over[data-answered='2']", timeout=60_000)
        opened.screenshot(path=HERE / "play.png")
        browser.close()


if __name__ == "__main__":
    (play(sys.argv[1]) if sys.argv[1].startswith("http:") else main(Path(sys.argv[1])))
