from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console, Group, RenderableType

from rtsim.advice.advice import Advice
from rtsim.advice.confidence import Confidence
from rtsim.advice.flips import Flips, Turn
from rtsim.advice.flow import notes_flow, walk
from rtsim.advice.levers import Lever
from rtsim.advice.search import Change, Side, Steady, Unsettled
from rtsim.advice.unknowns import Unknown
from rtsim.advice.verdict import Evidence, Verdict, judge
from rtsim.advice.worlds import World, Worlds
from rtsim.analysis.comparison import compare
from rtsim.analysis.estimates import Estimate
from rtsim.cli.inputs import load
from rtsim.experiments import run
from rtsim.report.documents.verdict import verdict_document
from rtsim.report.text.tables import heading
from rtsim.report.text.verdict import (
    first_screen,
    flip_lines,
    not_modelled_lines,
    pareto_lines,
    trial_lines,
    walk_lines,
)
from rtsim.scenario import Scenario
from rtsim.scenario.needs import Needs
from rtsim.techniques import techniques
from rtsim.units import rate_text, time_text
from tests.advice.evidences import costing, made
from tests.analysis.outcomes import small

SURE = Confidence("sure", "websocket", Estimate(1.2, 1.1, 1.3))
CONFIGS = Path(__file__).parents[3] / "configs"
TEN = [
    "basic-updates",
    "collaborative-editing",
    "dashboard",
    "gaming",
    "live-sports-scores",
    "live-stock-prices",
    "live-streaming",
    "notifications",
    "social-feed",
    "team-chat",
]
SCENARIO = load(CONFIGS / "team-chat.yaml")
LINES, COLUMNS = 24, 80
"""A terminal as it has been since the VT100."""


def printed(lines: Any, width: int = 80) -> str:
    """Print on a screen of this width."""
    screen = Console(width=width, record=True, file=StringIO())
    screen.print(Group(*lines))
    return screen.export_text()


def turned(below: Side, above: Side, now: float = 1.0, path: str = "messages.rate") -> Turn:
    """Say what turning an input does."""
    return Turn(Lever(path=path, now=now, text=rate_text, at=lambda _: small().scenario), below, above)


def flips(*turns: Turn) -> Flips:
    """Make the answer of a search."""
    return Flips(turns, (2, 5), 20.0, 7)


VERDICT = judge(made({"websocket": costing([1, 1], [1, 1], [1, 1])}))
CHANGE = Change(2.0, 2.2, "sse", SURE)


def test_a_change_is_told_with_both_values() -> None:
    """Where it changes, to what, how sure that is, and up to where it holds."""
    text = " ".join(printed(flip_lines(VERDICT, flips(turned(Steady(0.1), CHANGE)))).split())
    change = "at 2.2 / s sse instead of websocket, websocket costs 1.2 (1.1 to 1.3) times as much"
    assert f"messages.rate, now 1 / s: {change} (still websocket at 2 / s); no change down to 6 / min" in text


def test_what_does_not_change_is_told_with_its_ends() -> None:
    """No change within the range is an answer, and why the range ends is told."""
    text = printed(flip_lines(VERDICT, flips(turned(Steady(0.5, "the scenario refuses 3"), Steady(64)))), 200)
    assert "messages.rate, now 1 / s: no change from 30 / min to 64 / s (the scenario refuses 3)" in text


@pytest.mark.parametrize(
    ("confidence", "told"),
    [
        (
            Confidence("no difference", "websocket", Estimate(1.0, 0.9, 1.1), ("websocket",)),
            "no difference that matters from",
        ),
        (Confidence("alone"), "the only one that is left there"),
        (Confidence("theory"), "by theory beyond its doubt"),
    ],
)
def test_a_change_is_told_with_how_sure_it_is(confidence: Confidence, told: str) -> None:
    """That two are level at a change, that one is left, and that theory settled it are three things."""
    text = printed(flip_lines(VERDICT, flips(turned(Steady(1), replace(CHANGE, confidence=confidence)))), 200)
    assert f"sse instead of websocket, {told}" in text


def test_the_nearest_change_comes_first() -> None:
    """What flips with the least turning stands at the top."""
    far, near = turned(Steady(1), replace(CHANGE, changes=30.0), path="far"), turned(CHANGE, Steady(9), path="near")
    text = printed(flip_lines(VERDICT, flips(turned(Steady(1), Steady(9), path="never"), far, near)))
    assert text.index("near") < text.index("far") < text.index("never")


def test_no_technique_and_no_answer_are_told() -> None:
    """That nothing is left, that a change is not settled, and that nothing was searched have their words."""
    none = replace(CHANGE, technique=None, confidence=Confidence("none"))
    text = printed(flip_lines(VERDICT, flips(turned(Unsettled(0.1, 0.5), none))), 200)
    assert "no technique instead of websocket (still" in text
    assert "between 6 / min and 30 / min it is now websocket, now another" in text
    assert "not searched: --quick" in printed(flip_lines(VERDICT, Flips(doubt="--quick")))


