import json
from typing import Any

import pytest
from rich.console import Console

from rtsim.analysis.budget import Budget
from rtsim.analysis.estimates import Estimate
from rtsim.capacity.capacity import Capacity
from rtsim.capacity.trial import Miss, Trial
from rtsim.report.documents.capacity import capacity_document
from rtsim.report.text.capacity import (
    BY_CLIENTS,
    BY_NODES,
    COLUMNS,
    answer,
    capacity_table,
    trial_line,
)
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes

LATENCY = Miss("latency", "latency_s.p95 <= 100 ms", "latency_s.p95", 0.1)
CPU = Miss("CPU", "the cores are overloaded", "server.utilisation", 1.0)


def trial(size: int, *misses: Miss, utilisation: float = 0.5, **changes: Any) -> Trial:
    """Give a trial with these misses, whose latency reaches from 90 to 110 ms."""
    known = {metric: Estimate(size, size, size) for metric in COLUMNS.values()}
    known |= {
        "latency_s.p95": Estimate(0.1, 0.09, 0.11),
        "server.utilisation": Estimate(utilisation, utilisation, utilisation),
    }
    return Trial(
        **{"size": size, "replications": 3, "estimates": known, "overloaded": False, "misses": misses} | changes
    )


@pytest.mark.parametrize(
    ("by", "meets", "fails", "part"),
    [
        (BY_CLIENTS, trial(1000), trial(1020, LATENCY), "serves between 1,000 and 1,019 clients; latency is hit first"),
        (BY_CLIENTS, trial(1000), trial(1020, LATENCY), "latency_s.p95 <= 100 ms, is 100 ms, up to 110 ms"),
        (BY_CLIENTS, None, trial(1, LATENCY), "not even 1 client can be served: latency is hit first"),
        (BY_CLIENTS, trial(1000), None, "1,000 clients are served, the most that were tried; --at-most tries more"),
        (BY_CLIENTS, trial(1), None, "1 client is served, the most that were tried"),
        (BY_NODES, trial(3), trial(2, CPU), "needs 3 nodes; with 2 CPU is hit first (the cores are overloaded"),
        (BY_NODES, trial(204), trial(200, CPU), "needs between 201 and 204 nodes; with 200 CPU"),
        (BY_NODES, trial(1), None, "one node is enough"),
        (BY_NODES, None, trial(64, CPU), "64 nodes are not enough: CPU is hit first"),
        (BY_NODES, None, trial(1, CPU), "1 node is not enough: CPU is hit first"),
        (BY_NODES, None, trial(64, CPU), "--at-most tries more"),
        (BY_NODES, None, trial(16, LATENCY, utilisation=0.001), "more do not help"),
    ],
)
def test_the_answer_is_in_words(by: str, meets: Trial | None, fails: Trial | None, part: str) -> None:
    """Both ends are named, and what is hit first, whichever of them there is."""
    assert part in answer(by, Capacity("sse", meets, fails, 9))


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (Estimate(0.70004, 0.70002, 0.70006), "<= 70 %, is just above 70 %)"),
        (Estimate(0.69996, 0.69986, 0.70006), "<= 70 %, is just below 70 %, up to just above 70 %)"),
        (Estimate(0.7, 0.69, 0.71), "<= 70 %, is 70 %, up to 71 %)"),
        (Estimate(0.702, 0.702, 0.702), "<= 70 %, is 70.2 %)"),
    ],
)
def test_a_value_next_to_its_limit_says_on_which_side_it_is(value: Estimate, part: str) -> None:
    """What is missed by less than the digits show does not read as if it were kept."""
    load = Miss("CPU", "server.utilisation <= 70 %", "server.utilisation", 0.7)
    fails = trial(1020, load)
    missed = Trial(**{**vars(fails), "estimates": {**fails.estimates, "server.utilisation": value}})
    assert part in answer(BY_CLIENTS, Capacity("sse", trial(1000), missed, 9))


def test_both_runs_are_shown_in_80_columns() -> None:
    """The run that meets and the run that fails have a row each; an overloaded one has no latency."""
    over = trial(1020, CPU, overloaded=True)
    console = Console(width=80, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(capacity_table(BY_CLIENTS, [Capacity("short-polling", trial(1000), over, 9)]))
    lines = capture.get().splitlines()
    assert lines[1].split()[:5] == ["short-polling", "meets", "1,000", "100", "ms"]
    assert lines[2].split()[:3] == ["fails", "1,020", "-"]
    assert all(len(line) <= 80 for line in lines)


def test_on_40_columns_numbers_stand_one_below_the_other() -> None:
    """Where there is no room each run has its technique and its word as a title, and nothing is cut off."""
    found = [Capacity("short-polling", trial(100_000), trial(100_001, CPU), 9)]
    console = Console(width=40, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(capacity_table(BY_CLIENTS, found))
    lines = [line.rstrip() for line in capture.get().splitlines()]
    assert lines[:3] == ["short-polling meets", "  Clients: 100,000", "  p95: 100 ms"]
    assert "short-polling fails" in lines
    assert "  Clients: 100,001" in lines
    assert max(map(len, lines)) <= 40
    assert not any("…" in line for line in lines)


def test_the_document_is_json() -> None:
    """A run that there is none of is null, and so is what was hit."""
    content = {"name": "x", "clients": {"count": 5}, "slo": {"latency_s.p95": "<= 100 ms"}}
    scenario = parse_scenario(content, techniques=settings_classes())
    told = capacity_document(scenario, BY_CLIENTS, [Capacity("sse", trial(5), None, 4)], Budget(60.0))
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["slo"] == {"latency_s.p95": "<= 100 ms"}
    assert told["techniques"]["sse"]["meets"]["size"] == 5
    assert (told["techniques"]["sse"]["fails"], told["techniques"]["sse"]["first_limit"]) == (None, None)


@pytest.mark.parametrize(
    ("by", "made", "line"),
    [
        (BY_CLIENTS, trial(1600), "sse: 1,600 clients meet the limits (3 replications)"),
        (BY_CLIENTS, trial(1600, CPU, LATENCY), "sse: 1,600 clients miss a limit: CPU, latency (3 replications)"),
        (BY_NODES, trial(1, LATENCY, LATENCY, replications=1), "sse: 1 node misses a limit: latency (1 replication)"),
        (BY_NODES, trial(1), "sse: 1 node meets the limits (3 replications)"),
    ],
)
def test_a_trial_is_a_line(by: str, made: Trial, line: str) -> None:
    """A line names the technique, the size, whether it meets, and what is missed, each kind once."""
    assert trial_line(by, "sse", made) == line


def test_a_search_that_was_cut_claims_no_more_than_was_shown() -> None:
    """Where the budget ended first, the ends that were not reached are told as bounds."""
    above = trial(9, CPU)
    cut = "; not confirmed by all replications: the budget of time was spent"
    told = answer(BY_CLIENTS, Capacity("sse", None, above, 1, confirmed=False))
    assert told.startswith("fewer than 9 clients are served: CPU is hit first")
    assert told.endswith(cut)
    assert (
        answer(BY_CLIENTS, Capacity("sse", trial(5), None, 1, confirmed=False))
        == f"at least 5 clients can be served{cut}"
    )
    nodes = answer(BY_NODES, Capacity("sse", None, above, 1, confirmed=False))
    assert nodes.startswith("needs more than 9 nodes: CPU is hit first")
    assert answer(BY_CLIENTS, Capacity("sse", None, None, 0)) == "nothing was tried: the budget of time was spent"
