import re
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from rtsim.advice.flow import notes_flow, walk
from rtsim.cli.schema import print_schema
from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario, load_scenario
from rtsim.scenario.reading import parse
from rtsim.scenario.schema import scenario_schema
from rtsim.techniques import settings_classes, techniques

FOLDER = Path(__file__).parents[1] / "configs"
SCHEMA = FOLDER / "scenario.schema.json"
FLOW = {
    "basic-updates": "short-polling",
    "collaborative-editing": "websocket",
    "dashboard": "sse",
    "gaming": "websocket",
    "live-sports-scores": "sse",
    "live-stock-prices": "sse",
    "live-streaming": "websocket",
    "notifications": "sse",
    "social-feed": "sse",
    "team-chat": "websocket",
}
LARGE = "million-notifications"
FAILING = "redeploy"
TECHNIQUES = ("short-polling", "long-polling", "websocket", "sse")
SHORT = ("clients.count=40", "clients.connect_over=2 s", "warmup=4 s")
DURATION = {"basic-updates": "20 min", "gaming": "2 s", "live-stock-prices": "10 s"}
USUAL_DURATION = "1 min"

every_config = pytest.mark.parametrize("name", FLOW)


@cache
def text(name: str) -> str:
    """Give a config as it is written."""
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def load(name: str, *overrides: str) -> Scenario:
    """Give a config as it is read, with overrides laid over it."""
    return load_scenario(FOLDER / f"{name}.yaml", techniques=settings_classes(), overrides=overrides)


def run(name: str, technique: str) -> Recording:
    """Simulate a config with few clients and a short window."""
    scenario = load(name, *SHORT, f"duration={DURATION.get(name, USUAL_DURATION)}")
    return simulate(plan(scenario, techniques()[technique], 0))


def head(name: str) -> str:
    """Give the comment that a config begins with."""
    return text(name).partition("\n\n")[0]


def test_there_are_these_configs() -> None:
    """The folder holds the ten scenarios of the study notes' use cases, a large one, a failing one, and the schema."""
    names = [*(f"{name}.yaml" for name in (*FLOW, LARGE, FAILING)), SCHEMA.name]
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(names)


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_everybody_is_back_after_a_redeploy(technique: str) -> None:
    """The failing scenario cuts everybody's path once; all are back, and what is missed is lost by WebSocket alone."""
    small = load(FAILING, "clients.count=300", "replications=1")
    found = simulate(plan(small, techniques()[technique], 0))
    assert found.failures is not None
    assert (len(found.failures.dark), found.failures.missing) == (300, 0)
    assert (found.lost > 0) == (technique == "websocket")


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_a_million_are_as_many_smaller_ones(technique: str) -> None:
    """The large scenario has a million clients; with a thousandth of them all that is published is delivered."""
    assert load(LARGE).clients.count == 1_000_000
    small = load(LARGE, "clients.count=1000", "messages.rate=100 / min", "server.nodes=2", "replications=1")
    found = simulate(plan(small, techniques()[technique], 0))
    assert found.expected > 50
    assert (found.undelivered, found.overloaded) == (0, False)


@every_config
def test_a_config_is_called_like_its_file(name: str) -> None:
    """A config has its file's name, a title that fits the list of configs, and all techniques with its own settings."""
    scenario = load(name)
    assert scenario.name == name
    assert 20 <= len(scenario.title) <= 70
    assert tuple(scenario.techniques) == TECHNIQUES
    assert scenario.replications == 5


@every_config
def test_a_config_names_its_schema(name: str) -> None:
    """Editors find the schema by the first line."""
    assert text(name).splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA.name}"


@every_config
def test_a_config_cites_its_sources(name: str) -> None:
    """The comment at the top says where the numbers come from, with addresses, and which of them are assumed."""
    comment = head(name)
    assert all(line.startswith("#") for line in comment.splitlines())
    sources = comment.partition("Where the numbers come from")[2]
    assert all(f"#   {part} " in sources for part in ("messages", "network", "server", "settings"))
    assert len(re.findall(r"https?://[\w.-]+/", sources)) >= 2
    assert "assumed" in sources


@every_config
def test_the_settling_time_is_over_when_counting_starts(name: str) -> None:
    """All clients are connected well within the warm-up."""
    scenario = load(name)
    assert scenario.clients.connect_over <= 0.7 * scenario.warmup


@every_config
def test_needs_lead_through_the_flow(name: str) -> None:
    """A config says what it needs, and the study notes' decision flow ends where its comment says it does."""
    assert "needs" in load(name).model_fields_set
    assert walk(notes_flow(), load(name).needs).technique == FLOW[name]
    said = {"short-polling": "short polling", "websocket": "WebSocket", "sse": "SSE"}[FLOW[name]]
    assert re.search(rf"flow ends at {said}\b", head(name).replace("\n#", ""))


@every_config
def test_limits_wait_in_a_comment(name: str, tmp_path: Path) -> None:
    """No limit is active; those in the comment at the end are valid ones once the comment's marks are gone."""
    assert load(name).slo == ()
    before, said, limits = text(name).partition("# With these limits 'rtsim run' ends with status 99 ")
    path = tmp_path / "with-limits.yaml"
    path.write_text(before + said + re.sub(r"^# ", "", limits, flags=re.MULTILINE).replace("when", "# when", 1))
    assert len(load_scenario(path, techniques=settings_classes()).slo) >= 2


@every_config
@pytest.mark.parametrize("technique", TECHNIQUES)
def test_a_short_run_delivers_everything(name: str, technique: str) -> None:
    """With few clients every technique delivers each message once and in order, and is not overloaded."""
    found = run(name, technique)
    assert found.expected > 0
    assert (found.delivered, found.undelivered, found.lost) == (found.expected, 0, 0)
    assert (found.duplicates, found.out_of_order, found.refused) == (0, 0, 0)
    assert not found.overloaded


def test_the_schema_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema beside the configs is what `rtsim schema scenario` prints; if not, print it there anew."""
    print_schema("scenario", settings_classes())
    assert capsys.readouterr().out == SCHEMA.read_text(encoding="utf-8")


@every_config
def test_a_config_keeps_to_the_schema(name: str) -> None:
    """An editor finds nothing wrong with a config."""
    content = parse(text(name)).value
    validator = Draft202012Validator(scenario_schema(settings_classes()))
    assert [error.message for error in validator.iter_errors(content)] == []
