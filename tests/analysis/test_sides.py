import json
from itertools import product
from math import isnan
from pathlib import Path
from typing import Any

import pytest

from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import Comparison, compare
from rtsim.analysis.contrast import Part, Side, aligned, contrasts, welch
from rtsim.analysis.estimates import Estimate
from rtsim.analysis.sides import NotADocumentError, side_of_document, side_of_outcome, side_of_store
from rtsim.experiments.store import Store, StoreError
from rtsim.report.documents.run import document
from rtsim.scenario.experiment import parse_experiment
from tests.analysis.outcomes import SMALL, outcome, overloaded, small
from tests.experiments.sweeps import run


def side(**changes: Any) -> Side:
    """Take the outcome of a small world with these changes."""
    return side_of_outcome("side", outcome(SMALL, techniques=["websocket"], **changes))


def written(comparison: Comparison) -> Any:
    """Give the JSON of a run, read back."""
    return json.loads(json.dumps(document(comparison, judge(Evidence.of(comparison)), []), allow_nan=False))


def test_the_same_messages_make_pairs() -> None:
    """A change that leaves the messages as they are gives pairs: another link, not another seed, rate or number."""
    base = side()
    clients = {**SMALL["clients"], "network": {"latency": 0.025}}
    assert {one.paired for one in contrasts(base, side(clients=clients))} == {True}
    for changes in ({"seed": 2}, {"replications": 2}, {"messages": {**SMALL["messages"], "rate": 0.3}}):
        assert {one.paired for one in contrasts(base, side(**changes))} == {False}


def test_a_world_does_not_differ_from_itself() -> None:
    """The same scenario twice shows no difference in any measure."""
    assert {one.verdict for one in contrasts(side(), side())} == {"no difference"}


def test_a_document_says_what_its_outcome_does() -> None:
    """The JSON of a run has all that its outcome has, to the last bit."""
    known, read = side_of_outcome("a", small().outcome), side_of_document("b", written(small()))
    assert {part: known.parts[part].messages for part in known.parts} == {
        part: read.parts[part].messages for part in read.parts
    }
    found = list(contrasts(known, read))
    assert {(one.paired, one.difference) for one in found} == {(True, Estimate(0.0, 0.0, 0.0))}


def test_a_document_without_runs_has_no_pairs() -> None:
    """What an earlier version wrote gives the outcome's means and errors, by which intervals are Welch's."""
    told = written(small())
    for block in told["techniques"].values():
        del block["runs"]
    known, read = side_of_outcome("a", small().outcome), side_of_document("b", told)
    assert set(read.parts) == set(known.parts)
    for part, evidence in read.parts.items():
        for metric, found in evidence.samples.items():
            expected = known.parts[part].samples[metric]
            assert (found.mean, found.error) == pytest.approx((expected.mean, expected.error), nan_ok=True)
    assert {one.unpaired for one in contrasts(known, read)} == {"the messages are not known"}


def test_runs_in_any_order_are_the_same_pairs() -> None:
    """A document's runs go by their replication, not by their place."""
    told, turned = written(small()), written(small())
    for block in turned["techniques"].values():
        block["runs"].reverse()
    assert side_of_document("a", turned) == side_of_document("a", told)


def test_a_measure_that_a_run_does_not_have_is_undefined_in_it() -> None:
    """Where a version that did not know a measure wrote one run, the others are pairs all the same."""
    told = written(small())
    del told["techniques"]["sse"]["runs"][1]["measures"]["age_s.mean"]
    values = side_of_document("a", told).parts[Part("", "sse")].samples["age_s.mean"].values
    assert [isnan(value) for value in values] == [False, True, False]
    assert all(one.paired for one in contrasts(side_of_outcome("b", small().outcome), side_of_document("a", told)))


def test_one_replication_has_no_error() -> None:
    """A document of one replication gives means, and intervals nowhere."""
    told = written(compare(outcome(SMALL, techniques=["sse"], replications=1)))
    read = side_of_document("b", told)
    assert max(found.count for found in read.parts[Part("", "sse")].samples.values()) == 1
    assert all(isnan(found.error) for found in read.parts[Part("", "sse")].samples.values())


