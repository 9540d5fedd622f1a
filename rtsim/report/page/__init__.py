"""Pages: a report as a value, and the one self-contained HTML file that it is written to."""

from rtsim.report.page.learned_section import learned_section
from rtsim.report.page.parts import Page
from rtsim.report.page.render import render
from rtsim.report.page.run_page import run_page
from rtsim.report.page.sweep_page import About, sweep_page
from rtsim.report.page.writing import check_writable, write_page

__all__ = ["About", "Page", "check_writable", "learned_section", "render", "run_page", "sweep_page", "write_page"]
