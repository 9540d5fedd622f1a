"""Pages: a report as a value, and the one self-contained HTML file that it is written to."""

from rtsim.report.page.animation_page import animation_page
from rtsim.report.page.parts import About, Page
from rtsim.report.page.recommend_page import recommend_page
from rtsim.report.page.render import render, write_page
from rtsim.report.page.run_page import run_page
from rtsim.report.page.sweep_page import sweep_page
from rtsim.report.page.taught_page import stored_page, swept_page, taught_page

__all__ = [
    "About",
    "Page",
    "animation_page",
    "recommend_page",
    "render",
    "run_page",
    "stored_page",
    "sweep_page",
    "swept_page",
    "taught_page",
    "write_page",
]
