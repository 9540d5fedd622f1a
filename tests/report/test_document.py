import json

import pytest

from rtsim.advice.verdict import judge
from rtsim.report.document import document
from tests.analysis.outcomes import overloaded, small

LATENCY = {"mean", "p50", "p90", "p95", "p99", "p999", "max"}


def test_the_document_has_the_shape_that_others_build_on() -> None:
    """Every key of the JSON is there, and every number is an estimate with its interval."""
    written = document(small(), judge(small()), [])
    assert set(written) == {
        "rtsim", "scenario", "digest", "seed", "replications", "window", "techniques", "differences", "slo", "verdict",
        "warnings",
    }  # fmt: skip
    technique = written["techniques"]["short-polling"]
    assert set(technique) == {
        "latency_s", "age_s", "publish_s", "messages", "requests", "connections", "traffic", "server", "overloaded",
    }  # fmt: skip
    assert set(technique["latency_s"]) == LATENCY
    assert set(technique["server"]["queue_wait_s"]) == {"mean", "p95", "max"}
    assert set(technique["latency_s"]["p95"]) == {"mean", "low", "high"}
    assert set(written["verdict"]) == {"technique", "reasons", "flow_technique", "flow"}


def test_the_document_is_json() -> None:
    """What is not a number is null, which JSON has."""
    written = json.dumps(document(overloaded(), judge(overloaded()), ["w"]), allow_nan=False)
    assert json.loads(written)["techniques"]["websocket"]["requests"]["empty_share"]["mean"] is None


def test_an_interval_holds_its_mean() -> None:
    """The low end is not above the mean, nor the high end below."""
    for technique in document(small(), judge(small()), [])["techniques"].values():
        for estimate in (*technique["latency_s"].values(), *technique["traffic"].values()):
            assert estimate["low"] <= estimate["mean"] <= estimate["high"]


@pytest.mark.parametrize("name", ["short-polling", "long-polling", "websocket", "sse"])
def test_deliveries_add_up(name: str) -> None:
    """What is owed is delivered, lost, or not delivered."""
    messages = document(small(), judge(small()), [])["techniques"][name]["messages"]
    mean = {key: value["mean"] for key, value in messages.items()}
    assert mean["expected"] == pytest.approx(mean["delivered"] + mean["undelivered"] + mean["lost"])
