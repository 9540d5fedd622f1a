"""Pages: a report as a value, and the one self-contained HTML file that it is written to."""

from rtsim.report.page.diagram_section import animation_page
from rtsim.report.page.parts import About, Page
from rtsim.report.page.render import render, write_page
from rtsim.report.page.run_page import recommend_page, run_page
from rtsim.report.page.sweep_page import stored_page, sweep_page, swept_page, taught_page

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
