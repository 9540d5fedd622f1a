"""What a technique has to get through."""

from typing import Any

import pytest

from rtsim.advice.exclusion import exclusions
from rtsim.advice.levers import levers
from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import compare
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes
from tests.advice.evidences import costing, made, scenario
from tests.analysis.outcomes import SMALL, outcome

COSTS = costing([0.4, 0.6], [1, 1], [1, 1])
RESTART = {"restarts": [{"at": SMALL["warmup"] + SMALL["duration"] / 2, "down": 1}]}
SURVIVES: dict[str, Any] = {"needs": {"survives": ["restart"]}, "faults": RESTART}


def restarted(techniques: Any, **changes: Any) -> Evidence:
    """Simulate a restart after which publishers try again."""
    messages = {**SMALL["messages"], "retry": {"first": 0.1}}
    return Evidence.of(compare(outcome(SMALL, techniques=techniques, messages=messages, **{**SURVIVES, **changes})))


def test_what_is_lost_in_a_restart_rules_out() -> None:
    """WebSocket without resume loses what came meanwhile and is ruled out with the number; with it all is well."""
    verdict = judge(restarted(["websocket", "sse"]))
    [reason] = [text for text in verdict.reasons if text.startswith("websocket is ruled out")]
    assert "does not survive a restart: " in reason
    assert reason.endswith("messages are lost")
    assert verdict.technique == "sse"
    assert any("it survives a restart: no message is lost, all clients come back" in text for text in verdict.reasons)
    assert not exclusions(restarted({"websocket": {"resume": True}}), "websocket")


def test_who_stays_away_does_not_survive() -> None:
    """A library that gives up at once leaves its clients away, be nothing lost that has a place in the log."""
    gone = {"clients": {**SMALL["clients"], "reconnect": {"first": 1, "tries": 0}}}
    found = [one.text for one in exclusions(restarted({"websocket": {"resume": True}}, **gone), "websocket")]
    assert "does not survive a restart: some clients never come back" in found


def test_nothing_is_asked_of_who_need_not_survive() -> None:
    """Without needs.survives a restart that loses little rules nothing out by itself."""
    kinds = {one.kind for one in exclusions(restarted(["websocket"], needs={}), "websocket")}
    assert "survives" not in kinds


@pytest.mark.parametrize(
    ("fault", "name", "changes", "words"),
    [
        ("restart", "websocket", {}, "what comes while a client is away is not sent again"),
        ("restart", "sse", {"server": {"log": {"survives": "nothing"}}}, "the server's log does not survive one"),
        ("outage", "websocket", {"techniques": {"websocket": {"detect": 40}}}, "is not sent again"),
        ("outage", "websocket", {}, "do not notice that they hear nothing any more (techniques.websocket.detect)"),
        ("idle-cut", "websocket", {"techniques": {"websocket": {"heartbeat": None}}}, "is not sent again"),
        ("outage", "websocket", {"clients": {"count": 20, "reconnect": {"first": 1, "tries": 0}}}, "do not come back"),
    ],
)
def test_what_is_not_simulated_is_judged_by_settings(
    fault: str, name: str, changes: dict[str, Any], words: str
) -> None:
    """A technique that forgets, or whose clients stay away, is ruled out, and it is said that none is simulated."""
    [one] = exclusions(made({name: COSTS}, needs={"survives": [fault]}, **changes), name)
    assert one.kind == "survives"
    assert words in one.text
    assert "none is simulated" in one.text


def test_who_keeps_a_place_survives_by_its_settings() -> None:
    """Polls, event streams with ids, and a heartbeat within 60 s get through, which the reasons say."""
    faults = ["restart", "outage", "idle-cut"]
    for name in ("short-polling", "long-polling", "sse"):
        noticing = {} if name == "short-polling" else {"techniques": {name: {"detect": 40}}}
        assert not exclusions(made({name: COSTS}, needs={"survives": faults}, **noticing), name)
    assert not exclusions(made({"websocket": COSTS}, needs={"survives": ["idle-cut"]}), "websocket")
    noticing = {"techniques": {"sse": {"detect": 40}}}
    reasons = judge(made({"sse": COSTS}, needs={"survives": ["outage"]}, **noticing)).reasons
    assert "it survives an outage by its settings: none is simulated" in reasons


@pytest.mark.parametrize(("notice", "survives"), [("silent", False), ("reset", True)])
def test_who_is_not_told_of_an_outage_has_to_notice(notice: str, *, survives: bool) -> None:
    """An event stream without detect waits for ever after a silent outage, and not after a reset."""
    outage = {"at": 3, "lasts": 0.5, "notice": notice}
    sections = {"needs": {"survives": ["outage"]}, "faults": {"outages": [outage]}}
    found = [one.text for one in exclusions(made({"sse": COSTS}, **sections), "sse")]
    told = (
        "does not survive an outage: its clients do not notice that they hear nothing any more (techniques.sse.detect)"
    )
    assert (told in found) is not survives


