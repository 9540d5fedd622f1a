from collections.abc import Callable
from pathlib import Path

import pytest

from rtsim.chance import Constant, Empirical, Exponential, Gamma, Lognormal, Pareto
from rtsim.scenario import Scenario

Load = Callable[..., Scenario]


def test_the_usual_messages_are_those_of_a_chat(load: Load) -> None:
    """People in rooms write twice a minute, unless the scenario says otherwise."""
    messages = load("").messages
    assert (messages.origin, messages.audience, messages.process) == ("clients", "room", "poisson")
    assert (messages.rate, messages.payload, messages.echo) == (1 / 30, Constant(200.0), False)


@pytest.mark.parametrize(("count", "size"), [(10, 10), (20, 20), (1000, 20)])
def test_a_usual_room_has_twenty_members_or_everyone(load: Load, count: int, size: int) -> None:
    """Rooms that nobody sized hold all of the clients when they are fewer than twenty."""
    assert load("", start=f"name: x\nclients: {{count: {count}}}\n").messages.room_size == size


def test_a_room_size_is_not_checked_where_there_are_no_rooms(load: Load) -> None:
    """The size of rooms says nothing about messages to everyone."""
    assert load("messages: {to: everyone, room_size: 50}\n").messages.room_size == 50


@pytest.mark.parametrize(
    ("process", "name", "expected"),
    [
        ("process: bursts, bursts: {size: 10, every: 5 s}", "bursts", {"size": 10, "every": 5.0}),
        ("process: on-off, on-off: {on: 10 s, off: 50 s, rate: 1 / s}", "on_off", {"on": 10.0, "off": 50.0, "rate": 1}),
        (
            "process: closed-loop, closed-loop: {concurrency: 4}",
            "closed_loop",
            {"concurrency": 4, "think": Constant(0)},
        ),
    ],
)
def test_each_process_has_its_own_section(load: Load, process: str, name: str, expected: dict[str, object]) -> None:
    """Bursts, on-off and closed loop are written in a section of the same name and need no rate."""
    messages = load(f"messages: {{{process}}}\n").messages
    section = getattr(messages, name)
    assert {key: getattr(section, key) for key in expected} == expected
    assert messages.rate == 0.0


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{dist: lognormal, mean: 1 kB, sd: 500 B}", Lognormal(1000.0, 500.0)),
        ("{dist: exponential, mean: 100 B}", Exponential(100.0)),
        ("{dist: gamma, mean: 100 B, sd: 10 B}", Gamma(100.0, 10.0)),
        ("{dist: pareto, mean: 100 B, sd: 10 B}", Pareto(100.0, 10.0)),
        ("{dist: gamma, mean: 100 B, sd: 0}", Constant(100.0)),
        ("{dist: empirical, values: [1 kB, 20]}", Empirical((1000.0, 20.0))),
        ("64 KiB", Constant(65536.0)),
    ],
)
def test_a_payload_may_be_random(load: Load, written: str, expected: object) -> None:
    """A random quantity is a constant or one of the distributions of the scenario's language."""
    assert load(f"messages: {{payload: {written}}}\n").messages.payload == expected


def test_a_measured_distribution_is_read_from_a_file_beside_the_scenario(load: Load, tmp_path: Path) -> None:
    """Values of a file stand one a line, with or without units; lines that start with # are comments."""
    (tmp_path / "sizes.txt").write_text("# bytes\n10\n\n1 kB\n")
    payload = load("messages: {payload: {dist: empirical, file: sizes.txt}}\n").messages.payload
    assert payload == Empirical((10.0, 1000.0))
