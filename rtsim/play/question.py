"""A question: a scenario to start from, with values laid over it, as a text that fits into an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import yaml

from rtsim.play.bases import Base
from rtsim.play.inputs import inputs
from rtsim.scenario import Scenario
from rtsim.scenario.document import Document
from rtsim.scenario.errors import InputError, InputErrors, choices_text
from rtsim.scenario.loader import validate
from rtsim.scenario.overrides import apply
from rtsim.techniques import settings_classes
from rtsim.units import shown

BASE = "base"
LONGEST = 4000  # characters of a question's text
_WIDTH = 110


@dataclass(frozen=True)
class Question:
    """What is asked: the name of the scenario to start from, and values by their paths in it."""

    base: str
    values: Mapping[str, str]

    @property
    def text(self) -> str:
        """The question as the query of an address.

        >>> Question("team-chat", {"clients.count": "50"}).text
        'base=team-chat&clients.count=50'
        """
        return urlencode({BASE: self.base, **self.values})


def read(text: str) -> Question:
    """Read a question from its text; raises `InputErrors` where it is none.

    >>> read("base=team-chat&clients.count=50").values
    {'clients.count': '50'}
    """
    try:
        values = dict(parse_qsl(text[: LONGEST + 1], strict_parsing=True, max_num_fields=99, errors="strict"))
    except ValueError:
        values = {}
    if BASE not in values or len(text) > LONGEST:
        raise _wrong("is not a question: write base=NAME&PATH=VALUE")
    return Question(values.pop(BASE), values)


@dataclass(frozen=True)
class Asked:
    """A question with the document and the scenario that it makes."""

    question: Question
    document: Document
    scenario: Scenario

    def yaml(self, replications: int) -> str:
        """Give the scenario as YAML, with so many replications, as its file and the moved inputs have it."""
        content = {**self.document.content, "replications": replications}
        moved = ", ".join(f"{path} = {value}" for path, value in self.question.values.items()) or "nothing"
        head = f"# {self.question.base}, with {moved} laid over it by rtsim play\n"
        return head + yaml.safe_dump(content, width=_WIDTH, sort_keys=False, allow_unicode=True)


def understood(question: Question, known: Mapping[str, Base]) -> Asked:
    """Lay a question's values over its scenario; raises `InputErrors` with all that is wrong."""
    if question.base not in known:
        raise _wrong(f"{shown(question.base)} is not a scenario: {choices_text(question.base, known)}")
    base = known[question.base]
    paths = {one.path: one for one in inputs(base)}
    wrong = [path for path in question.values if path not in paths]
    if wrong:
        raise _wrong(f"{shown(wrong[0])} cannot be moved: {choices_text(wrong[0], paths)}")
    laid = [f"{path}={value}" for path, value in question.values.items()]
    document = apply(base.document, laid, list(settings_classes()))
    return Asked(question, document, validate(document, settings_classes()))


def settled(question: Question, known: Mapping[str, Base]) -> dict[str, Any]:
    """Give the inputs of a question's scenario as plain values, each with the place that it stands at."""
    base = known[question.base]
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in inputs(base):
        values = [choice.value for choice in one.choices]
        given = question.values.get(one.path, "")
        groups.setdefault(one.group, []).append(
            {
                "path": one.path,
                "label": one.label,
                "ordered": one.ordered,
                "values": values,
                "texts": [choice.text for choice in one.choices],
                "at": values.index(given) if given in values else one.own,
            }
        )
    return {"base": question.base, "title": base.title, "groups": groups}


def _wrong(message: str) -> InputErrors:
    return InputErrors([InputError("the page", 0, "", message)])
