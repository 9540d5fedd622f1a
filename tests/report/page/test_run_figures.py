from collections.abc import Callable
from dataclasses import replace
from math import log10, nan

import numpy as np
import pytest

from rtsim.analysis.comparison import COMPARED, Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.forecast.forecast import forecast
from rtsim.histogram import Histogram
from rtsim.report.page.comparison_section import forest, shown
from rtsim.report.page.latency_section import MOST_POINTS, PERCENTILES, age, curve, distribution, percentiles
from rtsim.report.page.limits_section import demands, nearest
from rtsim.report.page.load_section import PANELS, course
from rtsim.report.page.traffic_section import composition
from rtsim.scenario.measures import Measure
from rtsim.scenario.slo import read_limit
from tests.analysis.outcomes import overloaded, silent, small

NAMES = ["short-polling", "long-polling", "websocket", "sse"]


def histogram(values: np.ndarray) -> Histogram:
    """Count values."""
    counted = Histogram()
    counted.add(values)
    return counted


def owners(figure: object) -> list[str]:
    """Give the techniques of a figure's traces, in their order, each once."""
    traces = getattr(figure, "data", ())
    return list(dict.fromkeys(name for trace in traces if trace.meta for name in trace.meta["techniques"]))


def test_a_curve_is_the_distribution() -> None:
    """With few points or with many, the curve is nowhere further from the values' own than can be seen."""
    generator = np.random.default_rng(1)
    for count in (1, 3, 500, 100_000):
        values = generator.lognormal(-3, 1, count)
        half = count // 2
        places, shares = curve([histogram(values[:half]), histogram(values[half:])])
        assert len(places) <= MOST_POINTS
        assert (places[0], shares[0], places[-1], shares[-1]) == (values.min(), 0.0, values.max(), 1.0)
        assert (np.diff(places) >= 0).all()
        assert (np.diff(shares) >= 0).all()
        for share in (0.05, 0.5, 0.95, 0.99):
            read = places[np.searchsorted(shares, share)]
            assert read == pytest.approx(np.quantile(values, share, method="inverted_cdf"), rel=0.03)


def test_a_curve_of_nothing_is_empty() -> None:
    """No value, no point."""
    assert [len(column) for column in curve([Histogram(), Histogram()])] == [0, 0]


def test_the_distribution_has_every_technique_and_the_limit() -> None:
    """A line for each technique ends at all of its deliveries; a limit on latency stands where it is."""
    limit = read_limit("latency_s.p95", "<= 250 ms")
    comparison = replace(small(), scenario=small().scenario.model_copy(update={"slo": (limit,)}))
    figure = distribution(comparison)
    assert owners(figure) == NAMES
    for trace, runs in zip(figure.data, comparison.outcome.recordings.values(), strict=True):
        assert trace.y[-1] == 1.0
        assert trace.x[-1] == max(run.latency.maximum for run in runs)
    assert [shape.x0 for shape in figure.layout.shapes] == [0.25]
    assert [note.x for note in figure.layout.annotations] == [pytest.approx(log10(0.25))]


def test_percentiles_are_the_estimates() -> None:
    """Dots are means, and whiskers end where the intervals do."""
    figure = percentiles(small())
    assert owners(figure) == NAMES
    for name, trace in zip(NAMES, figure.data, strict=True):
        found = [small().estimates[name][metric] for metric in PERCENTILES.values()]
        assert list(trace.x) == pytest.approx([value.mean for value in found])
        ends = [mean + above for mean, above in zip(trace.x, trace.error_x.array, strict=True)]
        assert ends == pytest.approx([value.high for value in found])


def test_whiskers_lie_within_the_axis() -> None:
    """However wide an interval is, both of its ends are on the axis; a logarithm's lower one at a tenth of the mean."""
    wide = {
        name: {path: replace(value, low=-value.mean, high=50 * value.mean) for path, value in found.items()}
        for name, found in small().estimates.items()
    }
    figure = percentiles(replace(small(), estimates=wide))
    low, high = (10**end for end in figure.layout.xaxis.range)
    ends = [
        (middle - below, middle + above)
        for trace in figure.data
        for middle, below, above in zip(trace.x, trace.error_x.arrayminus, trace.error_x.array, strict=True)
    ]
    assert low <= min(below for below, _ in ends)
    assert max(above for _, above in ends) <= high