def test_what_is_lost_in_an_outage_rules_out() -> None:
    """WebSocket without resume loses what comes in an outage of a second, and with resume it survives."""
    outage = {"at": SMALL["warmup"] + SMALL["duration"] / 2, "lasts": 1, "clients": 0.5, "notice": "reset"}
    changes = {"needs": {"survives": ["outage"]}, "faults": {"outages": [outage]}}
    changes["clients"] = {**SMALL["clients"], "reconnect": {"first": 0.2}}
    [forgets] = [one for one in exclusions(restarted(["websocket"], **changes), "websocket") if one.kind == "survives"]
    assert forgets.text.startswith("does not survive an outage: ")
    assert forgets.text.endswith("messages are lost")
    kept = restarted({"websocket": {"resume": True}}, **changes)
    assert not exclusions(kept, "websocket")
    assert any("it survives an outage: no message is lost" in text for text in judge(kept).reasons)


def test_an_outage_s_times_are_levers() -> None:
    """How long it lasts is stretched by its mean, as is the time between two; a window shows no longer ones."""
    times = {"lasts": {"dist": "exponential", "mean": 0.2}, "every": {"dist": "exponential", "mean": 2}}
    found = {lever.path: lever for lever in levers(scenario(faults={"outages": [times]}), lambda _: scenario())}
    longer = found["faults.outages.0.lasts"].at(0.4).faults.outages[0]
    assert (longer.lasts.mean, longer.every.mean) == (0.4, 2.0)
    assert found["faults.outages.0.every"].now == 2.0
    assert found["faults.outages.0.every"].most == max(2.0, SMALL["duration"])


def test_a_restart_s_times_are_levers() -> None:
    """How long a restart lasts and how often it comes are tried; once it is gone after the change its time follows."""
    faults = {"restarts": [{"at": 5, "every": 5}, {"at": 6, "kind": "drain", "over": 2}]}

    def vary(changes: Any) -> Any:
        path, _, value = changes[0].partition("=")
        _, _, place, key = path.split(".")
        restarts = [dict(one) for one in faults["restarts"]]
        restarts[int(place)][key] = float(value.removesuffix("s"))
        return parse_scenario({**SMALL, "faults": {"restarts": restarts}}, techniques=settings_classes())

    found = {lever.path: lever for lever in levers(scenario(faults=faults), vary)}
    assert found["faults.restarts.0.down"].now == 2.0
    assert found["faults.restarts.0.every"].now == 5.0
    assert found["faults.restarts.1.over"].at(4.0).faults.restarts[1].lasts == 4.0


def test_a_proxy_s_cuts_are_simulated() -> None:
    """Behind a proxy of 2 s a WebSocket that neither beats nor resumes loses messages, and one that beats does not."""
    changes = {"needs": {"survives": ["idle-cut"]}, "faults": {}, "path": [{"name": "proxy", "idle": 2}]}
    changes["clients"] = {**SMALL["clients"], "reconnect": {"first": 1}}
    silent = exclusions(restarted({"websocket": {"heartbeat": None}}, **changes), "websocket")
    assert any(one.text.startswith("does not survive a cut of idle connections: ") for one in silent)
    assert not exclusions(restarted({"websocket": {"heartbeat": 1}}, **changes), "websocket")


def test_who_needs_an_upgrade_does_not_survive_without_one() -> None:
    """WebSocket without a fallback is ruled out by its settings, and with a number where upgrades do not pass."""
    needs = {"needs": {"survives": ["blocked-upgrade"]}}
    [one] = exclusions(made({"websocket": COSTS}, **needs), "websocket")
    assert "whose upgrade does not pass has nothing to fall back to (by its settings" in one.text
    assert not exclusions(made({"sse": COSTS}, **needs), "sse")
    falls_back = {"websocket": {"fallback": {"to": "long-polling", "after": 0.5}}}
    assert not exclusions(made({"websocket": COSTS}, techniques=falls_back, **needs), "websocket")
    path = {"path": [{"upgrade": 0.5}], "faults": {}, **needs}
    found = exclusions(restarted(["websocket"], **path), "websocket")
    assert {one.metric for one in found if one.kind == "survives"} == {"messages.lost", "faults.dark_share"}
    assert not [one for one in exclusions(restarted(falls_back, **path), "websocket") if one.kind == "survives"]
