"""The page that is played with: its HTML, and the script that moves it."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from rtsim import __version__
from rtsim.advice.flow import answer, notes_flow
from rtsim.play.bases import Base
from rtsim.report.page.render import environment, style, templates
from rtsim.techniques import chosen


def page(bases: Mapping[str, Base], first: str) -> str:
    """Give the page's HTML; `first` names the scenario that it starts with."""
    used = {name for base in bases.values() for name in base.scenario.techniques}
    own = Markup(_own("play.css"))  # noqa: S704 - a part of the page, not of its contents
    return environment(__name__).get_template("play.html.j2").render(
        version=__version__,
        style=style() + own,
        bases=bases,
        techniques=[(name, one.title) for name, one in chosen(used).items()],
        templates=templates(),
        start=_start(bases, first),
    ).lstrip()  # fmt: skip


def script() -> str:
    """Give the script that moves the page."""
    return _own("play.js")


def _own(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _start(bases: Mapping[str, Base], first: str) -> dict[str, Any]:
    """Give the scenario to start with, the flow's questions, and what each scenario answers to them."""
    flow = notes_flow()
    asked = [question.needs for question in flow.questions.values()]
    return {
        "first": first,
        "flow": flow.model_dump(mode="json", by_alias=True),
        "answers": {name: {key: answer(base.scenario.needs, key) for key in asked} for name, base in bases.items()},
    }
