import json
import re
from html import unescape
from math import inf

import pytest

from rtsim.experiments.runner import traced
from rtsim.recording import Trace, What
from rtsim.report.animation import LONG, MOST, animation
from rtsim.report.page import animation_page
from rtsim.report.phrases import phrases
from rtsim.report.sequence.timeline import told
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes, techniques

LARGEST = 300_000  # bytes of a page that has an animation alone
CALM = {
    "name": "calm",
    "warmup": 3,
    "duration": 20,
    "clients": {"count": 4, "connect_over": 1},
    "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.5},
}
CRASH = {**CALM, "faults": {"restarts": [{"at": 10, "kind": "crash", "down": 1}]}}
BUSY = {**CALM, "messages": {"from": "server", "to": "everyone", "rate": 100}}


def scenario(content: dict[str, object]) -> Scenario:
    """Read a scenario."""
    return parse_scenario(content, techniques=settings_classes())


def traces(of: Scenario, client: int = 1) -> dict[str, Trace]:
    """Trace a client under each technique."""
    return {name: traced(of, known, client) for name, known in techniques().items() if name in of.techniques}


@pytest.mark.parametrize("content", [CALM, CRASH, BUSY], ids=["calm", "crash", "busy"])
def test_its_steps_are_the_facts_of_the_trace(content: dict[str, object]) -> None:
    """One for one, with their times, words and bytes; connections that stood before are counted."""
    found = traces(scenario(content))
    shown = animation(found, techniques())
    for lane, told_of in zip(shown.lanes, shown.document()["lanes"], strict=True):
        facts = [
            fact
            for fact in found[lane.technique]
            if fact.end >= shown.start and fact.start < _end(shown.start, content)
        ]
        said = phrases(lane.technique, found[lane.technique])
        assert lane.left_out == max(0, len(facts) - MOST)
        steps = told_of["steps"]
        assert [(step[0], step[2], step[3], step[4], step[6]) for step in steps] == [
            (round(fact.start, 6), fact.where, fact.what, told(fact, said), fact.size.wire_up + fact.size.wire_down)
            for fact in facts[:MOST]
        ]
        before = [fact.what for fact in found[lane.technique] if fact.end < shown.start]
        assert told_of["open"] == before.count(What.SET_UP) - before.count(What.CLOSE) - before.count(What.CUT)


def _end(start: float, content: dict[str, object]) -> float:
    return start + LONG if "faults" not in content else inf


def test_it_shows_the_way_back_from_a_crash() -> None:
    """Without a span it begins before the first cut."""
    shown = animation(traces(scenario(CRASH)), techniques())
    assert shown.start == pytest.approx(7.0, abs=1.0)
    for lane in shown.lanes[1:]:
        kinds = [fact.what for fact in lane.facts]
        assert What.CUT in kinds
        assert What.SET_UP in kinds[kinds.index(What.CUT) :]


def test_a_message_says_how_long_it_took() -> None:
    """From when it came to the server until it is there: the latency of a scenario whose messages the server has."""
    found = traces(scenario(CALM))
    lane = animation(found, techniques()).document()["lanes"][0]
    assert lane["name"] == "short-polling"
    waited = [step[8] for step in lane["steps"] if step[3] == "answer"]
    assert waited
    assert all(0 < wait < 6 for wait in waited)


def test_a_page_of_it_is_small_and_asks_for_nothing() -> None:
    """Below 300 kB for as much as it shows; its policy lets nothing be asked for; no Plotly is in it."""
    known = techniques()
    page = animation_page(scenario(BUSY), {name: known[name] for name in scenario(BUSY).techniques})
    assert len(page.encode()) < LARGEST
    assert "default-src 'none'" in unescape(page)
    assert "plotly" not in page.lower()
    data = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    assert data
    assert max(len(lane["steps"]) for lane in json.loads(data[1])["lanes"]) == MOST
    assert "later steps are left out" in page
