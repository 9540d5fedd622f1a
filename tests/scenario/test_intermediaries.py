"""The path: what lies between clients and server is read, looked up, and put together."""

from math import inf
from typing import Any

import pytest

from rtsim.faults import Path
from rtsim.scenario import InputErrors, Scenario, parse_scenario
from rtsim.scenario.intermediaries import Intermediary, intermediaries, together
from rtsim.techniques import settings_classes


def scenario(path: Any, *overrides: str) -> Scenario:
    """Give a small scenario with a path."""
    written = {"name": "behind", "clients": {"count": 2}, "path": path}
    return parse_scenario(written, techniques=settings_classes(), overrides=overrides)


@pytest.mark.parametrize("name", intermediaries())
def test_every_number_has_a_source_or_is_assumed(name: str) -> None:
    """A number of the catalogue says who published it, or why it is assumed."""
    for number in intermediaries()[name].numbers.values():
        assert (number.confidence == "assumed") == bool(number.assumed) == (number.source == "none")


@pytest.mark.parametrize("name", intermediaries())
def test_every_entry_is_an_intermediary(name: str) -> None:
    """The numbers of each entry are those of an intermediary, and something of it differs from nothing at all."""
    (found,) = scenario([name]).path
    assert together((found,)) != Path()
    assert found.latency > 0


def test_a_name_brings_the_numbers_that_are_not_written() -> None:
    """What is written beside a name comes before its numbers."""
    (found,) = scenario([{"name": "nginx", "idle": "2 min"}]).path
    assert (found.idle, found.buffering, found.while_down) == (120.0, 4096.0, "503")


def test_a_number_of_a_name_can_be_overridden() -> None:
    """A dotted path opens a name of the catalogue."""
    (found,) = scenario(["nginx"], "path.0.idle=30 s").path
    assert (found.idle, found.buffering) == (30.0, 4096.0)


def test_several_come_to_their_shortest_times() -> None:
    """The shortest times count with their own notices, latencies add, and the largest buffer counts."""
    first = Intermediary(idle=60.0, latency=0.001, buffering=100.0)
    second = Intermediary(idle=350.0, lifetime=900.0, notice="silent", latency=0.002, buffering=4096.0)
    found = together((first, second))
    assert (found.idle, found.idle_silent, found.lifetime, found.lifetime_silent) == (60.0, False, 900.0, True)
    assert (found.latency, found.buffering, found.answers) == (pytest.approx(0.003), 4096, False)


def test_one_that_answers_is_enough() -> None:
    """A path answers 503 if any intermediary on it does, and 502 stands for the same."""
    assert together(scenario([{"name": "a"}, {"name": "b", "while_down": 502}]).path).answers


def test_nothing_on_the_path_does_nothing() -> None:
    """A path without intermediaries neither cuts nor delays, and leaves the digest as it is without the key."""
    assert together(()) == Path(idle=inf, lifetime=inf)
    plain = {"name": "behind", "clients": {"count": 2}}
    assert scenario([]).digest() == parse_scenario(plain, techniques=settings_classes()).digest()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nginx", "path: 'nginx' is not a list: write [nginx], from the clients to the server"),
        (["ngix"], "path.0: 'ngix' is not an intermediary"),
        ([{"idle": "0 s"}], "path.0.idle: '0 s' is out of range"),
        ([{"while_down": 404}], "path.0.while_down: '404' is not known: choose from refuse, 503, 502"),
        ([{"buffer": "1 kB"}], "path.0.buffer: unknown key 'buffer'"),
    ],
)
def test_nonsense_is_refused_in_one_line(path: Any, words: str) -> None:
    """What cannot be is refused with its place."""
    with pytest.raises(InputErrors) as refused:
        scenario(path)
    assert words in str(refused.value)


def test_an_upgrade_passes_that_passes_all() -> None:
    """Shares that get through multiply; who refuses, of those that stop any, answers."""
    found = together((Intermediary(upgrade=0.9), Intermediary(upgrade=0.8), Intermediary(blocks="refuse")))
    assert (round(found.blocked, 9), found.refuses) == (0.28, False)
    assert together((Intermediary(upgrade=0.9, blocks="refuse"), Intermediary())).refuses
    assert together((Intermediary(),)).blocked == 0.0
