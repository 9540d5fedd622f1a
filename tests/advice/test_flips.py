from collections.abc import Sequence
from functools import cache
from typing import Any

from rtsim.advice.flips import MOST_IN_ALL, SPENT, Flips, Task, Turn, flips
from rtsim.advice.levers import levers
from rtsim.advice.prediction import Prediction
from rtsim.advice.probe import Probe, window
from rtsim.advice.search import Change, Steady
from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import compare
from rtsim.experiments import run
from rtsim.experiments.executors import local
from rtsim.experiments.point import Base
from rtsim.forecast.forecast import forecast
from rtsim.scenario import Scenario, parse_scenario
from rtsim.scenario.document import Document
from rtsim.techniques import settings_classes, techniques

POLLED = {
    "name": "polled",
    "warmup": 12,
    "duration": 48,
    "replications": 3,
    "clients": {"count": 10, "connect_over": 10, "network": {"latency": 0.01}},
    "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 1},
    "server": {"keep_alive": 120},
    "techniques": {"short-polling": {"interval": 2}, "websocket": {"heartbeat": 0.1}},
    "needs": {"weights": {"latency": 0, "load": 0, "complexity": 0}, "matters": {"traffic": 0, "share": 0}},
}


INTERVAL = "techniques.short-polling.interval"


@cache
def found(workers: int = 1) -> Flips:
    """Search what flips the verdict where only traffic counts."""
    return searched(POLLED, ("server.cores", INTERVAL), workers)


def searched(content: dict[str, Any], paths: Sequence[str], workers: int = 1, most: float = MOST_IN_ALL) -> Flips:
    """Search what flips the verdict on a scenario, among the inputs of these paths and the weights."""
    base = Base(Document("polled.yaml", content, {}), settings_classes())

    def vary(laid: Sequence[str]) -> Scenario:
        return base.scenario(laid)

    scenario = vary(())
    known = {name: technique for name, technique in techniques().items() if name in scenario.techniques}
    evidence = Evidence.of(compare(run(scenario, known)))
    turned = [lever for lever in levers(scenario, vary) if lever.path in paths]
    with local(workers) as executor:
        probe = Probe(known, executor, Prediction(evidence, known), scenario.replications)
        return flips(Task(evidence, judge(evidence)), probe, turned, most=most)


def turn(found: Flips, path: str) -> Turn:
    """Give what turning one input does."""
    return next(turn for turn in found.turns if turn.lever.path == path)


def traffic(interval: float, technique: str) -> float:
    """Give a technique's bytes per second by the closed forms."""
    content = POLLED | {"techniques": {"short-polling": {"interval": interval}, "websocket": {"heartbeat": 0.1}}}
    expected = forecast(parse_scenario(content, techniques=settings_classes()), techniques()[technique]).quantities
    return expected["up_bytes_per_s"] + expected["down_bytes_per_s"]


def test_the_change_is_where_closed_forms_have_it() -> None:
    """Where only bytes count, polling overtakes a chatty WebSocket from the interval on that closed forms say."""
    side = turn(found(), INTERVAL).above
    assert isinstance(side, Change)
    assert side.technique == "short-polling"
    assert traffic(side.holds * 0.97, "short-polling") > traffic(2, "websocket")
    assert traffic(side.changes * 1.03, "short-polling") < traffic(2, "websocket")


def test_what_does_not_matter_changes_nothing() -> None:
    """Where only bytes count, neither cores nor how much bytes count change anything."""
    assert turn(found(), "server.cores").below == Steady(1, "1 is the least")
    assert turn(found(), "server.cores").above == Steady(64)
    assert turn(found(), "needs.weights.traffic").below == Steady(0.0156)


def test_the_answer_does_not_depend_on_the_workers() -> None:
    """Two processes find what one finds, from as many runs."""
    one, two = found(), found(2)
    assert (one.runs, one.window, one.replications) == (two.runs, two.window, two.replications)
    sides = [[(turn.below, turn.above) for turn in of.turns] for of in (one, two)]
    assert sides[0] == sides[1]


def test_windows_are_whole_cycles() -> None:
    """A window is cut to so many messages, in whole numbers of the longest cycle, and never made longer."""
    scenario = parse_scenario(POLLED, techniques=settings_classes())
    assert window(scenario, 100.0) == 4
    assert window(scenario, 10.0) == 10
    assert window(scenario, 0.0) == 48
    assert window(scenario.model_copy(update={"duration": 3.0}), 1.0) == 3


def test_a_limit_is_heeded_on_the_way() -> None:
    """Under a limit on latency only an interval that keeps it may win: from twice the limit on nothing does."""
    limited = POLLED | {"techniques": {"short-polling": {"interval": 2}}, "slo": {"latency_s.mean": "<= 4 s"}}
    side = turn(searched(limited, [INTERVAL]), INTERVAL).above
    assert isinstance(side, Change)
    assert side.technique is None
    assert side.holds < 8 < side.changes * 1.05


def test_work_that_is_spent_is_not_laid_to_the_value() -> None:
    """Where a search has no work left it says so, and not that the next value takes too long."""
    even = POLLED | {"slo": {"latency_s.mean": "<= 60 s"}}
    assert turn(searched(even, ["messages.payload"], most=0.0), "messages.payload").above == Steady(
        200, f"400 B {SPENT}"
    )


def test_work_is_spent_once() -> None:
    """With the work of two and a half steps a search takes one to each side, and has not enough left for another."""
    even = POLLED | {"slo": {"latency_s.mean": "<= 60 s"}}
    now = parse_scenario(even, techniques=settings_classes())
    known = {name: technique for name, technique in techniques().items() if name in now.techniques}
    with local(1) as executor:
        probe = Probe(known, executor, Prediction(Evidence.of(compare(run(now, known))), known), now.replications)
        step = sum(probe.due(probe.look(now), 2))
    payload = turn(searched(even, ["messages.payload"], most=2.5 * step), "messages.payload")
    assert (payload.below, payload.above) == (Steady(100, f"50 B {SPENT}"), Steady(400, f"800 B {SPENT}"))


def test_what_theory_cannot_settle_is_simulated() -> None:
    """Under a limit theory has no word, and all that is neither overloaded nor late is simulated beside each other."""
    now = parse_scenario(POLLED | {"slo": {"latency_s.mean": "<= 60 s"}}, techniques=settings_classes())
    known = {name: technique for name, technique in techniques().items() if name in now.techniques}
    evidence = Evidence.of(compare(run(now, known)))
    with local(1) as executor:
        probe = Probe(known, executor, Prediction(evidence, known), now.replications)
        look = probe.look(now)
        assert (look.contenders, look.by_theory) == (("short-polling", "websocket"), None)
        assert look.foreseen.pick == "websocket"
        probe.begin(look, 2)
        assert probe.find(look, 2).technique == "websocket"


def test_a_limit_is_a_lever() -> None:
    """Polls every 2 s come a second late: from such a limit on they may be had, and win over a chatty socket."""
    content = POLLED | {
        "slo": {"latency_s.mean": "<= 700 ms", "server.utilisation": "<= 70 %"},
        "techniques": {"short-polling": {"interval": 2}, "websocket": {"heartbeat": 0.02}},
    }
    limited = searched(content, ())
    side = turn(limited, "slo.latency_s.mean").above
    assert isinstance(side, Change)
    assert side.technique == "short-polling"
    assert 1 < side.holds < side.changes < 1.2
    assert turn(limited, "slo.server.utilisation").above == Steady(1.0, "a share is no more")
