import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from rtsim.experiments.store import Store
from rtsim.report.documents.sweep import sweep_document
from rtsim.report.text.sweep import sweep_table, wide_text
from tests.experiments.sweeps import question, run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give the store of two points: one with a server that is overloaded, one in which nothing is published."""
    vary: dict[str, Any] = {
        "messages.rate": ["1 / s", "0.000001 / d"],
        "server.costs.push_sse": ["2 s", "10 us"],
        "techniques": [["sse"], ["sse"]],
    }
    run(question(tmp_path, vary=vary, design="zip"), tmp_path / "s")
    with Store.open(tmp_path / "s") as opened:
        yield opened


def printed(store: Store, width: int) -> list[str]:
    """Give the table's lines on a screen of this width."""
    screen = Console(width=width, highlight=False, color_system=None)
    with screen.capture() as captured:
        screen.print(sweep_table(store, width))
    return [line.rstrip() for line in captured.get().splitlines()]


@pytest.mark.parametrize("width", [80, 40])
def test_no_number_where_there_is_none(store: Store, width: int) -> None:
    """An overloaded technique has no latency in the table, an undefined one neither; no line is cut off."""
    lines = printed(store, width)
    shown = "\n".join(lines)
    assert shown.count("undefined") == shown.count("overloaded") == 2
    assert "nan" not in shown
    assert "kbit/s" in shown
    assert "1. messages.rate = 1 / s" in shown
    assert max(map(len, lines)) <= width
    assert "Overloaded: latencies grow" in " ".join(lines)


def test_every_measure_has_its_interval(tmp_path: Path) -> None:
    """Latencies, CPU, traffic and memory have half their intervals below them; one replication has none."""
    for replications, intervals in ((2, 5), (1, 0)):
        run(question(tmp_path, vary={"techniques": [["sse"]]}, replications=replications), tmp_path / "s")
        with Store.open(tmp_path / "s") as opened:
            lines = printed(opened, 80)
        at = next(number for number, line in enumerate(lines) if line.startswith("  SSE"))
        assert len(re.findall(r" [0-9.]+ (?:ms|s|%|bit/s|kbit/s|MB)\b|%", lines[at])) == 5
        assert lines[at + 1].count("±") == intervals


def test_what_is_the_same_everywhere_is_said_once(tmp_path: Path) -> None:
    """A list of one stands at the top, and not at each point; a value of a range has its unit."""
    rates = {"from": "6 / min", "to": "60 / min", "steps": 2, "scale": "log"}
    vary = {"techniques": [["sse"]], "messages.rate": rates, "duration": ["3 s"]}
    run(question(tmp_path, vary=vary, replications=1), tmp_path / "s")
    with Store.open(tmp_path / "s") as opened:
        lines = printed(opened, 80)
    assert lines[0] == "At all points: techniques = [sse], duration = 3 s"
    points = [line for line in lines if re.match(r"\d\.", line)]
    assert points == ["1. messages.rate = 6 / min", "2. messages.rate = 60 / min"]


def test_the_document_is_json(store: Store) -> None:
    """What is undefined is null, and overload is flagged at its point only."""
    document = json.loads(json.dumps(sweep_document(store), allow_nan=False))
    first, second = (point["techniques"]["sse"] for point in document["points"])
    assert (first["overloaded"], second["overloaded"]) == (True, False)
    assert second["latency_s"]["mean"] == {"mean": None, "low": None, "high": None}
    assert document["points"][0]["parameters"]["server.costs.push_sse"] == 2


def test_what_stays_wide_is_said(tmp_path: Path) -> None:
    """Where repetitions end before the interval is narrow, that is said with technique and points; else nothing is."""
    wide = "latency_s.mean is not known to ±0.001 % after 4 replications: sse at 2 points"
    for share, expected in (("0.001 %", wide), ("99 %", "")):
        rule = {"until": share, "of": "latency_s.mean", "at_most": 4}
        network = {"latency": "20 ms", "jitter": {"dist": "normal", "sd": "5 ms"}}
        vary = {"techniques": [["sse"]], "clients.network": [network], "clients.count": [6, 9]}
        asked = question(tmp_path, vary=vary, replications=rule)
        run(asked, tmp_path / "s")
        with Store.open(tmp_path / "s") as opened:
            assert wide_text(opened, asked.experiment.replications) == expected
            assert wide_text(opened, 4) == ""


def test_the_table_says_of_how_many_replications(tmp_path: Path) -> None:
    """Below the table stands how many runs each mean is of."""
    for replications, text in ((2, "Means of 2 replications,"), (1, "Means of 1 replication,")):
        run(question(tmp_path, vary={"techniques": [["sse"]]}, replications=replications), tmp_path / "s")
        with Store.open(tmp_path / "s") as opened:
            assert text in " ".join(printed(opened, 80))


def test_faults_have_a_table_of_their_own(tmp_path: Path) -> None:
    """Where a server restarts, the sweep says when clients were back; points where nothing happened are left out."""
    vary = {
        "techniques": [["websocket"]],
        "messages.rate": ["10 / s"],
        "faults.restarts": [[], [{"at": 1.5, "kind": "crash", "down": 0.25}]],
        "clients.reconnect": [{"first": 0.5}, {"first": 0.5, "tries": 0}],
    }
    run(question(tmp_path, vary=vary, replications=1), tmp_path / "s")
    with Store.open(tmp_path / "s") as opened:
        lines = printed(opened, 80)
    start = next(number for number, line in enumerate(lines) if "Half back" in line)
    assert lines[start].endswith("Dark    Lost  Undelivered  Tries / s")
    rows = [line.split() for line in lines[start:] if line.startswith("  WebSocket")]
    assert [row[1] for row in rows] == ["350", "never"]
