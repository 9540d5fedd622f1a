import json
from dataclasses import replace
from io import StringIO
from math import inf, nan

import pytest
from rich.console import Console, Group, RenderableType

from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import Check, Comparison, compare
from rtsim.analysis.estimates import Estimate
from rtsim.analysis.warmup import Steadiness
from rtsim.report.documents.run import warmup_document
from rtsim.report.text.tables import (
    comparison_table,
    detail_table,
    heading,
    slo_lines,
    verdict_lines,
    warmup_table,
    warning_line,
)
from rtsim.scenario import parse_scenario
from rtsim.scenario.slo import read_limit
from rtsim.techniques import settings_classes
from tests.analysis.outcomes import OVERLOADED, SMALL, outcome, overloaded, silent, small

NONE = Estimate(nan, nan, nan)
ENOUGH = Steadiness("websocket", "latency", 5.0, 2.5, 0.0, enough=True)
SHORT = Steadiness("sse", "unfinished work", 5.0, 12.5, 0.25, enough=False)
NEVER = Steadiness("long-polling", "latency", 5.0, inf, 0.5, enough=False)


def printed(content: RenderableType, width: int) -> str:
    """Print on a screen of this width."""
    screen = Console(width=width, record=True, file=StringIO())
    screen.print(content)
    return screen.export_text()


def whole(comparison: Comparison, width: int) -> str:
    """Print all that a run prints."""
    tables = heading(comparison.scenario), comparison_table(comparison), detail_table(comparison)
    return printed(Group(*tables, *slo_lines(comparison.checks), verdict_lines(judge(Evidence.of(comparison)))), width)


def crowded() -> Comparison:
    """Give a comparison whose cells are long: no latency, all overhead, and more deliveries than fit."""
    estimates = {
        name: {
            **found,
            "latency_s.mean": NONE,
            "traffic.overhead_share": Estimate(1.0, 1.0, 1.0),
            "traffic.per_client_bit_s": Estimate(123_456.0, 1.0, 1.0),
            "server.utilisation": Estimate(0.000123, 0.0, 0.0),
            "messages.delivered": Estimate(12_345_678_901.0, 1.0, 1.0),
            "messages.lost": Estimate(1_234_567.0, 1.0, 1.0),
        }
        for name, found in small().estimates.items()
    }
    return replace(small(), estimates=estimates)


