"""The decision flow: questions about a scenario's needs, whose answers lead to a technique.

A flow is data. That of the study notes, section 6, lies beside this module; a user may copy and change it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, Field, StrictBool, StrictStr, model_validator

from rtsim.scenario.document import read_document
from rtsim.scenario.errors import Refusals, choices_text, refusal, refused_at
from rtsim.scenario.loader import value_of
from rtsim.scenario.needs import Browser, Needs, Weights
from rtsim.scenario.values import Value
from rtsim.techniques import techniques
from rtsim.units import shown

Answer = bool | str
YES_OR_NO: tuple[Answer, ...] = (True, False)


def _choices() -> dict[str, tuple[Answer, ...]]:
    found: dict[str, tuple[Answer, ...]] = {}
    for key, field in Needs.model_fields.items():
        if field.annotation is bool:
            found[key] = YES_OR_NO
        elif isinstance(field.default, str):
            found[key] = get_args(field.annotation)
    found |= {f"browsers.{name}": YES_OR_NO for name in get_args(Browser)}
    return found | {f"weights.{name}": YES_OR_NO for name in Weights.model_fields}


CHOICES: Mapping[str, tuple[Answer, ...]] = _choices()
"""Every key that a question may ask, with its answers."""

NOTES = "notes-flow.yaml"


def _text(written: Any) -> str:
    if not isinstance(written, str) or not written.strip():
        raise refusal(f"{shown(written)} is not text: put it in quotes")
    return " ".join(written.split())


def _key(written: Any) -> str:
    if not isinstance(written, str) or written not in CHOICES:
        raise refusal(f"{shown(written)} is not a key of needs: {choices_text(written, CHOICES)}")
    return written


def _technique(written: Any) -> str:
    if not isinstance(written, str) or written not in techniques():
        raise refusal(f"{shown(written)} is not a technique: {choices_text(written, techniques())}")
    return written


Words = Annotated[str, BeforeValidator(_text)]


class Reply(Value):
    """One answer to a question, and what it leads to."""

    value: StrictBool | StrictStr = Field(alias="is")
    """The answer, as under `needs:`."""
    says: Words
    """The answer in words."""
    then: StrictStr
    """The question or the outcome that follows, by name."""


class Question(Value):
    """A question about one key of the needs."""

    ask: Words
    """The question, as it is asked."""
    label: Words
    """What it is about, in a few words."""
    needs: Annotated[str, BeforeValidator(_key)]
    """The key that it asks."""
    answers: tuple[Reply, ...]
    """All answers that there are."""

    @model_validator(mode="after")
    def _check_answers(self) -> "Question":
        refusals, choices = Refusals(), CHOICES[self.needs]
        given = [reply.value for reply in self.answers]
        for number, value in enumerate(given):
            if value not in choices:
                what = f"{shown(value)} is no answer to {self.needs}: {choices_text(value, choices_words(self.needs))}"
                refusals.add(what, "answers", number, "is")
            elif value in given[:number]:
                refusals.add(f"{shown(value)} is answered twice", "answers", number, "is")
        missing = [word for word, one in zip(choices_words(self.needs), choices, strict=True) if one not in given]
        if missing:
            refusals.add(f"{self.needs} has no answer for {', '.join(missing)}", "answers")
        refusals.raise_any()
        return self

    def reply(self, value: Answer) -> Reply:
        """Give the reply with this answer."""
        return next(reply for reply in self.answers if reply.value == value)


class Outcome(Value):
    """Where a way through the flow ends: a technique, and what it is for."""

    technique: Annotated[str, BeforeValidator(_technique)]
    """The technique."""
    title: Words
    """Its name, as the chart shows it."""
    says: Words
    """The outcome in words."""
    use_cases: tuple[Words, ...] = ()
    """What it is used for."""


class Flow(Value):
    """A decision flow: from the first question every way leads to an outcome."""

    title: Words
    """What it is called."""
    first: StrictStr
    """The name of the first question."""
    questions: dict[StrictStr, Question]
    """The questions by name."""
    outcomes: dict[StrictStr, Outcome]
    """The outcomes by name."""

    @model_validator(mode="after")
    def _check_ways(self) -> "Flow":
        refusals = Refusals()
        self._check_names(refusals)
        refusals.raise_any()
        circle = self._circle((self.first,))
        if circle:
            raise refused_at(f"the flow goes round in a circle: {' > '.join(circle)}", "questions", circle[-2])
        reached = {name for way in self._ways(self.first) for name in way}
        for group, names in (("questions", self.questions), ("outcomes", self.outcomes)):
            for name in names:
                if name not in reached:
                    refusals.add("nothing leads here: leave it out, or name it under 'then'", group, name)
        refusals.raise_any()
        return self

    def _check_names(self, refusals: Refusals) -> None:
        known = [*self.questions, *self.outcomes]
        for name in self.questions.keys() & self.outcomes.keys():
            refusals.add("is the name of a question too: choose another", "outcomes", name)
        if self.first not in self.questions:
            refusals.add(f"{shown(self.first)} is not a question: {choices_text(self.first, self.questions)}", "first")
        for name, question in self.questions.items():
            for number, reply in enumerate(question.answers):
                if reply.then not in known:
                    what = f"is neither a question nor an outcome: {choices_text(reply.then, known)}"
                    refusals.add(f"{shown(reply.then)} {what}", "questions", name, "answers", number, "then")

    def _circle(self, way: tuple[str, ...]) -> tuple[str, ...]:
        """Give a way that comes back to where it has been, if there is one."""
        if way[-1] in way[:-1]:
            return way[way.index(way[-1]) :]
        following = self.questions[way[-1]].answers if way[-1] in self.questions else ()
        return next((found for reply in following if (found := self._circle((*way, reply.then)))), ())

    def _ways(self, name: str) -> Iterator[tuple[str, ...]]:
        if name in self.outcomes:
            yield (name,)
        else:
            for reply in self.questions[name].answers:
                yield from ((name, *rest) for rest in self._ways(reply.then))


@dataclass(frozen=True)
class Walk:
    """A way through a flow: its outcome's technique, its steps in words, the names passed, and what it is for."""

    technique: str
    steps: tuple[str, ...]
    path: tuple[str, ...] = ()
    use_cases: tuple[str, ...] = ()
    flow: str = ""


