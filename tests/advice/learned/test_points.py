from pathlib import Path

from rtsim.advice.learned.tree import NONE, labelled
from rtsim.experiments.inputs import inputs
from tests.breakeven.lines import Measured, question
from tests.experiments.sweeps import SCENARIO


def test_each_point_has_its_verdict(tmp_path: Path) -> None:
    """A limit that nothing keeps leaves no technique; otherwise the best one costs 1, and no other less."""
    limits = [{"latency_s.mean": "<= 1 ms"}, {"latency_s.mean": "<= 10 s"}]
    asked = question(tmp_path, {"slo": limits, "clients.count": [6, 9]}, SCENARIO)
    measured = Measured(asked, tmp_path)
    varied = inputs(point.written for point in measured.points)
    found = labelled(varied, zip(measured.points, measured(measured.points), strict=True))
    assert [one.technique == NONE for one in found] == [True, True, False, False]
    assert (found[0].scores, found[0].levels["clients.count"]) == ({}, 6)
    assert found[0].levels["slo"] == "{latency_s.mean: <= 1 ms}"
    for one in found[2:]:
        assert one.scores[one.technique] == min(one.scores.values()) == 1