@pytest.mark.parametrize(
    "comparison", [small(), overloaded(), silent(), crowded()], ids=["quiet", "overloaded", "silent", "crowded"]
)
@pytest.mark.parametrize("width", [40, 60, 78, 80, 200])
def test_tables_fit(comparison: Comparison, width: int) -> None:
    """No line is wider than the screen, and nothing is cut off."""
    text = whole(comparison, width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    folded = " ".join(text.split())
    delivered = f"{comparison.estimates['websocket']['messages.delivered'].mean:,.0f}"
    for part in ("WebSocket", "Bidirectional", "Persistent", "Verdict:", delivered):
        assert part in folded


def test_missing_are_the_lost_and_the_undelivered() -> None:
    """What never comes and what comes too late are one number."""
    missing = {"messages.lost": Estimate(1_200.0, 1.0, 1.0), "messages.undelivered": Estimate(34.0, 1.0, 1.0)}
    estimates = {name: {**found, **missing} for name, found in small().estimates.items()}
    assert whole(replace(small(), estimates=estimates), 200).count("1,234") == len(estimates)


def test_folded_lines_hang() -> None:
    """On a narrow screen what a line is too long for is indented below it, and both tables are stacked."""
    lines = whole(small(), 40).splitlines()
    assert "  Connections: 20" in lines
    reasons = lines[lines.index("Verdict: websocket") + 1 :]
    ends = next(number for number, line in enumerate(reasons) if line.startswith("Notes' flow"))
    assert {line[:4] for line in reasons[:ends]} == {"  - ", "    "}
    assert all(line.startswith("  ") for line in reasons[ends + 1 :])


def test_a_title_is_no_markup() -> None:
    """What a user writes in brackets is shown as it is written."""
    scenario = small().scenario.model_copy(update={"title": "[bold]x[/red] :smile:"})
    assert printed(heading(scenario), 80).startswith("[bold]x[/red] :smile:\n")
    assert printed(warning_line("[/] :x:"), 80) == "warning: [/] :x:\n"


def test_one_is_singular() -> None:
    """One client and one replication are told in the singular."""
    alone = SMALL | {
        "clients": {"count": 1, "connect_over": 2},
        "messages": {"from": "server", "rate": 1},
        "replications": 1,
    }
    text = printed(heading(parse_scenario(alone, techniques=settings_classes())), 80)
    assert "1 client, 20 s after 3 s of warm-up, 1 replication, seed 1" in text


def test_nothing_delivered_has_neither_word_nor_verdict() -> None:
    """A latency that is undefined is not High, and a limit on it is neither met nor missed."""
    limited = replace(silent(), checks=(Check("sse", read_limit("latency_s.p95", "<= 1 s"), NONE),))
    text = whole(limited, 80)
    assert "undefined sse: latency_s.p95 <= 1 s" in text
    assert not any(word in text for word in ("nan", "met ", "MISSED", "none delivered\nHigh"))


def test_the_columns_are_those_of_the_notes() -> None:
    """Direction, connection, latency, server load and network traffic stand at the top."""
    text = printed(comparison_table(small()), 80)
    for column in ("Direction", "Connection", "Latency", "Server load", "traffic"):
        assert column in text


def test_contradicted_notes_are_told() -> None:
    """Long polling was measured to be as quick as push, which the notes call Medium."""
    assert "notes: Medium" in printed(comparison_table(small()), 80)


def test_an_overloaded_latency_is_no_number() -> None:
    """No latency is printed for a server that cannot keep up."""
    text = printed(comparison_table(overloaded()), 80)
    assert "overloaded" in text
    assert " ms" not in text
    assert "p95" not in text


def test_each_limit_has_a_line() -> None:
    """A limit is met or missed for each technique."""
    checks = compare(outcome(SMALL, slo={"latency_s.p95": "<= 500 ms"})).checks
    lines = printed(Group(*slo_lines(checks)), 80).splitlines()
    assert lines[0] == "MISSED short-polling: latency_s.p95 <= 500 ms"
    assert lines[2] == "met    websocket: latency_s.p95 <= 500 ms"


def test_a_limit_without_a_steady_answer_is_missed() -> None:
    """An overloaded technique misses a limit on its latency, and the line says why."""
    checks = compare(outcome(OVERLOADED, slo={"latency_s.p95": "<= 1 h"})).checks
    assert printed(Group(*slo_lines(checks)), 80) == "MISSED websocket: latency_s.p95 <= 1 h: no steady answer\n"


def warmups(*found: Steadiness, width: int = 80) -> str:
    """Give the table on a screen of this width."""
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(warmup_table(found))
    assert all(len(line) <= width for line in capture.get().splitlines())
    return capture.get()


def test_the_longest_warm_up_is_proposed() -> None:
    """Of what the techniques need, the longest is proposed; what is enough stays."""
    assert "warmup: 5 s" in warmups(ENOUGH)
    assert "warmup: 12.5 s" in warmups(ENOUGH, SHORT)
    assert "a longer run" in warmups(ENOUGH, SHORT, NEVER)
    assert "nothing to judge" in warmups()


def test_on_40_columns_nothing_is_cut_off() -> None:
    """Where there is no room cells stand one below the other."""
    text = warmups(SHORT, NEVER, width=40)
    assert "…" not in text
    assert all(part in text for part in ("long-polling", "Steady from: 12.5 s", "It is: TOO SHORT"))


def test_the_document_is_json() -> None:
    """What has no end is null, as JSON has no infinity."""
    told = warmup_document([SHORT, NEVER])
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert [one["proposed_s"] for one in told] == [12.5, None]
