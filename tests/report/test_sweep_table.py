import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from rtsim.experiments.store import Store
from rtsim.report.sweep_table import sweep_document, sweep_table
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


@pytest.mark.parametrize("width", [80, 40])
def test_no_number_where_there_is_none(store: Store, width: int) -> None:
    """An overloaded technique has no latency in the table, an undefined one neither; no line is cut off."""
    screen = Console(width=width)
    with screen.capture() as captured:
        screen.print(sweep_table(store))
    shown = captured.get()
    assert shown.count("overloaded") == shown.count("undefined") == 2
    assert "nan" not in shown
    assert "kbit/s" in shown.replace("\n    ", "")
    assert "1. messages.rate = 1 / s" in shown


def test_the_document_is_json(store: Store) -> None:
    """What is undefined is null, and overload is flagged at its point only."""
    document = json.loads(json.dumps(sweep_document(store), allow_nan=False))
    first, second = (point["techniques"]["sse"] for point in document["points"])
    assert (first["overloaded"], second["overloaded"]) == (True, False)
    assert second["latency_s"]["mean"] == {"mean": None, "low": None, "high": None}
    assert document["points"][0]["parameters"]["server.costs.push_sse"] == 2
