"""How much faster a sweep is with two workers than with one: `make bench` prints and checks it, on an idle machine."""

import json
from pathlib import Path
from time import perf_counter

from rtsim.cli.inputs import all_cores
from rtsim.experiments.executors import local
from rtsim.experiments.points import points
from rtsim.experiments.store import Store
from rtsim.experiments.sweep import complete
from rtsim.scenario.experiment import parse_experiment
from rtsim.techniques import settings_classes, techniques

SPEED_UP = 1.8
POINTS = 40
SCENARIO = {  # about a second of one core
    "name": "bench",
    "warmup": 0,
    "duration": 600,
    "clients": {"count": 10_000, "connect_over": 1, "network": {"latency": 0.02}},
    "server": {"costs": {"request": 0.00001}},
    "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.2},
    "techniques": {"short-polling": {"interval": 1}},
}


def seconds(folder: Path, workers: int) -> float:
    """Give the time that the sweep takes, its processes started."""
    (folder / "bench.yaml").write_text(json.dumps(SCENARIO), encoding="utf-8")
    latencies = [0.02 + step / 1000 for step in range(POINTS)]
    content = {
        "name": "bench",
        "scenario": "bench.yaml",
        "vary": {"clients.network.latency": latencies},
        "replications": 1,
    }
    asked = parse_experiment(content, folder / "experiment.yaml")
    found = points(asked, settings_classes())
    with Store.open(folder / f"{workers}.sqlite", "write") as store, local(workers) as executor:
        for future in [executor.submit(techniques) for _ in range(8 * workers)]:
            future.result()
        began = perf_counter()
        store.begin(asked.experiment, found)
        complete(asked.experiment, found, techniques(), store=store, executor=executor, in_flight=4 * workers)
        return perf_counter() - began


def test_two_workers(tmp_path: Path) -> None:
    """Two workers do forty points of about a second at least 1.8 times as fast as one."""
    assert all_cores() >= 2
    one, two = seconds(tmp_path, 1), seconds(tmp_path, 2)
    print(f"{POINTS} points: 1 worker {one:.1f} s, 2 workers {two:.1f} s, {one / two:.2f} times as fast")
    assert one / two >= SPEED_UP
