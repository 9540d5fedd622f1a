"""How the documents become a site: `make docs`."""

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

from rtsim import __version__

project = "rtsim"
version = release = __version__
html_title = f"rtsim {__version__}"

extensions = ["myst_parser", "sphinxcontrib.mermaid"]
myst_fence_as_directive = ["mermaid"]
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


def setup(app: Sphinx) -> None:
    """Take part in the build."""
    app.connect("source-read", _add_contents)
    app.add_lexer("csv", TextLexer)
