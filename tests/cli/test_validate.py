import json

import pytest
from click.testing import Result
from typer.testing import CliRunner

from rtsim.cli.commands import application as build
from tests.validation.planted import CASE, QUANTITY, planted

QUICK = ("set-up", "rfc-6455", "bytes/websocket-ping")


def validate(*arguments: str) -> Result:
    """Run the command in this process, on 80 columns."""
    whole = ("validate", "--workers", "1", *arguments)
    return CliRunner().invoke(build(whole), whole, prog_name="rtsim", env={"COLUMNS": "80"})


def test_table() -> None:
    """Cases are chosen by their beginnings; each is named, its rows pass, and the table fits in 80 columns."""
    done = validate(*QUICK)
    assert done.exit_code == 0
    assert "set-up/kept-connection" in done.stdout
    assert "rfc-6455/accept" in done.stdout
    assert "0 failed" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert done.stderr == ""


def test_json() -> None:
    """With --json stdout is one document of the rows."""
    document = json.loads(validate("--json", *QUICK).stdout)
    assert document["passed"] is True
    assert {row["case"].partition("/")[0] for row in document["rows"]} == {"set-up", "rfc-6455", "bytes"}
    row = next(row for row in document["rows"] if row["quantity"] == "empty ping")
    assert row["expected"] == row["simulated"]["mean"] == 2
    assert row["unit"] == "bytes"
    assert row["group"] == "published"
    assert row["tolerance"] == "exact"


def test_markdown() -> None:
    """With --markdown stdout is the table of the documentation."""
    assert "| `rfc-6455/frames` | empty ping | 2 B | 2 B | exact | pass |" in validate("--markdown", "rfc-6455").stdout


@pytest.mark.parametrize(
    ("word", "hint"),
    [("fanout", "did you mean 'fan-out'?"), ("fan-out/poison", "did you mean 'fan-out/poisson'?"), ("x/y", "choose")],
)
def test_unknown_case(word: str, hint: str) -> None:
    """A word that chooses nothing is wrong input, told in one line."""
    done = validate("theory", word)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert f"'{word}' is not a case" in done.stderr
    assert hint in done.stderr


def test_a_failure_is_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted wrong value makes exactly its own row fail, in the table and in the document, and the status is 1."""
    monkeypatch.setattr("rtsim.cli.validate.cases", planted)
    monkeypatch.setattr("rtsim.validation.catalogue.cases", planted)
    table, document = validate(), validate("--json")
    assert table.exit_code == document.exit_code == 1
    assert table.stdout.count("FAIL") == 1
    assert f"FAIL {QUANTITY}" in table.stdout
    failed = [row for row in json.loads(document.stdout)["rows"] if row["passed"] is False]
    assert [(row["case"], row["quantity"]) for row in failed] == [(CASE, QUANTITY)]
