import json

import pytest
from click.testing import Result
from typer.testing import CliRunner

from rtsim.claims.catalogue import CLAIMS
from rtsim.cli.commands import application as build


def claims(*arguments: str, columns: int = 80) -> Result:
    """Run the command in this process."""
    whole = ("claims", "--workers", "1", *arguments)
    return CliRunner().invoke(build(whole), whole, prog_name="rtsim", env={"COLUMNS": str(columns)})


@pytest.mark.parametrize("columns", [40, 80])
def test_details(columns: int) -> None:
    """A named claim is shown with what was found and why, within the terminal's width."""
    done = claims("sse/browsers", columns=columns)
    assert done.exit_code == 0
    assert "sse/browsers" in done.stdout
    assert "Internet Explorer" in " ".join(done.stdout.split())
    assert "1 claim: 1 holds," in " ".join(done.stdout.split())
    assert max(map(len, done.stdout.splitlines())) <= columns
    assert done.stderr == ""


def test_all_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word all claims are tested, and each has a line."""
    stated = {name: claim for name, claim in CLAIMS.items() if not claim.experiment.runs}
    monkeypatch.setattr("rtsim.cli.claims.CLAIMS", stated)
    monkeypatch.setattr("rtsim.claims.catalogue.CLAIMS", stated)
    done = claims()
    assert [line.split()[0] for line in done.stdout.splitlines() if "/" in line.partition(" ")[0]] == list(stated)
    assert f"{len(stated)} claims: " in done.stdout


def test_json() -> None:
    """With --json stdout is one document of the claims, simulated ones with their numbers."""
    document = json.loads(claims("--json", "sse/reconnection").stdout)
    (entry,) = document["claims"]
    assert entry["id"] == "sse/reconnection"
    assert entry["finding"] == "holds only when"
    lost = {figure["of"]: figure["value"]["mean"] for figure in entry["figures"] if "lost" in figure["measure"]}
    assert lost["SSE"] == 0
    assert min(lost["SSE without ids"], lost["WebSocket"]) > 0.005


def test_markdown() -> None:
    """With --markdown stdout is the tables of the documentation."""
    assert claims("--markdown", "sse/table-browsers").stdout.startswith("### SSE\n")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("memroy", "did you mean 'memory'?"),
        ("sse/flwo", "did you mean 'sse/flow'?"),
        ("x/y", "ids begin with short-polling/"),
    ],
)
def test_unknown_claim(word: str, hint: str) -> None:
    """A word that is in no id is wrong input, told in one line."""
    done = claims("flow", word)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert f"'{word}' is in no claim's id" in done.stderr
    assert hint in done.stderr


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("wire.http=4", "wire.http"),
        ("wire.htpt=2", "did you mean 'http'"),
        ("server.costs.open_tls=20 s", "sse is overloaded in chat"),
    ],
)
def test_worlds_that_are_none(setting: str, complaint: str) -> None:
    """A setting that no world takes, or that overloads one, is told in one line and ends with status 2."""
    done = claims("sse/no-upstream", "--set", setting, "--set", "replications=1", "--set", "duration=20 s")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert complaint in done.stderr


def test_other_worlds() -> None:
    """Over HTTP/2 what a client sends needs no connection of its own."""
    (one,) = json.loads(claims("--json", "sse/no-upstream", "--set", "wire.http=2").stdout)["claims"]
    assert one["finding"] == "does not hold"
