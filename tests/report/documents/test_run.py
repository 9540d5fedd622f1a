import json
from dataclasses import replace

import pytest

from rtsim.advice.verdict import Evidence, judge
from rtsim.report.documents.run import document
from rtsim.results import MEASURES
from tests.analysis.outcomes import broken, overloaded, small
from tests.money.test_bill import priced
from tests.report.page.test_fault_section import failed, with_failures

LATENCY = {"mean", "p50", "p90", "p95", "p99", "p999", "max"}


def test_the_document_has_the_shape_that_others_build_on() -> None:
    """Every key of the JSON is there, and every number is an estimate with its interval."""
    written = document(small(), judge(Evidence.of(small())), [])
    assert set(written) == {
        "rtsim", "scenario", "digest", "seed", "replications", "window", "techniques", "differences", "slo", "verdict",
        "warnings",
    }  # fmt: skip
    technique = written["techniques"]["short-polling"]
    assert set(technique) == {
        "latency_s", "age_s", "publish_s", "messages", "requests", "connections", "traffic", "server", "overloaded",
        "runs",
    }  # fmt: skip
    assert set(technique["latency_s"]) == LATENCY
    assert set(technique["server"]["queue_wait_s"]) == {"mean", "p95", "max"}
    assert set(technique["latency_s"]["p95"]) == {"mean", "low", "high"}
    assert set(written["verdict"]) == {"technique", "reasons", "flow_technique", "flow"}


def test_the_document_is_json() -> None:
    """What is not a number is null, which JSON has."""
    written = json.dumps(document(overloaded(), judge(Evidence.of(overloaded())), ["w"]), allow_nan=False)
    assert json.loads(written)["techniques"]["websocket"]["requests"]["empty_share"]["mean"] is None


def test_each_run_is_there() -> None:
    """A technique's runs have its measures in every replication, and messages that are the same for all techniques."""
    written = json.loads(json.dumps(document(small(), judge(Evidence.of(small())), [])))["techniques"]
    for technique in written.values():
        values = [run["measures"]["server.cpu_s"] for run in technique["runs"]]
        assert technique["server"]["cpu_s"]["mean"] == pytest.approx(sum(values) / len(values))
        assert [set(run["measures"]) for run in technique["runs"]] == [set(MEASURES)] * 3
        assert [run["replication"] for run in technique["runs"]] == [0, 1, 2]
    assert len({run["messages"] for technique in written.values() for run in technique["runs"]}) == 3


def test_events_are_those_of_all_replications() -> None:
    """A fault that one replication has at a time of its own is no event; two nodes that restart together are two."""
    first, *others = failed(broken(), "sse")
    crash, *rest = first.outcomes
    moved = replace(first, outcomes=(crash, crash, replace(rest[0], at=10.0)))
    twice = [replace(one, outcomes=(one.outcomes[0], *one.outcomes)) for one in others]
    comparison = with_failures(broken(), "sse", moved, *twice)
    events = document(comparison, judge(Evidence.of(broken())), [])["techniques"]["sse"]["faults"]["events"]
    assert [(event["at_s"], event["kind"]) for event in events] == [(crash.at, "crash")] * 2
    assert events[0]["recovery_s"]["all"]["mean"] == pytest.approx(
        sum(one.outcomes[0].within(1.0) for one in (first, *others)) / (1 + len(others))
    )


def test_an_interval_holds_its_mean() -> None:
    """The low end is not above the mean, nor the high end below."""
    for technique in document(small(), judge(Evidence.of(small())), [])["techniques"].values():
        for estimate in (*technique["latency_s"].values(), *technique["traffic"].values()):
            assert estimate["low"] <= estimate["mean"] <= estimate["high"]


@pytest.mark.parametrize("name", ["short-polling", "long-polling", "websocket", "sse"])
def test_deliveries_add_up(name: str) -> None:
    """What is owed is delivered, lost, or not delivered."""
    messages = document(small(), judge(Evidence.of(small())), [])["techniques"][name]["messages"]
    mean = {key: value["mean"] for key, value in messages.items()}
    assert mean["expected"] == pytest.approx(mean["delivered"] + mean["undelivered"] + mean["lost"])


def test_a_cost_is_there_with_prices() -> None:
    """Each technique has its month's cost, null where the book does not carry it, and pairs are compared in it."""
    comparison = priced("api-gateway")
    written = document(comparison, judge(Evidence.of(comparison)), [])
    cost = {name: technique["cost"] for name, technique in written["techniques"].items()}
    assert all(
        set(of) == {"currency", "offered", "note", "per_month", "per_client_month", "parts", "servers"}
        for of in cost.values()
    )
    assert cost["websocket"]["per_month"]["mean"] == pytest.approx(
        sum(part["mean"] for part in cost["websocket"]["parts"].values())
    )
    assert (cost["sse"]["offered"], cost["sse"]["per_month"]["mean"], cost["sse"]["parts"]) == (False, None, {})
    assert sum(one["metric"] == "cost.per_month" for one in written["differences"]) == 3
    json.dumps(written, allow_nan=False)
