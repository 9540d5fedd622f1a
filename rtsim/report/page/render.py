"""Rendering: a page as one HTML file that needs nothing beside it and asks nobody for anything."""

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from rtsim import __version__
from rtsim.printable import printable
from rtsim.report import animation
from rtsim.report.figures.theme import look, template
from rtsim.report.page.parts import Figure, Page, Section, Value
from rtsim.report.whole_file import write_whole

OWN_PACKAGE = "rtsim.report.page"
THEMES = ("light", "dark")
OWN = ("hovertemplate", "meta")  # of a figure: what only we write, and the techniques' names
DIGITS = 10  # of the numbers in tables: more say nothing and take room
_SYMBOLS = {
    "circle": "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12z",
    "square": "M2.5 2.5h11v11h-11z",
    "diamond": "M8 1l7 7l-7 7l-7-7z",
    "triangle-up": "M8 1.5l7 12.5h-14z",
    "cross": "M6 1h4v5h5v4h-5v5h-4v-5h-5v-4h5z",
    "star": "M8 1l2 5h5l-4 3.5l1.5 5.5l-4.5-3.2l-4.5 3.2l1.5-5.5l-4-3.5h5z",
    "x": "M3 1l5 5l5-5l2 2l-5 5l5 5l-2 2l-5-5l-5 5l-2-2l5-5l-5-5z",
}
"""The markers of the figures as paths in a box of 16, for the technique buttons."""


def render(page: Page) -> str:
    """Give the HTML of a page.

    Its policy lets no script run but those that it holds, which are named by their digests, and no connection be
    made (W3C, Content Security Policy Level 3).
    """
    texts = (get_plotlyjs(), part("page.js"), animation.part("animation.js"))
    return _filled("page.html.j2", texts, page=page, templates=templates())


def write_page(path: Path, page: Page) -> None:
    """Write a page, whole or not at all; raises `OSError` if that cannot be done."""
    write_whole(path, render(page))


def render_alone(title: str, section: Section) -> str:
    """Give the HTML of a page that has one animation and no figures, and needs no Plotly."""
    return _filled("alone.html.j2", [animation.part("animation.js")], title=title, section=section)


def _filled(template: str, texts: Iterable[str], **of: Any) -> str:
    scripts = tuple(Markup(text) for text in texts)  # noqa: S704 - parts of the page, not of its contents
    return environment().get_template(template).render(
        version=__version__, style=style(), scripts=scripts, policy=_policy(*scripts), **of
    ).lstrip()  # fmt: skip


def style() -> Markup:
    """Give the style of all pages."""
    return Markup(part("page.css") + animation.part("animation.css"))  # noqa: S704 - parts of the page


def sections_html(sections: Sequence[Section]) -> dict[str, str]:
    """Give the HTML of sections by their names, for a page that has the style and the script of `render` already."""
    return {section.name: section_html(section) for section in sections}


def section_html(section: Section) -> str:
    """Give the HTML of a section."""
    return str(vars(environment().get_template("parts.html.j2").module)["section"](section))


def templates() -> dict[str, Any]:
    """Give what the figures of each theme have in common, as Plotly takes it."""
    return {theme: template(theme).to_plotly_json() for theme in THEMES}


def part(name: str) -> str:
    """Give a part of every page as text: page.css or page.js."""
    return files(OWN_PACKAGE).joinpath(name).read_text(encoding="utf-8")


def _policy(*scripts: str) -> str:
    """Give the policy that lets these scripts run, and nothing be asked for."""
    digests = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return f"default-src 'none'; script-src {digests}; style-src 'unsafe-inline'; img-src data: blob:"


@cache
def environment(package: str = OWN_PACKAGE) -> Environment:
    """Give the templates of a package, which may build on those of the report."""
    found = Environment(
        loader=ChoiceLoader([PackageLoader(package, "."), PackageLoader(OWN_PACKAGE, ".")]),
        autoescape=select_autoescape(default_for_string=True, default=True),
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"embedded": _embedded, "plot": _plot, "printable": printable, "values": _values}
    found.globals |= {"look": look, "symbols": _SYMBOLS}
    return found


def _finalized(value: Any) -> Any:
    """Make text that is written as it is what a browser shows as it is, whatever is in it."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _plot(figure: Figure) -> Markup:
    """Write a figure for the script; each page has its templates once."""
    content = figure.plot.to_plotly_json()
    layout = {key: value for key, value in content["layout"].items() if key != "template"}
    return _embedded(_marked({"data": content["data"], "layout": layout}))


def _marked(value: Any, key: str = "") -> Any:
    """Write all text of a figure as Plotly reads it, to whom it is markup, but for what we write as such or compare.

    https://plotly.com/chart-studio-help/adding-HTML-and-links-to-charts/
    """
    match value:
        case str():
            return value if key in OWN else escape(value, quote=False)
        case dict():
            return {name: _marked(of, name) for name, of in value.items()}
        case list() | tuple():
            return [_marked(of, key) for of in value]
        case int() | float() | None:
            return value
        case _:
            return _marked(_plain(value), key)


def _embedded(value: Any) -> Markup:
    """Write JSON so that nothing in it ends the element that holds it (HTML, 4.12.1.3)."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"), default=_plain)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no markup is left in it


def _plain(value: Any) -> Any:
    return value.to_plotly_json() if hasattr(value, "to_plotly_json") else list(value)


def _values(values: Sequence[Value]) -> str:
    """Write the values of a cell, or their names, for the script."""
    return json.dumps([float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value for value in values])
