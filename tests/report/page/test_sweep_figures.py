from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rtsim.breakeven.lines import Asked, Axes, answers
from rtsim.experiments.inputs import inputs
from rtsim.experiments.samples import Sampled
from rtsim.report.figures.swept import CONTESTED, METRICS, Place, Swept, evenly, swept
from rtsim.report.page.curve_section import MOST_PANELS, curves, scattered, shown
from rtsim.report.page.winner_section import axes, break_evens, mapped, winners
from tests.report.page.sweeps import stored

LATENCY = METRICS[0]
RATES: tuple[tuple[int, tuple[str, ...]], ...] = ((1, ()), (4, ()), (16, ("sse",)))
CPU = CONTESTED[1]


def place(number: int, written: dict[str, Any], means: dict[str, float], overloaded: tuple[str, ...] = ()) -> Place:
    """Give a point at which each technique has this mean latency and CPU time, give or take a tenth."""
    samples = {
        name: {LATENCY.path: (0.9 * mean, mean, 1.1 * mean), CPU.path: (0.9 * mean, mean, 1.1 * mean)}
        for name, mean in means.items()
    }
    return Place(number, written, written, samples, frozenset(overloaded))


def made(places: list[Place]) -> Swept:
    """Give a sweep of these points."""
    return Swept("made", "", inputs(place.written for place in places), {}, tuple(places), len(places))


@cache
def crossing() -> Swept:
    """Give a sweep over two inputs: WebSocket is lower than polling from a rate of 2 on; with 10 clients they tie."""
    places = []
    for clients in (10, 100):
        for rate in (1, 4, 16):
            means = {"short-polling": 0.2, "websocket": 0.4 / rate if clients == 100 else 0.2}
            places.append(place(len(places) + 1, {"rate": rate, "clients": clients}, means))
    return made(places)


def lines(figure: Any) -> Iterator[Any]:
    """Give the traces that are lines of means."""
    return (trace for trace in figure.data if trace.fill is None and trace.marker.symbol != "x-thin")


def test_curves_go_through_the_means() -> None:
    """Each panel has a line for each technique through its means, with a band that ends at the interval's ends."""
    along = crossing().inputs[0]
    figure = curves(crossing(), LATENCY, along)
    panels = shown(crossing(), along)
    assert [words for words, _ in panels] == ["clients = 10", "clients = 100"]
    drawn = list(lines(figure))
    expected = [(name, places) for _, places in panels for name in crossing().techniques]
    for trace, (name, places) in zip(drawn, expected, strict=True):
        assert trace.meta["techniques"] == [name]
        assert list(trace.x) == [1, 4, 16]
        assert list(trace.y) == pytest.approx([found.estimate(name, LATENCY).mean for found in places])
    bands = [trace for trace in figure.data if trace.fill]
    assert len(bands) == len(drawn)
    assert max(bands[0].y) == pytest.approx(panels[0][1][0].estimate("short-polling", LATENCY).high)


def test_an_overloaded_point_is_a_cross_on_the_floor() -> None:
    """Where a technique is overloaded its line has no point, and a cross says so; its CPU time is drawn."""
    rows = [(rate, {"sse": 0.1, "websocket": 0.2}) for rate in (1, 2, 3)]
    places = [place(rate, {"rate": rate}, means, ("sse",) if rate == 3 else ()) for rate, means in rows]
    found = made(places)
    figure = curves(found, LATENCY, found.inputs[0])
    line = next(trace for trace in lines(figure) if trace.meta["techniques"] == ["sse"])
    cross = next(trace for trace in figure.data if trace.marker.symbol == "x-thin")
    assert list(line.x) == [1, 2]
    assert (list(cross.x), cross.meta["techniques"]) == ([3], ["sse"])
    assert cross.y[0] <= min(line.y)
    cpu = curves(found, CPU, found.inputs[0])
    load = next(trace for trace in lines(cpu) if trace.meta["techniques"] == ["sse"])
    assert list(load.x) == [1, 2, 3]
    assert [symbol == "x-thin" for symbol in load.marker.symbol] == [False, False, True]
    assert [text.endswith(", overloaded") for text in load.text] == [False, False, True]


def test_what_is_overloaded_wins_nowhere() -> None:
    """An overloaded technique is lowest in no measure, not even where it costs less, for it does less."""
    one = place(1, {"rate": 1}, {"sse": 0.1, "websocket": 0.2}, ("sse",))
    assert [one.winner(metric) for metric in (LATENCY, CPU)] == [("websocket", True)] * 2
    assert place(1, {"rate": 1}, {"sse": 0.1}, ("sse",)).winner(CPU) == ("", False)


