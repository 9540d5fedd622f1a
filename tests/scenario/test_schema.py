import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from rtsim.scenario import InputErrors, parse_scenario
from rtsim.scenario.schema import scenario_schema
from rtsim.techniques import settings_classes

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.yaml"))
SCHEMA = scenario_schema(settings_classes())
VALIDATOR = Draft202012Validator(SCHEMA)
MINIMAL = {"name": "x", "clients": {"count": 10}}


def test_the_schema_is_one() -> None:
    """The schema keeps the rules of its dialect, and is JSON without infinities."""
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_keep_to_the_schema(path: Path) -> None:
    """An editor finds nothing wrong with the examples."""
    content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
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
        for model, part in {"scenario": SCHEMA, **SCHEMA["$defs"]}.items()
        for key, value in part.get("properties", {}).items()
        if not value.get("description") and "$ref" not in value  # whose model has one
    ]
    assert blank == []
