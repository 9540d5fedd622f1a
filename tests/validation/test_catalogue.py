import pickle
from dataclasses import replace

import pytest

from rtsim.scenario import reconnects
from rtsim.validation.case import FAULTS, GROUPS, MEASURED, PUBLISHED, THEORY
from rtsim.validation.catalogue import cases, chosen, families, validate
from tests.validation.planted import CASE, QUANTITY, planted

NAMES = {group: [name for name, case in cases().items() if case.group == group] for group in GROUPS}
QUICK = ["set-up/kept-connection", "bytes/websocket-125", "fan-out/periodic-websocket", "rfc-6455/frames"]


@pytest.mark.parametrize("name", [*NAMES[THEORY], *NAMES[PUBLISHED], *NAMES[FAULTS]])
def test_every_case_agrees(name: str) -> None:
    """The simulation agrees with theory and with what was published; each row names its case and its source."""
    rows = cases()[name].run()
    assert rows
    assert [row.quantity for row in rows if not row.passed] == []
    for row in rows:
        assert (row.case, row.group) == (name, cases()[name].group)
        assert row.source
        assert row.tolerance


def test_there_are_enough_theory_cases() -> None:
    """At least 25 scenarios are compared with closed forms."""
    assert len(NAMES[THEORY]) >= 25
    families_of_theory = {name.partition("/")[0] for name in NAMES[THEORY]}
    assert families_of_theory >= {"short-polling", "long-polling", "fan-out", "closed-loop", "queues", "loss", "bytes"}


def test_every_publication_is_there() -> None:
    """None of the publications is left out."""
    found = {name.partition("/")[0] for name in NAMES[PUBLISHED]}
    assert found == {"rfc-6455", "rfc-7692", "rfc-6202", "lubbers-greco", "van-de-vyvere", "abril", "aws", "bozdag"}


def test_every_library_that_comes_back_is_there() -> None:
    """Of each library's own delays an outage is tried; those of the plain forms are AWS's contention."""
    found = {name.removeprefix("reconnects/") for name in NAMES[FAULTS] if name.startswith("reconnects/")}
    left = {"sockjs-client", "nats.ws", "equal-jitter", "decorrelated-jitter"}
    assert found == set(reconnects()) - left
    assert len([name for name in NAMES[FAULTS] if name.startswith("contention/")]) == 15


def test_cases_can_be_handed_to_a_process() -> None:
    """Every case survives pickling with its name."""
    assert [pickle.loads(pickle.dumps(case)).name for case in cases().values()] == list(cases())  # noqa: S301 - its own


@pytest.mark.parametrize(
    ("words", "count"), [([], len(cases())), (["measured"], len(NAMES[MEASURED])), (["theory", "aws"], 1)]
)
def test_words_choose(words: list[str], count: int) -> None:
    """Without a word all cases are chosen, and a group chooses its own; words add up."""
    assert len(chosen(words, cases())) == count + (len(NAMES[THEORY]) if "theory" in words else 0)


def test_a_whole_name_chooses_one_case() -> None:
    """A name is not taken for the beginning of longer ones."""
    assert chosen(["lubbers-greco/polling-1000"], cases()) == ["lubbers-greco/polling-1000"]
    assert len(chosen(["lubbers-greco/polling-1"], cases())) == 3


def test_unknown_words() -> None:
    """Every word that chooses nothing is named, the empty one too."""
    with pytest.raises(LookupError) as missed:
        chosen(["theory", "nothing", ""], cases())
    assert missed.value.args == ("nothing", "")


def test_families_choose() -> None:
    """Every family is a word that chooses."""
    assert all(chosen([word], cases()) for word in families(cases()))


def test_rows_do_not_depend_on_workers() -> None:
    """One worker or two, in whatever order the cases are named: the same rows, in the catalogue's order."""
    here = validate(QUICK)
    assert repr(validate(reversed(QUICK), workers=2)) == repr(
        here
    )  # intervals that are no numbers are equal to nothing
    assert list(dict.fromkeys(row.case for row in here)) == [name for name in cases() if name in QUICK]


def test_progress_is_told() -> None:
    """Every case is told once when it is done."""
    told: list[str] = []
    validate(QUICK, progress=told.append)
    assert sorted(told) == sorted(QUICK)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_wrong_expectation_fails(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted wrong value makes exactly its own row fail."""
    monkeypatch.setattr("rtsim.validation.catalogue.cases", planted)
    rows = validate(planted(), workers)
    assert [(row.case, row.quantity) for row in rows if row.passed is False] == [(CASE, QUANTITY)]
    assert len(rows) == 5


def test_a_simulated_value_that_is_wrong_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison looks at the simulation: against another case's expectations a run fails."""
    websocket, poisson = cases()["fan-out/periodic-websocket"], cases()["fan-out/just-stable"]
    mixed = replace(websocket, replications=poisson.replications)
    monkeypatch.setattr("rtsim.validation.catalogue.cases", lambda: {mixed.name: mixed})
    assert [row.quantity for row in validate([mixed.name]) if row.passed is False] == ["utilisation of the core"]
