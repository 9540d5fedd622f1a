from pathlib import Path

import pytest

from rtsim.experiments.points import points
from rtsim.scenario import InputErrors
from rtsim.techniques import settings_classes
from tests.experiments.sweeps import question


def refused(folder: Path, **changes: object) -> list[str]:
    """Give what is said of an experiment whose points are wrong."""
    with pytest.raises(InputErrors) as errors:
        points(question(folder, **changes), settings_classes())
    return [str(error).replace(f"{folder}/", "") for error in errors.value.errors]


def test_grid(tmp_path: Path) -> None:
    """A grid has all combinations, the last path changing fastest, numbers in base units."""
    found = points(question(tmp_path), settings_classes())
    assert [list(point.parameters.values()) for point in found] == [[6, 1.0], [6, 2.0], [9, 1.0], [9, 2.0]]
    assert [point.number for point in found] == [1, 2, 3, 4]
    assert found[3].scenario.clients.count == 9
    assert found[3].scenario.techniques["short-polling"].interval.mean == 2  # type: ignore[attr-defined]


def test_zip(tmp_path: Path) -> None:
    """A zip takes first with first, second with second."""
    found = points(question(tmp_path, design="zip"), settings_classes())
    assert [list(point.parameters.values()) for point in found] == [[6, 1.0], [9, 2.0]]


def test_latin_hypercube(tmp_path: Path) -> None:
    """A latin hypercube has one value in each of as many slices as it has points, and the seed decides which."""
    vary = {
        "messages.rate": {"from": 0.0001, "to": 1, "scale": "log"},
        "messages.payload": {"from": "0 B", "to": "1 kB"},
    }
    changes = {"vary": vary, "design": "latin-hypercube", "samples": 20}
    rows, again, other = (
        [
            list(point.parameters.values())
            for point in points(question(tmp_path, **changes, seed=seed), settings_classes())
        ]
        for seed in (1, 1, 2)
    )
    assert rows == again
    assert rows != other
    assert sorted(int(payload / 50) for _, payload in rows) == list(range(20))
    assert all(0.0001 <= rate <= 1 for rate, _ in rows)


def test_whole_numbers_stay_whole(tmp_path: Path) -> None:
    """A range over a key that takes whole numbers is rounded; one over any other key is not."""
    vary = {"clients.count": {"from": 6, "to": 600, "steps": 3, "scale": "log"}}
    assert [p.written["clients.count"] for p in points(question(tmp_path, vary=vary), settings_classes())] == [
        6,
        60,
        600,
    ]
    vary = {"server.keep_alive": {"from": 1, "to": 2, "steps": 3}}
    found = points(question(tmp_path, vary=vary), settings_classes())
    assert [point.written["server.keep_alive"] for point in found] == [1, 1.5, 2]


def test_limits_and_needs_make_no_other_runs(tmp_path: Path) -> None:
    """What is asked of the answer only changes no run, so that none is simulated again for it."""
    limits = [{"latency_s.mean": "<= 1 ms"}, {"latency_s.mean": "<= 9 s"}]
    vary = {"slo": limits, "needs": [{"direction": "server-to-client"}, {"direction": "bidirectional"}]}
    first, *others = points(question(tmp_path, vary=vary), settings_classes())
    assert first.scenario.slo != others[-1].scenario.slo
    assert [other.digests for other in others] == [first.digests] * 3


def test_parts_share_what_they_do_not_depend_on(tmp_path: Path) -> None:
    """A polling interval leaves the other techniques' runs the same, and replications and limits change none."""
    first, second = points(question(tmp_path), settings_classes())[:2]
    assert first.digests["websocket"] == second.digests["websocket"]
    assert first.digests["short-polling"] != second.digests["short-polling"]
    more = points(question(tmp_path, replications=9), settings_classes())[0]
    assert more.digests == first.digests
    assert points(question(tmp_path, seed=2), settings_classes())[0].digests != first.digests


def test_an_unknown_path_is_named(tmp_path: Path) -> None:
    """A path that the scenario does not have is said once, with the point, the value and the nearest key."""
    lines = refused(tmp_path, vary={"clients.cuont": [1, 1], "server.cores": [1, 2, 4]})
    assert lines == [
        "experiment.yaml: vary.clients.cuont: point 1 (clients.cuont = 1): unknown key 'cuont'; did you mean 'count'?"
    ]


def test_a_refused_value_is_named(tmp_path: Path) -> None:
    """Each value that the scenario refuses is said once, with the first point that has it."""
    lines = refused(tmp_path, vary={"server.cores": [1, 2], "clients.count": [6, 0, "many"]})
    assert [line.partition(":")[2].partition(":")[0].strip() for line in lines] == ["vary.clients.count"] * 2
    assert "point 2 (clients.count = 0): 0 is out of range" in lines[0]
    assert "point 3 (clients.count = many): 'many' is not a whole number" in lines[1]


def test_what_a_value_breaks_elsewhere_is_named(tmp_path: Path) -> None:
    """A value that makes another key impossible is said with the point, and that key."""
    lines = refused(tmp_path, vary={"clients.count": [6, 2]})
    where = "experiment.yaml: vary.clients.count: point 2 (clients.count = 2)"
    assert lines == [f"{where}: messages.room_size: 3 is larger than clients.count (2)"]


def test_a_missing_scenario_is_named(tmp_path: Path) -> None:
    """A scenario that is not there is said at the experiment's key."""
    assert refused(tmp_path, scenario="none.yaml") == [
        "experiment.yaml: scenario: none.yaml: cannot be read: no such file or directory"
    ]