def stored(folder: Path, scenario: dict[str, Any], **changes: Any) -> Side:
    """Take a sweep of the scenario at one point, in a folder of its own."""
    folder.mkdir()
    (folder / "s.yaml").write_text(json.dumps(scenario), encoding="utf-8")
    content = {"name": "s", "scenario": "s.yaml", "vary": {"clients.count": [20]}, "replications": 3, **changes}
    run(parse_experiment(content, folder / "e.yaml"), folder / "s.sqlite")
    with Store.open(folder / "s.sqlite") as store:
        return side_of_store("s.sqlite", store)


def test_stores_and_documents_give_the_intervals_of_the_scenarios(tmp_path: Path) -> None:
    """Two worlds differ by the same paired intervals, to the last bit, whatever each of them is read from."""
    a = {**SMALL, "techniques": ["sse", "short-polling"]}
    b = {**a, "clients": {**SMALL["clients"], "network": {"latency": 0.025}}}
    sides = []
    for name, scenario in (("a", a), ("b", b)):
        fresh = outcome(scenario)
        read = side_of_document(name, written(compare(fresh)))
        sides.append((side_of_outcome(name, fresh), read, stored(tmp_path / name, scenario)))
    found = [
        {(one.part.technique, one.metric): (one.paired, one.a, one.b, one.difference, one.verdict) for one in of}
        for of in (contrasts(*aligned(first, second)) for first, second in product(*sides))
    ]
    assert len(found) == 9
    assert all(of == found[0] for of in found)
    assert {paired for paired, *_ in found[0].values()} == {True}
    assert {"worse", "no difference"} <= {verdict for *_, verdict in found[0].values()}


def test_stores_that_differ_in_chance_are_no_pairs(tmp_path: Path) -> None:
    """Another seed, another number of replications or other messages leave Welch's interval, which says why."""
    small = {**SMALL, "techniques": ["sse"]}
    known = stored(tmp_path / "a", small)
    others = (
        (stored(tmp_path / "b", small, seed=2), "the seeds differ"),
        (stored(tmp_path / "c", small, replications=2), "the replications differ"),
        (stored(tmp_path / "d", {**small, "messages": {**SMALL["messages"], "payload": 9}}), "the messages differ"),
    )
    for other, why in others:
        found = list(contrasts(known, other))
        assert {one.unpaired for one in found} == {why}
        for one in found:
            samples = (side.parts[one.part].samples[one.metric] for side in (known, other))
            assert one.difference == welch(*samples)


def test_an_empty_store_is_refused(tmp_path: Path) -> None:
    """A store in which no sweep has begun says so."""
    Store.open(tmp_path / "s.sqlite", "write").close()
    with Store.open(tmp_path / "s.sqlite") as store, pytest.raises(StoreError, match="holds no experiment yet"):
        side_of_store("s.sqlite", store)


def test_overload_is_taken_along() -> None:
    """An outcome and its document both know that the technique was overloaded."""
    told = document(overloaded(), judge(Evidence.of(overloaded())), [])
    for found in (side_of_outcome("a", overloaded().outcome), side_of_document("b", told)):
        assert found.parts[Part("", "websocket")].overloaded


@pytest.mark.parametrize(
    "runs",
    [
        3,
        [3],
        [{}],
        [{"replication": [], "messages": "", "measures": {}}],
        [{"replication": 0, "messages": "", "measures": []}],
        [{"replication": 0, "messages": "", "measures": {"server.cpu_s": "much"}}],
        [{"replication": one, "messages": "", "measures": {}} for one in (0, "1")],
    ],
)
def test_runs_that_are_none_are_refused(runs: Any) -> None:
    """A document whose runs are something else is not taken for that of a run."""
    told = written(small())
    told["techniques"]["sse"]["runs"] = runs
    with pytest.raises(NotADocumentError):
        side_of_document("b", told)


@pytest.mark.parametrize(
    "wrong",
    [[], {}, 3, {"replications": 2, "techniques": []}, {"replications": 2, "techniques": {"sse": {"latency_s": 3}}}],
)
def test_what_is_no_document_is_refused(wrong: Any) -> None:
    """JSON of another kind is not taken for that of a run."""
    with pytest.raises(NotADocumentError):
        side_of_document("b", wrong)
