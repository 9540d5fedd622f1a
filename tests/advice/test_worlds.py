from functools import cache
from math import inf, log

import pytest

from rtsim.advice.decision import Decision
from rtsim.advice.flips import Task
from rtsim.advice.prediction import Prediction
from rtsim.advice.probe import Probe
from rtsim.advice.unknowns import Unknown, unknowns
from rtsim.advice.worlds import World, Worlds, draws, fall, margin, sensitivities, share, worlds
from rtsim.analysis.budget import Budget
from rtsim.experiments.executors import local
from rtsim.techniques import techniques
from tests.advice.pushing import BORDER, SSE, WRITTEN, pushing

LOW, HIGH = 10.0, 40.0
EVEN = [Unknown(path, 20.0, LOW, HIGH, "", str, lambda scenario, _: scenario) for path in ("cause", "other")]
DRAWN = list(draws(EVEN, 200, seed=1))


def probed(task: Task, seconds: float = inf) -> Probe:
    """Give a probe in this process, whose runs end after so many seconds."""
    known = {name: techniques()[name] for name in task.evidence.names}
    with local(1) as executor:
        pick = task.verdict.technique or ""
        full = task.evidence.scenario.replications
        return Probe(known, executor, Prediction(task.evidence, known), full, pick, seconds)


@cache
def found() -> Worlds:
    """Ask in eighty worlds in which only the cost of a push to an event stream differs."""
    task = pushing()
    return worlds(task, probed(task), unknowns(task.evidence.scenario, WRITTEN), budget=Budget(), sought=80)


def test_the_share_is_the_one_that_can_be_worked_out() -> None:
    """SSE is taken as long as its pushes take no more of a core than what matters: a known part of the range."""
    assert pushing().verdict.taken == ("sse", "websocket")
    (one,) = found().unknowns
    right = log(BORDER / one.low) / log(one.high / one.low)
    assert found().share.mean == pytest.approx(right, abs=0.03)
    assert found().share.low < right < found().share.high


def test_where_it_falls_is_the_cost_that_can_be_worked_out() -> None:
    """It falls above the cost of a push at which the difference begins to matter, and for no other reason."""
    where = found().fall
    assert where is not None
    assert (where.above, where.caught) == (True, 1.0)
    assert where.value == pytest.approx(BORDER, rel=0.02)
    assert found().sensitivities[0][1] == pytest.approx(-1, abs=0.05)


def test_theory_and_simulation_agree() -> None:
    """Worlds near the border are simulated, those far from it settled by theory, and both know the same border."""
    assert 0 < found().simulated < len(found().worlds) == 80
    for world in found().worlds:
        assert world.holds is (world.values[0] <= BORDER) or abs(world.values[0] / BORDER - 1) < 0.02
        assert world.technique == ("sse" if world.holds else "websocket")


def test_without_time_or_unknowns_there_are_none() -> None:
    """What was not asked says why."""
    task = pushing()
    unknown = unknowns(task.evidence.scenario, WRITTEN)
    assert "time sufficed for 0 worlds" in worlds(task, probed(task), unknown, budget=Budget(0.0)).doubt
    assert "nothing is unknown" in worlds(task, probed(task), [], budget=Budget()).doubt


def test_the_margin_is_how_far_from_being_put_out() -> None:
    """By hand: half a step from the better one, then a step beyond it; alone nothing does it, ruled out all does."""
    near = Decision("equals", "a", ("b",), steps={"a": {"x": 1.5}, "b": {"x": 1.0}}, total={"a": 1.5, "b": 1.0})
    assert margin(near, "a") == 0.5
    far = Decision("best", "b", steps={"a": {"x": 3.0}, "b": {"x": 1.0}}, total={"a": 3.0, "b": 1.0})
    assert margin(far, "a") == -1
    assert margin(far, "b") == 3
    assert margin(Decision("alone", "a", steps={"a": {}}, total={"a": 0.0}), "a") == inf
    assert margin(far, "c") == -inf


def test_the_pushes_are_what_they_are() -> None:
    """The scenario's own cost lies below the border, so that the verdict holds as it stands."""
    assert SSE < BORDER


def test_a_run_that_goes_on_when_time_is_up_is_ended() -> None:
    """What theory settles is told; the first world that has to be simulated ends the search."""
    task, budget = pushing(), Budget()
    found = worlds(task, probed(task, -1.0), unknowns(task.evidence.scenario, WRITTEN), budget=budget, sought=80)
    assert budget.cut
    assert found.simulated <= 2
    assert len(found.worlds) < 80


def bordered(border: float) -> list[World]:
    """Make worlds in which a verdict falls where the first unknown is above a border."""
    return [World(values, "sse", values[0] <= border, border - values[0]) for values in DRAWN]


@pytest.mark.parametrize("border", [12.0, 20.0, 35.0])
def test_the_share_is_that_of_the_range(border: float) -> None:
    """Drawn by ratios, so many worlds lie below a border as the range's logarithm has there, to one world."""
    found = share(bordered(border))
    assert found.mean == pytest.approx(log(border / LOW) / log(HIGH / LOW), abs=1 / 200)
    assert found.low < found.mean < found.high


def test_where_it_falls_is_found() -> None:
    """The border is found between the two worlds beside it, and that it alone is the cause."""
    found = fall(bordered(30.0))
    assert found is not None
    assert (found.place, found.above, found.caught, found.there) == (0, True, 1.0, 1.0)
    assert found.value == pytest.approx(30.0, rel=0.02)
    turned = [World(one.values, "sse", not one.holds, -one.margin) for one in bordered(20.0)]
    below = fall(turned)
    assert below is not None
    assert (below.place, below.above) == (0, False)


def test_a_cause_that_is_not_the_only_one_catches_a_part() -> None:
    """Of four worlds in which a verdict falls three lie above seven, and so do no others; another lies below."""
    values = map(float, range(1, 11))
    found = fall([World((value,), "sse", value not in {3.0, 8.0, 9.0, 10.0}, 0.0) for value in values])
    assert found is not None
    assert (found.above, found.caught, found.there) == (True, 0.75, 1.0)
    assert 7 < found.value < 8


def test_what_falls_for_no_one_reason_has_none() -> None:
    """Chance is no reason, and neither is one world; a verdict that always holds falls nowhere."""
    by_chance = [World(values, "sse", number % 7 != 0, 0.0) for number, values in enumerate(DRAWN)]
    assert fall(by_chance) is None
    assert fall(bordered(HIGH)) is None
    assert fall([*bordered(HIGH)[:-1], World((40.0, 20.0), None, holds=False, margin=-inf)]) is None


def test_the_cause_moves_the_verdict_most() -> None:
    """The margin falls with the cause, rank by rank, and has nothing to do with the other unknown."""
    cause, other = sensitivities(bordered(20.0))
    assert cause == pytest.approx(-1)
    assert abs(other) < 0.15
    assert sensitivities([World(values, None, holds=False, margin=-inf) for values in DRAWN]) == [0.0, 0.0]


def test_a_latin_hypercube_uses_the_whole_range() -> None:
    """Each unknown is drawn once in each of two hundred parts of its range, and the same seed draws the same."""
    for place in range(2):
        parts = sorted(int(200 * log(values[place] / LOW) / log(HIGH / LOW)) for values in DRAWN)
        assert parts == list(range(200))
    assert list(draws(EVEN, 200, seed=1)) == DRAWN != list(draws(EVEN, 200, seed=2))
