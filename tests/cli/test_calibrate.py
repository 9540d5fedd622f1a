import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from rtsim.cli.calibrate import calibrate
from rtsim.scenario import load_scenario
from rtsim.techniques import settings_classes
from tests.calibration.captures import SECRET, column, entry, har, polls, stream

APP = typer.Typer(add_completion=False)
APP.command()(calibrate)


def rtsim(*arguments: object) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(APP, [str(argument) for argument in arguments], prog_name="rtsim calibrate")


def test_the_output_is_a_part_of_a_scenario(tmp_path: Path) -> None:
    """What stands on stdout loads; what was not learned stands there as comments, and on stderr."""
    done = rtsim(har(tmp_path, [*polls(), stream()]))
    assert done.exit_code == 0
    pasted = tmp_path / "pasted.yaml"
    pasted.write_text(done.stdout, encoding="utf-8")
    load_scenario(pasted, techniques=settings_classes(), overrides=["name=x", "clients.count=50"])
    assert "not learned: server.costs: " in done.stderr
    assert "# - server.costs: " in done.stdout
    assert SECRET not in done.stdout + done.stderr


def test_quiet_says_nothing_beside_the_fragment(tmp_path: Path) -> None:
    """With --quiet stderr does not say what was not learned; the fragment still does."""
    path = har(tmp_path, polls())
    done = rtsim(path, "-q")
    assert done.stderr == ""
    assert done.stdout == rtsim(path).stdout


def test_json_is_all_there_is_on_stdout(tmp_path: Path) -> None:
    """With --json there is one document."""
    document = json.loads(rtsim(har(tmp_path, polls()), column(tmp_path, "rtt_ms", 20, 30), "--json").stdout)
    assert list(document) == ["rtsim", "files", "fragment", "learned", "unknown"]
    assert [file["used"] for file in document["files"]] == [12, 2]
    assert document["fragment"]["wire"]["headers"]["poll"] == "560 B"
    assert all(one["count"] > 0 and one["note"] for one in document["learned"])


def test_a_pattern_chooses_entries(tmp_path: Path) -> None:
    """With --match only those URLs count that have the pattern."""
    other = [entry(request__url="https://app.example.com/other", request__headersSize=99) for _ in range(40)]
    path = har(tmp_path, [*polls(), *other])
    assert "poll: 99 B" in rtsim(path).stdout
    assert "poll: 560 B" in rtsim(path, "--match", "messages").stdout


def test_the_spread_is_the_users_to_say(tmp_path: Path) -> None:
    """Round trips differ between transfers, or between clients."""
    path = column(tmp_path, "rtt_ms", 20, 30)
    assert "jitter:" in rtsim(path).stdout
    assert "jitter:" not in rtsim(path, "--spread", "clients").stdout


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((), "FILE"),
        (("none.har",), "none.har: cannot be read: no such file or directory"),
        (("good.csv", "bad.csv"), "bad.csv:2: rtt_ms: 'x' is not a number"),
        (("good.csv", "--spread", "rooms"), "--spread"),
        (("good.csv", "--mach", "x"), "No such option"),
    ],
)
def test_wrong_input_is_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], part: str
) -> None:
    """Wrong input ends with 2, says what is wrong, and prints nothing on stdout."""
    monkeypatch.chdir(tmp_path)
    column(tmp_path, "rtt_ms", 20, name="good.csv")
    column(tmp_path, "rtt_ms", "x", name="bad.csv")
    done = rtsim(*arguments)
    assert done.exit_code == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
