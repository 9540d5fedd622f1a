from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rtsim.scenario import Scenario, load_scenario, parse_scenario
from rtsim.techniques import settings_classes

Load = Callable[..., Scenario]

FULL: dict[str, object] = {
    "name": "x",
    "title": "one",
    "clients": {"count": 10, "network": {"latency": "20 ms", "down": "1 Mbit/s"}},
    "messages": {"rate": "2 / min", "payload": "1 kB"},
    "techniques": ["sse", "websocket"],
    "slo": {"latency_s.p95": "<= 1 s", "messages.lost": "<= 0"},
}


def parse(content: dict[str, object]) -> Scenario:
    """Read a scenario from a mapping."""
    return parse_scenario(content, techniques=settings_classes())


def test_everything_but_name_and_count_has_a_default(load: Load) -> None:
    """A name and a number of clients make a scenario, with all techniques of the catalogue."""
    scenario = load("")
    assert list(scenario.techniques) == ["short-polling", "long-polling", "websocket", "sse"]
    assert (scenario.seed, scenario.warmup, scenario.duration, scenario.replications) == (1, 30.0, 600.0, 5)
    assert (scenario.drain, scenario.slo, bool(scenario.faults)) == (None, (), False)


@pytest.mark.parametrize("section", ["messages", "server", "wire", "techniques", "faults", "needs", "slo"])
def test_an_empty_section_is_one_that_is_left_out(load: Load, section: str) -> None:
    """A key without anything below it changes nothing."""
    assert load(f"{section}:\n") == load("")


def test_a_scenario_is_frozen(load: Load) -> None:
    """What a user said cannot change under way."""
    with pytest.raises(ValidationError, match="frozen"):
        load("").seed = 2  # type: ignore[misc]


def test_techniques_keep_the_order_in_which_they_are_listed(load: Load) -> None:
    """Tables show techniques as the user lists them."""
    assert list(load("techniques: [sse, short-polling]\n").techniques) == ["sse", "short-polling"]


@given(st.permutations(list(FULL)))
def test_the_digest_does_not_depend_on_the_order_of_keys(keys: list[str]) -> None:
    """The order of keys says nothing."""
    assert parse({key: FULL[key] for key in keys}).digest() == parse(FULL).digest()


@pytest.mark.parametrize(
    "same",
    [
        {"name": "y"},
        {"title": "two"},
        {"clients": {"count": 10, "network": {"latency": 0.02, "down": "1000 kbit/s"}}},
        {"clients": {"count": 10.0, "network": [{"share": "100 %", "network": {"latency": "20 ms", "down": 1e6}}]}},
        {"messages": {"rate": "120 / h", "payload": "1000 B", "process": "poisson"}},
        {"techniques": ["websocket", "sse"]},
        {"techniques": {"websocket": {"heartbeat": "30 s"}, "sse": None}},
        {"server": {"stack": "node-ws", "costs": {"request": "0.022 ms"}}, "clients": FULL["clients"]},
        {"slo": {"messages.lost": "<= 0", "latency_s": {"p95": "<= 1 s"}}},
    ],
)
def test_the_digest_is_of_what_is_meant(same: dict[str, object]) -> None:
    """Neither names nor units nor the order of techniques change the digest."""
    server = {"server": {"costs": {"request": "22 us"}}} if "server" in same else {}
    assert parse(FULL | same).digest() == parse(FULL | server).digest()


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"clients": {"count": 11, "network": {"latency": "20 ms", "down": "1 Mbit/s"}}},
        {"clients": {"count": 10, "network": {"latency": "20 ms"}}},
        {"messages": {"rate": "3 / min", "payload": "1 kB"}},
        {"messages": {"rate": "2 / min", "payload": {"dist": "normal", "mean": "1 kB", "sd": "1 B"}}},
        {"techniques": ["sse"]},
        {"techniques": {"sse": {"retry": "4 s"}, "websocket": None}},
        {"server": {"cores": 2}},
        {"wire": {"tls": 1.3}},
    ],
)
def test_the_digest_tells_scenarios_apart(other: dict[str, object]) -> None:
    """Whatever changes the numbers changes the digest."""
    assert parse(FULL | other).digest() != parse(FULL).digest()


def test_the_digest_holds_the_content_of_a_trace(tmp_path: Path) -> None:
    """Two traces of the same name make two scenarios; the same trace under two names makes one."""
    digests = []
    for folder, file, text in (("a", "t", "time_s\n1\n"), ("b", "t", "time_s\n2\n"), ("c", "u", "time_s\n1.0\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).write_text(text)
        path = tmp_path / folder / "c.yaml"
        path.write_text(f"name: x\nclients: {{count: 9}}\nmessages: {{process: trace, trace: {{file: {file}}}}}\n")
        digests.append(load_scenario(path, techniques=settings_classes()).digest())
    assert digests[0] != digests[1]
    assert digests[0] == digests[2]


def test_the_digest_is_short_and_the_same_in_every_process(load: Load) -> None:
    """The digest is sixteen hexadecimal digits that do not depend on the process's hash seed."""
    digest = load("").digest()
    assert len(digest) == 16
    assert int(digest, 16) >= 0