def test_without_intervals_there_are_no_whiskers() -> None:
    """One replication has dots alone."""
    lone = {
        name: {path: Estimate(value.mean, nan, nan) for path, value in found.items()}
        for name, found in small().estimates.items()
    }
    figure = percentiles(replace(small(), estimates=lone))
    assert {length for trace in figure.data for length in trace.error_x.array} == {None}


@pytest.mark.parametrize("metric", COMPARED)
def test_the_forest_has_every_pair(metric: str) -> None:
    """Each pair's difference stands at its mean; a hollow mark is one whose interval holds zero."""
    figure = forest(small(), metric)
    found = [one for one in small().differences if one.metric == metric]
    assert len(found) == 6
    assert [trace.x[0] for trace in figure.data] == pytest.approx([one.difference.mean for one in found])
    hollow = [trace.marker.symbol == "diamond-open" for trace in figure.data]
    assert hollow == [one.verdict == "no difference" for one in found]
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(0, 0)]
    assert figure.layout.xaxis.title.text == f"{Measure(metric).title}, difference"


def test_traffic_adds_up_to_all_that_travels() -> None:
    """The bars of a technique, up and down together, are its traffic per client."""
    figure = composition(small())
    for name in NAMES:
        bars = sum(trace.x[0] for trace in figure.data if trace.meta and trace.meta["techniques"] == [name])
        assert bars == pytest.approx(small().estimates[name]["traffic.per_client_bit_s"].mean)
    entries = [trace.name for trace in figure.data if trace.showlegend]
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize("column", PANELS)
def test_a_course_is_the_replications_mean(column: str) -> None:
    """A level's line goes through the mean over the replications of each bin, the warm-up's too."""
    figure = course(small(), column)
    assert owners(figure) == NAMES
    for name, trace in zip(NAMES, figure.data, strict=True):
        runs = small().outcome.recordings[name]
        mean = np.mean([getattr(run.course, column) for run in runs], axis=0)
        assert list(trace.y) == pytest.approx(mean.tolist(), rel=1e-5)
    assert figure.data[0].x[0] < small().scenario.warmup < figure.data[0].x[-1]


def test_age_is_the_estimate() -> None:
    """Each technique's dot is its mean age."""
    figure = age(small())
    assert [trace.x[0] for trace in figure.data] == [small().estimates[name]["age_s.mean"].mean for name in NAMES]


def test_limits_are_those_of_the_forecast() -> None:
    """Each technique's marks are what the closed forms say is asked of each limit, the nearest among them."""
    known = small().outcome.techniques
    forecasts = [forecast(small().scenario, technique) for technique in known.values()]
    figure = demands(forecasts)
    assert owners(figure) == NAMES
    for found, trace in zip(forecasts, figure.data, strict=True):
        first = nearest(found)
        assert first is not None
        assert max(trace.x) == pytest.approx(first.load)
        assert sorted(trace.x) == pytest.approx(sorted(demand.load for demand in found.demands))


@pytest.mark.parametrize("given", [overloaded, silent])
def test_what_has_no_steady_value_is_not_drawn(given: Callable[[], Comparison]) -> None:
    """An overloaded technique and one that delivers nothing have no latency and no age in figures, but a load."""
    comparison = given()
    for draw in (distribution, percentiles, age):
        assert owners(draw(comparison)) == []
    assert shown(comparison, "latency_s.mean") == []
    assert owners(course(comparison, "busy")) == list(comparison.estimates)


def test_an_overloaded_technique_is_named_so() -> None:
    """Wherever an overloaded technique is drawn, its name says what it is."""
    for figure in (course(overloaded(), "unfinished"), composition(overloaded())):
        named = {trace.name for trace in figure.data} | {str(y) for trace in figure.data for y in trace.y or ()}
        assert "WebSocket (overloaded)" in named