def test_what_is_dominated_is_told_with_by_whom() -> None:
    """A technique off the Pareto front has the name of the one that beats it."""
    costs = {"sse": costing([1, 1], [1, 1], [1, 1]), "websocket": costing([1, 1], [1, 1], [1, 1])}
    text = printed(pareto_lines(judge(made(costs))), 200)
    assert "Pareto front: sse" in text
    assert "websocket is not on it: sse is better in a criterion and clearly worse in none" in text


@pytest.mark.parametrize("width", [40, 80])
def test_lines_fit(width: int) -> None:
    """No line is wider than the screen."""
    verdict = judge(Evidence.of(small()))
    walked = walk(notes_flow(), Needs())
    lines: list[RenderableType] = [*walk_lines(notes_flow(), walked), *trial_lines(walked), *pareto_lines(verdict)]
    lines += [*flip_lines(verdict, flips(turned(CHANGE, CHANGE))), *not_modelled_lines(verdict)]
    assert max(map(len, printed(lines, width).splitlines())) <= width


def test_the_document_has_every_side() -> None:
    """Each kind of side has its own keys in the JSON, and numbers that there are none of are null."""
    sides = turned(Unsettled(0.1, 0.5), CHANGE), turned(Steady(0.5), Steady(3, "why"))
    told = verdict_document(small().scenario, Advice(VERDICT, flips(*sides)), ["w"])
    assert [told["flips"][0][side]["kind"] for side in ("below", "above")] == ["unsettled", "change"]
    assert told["flips"][0]["above"]["technique"] == "sse"
    assert told["flips"][1] == {
        "input": "messages.rate",
        "now": 1.0,
        "below": {"kind": "steady", "reached": 0.5, "why": None},
        "above": {"kind": "steady", "reached": 3, "why": "why"},
    }
    assert told["confidence"] == {
        "word": "alone",
        "runner_up": None,
        "ratio": {"mean": None, "low": None, "high": None},
        "tied_with": [],
    }
    assert told["warnings"] == ["w"]


def screen(scenario: Scenario, advice: Advice) -> list[str]:
    """Print the first screen as it is printed."""
    paper = Console(width=COLUMNS, record=True, file=StringIO(), markup=False, highlight=False)
    paper.print(Group(heading(scenario), *first_screen(scenario, advice)))
    return paper.export_text().splitlines()


def judged(name: str) -> tuple[Scenario, Verdict]:
    """Simulate a config as it is, but for fewer replications, and judge it."""
    scenario = load(CONFIGS / f"{name}.yaml").model_copy(update={"replications": 2})
    known = {one: of for one, of in techniques().items() if one in scenario.techniques}
    return scenario, judge(Evidence.of(compare(run(scenario, known))))


def longest(verdict: Verdict) -> Advice:
    """Give advice whose every line is as long as they come."""
    change = Change(2.0, 2.2, "long-polling", SURE)
    paths = ("techniques.short-polling.interval", "clients.network.latency", "messages.closed-loop.concurrency")
    levers = [Lever(path=path, now=123.4e-6, text=time_text, at=lambda _: SCENARIO) for path in paths]
    flipped = Flips(tuple(Turn(lever, Steady(1.0), change) for lever in levers), (2, 5), 20.0, 7)
    unknown = Unknown("server.memory.idle_connection_tls", 28e3, 14e3, 56e3, "assumed", time_text, lambda one, _: one)
    held = tuple(World((14e3 + number,), verdict.technique, number < 150, 150.0 - number) for number in range(200))
    return Advice(verdict, flipped, Worlds((unknown,), held, 20))


@pytest.mark.parametrize("name", TEN)
def test_the_first_screen_fits_a_terminal(name: str) -> None:
    """Verdict, why, what is out and why, what flips it and how sure stand within 24 lines of 80 columns."""
    scenario, verdict = judged(name)
    lines = screen(scenario, longest(verdict))
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= COLUMNS
    text = "\n".join(lines)
    for part in (f"Verdict: {verdict.technique}", "ratio", "What flips it, the nearest first:", "How sure: ", "worlds"):
        assert part in text
    assert text.count("Out: ") == len(verdict.excluded)
    assert text.count("  - ") == 3
    _is_decided_by_what_matters(verdict)


def _is_decided_by_what_matters(verdict: Verdict) -> None:
    """Check that whatever is not taken is ruled out, late, or worse than another one in something that matters."""
    found, of = verdict.decision, verdict.terms
    for name in set(found.total) - set(found.taken):
        reasons = [(one, other) for other in found.total for one in found.worse(name, other)]
        assert reasons
        for one, other in reasons:
            more = verdict.costs[name][one] - verdict.costs[other][one]
            assert more > of.stakes[one].matter
            assert more > of.share * verdict.costs[other][one]
    for name in found.equals:
        assert not found.worse(name, str(found.pick))
        assert not found.worse(str(found.pick), name)
    if verdict.confidence.word == "sure":
        assert not found.equals