def walk(flow: Flow, needs: Needs) -> Walk:
    """Walk a flow with the answers that `needs` gives.

    >>> walk(notes_flow(), Needs(direction="server-to-client", simple=True)).technique
    'sse'
    """
    name, steps, path = flow.first, list[str](), list[str]()
    while name in flow.questions:
        question = flow.questions[name]
        reply = question.reply(answer(needs, question.needs))
        steps.append(f"{question.label}: {reply.says}")
        path.append(name)
        name = reply.then
    outcome = flow.outcomes[name]
    return Walk(outcome.technique, (*steps, outcome.says), (*path, name), outcome.use_cases, flow.title)


def load_flow(path: Path | str) -> Flow:
    """Read a flow from a YAML file; raises `InputErrors` with all that is wrong."""
    return value_of(Flow, read_document(Path(path)))


@cache
def notes_flow() -> Flow:
    """Give the flow of the study notes."""
    with as_file(files("rtsim.advice") / NOTES) as path:
        return load_flow(path)


def notes_flow_text() -> str:
    """Give the file of the notes' flow, to copy and change."""
    return (files("rtsim.advice") / NOTES).read_text(encoding="utf-8")


def answer(needs: Needs, key: str) -> Answer:
    """Give the answer that needs hold.

    >>> answer(Needs(), "direction"), answer(Needs(), "browsers.ie"), answer(Needs(), "weights.load")
    ('bidirectional', False, True)
    """
    group, _, name = key.partition(".")
    if group == "browsers":
        return name in needs.browsers
    if group == "weights":
        return bool(getattr(needs.weights, name) > 0)
    found: Answer = getattr(needs, key)
    return found


def answered(needs: Needs, key: str, given: Answer) -> Needs:
    """Give the needs with an answer laid over them.

    >>> answered(Needs(), "browsers.ie", True).browsers[-1], answered(Needs(), "weights.load", False).weights.load
    ('ie', 0.0)
    """
    if answer(needs, key) == given:
        return needs
    group, _, name = key.partition(".")
    changes: dict[str, Any] = {key: given}
    if group == "browsers":
        others = tuple(browser for browser in needs.browsers if browser != name)
        changes = {group: (*others, name) if given else others}
    elif group == "weights":
        changes = {group: needs.weights.model_copy(update={name: 1.0 if given else 0.0})}
    return needs.model_copy(update=changes)


def choices_words(key: str) -> list[str]:
    """Give the answers to a key as YAML has them."""
    return [str(one).lower() if isinstance(one, bool) else one for one in CHOICES[key]]
