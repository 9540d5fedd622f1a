"""The interview: a flow's questions asked one by one on the terminal, each again until its answer is one of those."""

import sys
from collections.abc import Mapping
from typing import Any

import typer

from rtsim.advice.flow import Answer, Flow, Question, answered
from rtsim.cli.streams import say
from rtsim.printable import one_line
from rtsim.scenario.errors import choices_text
from rtsim.scenario.needs import Needs
from rtsim.units import shown

INTERRUPTED = 130


def interview(flow: Flow, needs: Needs) -> Needs:
    """Ask the questions on the way that the answers make, and give the needs with the answers laid over them.

    Questions go to stderr. Ends with status 130 and a line when there is no answer any more.
    """
    name = flow.first
    while name in flow.questions:
        question = flow.questions[name]
        value = _asked(question)
        needs = answered(needs, question.needs, value)
        name = question.reply(value).then
    return needs


def _asked(question: Question) -> Answer:
    choices = _choices(question)
    says = list(dict.fromkeys(reply.says for reply in question.answers))
    while True:
        typed = _typed(f"{question.ask} [{'/'.join(says)}]")
        word = " ".join(typed.lower().split())
        begun = {value for known, value in choices.items() if word and known.startswith(word)}
        fitting = {choices[word]} if word in choices else begun
        if len(fitting) == 1:
            return fitting.pop()
        say(f"{shown(typed)} is no answer: {choices_text(word, says)}")


def _typed(prompt: str) -> str:
    """Give the line that is typed; what comes through a pipe is shown, as a terminal shows what is typed."""
    sys.stderr.write(f"{one_line(prompt)} ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\ninterrupted: there is no answer\n")
        raise typer.Exit(INTERRUPTED)
    if not sys.stdin.isatty():
        say(line.strip())
    return line.strip()


def _choices(question: Question) -> Mapping[str, Answer]:
    """Give what may be typed for each answer: its words, and the value as YAML has it."""
    found: dict[str, Answer] = {}
    for reply in question.answers:
        found |= {reply.says.lower(): reply.value, str(reply.value).lower(): reply.value}
    return found


def changes(before: Needs, after: Needs) -> dict[str, Any]:
    """Give what the answers changed, as paths of a scenario with their values."""
    written = after.model_dump(mode="json")
    differing = [key for key in written if getattr(before, key) != getattr(after, key)]
    return {f"needs.{key}": written[key] for key in differing}
