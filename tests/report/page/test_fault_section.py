"""Figures of what breaks: the marks of faults, and the curves of those who come back."""

from dataclasses import replace

import numpy as np
import pytest

from rtsim.analysis.comparison import Comparison
from rtsim.failures import Failures
from rtsim.report.figures.theme import blank
from rtsim.report.page.fault_section import (
    Mark,
    back,
    back_figure,
    dark,
    dark_figure,
    failed,
    marked,
    marks,
    told,
    tries_figure,
)
from rtsim.report.page.load_section import PANELS, course
from tests.analysis.outcomes import broken, small

FAULTS = [Mark(8.0, 9.0, "crash"), Mark(11.0, 13.0, "brownout"), Mark(15.0, 15.0, "drain")]


def with_failures(comparison: Comparison, name: str, *failures: Failures) -> Comparison:
    """Give the comparison with other failures in a technique's replications, one after the other."""
    runs = comparison.outcome.recordings
    own = [replace(run, failures=each) for run, each in zip(runs[name], failures, strict=True)]
    return replace(comparison, outcome=replace(comparison.outcome, recordings={**runs, name: own}))


@pytest.mark.parametrize("column", PANELS)
def test_a_course_marks_the_faults(column: str) -> None:
    """Each fault has a line where it begins and its kind beside it; what lasts is shaded until it is over."""
    layout = course(broken(), column).layout
    lines = [shape.x0 for shape in layout.shapes if shape.type == "line" and shape.line.dash == "dash"]
    assert lines == [8.0, 11.0, 15.0]
    shaded = [(shape.x0, shape.x1) for shape in layout.shapes if shape.type == "rect" and shape.x0 > 0]
    assert shaded == [(8.0, 9.0), (11.0, 13.0)]
    assert [(note.x, note.text) for note in layout.annotations if note.text != "warm-up"] == [
        (fault.at, fault.kind) for fault in FAULTS
    ]


def test_tries_are_marked_as_well() -> None:
    """The tries to come back have the same marks, and none before the first of them."""
    figure = tries_figure(broken())
    assert [shape.x0 for shape in figure.layout.shapes if shape.type == "line"] == [8.0, 11.0, 15.0]
    for trace in figure.data:
        assert sum(trace.y) > 0
        assert not any(tried for at, tried in zip(trace.x, trace.y, strict=True) if at < FAULTS[0].at)


def test_where_nothing_breaks_nothing_is_marked() -> None:
    """A scenario without faults has no marks and no words for them."""
    assert marks(small()) == []
    assert told(small()) == ""
    assert [note.text for note in course(small(), "busy").layout.annotations] == ["warm-up"]


def test_marks_are_told() -> None:
    """The caption lists the faults, and counts those beyond the fourth."""
    assert marks(broken()) == FAULTS
    assert told(broken()) == (
        "Dashed verticals are the faults: crash at 8 s until 9 s, brownout at 11 s until 13 s, drain at 15 s."
    )


def test_many_marks_keep_apart() -> None:
    """Of marks that are close to each other only the first has a word beside it, and the caption counts on."""
    comparison = broken()
    for name in comparison.estimates:
        crowded = [
            replace(one, outcomes=tuple(replace(one.outcomes[0], at=8 + place / 2, up=9.0) for place in range(6)))
            for one in failed(comparison, name)
        ]
        comparison = with_failures(comparison, name, *crowded)
    figure = blank(height=100)
    marked(figure, comparison)
    assert [note.x for note in figure.layout.annotations] == [8.0, 9.5]
    assert len([shape for shape in figure.layout.shapes if shape.type == "line"]) == 6
    assert told(comparison).endswith("crash at 9.5 s, and 2 more.")


def test_what_differs_from_run_to_run_is_not_marked() -> None:
    """A fault that one replication has at another time has no place in a mean over the replications."""
    first, *others = failed(broken(), "sse")
    moved = replace(first, outcomes=(replace(first.outcomes[0], at=7.0), *first.outcomes[1:]))
    assert marks(with_failures(broken(), "sse", moved, *others)) == FAULTS[1:]


def test_dark_times_are_those_of_all_replications() -> None:
    """The share at each of the times is that of the cut paths, of all replications, that were dark no longer."""
    found = dark(broken())
    assert list(found) == list(broken().estimates)
    for name, (seconds, shares) in found.items():
        times = np.concatenate([one.dark for one in failed(broken(), name)])
        assert len(seconds) > 50
        for at, share in zip(seconds, shares, strict=True):
            assert (times < at).mean() < share <= (times <= at).mean()
        assert (seconds[0], seconds[-1], shares[-1]) == (times.min(), times.max(), 1.0)


def test_clients_who_stay_away_keep_curves_below_all() -> None:
    """Where a quarter of those cut never come back the curves end at three quarters."""
    one = failed(broken(), "sse")[0]
    outcome = replace(one.outcomes[0], recovery=np.array([1.0, 2.0, 3.0]), missing=1)
    gone = replace(one, dark=np.array([2.0, 3.0, 4.0]), missing=1, outcomes=(outcome,))
    comparison = with_failures(broken(), "sse", gone, gone, gone)
    for found, figure, times in (
        (back(comparison), back_figure(comparison), [1.0, 2.0, 3.0]),
        (dark(comparison), dark_figure(comparison), [2.0, 3.0, 4.0]),
    ):
        seconds, shares = found["sse"]
        assert np.unique(seconds).tolist() == times
        assert shares[-1] == 0.75
        (trace,) = (trace for trace in figure.data if trace.name == "SSE")
        assert (trace.x[0], trace.y[0]) == (0.0, 0.0)
        assert (trace.x[-1], trace.y[-1]) == (times[-1], 0.75)


def test_a_technique_that_nothing_happened_to_has_no_curve() -> None:
    """Where no path of a technique was cut it is not drawn among those that came back."""
    whole = replace(failed(broken(), "sse")[0], dark=np.zeros(0), missing=0, outcomes=())
    comparison = with_failures(broken(), "sse", whole, whole, whole)
    assert set(dark(comparison)) == set(back(comparison)) == set(broken().estimates) - {"sse"}
    assert "SSE" not in {trace.name for trace in dark_figure(comparison).data}
