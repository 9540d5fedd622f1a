import re
from typing import Any

import pytest

from rtsim.advice.exclusion import exclusions
from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import compare
from tests.advice.evidences import costing, made
from tests.analysis.outcomes import SMALL, outcome

COSTS = costing([0.4, 0.6], [1, 1], [1, 1])
RESTART = {"restarts": [{"at": SMALL["warmup"] + SMALL["duration"] / 2, "down": 1}]}
SURVIVES: dict[str, Any] = {"needs": {"survives": ["restart"]}, "faults": RESTART}


def test_a_missed_limit_rules_out() -> None:
    """A technique that misses a limit is not recommended, and the limit is named with the measure and its interval."""
    verdict = judge(Evidence.of(compare(outcome(SMALL, slo={"latency_s.p95": "<= 500 ms"}))))
    [reason] = [text for text in verdict.reasons if text.startswith("short-polling is ruled out")]
    assert re.search(r"latency_s.p95 is 4.\d+ s \(4.\d+ s to 4.\d+ s\), not <= 500 ms", reason)


def test_a_limit_that_the_mean_keeps_is_missed_by_the_interval() -> None:
    """A mean that keeps the limit does not do where the interval's upper end misses it, and that is said."""
    [one] = exclusions(made({"sse": COSTS}, slo={"latency_s.mean": "<= 600 ms"}), "sse")
    assert one.kind == "slo"
    assert one.text.endswith("not <= 600 ms beyond doubt")
    assert not exclusions(made({"sse": COSTS}, slo={"latency_s.mean": "<= 10 s"}), "sse")


def test_all_that_rules_out_is_told() -> None:
    """A browser and a limit at a time are two reasons."""
    found = made({"sse": COSTS}, slo={"latency_s.mean": "<= 1 ms"}, needs={"browsers": ["ie", "chrome"]})
    assert [one.kind for one in exclusions(found, "sse")] == ["browsers", "slo"]
    assert exclusions(found, "sse")[0].text == "not supported by ie"


def test_what_the_provider_does_not_carry_is_ruled_out() -> None:
    """A price book whose gateway passes no event stream on rules SSE out, and nothing that it does carry."""
    found = made({"sse": COSTS, "websocket": COSTS}, prices="api-gateway")
    assert [one.kind for one in exclusions(found, "sse")] == ["offer"]
    assert not exclusions(found, "websocket")


def test_what_an_overload_makes_of_latency_is_not_told_beside_it() -> None:
    """An overloaded technique's latency has no steady value, and a limit on it says nothing more."""
    found = made({"sse": COSTS}, ["sse"], slo={"latency_s.mean": "<= 1 ms"})
    assert [one.kind for one in exclusions(found, "sse")] == ["overload"]


def test_cores_that_are_idle_are_not_overloaded() -> None:
    """Where the cores have little to do, a link or a network card is what is said to be overloaded."""
    idle = made({"sse": {**COSTS, "server.utilisation": [0.01, 0.01]}}, ["sse"])
    busy = made({"sse": {**COSTS, "server.utilisation": [0.99, 0.99]}}, ["sse"])
    assert exclusions(idle, "sse")[0].text.startswith("a link, or the server's network card, is overloaded (the cores")
    assert exclusions(busy, "sse")[0].text.startswith("the server is overloaded (its cores are busy 99 %")


def test_what_is_not_delivered_rules_out() -> None:
    """A WebSocket server that refuses half the clients loses their messages, and is ruled out with their share."""
    verdict = judge(Evidence.of(compare(outcome(SMALL, techniques=["websocket"], server={"max_connections": 10}))))
    assert verdict.technique is None
    [reason] = verdict.reasons
    assert re.fullmatch(r"websocket is ruled out: [\d.]+ %.* of the deliveries owed are missing", reason)


def test_direction_rules_nothing_out() -> None:
    """SSE is simulated with POST beside it, so that clients that must send are no reason against it."""
    assert not exclusions(made({"sse": COSTS}, needs={"direction": "bidirectional"}), "sse")


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