def test_the_map_s_break_evens_are_those_of_the_command() -> None:
    """Where overload changes the lower one, the line lies between the two values, as rtsim break-even says."""
    places = [
        place(len(RATES) * row + at, {"rate": rate, "clients": clients}, {"sse": 0.1, "websocket": 0.2}, over)
        for row, clients in enumerate((10, 100))
        for at, (rate, over) in enumerate(RATES)
    ]
    found = made(places)
    along, beside = axes(found)
    asked = Asked(("sse", "websocket"), (CPU.path,), Axes(along, (beside,)))
    known = [Sampled(one.samples, {name: name in one.overloaded for name in one.samples}) for one in places]
    said = answers(zip([one.written for one in places], known, strict=True), asked)
    shown = break_evens(found, CPU)
    assert shown.pair == ("sse", "websocket")
    assert [(clients, change.before, change.after, change.between) for clients, change in shown.changes] == [
        (answer.where["clients"], change.before, change.after, change.between)
        for answer in said
        for change in answer.found.changes
    ]
    assert [change.between for _, change in shown.changes] == [(4, 16)] * 2
    line = next(trace for trace in winners(found, CPU).data if trace.mode == "lines+markers")
    assert all(4 < at < 16 for at in line.x)
    assert list(line.text) == ["between 4 and 16"] * 2


def test_many_combinations_have_four_panels_and_single_points_one() -> None:
    """More combinations than there is room for are spread evenly; where each point is its own, all are in one panel."""
    found = made([place(at, {"rate": at % 3, "other": at // 3}, {"sse": 0.1}) for at in range(30)])
    panels = [words for words, _ in shown(found, found.inputs[0])]
    assert len(panels) == MOST_PANELS
    assert (panels[0], panels[-1]) == ("other = 0", "other = 9")
    cube = made([place(at, {"rate": at, "other": (7 * at) % 10}, {"sse": 0.1}) for at in range(10)])
    assert scattered(cube, cube.inputs[0])
    figure = curves(cube, LATENCY, cube.inputs[0])
    assert [(trace.mode, len(trace.x)) for trace in figure.data] == [("markers", 10)]


def test_the_map_has_the_winners_and_where_they_change() -> None:
    """Each point's mark is its lowest technique, hollow in a tie; the break-even lies where the means are equal."""
    figure = winners(crossing(), LATENCY)
    marks = {trace.name: trace for trace in figure.data if trace.mode == "markers"}
    sure = {
        (x, y)
        for trace in marks.values()
        for x, y, symbol in zip(trace.x, trace.y, trace.marker.symbol, strict=True)
        if not symbol.endswith("-open")
    }
    assert sure == {(1, 100), (4, 100), (16, 100)}
    assert set(zip(marks["WebSocket"].x, marks["WebSocket"].y, strict=True)) >= {(4, 100), (16, 100)}
    line = next(trace for trace in figure.data if trace.mode == "lines+markers")
    assert list(line.y) == [100]
    assert line.x[0] == pytest.approx(2.0)


def test_the_map_says_at_which_values_of_other_inputs_it_is() -> None:
    """With three inputs the third is held at its first value, which is said."""
    places = [
        place(at, {"rate": at % 2, "clients": at // 2 % 2, "name": f"n{at // 4}"}, {"sse": 0.1}) for at in range(8)
    ]
    beside, drawn = mapped(made(places))
    assert beside == "name = n0"
    assert len(drawn) == 4


def test_the_map_is_of_what_measures_depend_on() -> None:
    """Weights of the verdict change no measure: other inputs come before them, whichever stands first."""
    values = [
        {"needs.weights.latency": weight, "rate": rate, "clients": 1 + rate} for weight in (1, 2) for rate in (1, 2)
    ]
    found = made([place(at, written, {"sse": 0.1}) for at, written in enumerate(values)])
    assert [one.path for one in axes(found)] == ["rate", "clients"]


def test_a_store_is_read_as_it_is(tmp_path: Path) -> None:
    """What figures take from a store are its own estimates."""
    with stored(tmp_path) as store:
        found = swept(store)
        assert [one.path for one in found.inputs] == ["messages.rate"]
        assert found.points == len(found.places) == 2
        summary = store.summary().set_index(["point", "technique", "metric"])
        for one in found.places:
            for name in ("sse", "websocket"):
                row = summary.loc[(one.number, name, LATENCY.path)]
                value = one.estimate(name, LATENCY)
                assert [value.mean, value.low, value.high] == pytest.approx(
                    list(row[["mean", "low", "high"]]), nan_ok=True
                )


def test_evenly_keeps_both_ends() -> None:
    """Of many items the first and the last are kept, and no more than asked for."""
    kept = evenly(range(1000), 400)
    assert (kept[0], kept[-1], len(set(kept))) == (0, 999, 400)
    assert evenly([1, 2], 400) == [1, 2]
