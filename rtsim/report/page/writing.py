"""Writing: a page as its file."""

from pathlib import Path

from rtsim.report.page.parts import Page
from rtsim.report.page.render import render
from rtsim.report.whole_file import write_whole


def write_page(path: Path, page: Page) -> None:
    """Write a page, whole or not at all; raises `OSError` if that cannot be done."""
    write_whole(path, render(page))
