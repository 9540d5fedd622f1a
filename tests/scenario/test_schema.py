import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rtsim.scenario import InputErrors, parse_scenario
from rtsim.scenario.experiment import load_experiment, parse_experiment
from rtsim.scenario.reading import parse
from rtsim.scenario.schema import experiment_schema, scenario_schema
from rtsim.techniques import settings_classes

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE / "examples").glob("*.yaml"))
EXPERIMENTS = sorted([*(HERE / "experiments").glob("*.yaml"), *(HERE.parents[1] / "experiments").glob("*.yaml")])
SCHEMA = scenario_schema(settings_classes())
VALIDATOR = Draft202012Validator(SCHEMA)
EXPERIMENT_SCHEMA = experiment_schema()
EXPERIMENT_VALIDATOR = Draft202012Validator(EXPERIMENT_SCHEMA)
ASKED = {"name": "x", "scenario": "s.yaml", "vary": {"clients.count": [1, 2]}}
MINIMAL = {"name": "x", "clients": {"count": 10}}


@pytest.mark.parametrize("schema", [SCHEMA, EXPERIMENT_SCHEMA], ids=["scenario", "experiment"])
def test_the_schema_is_one(schema: dict[str, Any]) -> None:
    """The schema keeps the rules of its dialect, and is JSON without infinities."""
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_the_experiments_keep_to_the_schema(path: Path) -> None:
    """An editor finds nothing wrong with the experiments, and neither does rtsim."""
    load_experiment(path)
    content = parse(path.read_text(encoding="utf-8")).value
    assert [error.message for error in EXPERIMENT_VALIDATOR.iter_errors(content)] == []


RANGE = {"from": "1 s", "to": "5 s"}


@pytest.mark.parametrize(
    "part",
    [
        {"vary": {"messages.rate": {"from": "0.1 / min", "to": "2 / s", "steps": 3, "scale": "log"}}},
        {"vary": {"clients.network": ["wifi", {"latency": "1 ms"}], "techniques": [["sse"], None]}},
        {"vary": {"a.b": RANGE, "c": [1]}, "design": "latin-hypercube", "samples": 3},
        {"replications": {"until": "5 %", "of": "age_s.mean", "at_most": 9}, "design": "zip", "seed": 0},
        {"replications": 3, "samples": None, "title": "?"},
    ],
)
def test_an_experiment_that_loads_keeps_to_the_schema(part: dict[str, Any]) -> None:
    """Lists, ranges with and without units, and every design are accepted by both."""
    parse_experiment(ASKED | part)
    assert [error.message for error in EXPERIMENT_VALIDATOR.iter_errors(ASKED | part)] == []


@pytest.mark.parametrize(
    "part",
    [
        {"vray": {}},
        {"vary": {}},
        {"vary": []},
        {"vary": {"a": 3}},
        {"vary": {"a": []}},
        {"vary": {"a..b": [1]}},
        {"vary": {"seed": [1]}},
        {"vary": {"a": RANGE}},
        {"vary": {"a": {**RANGE, "steps": 1}}},
        {"vary": {"a": {**RANGE, "steps": 3, "scael": "log"}}},
        {"vary": {"a": {"from": "1 parsec", "to": 2, "steps": 3}}},
        {"vary": {"a": {"from": 1, "steps": 3}}},
        {"vary": {"a": RANGE}, "design": "latin-hypercube"},
        {"samples": 3},
        {"design": "gird"},
        {"replications": 0},
        {"replications": {"until": "0.05 s"}},
        {"replications": {"until": 2}},
        {"replications": {"until": "5 %", "of": "latency"}},
        {"replications": {"until": "5 %", "at_most": 2}},
        {"name": "a/b"},
        {"name": " "},
        {"seed": -1},
        {"scenario": None},
    ],
)
def test_an_experiment_that_does_not_load_breaks_the_schema(part: dict[str, Any]) -> None:
    """What the loader refuses is marked in an editor already."""
    with pytest.raises(InputErrors):
        parse_experiment(ASKED | part)
    assert not EXPERIMENT_VALIDATOR.is_valid(ASKED | part)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_keep_to_the_schema(path: Path) -> None:
    """An editor finds nothing wrong with the examples."""
    content = parse(path.read_text(encoding="utf-8")).value
    assert [error.message for error in VALIDATOR.iter_errors(content)] == []


@pytest.mark.parametrize(
    "part",
    [
        {"wire": {"http": 2, "tls": 1.3, "headers": "minimal"}},
        {"wire": {"headers": {"poll": "388 B"}}},
        {"techniques": ["sse"]},
        {"techniques": None},
        {"techniques": {"sse": None, "short-polling": {"interval": "1 s", "timing": "fixed-rate"}}},
        {"clients": {"count": 3, "network": "wifi"}},
        {"clients": {"count": 3, "network": [{"share": "40 %", "network": "lan"}, {"share": 0.6, "network": {}}]}},
        {"clients": {"count": 3, "network": {"latency": {"up": 1, "down": "2 ms"}, "jitter": {"down": "1 ms"}}}},
        {"messages": {"payload": {"dist": "lognormal", "mean": "1 kB", "sd": "1 kB"}}},
        {"messages": {"process": "on-off", "on-off": {"on": "1 s", "off": "1 s", "rate": "3 / min"}}},
        {"server": {"costs": {"request": "1 ms"}, "egress": None}},
        {"slo": {"latency_s.p95": "<= 1 s"}},
    ],
)
def test_what_loads_keeps_to_the_schema(part: dict[str, object]) -> None:
    """Short forms, names of catalogues and numbers without units are accepted by both."""
    parse_scenario(MINIMAL | part, techniques=settings_classes())
    assert [error.message for error in VALIDATOR.iter_errors(MINIMAL | part)] == []


@pytest.mark.parametrize(
    "part",
    [
        {"cleints": {}},
        {"name": 5},
        {"duration": "5 parsecs"},
        {"duration": 0},
        {"clients": {"count": 0}},
        {"clients": {"count": 3, "network": "wfi"}},
        {"clients": {"count": 3, "network": {"loss": 0.6}}},
        {"messages": {"from": "nobody"}},
        {"messages": {"payload": {"dist": "nromal"}}},
        {"server": {"stack": "nope"}},
        {"server": {"costs": {"reqest": 1}}},
        {"wire": {"tls": 1.0}},
        {"techniques": ["nope"]},
        {"techniques": []},
        {"techniques": {"sse": {"nope": 1}}},
        {"slo": {"nope": "<= 1"}},
        {"slo": {"latency_s.p95": "1 s"}},
        {"needs": {"direction": "both"}},
    ],
)
def test_what_does_not_load_breaks_the_schema(part: dict[str, object]) -> None:
    """What the loader refuses is marked in an editor already."""
    with pytest.raises(InputErrors):
        parse_scenario(MINIMAL | part, techniques=settings_classes())
    assert not VALIDATOR.is_valid(MINIMAL | part)


def test_every_key_is_described() -> None:
    """Editors and the reference page show a sentence for each key."""
    blank = [
        f"{model}.{key}"
        for schema in (SCHEMA, EXPERIMENT_SCHEMA)
        for model, part in {schema["title"]: schema, **schema["$defs"]}.items()
        for key, value in part.get("properties", {}).items()
        if not value.get("description") and "$ref" not in value  # whose model has one
    ]
    assert blank == []
