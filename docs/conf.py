"""How the documents become a site: `make docs`."""

import json
from typing import Any

from docutils.nodes import document
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinxcontrib.mermaid import mermaid

from rtsim import __version__

project = "rtsim"
version = release = __version__
html_title = f"rtsim {__version__}"

extensions = ["myst_parser", "sphinxcontrib.mermaid"]
myst_fence_as_directive = ["mermaid"]
html_static_path = ["static", "../build/mermaid"]  # the latter from npm, by `make docs`: pages fetch nothing
html_css_files = ["site.css"]
mermaid_height = "auto"  # as large as its text is read well
mermaid_use_local = "/mermaid"  # a name alone: browsers import no module from disk, but run a script
myst_heading_anchors = 3  # links lead to headings by the anchors that GitHub makes
html_theme = "furo"
html_show_copyright = False
html_show_sphinx = False
nitpicky = True

# The pages are read on GitHub too, where a table of contents in Sphinx's own words would show as code.
CONTENTS = """
```{toctree}
:hidden:
tutorial
classroom
```
"""
SECTION = """
```{toctree}
:hidden:
:glob:
:caption: %s
%s/**
```
"""
SECTIONS = {"How to": "how-to", "Reference": "reference", "Explanation": "explanation"}


def _add_contents(_app: Sphinx, page: str, text: list[str]) -> None:
    """Add the table of contents to the index."""
    if page == "index":
        text[0] += CONTENTS + "".join(SECTION % section for section in SECTIONS.items())


def _add_mermaid(app: Sphinx, _page: str, _template: str, _context: dict[str, Any], doctree: document | None) -> None:
    """Have a page with diagrams run Mermaid as a script, and give it where the module of that name is imported."""
    if doctree is not None and doctree.next_node(mermaid):
        app.add_js_file("mermaid.min.js", priority=400)
        names = {mermaid_use_local: "data:text/javascript,export default mermaid"}
        app.add_js_file(None, body=json.dumps({"imports": names}), type="importmap", priority=400)


def setup(app: Sphinx) -> None:
    """Take part in the build."""
    app.connect("source-read", _add_contents)
    app.connect("html-page-context", _add_mermaid)
    app.add_lexer("csv", TextLexer)
