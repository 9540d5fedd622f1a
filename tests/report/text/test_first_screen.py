from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console, Group

from rtsim.advice.advice import Advice
from rtsim.advice.flips import Flips, Turn
from rtsim.advice.levers import Lever
from rtsim.advice.search import Change, Steady
from rtsim.advice.unknowns import Unknown
from rtsim.advice.verdict import Evidence, Verdict, judge
from rtsim.advice.worlds import World, Worlds
from rtsim.analysis.comparison import compare
from rtsim.cli.inputs import load
from rtsim.experiments import run
from rtsim.report.text.tables import heading
from rtsim.report.text.verdict import first_screen
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.units import time_text
from tests.report.turns import SURE

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
