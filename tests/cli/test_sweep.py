import json
import os
import signal
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from rtsim.experiments.store import Store
from tests.cli.command import rtsim
from tests.experiments.sweeps import SCENARIO, dump

EXPERIMENT = """
name: intervals
scenario: tiny.yaml
vary:
  techniques.short-polling.interval: [1 s, 2 s]
replications: 2
"""
LONGER = EXPERIMENT.replace("replications: 2", "replications: 20")
STORE = "intervals.rtsim.sqlite"


def started(*arguments: str, before: str = "") -> subprocess.Popen[str]:
    """Start the command line as a user does, after a command of the shell."""
    command = f'{before} exec "{sys.executable}" -m rtsim.cli.app {" ".join(arguments)}'
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(
        ["/bin/sh", "-c", command], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give the content of the store of the longer experiment, run in one process and left alone."""
    made = tmp_path_factory.mktemp("undisturbed")
    (made / "tiny.yaml").write_text(json.dumps(SCENARIO), encoding="utf-8")
    (made / "e.yaml").write_text(LONGER, encoding="utf-8")
    with chdir(made):
        assert rtsim("sweep", "e.yaml", "--workers", "1").exit_code == 0
    return dump(made / STORE)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with an experiment and its scenario."""
    (tmp_path / "tiny.yaml").write_text(json.dumps(SCENARIO), encoding="utf-8")
    (tmp_path / "e.yaml").write_text(EXPERIMENT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_line_for_each_point_and_a_table() -> None:
    """Without a terminal each point is a line on stderr, and the table has a line for each technique of each."""
    done = rtsim("sweep", "e.yaml", "--workers", "1")
    assert done.exit_code == 0
    assert "2/2 point 2: techniques.short-polling.interval = 2 s" in done.stderr
    assert done.stdout.count("Short polling") == done.stdout.count("WebSocket") == 2
    assert max(map(len, done.stdout.splitlines())) <= 80
    again = rtsim("sweep", "e.yaml", "--workers", "1")
    assert again.stdout == done.stdout
    assert "2 of 2 points were done before" in again.stderr


def test_quiet_leaves_the_table() -> None:
    """With --quiet stderr is empty, and the table is the same."""
    quiet = rtsim("sweep", "e.yaml", "--workers", "1", "-q")
    assert (quiet.exit_code, quiet.stderr) == (0, "")
    assert quiet.stdout == rtsim("sweep", "e.yaml", "--workers", "1").stdout


def test_json_is_all_there_is_on_stdout() -> None:
    """The document has each point with its parameters and the blocks that `rtsim run --json` has."""
    document = json.loads(rtsim("sweep", "e.yaml", "--workers", "1", "--json").stdout)
    assert (document["experiment"], document["store"]) == ("intervals", STORE)
    assert [p["parameters"] for p in document["points"]] == [{"techniques.short-polling.interval": at} for at in (1, 2)]
    alone = json.loads(rtsim("run", "tiny.yaml", "--replications", "2", "--workers", "1", "--json").stdout)
    block = document["points"][0]["techniques"]["websocket"]
    assert block.pop("replications") == 2
    assert block["latency_s"]["mean"]["mean"] == pytest.approx(
        alone["techniques"]["websocket"]["latency_s"]["mean"]["mean"]
    )
    assert block.keys() == alone["techniques"]["websocket"].keys() - {"runs"}


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("none.yaml",), "none.yaml: cannot be read"),
        (("tiny.yaml",), "tiny.yaml is a scenario, and this takes an experiment"),
        (("e.yaml", "--store", "e.yaml"), "e.yaml is not a store of rtsim"),
        (("e.yaml", "--store", "none/s"), "--store none/s: cannot be written"),
        (("e.yaml", "--workers", "2", "--dask", "x"), "exclude each other"),
        (("e.yaml", "--workers", "0"), "--workers"),
    ],
)
def test_wrong_input_is_status_2(folder: Path, arguments: tuple[str, ...], part: str) -> None:
    """Wrong input ends with 2 and one line, and changes no file."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = rtsim("sweep", *arguments)
    assert done.exit_code == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_no_point_runs_when_one_is_wrong(folder: Path) -> None:
    """All points are validated before the first run: there is not even a store."""
    (folder / "e.yaml").write_text(EXPERIMENT.replace("2 s", "0 s"), encoding="utf-8")
    done = rtsim("sweep", "e.yaml")
    assert done.exit_code == 2
    assert done.stderr.startswith("e.yaml:5: vary.techniques.short-polling.interval: point 2 ")
    assert not (folder / STORE).exists()


def test_two_sweeps_on_one_store(folder: Path) -> None:
    """The second one ends with 2 and says so."""
    with Store.open(folder / STORE, "write"):
        done = rtsim("sweep", "e.yaml")
    assert done.exit_code == 2
    assert done.stderr == f"{STORE} is in use by another sweep: let it end, or name another --store\n"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_stopped_it_goes_on(folder: Path, number: signal.Signals, status: int, undisturbed: Any) -> None:
    """Interrupted or killed with two workers, the same command ends with the content of an undisturbed one."""
    (folder / "e.yaml").write_text(LONGER, encoding="utf-8")
    process = started("sweep", "e.yaml", "--workers", "2")
    path = folder / STORE
    while process.poll() is None and (not path.exists() or path.stat().st_size < 60_000):
        sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate()
    assert process.returncode == status
    if number == signal.SIGINT:
        assert said.splitlines()[-2:] == [
            f"what is finished is kept in {STORE}; the same command goes on from there",
            "interrupted",
        ]
    with Store.open(path) as store:
        assert 0 < sum(store.replications().values()) < 2 * 4 * 20
    assert rtsim("sweep", "e.yaml", "--workers", "1").exit_code == 0
    assert dump(path) == undisturbed


def test_a_full_disk_loses_nothing(folder: Path, undisturbed: Any) -> None:
    """A store that cannot grow ends the sweep with 1 and one line, and with room it goes on."""
    (folder / "e.yaml").write_text(LONGER, encoding="utf-8")
    # A compiled module that does not fit would be found damaged by the next process.
    process = started("sweep", "e.yaml", "--workers", "1", before="ulimit -f 160; PYTHONDONTWRITEBYTECODE=1")
    _, said = process.communicate()
    assert process.returncode == 1
    assert said.splitlines()[-2:] == [
        f"{STORE} cannot be read or written: the disk is full or broken",
        f"what is finished is kept in {STORE}; the same command goes on from there",
    ]
    with Store.open(folder / STORE) as store:
        assert sum(store.replications().values())
    assert rtsim("sweep", "e.yaml", "--workers", "1").exit_code == 0
    assert dump(folder / STORE) == undisturbed
