import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rtsim.cli.schema import print_schema
from rtsim.experiments.points import points
from rtsim.experiments.store import Store
from rtsim.scenario.experiment import Question, load_experiment, parse_experiment
from rtsim.scenario.reading import parse
from rtsim.techniques import settings_classes
from tests.experiments.sweeps import run

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "experiments"
SCHEMA = FOLDER / "experiment.schema.json"
PAGES = ROOT / "docs" / "how-to"
CALM = {
    "batching-window": 12,
    "compression": 6,
    "keep-alive": 8,
    "long-polling-timeout": 6,
    "payload-size": 4,
    "polling-or-websocket": 6,
    "servers-for-100000": 3,
    "slow-network": 6,
    "sse-or-websocket": 24,
}
FAILING = {
    "blocked-upgrades": 5,
    "buffering-proxy": 4,
    "daily-redeploy": 3,
    "heartbeat-or-idle": 12,
    "hidden-tabs": 3,
    "log-replay": 5,
    "phones-that-drop-out": 2,
    "reconnect-jitter": 6,
    "redeploy-at-100000": 3,
    "six-connections": 6,
    "storm-without-end": 6,
    "who-never-comes-back": 28,
}
COUNTS = CALM | FAILING
JUDGED = {"realistic": 25}
"""Those whose verdicts are the answer, on the page that explains them."""
VERSIONS = {"http-versions": 12, "http-loss": 3}
"""Those of HTTP's versions, which have a page of their own."""
SHORT = {"clients.count": 20, "clients.connect_over": "1 s", "warmup": "2 s"}
DURATION = {"batching-window": "10 s"}
USUAL_DURATION = "4 min"  # where messages are rare

every_experiment = pytest.mark.parametrize("name", COUNTS)
ALL = COUNTS | JUDGED | VERSIONS
every_file = pytest.mark.parametrize("name", ALL)


def file(name: str) -> Path:
    """Give an experiment's file."""
    return FOLDER / f"{name}.yaml"


def shortened(name: str) -> Question:
    """Give an experiment with few clients, a short window and one replication."""
    content = parse(file(name).read_text(encoding="utf-8")).value
    many = COUNTS[name] if content.get("design") == "zip" else 1
    short = SHORT | {"duration": DURATION.get(name, USUAL_DURATION)}
    vary: dict[str, Any] = content["vary"] | {path: [value] * many for path, value in short.items()}
    return parse_experiment(content | {"vary": vary, "replications": 1}, file(name))


@cache
def page(name: str) -> str:
    """Give the page with the answer to an experiment."""
    file_name = "answers-when-it-breaks.md" if name in FAILING else "answers.md"
    return (PAGES / file_name).read_text(encoding="utf-8")


def test_there_are_these_experiments() -> None:
    """The folder holds the questions, their schema, and a word about them."""
    files = [*(f"{name}.yaml" for name in ALL), "README.md", SCHEMA.name]
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(files)


def test_the_schema_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema beside the experiments is what `rtsim schema experiment` prints; if not, print it there anew."""
    print_schema("experiment", settings_classes())
    assert capsys.readouterr().out == SCHEMA.read_text(encoding="utf-8")


@every_file
def test_editors_find_the_schema(name: str) -> None:
    """The first line of an experiment names the schema beside it."""
    first = file(name).read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA.name}"


@every_file
def test_an_experiment_is_a_question(name: str) -> None:
    """An experiment has its file's name, a title that asks, a config of the project, and repeats each point."""
    experiment = load_experiment(file(name)).experiment
    assert experiment.name == name
    assert experiment.title.endswith("?")
    assert experiment.base.resolve().parent == ROOT / "configs"
    assert experiment.most_replications >= 3


@every_file
def test_every_point_is_a_scenario(name: str) -> None:
    """Every point validates, no two are the same, and all clients are connected before counting starts."""
    scenarios = [point.scenario for point in points(load_experiment(file(name)), settings_classes())]
    assert len(scenarios) == ALL[name]
    assert all(a != b for index, a in enumerate(scenarios) for b in scenarios[:index])
    assert all(scenario.clients.connect_over <= 0.7 * scenario.warmup for scenario in scenarios)


@every_experiment
def test_a_short_sweep_delivers_everything(name: str, tmp_path: Path) -> None:
    """With few clients none is overloaded, and every technique delivers all; where it breaks, it tells."""
    run(shortened(name), tmp_path / "store.sqlite")
    with Store.open(tmp_path / "store.sqlite") as store:
        assert not store.overloaded()
        table = store.summary().pivot_table(index=["point", "technique"], columns="metric", values="mean")
    assert table.index.unique("point").size == COUNTS[name]
    assert (table["messages.expected"] > 0).all()
    told = table["messages.delivered"]
    if name in FAILING:
        told = told + table["messages.lost"] + table["messages.undelivered"]
    assert (told == table["messages.expected"]).all()


@every_experiment
def test_every_question_is_answered(name: str) -> None:
    """The page of the answers has the question as a heading, and below it the command and the scenario's name."""
    experiment = load_experiment(file(name)).experiment
    answer = page(name).partition(f"\n## {experiment.title}\n")[2].partition("\n## ")[0]
    assert f"\nrtsim sweep experiments/{name}.yaml\n" in answer
    assert f"(../../configs/{experiment.base.name})" in answer


@pytest.mark.parametrize("name", JUDGED)
def test_what_is_judged_is_explained(name: str) -> None:
    """The page of the verdict names the command that judges it."""
    explained = (ROOT / "docs" / "explanation" / "the-verdict.md").read_text(encoding="utf-8")
    assert f"\nrtsim recommend experiments/{name}.yaml\n" in explained


@pytest.mark.parametrize("names", [CALM, FAILING])
def test_the_pages_answer_no_other_question(names: dict[str, int]) -> None:
    """Each heading that asks is an experiment's title."""
    asked = {load_experiment(file(name)).experiment.title for name in names}
    assert set(re.findall(r"^## (.*\?)$", page(next(iter(names))), flags=re.MULTILINE)) == asked


@pytest.mark.parametrize("name", VERSIONS)
def test_what_versions_change_is_explained(name: str) -> None:
    """The page of HTTP's versions has the command that asks it."""
    explained = (ROOT / "docs" / "explanation" / "http-versions.md").read_text(encoding="utf-8")
    assert f"rtsim sweep experiments/{name}.yaml" in explained
