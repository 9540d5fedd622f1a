from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rtsim.experiments.inputs import inputs
from rtsim.report.figures.curves import MOST_PANELS, curves, scattered, shown
from rtsim.report.figures.swept import CONTESTED, METRICS, Place, Swept, evenly, swept
from rtsim.report.figures.winners import mapped, winners
from tests.report.figures.sweeps import stored

LATENCY = METRICS[0]
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
    assert list(next(trace for trace in lines(cpu) if trace.meta["techniques"] == ["sse"]).x) == [1, 2, 3]
    assert places[2].winner(LATENCY) == ("websocket", True)


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
