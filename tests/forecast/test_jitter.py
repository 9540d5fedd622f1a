from typing import Any

import pytest

from rtsim.experiments import run
from rtsim.forecast.jitter import jitter_warnings
from rtsim.scenario import Scenario
from rtsim.techniques import techniques

LINK = {"latency": 0.01, "jitter": {"dist": "normal", "sd": 0.02}}


def world(network: Any, **messages: Any) -> Scenario:
    """Give a scenario of a few clients on a network."""
    wanted = {"rate": 5, "to": "everyone"} | messages
    return Scenario(name="w", clients={"count": 4, "network": network}, messages=wanted, duration=200, replications=2)


def test_what_jitter_cuts_off_is_said_with_its_share_and_mean() -> None:
    """Normal jitter of 20 ms around 10 ms takes more than that at 31 % of transfers, and leaves 14 ms on average."""
    (text,) = jitter_warnings(world(LINK))
    assert text.startswith("clients' link: latency and jitter sum to less than zero for 30.9 % of transfers")
    assert text.endswith("the mean is 14 ms rather than 10 ms")


def test_each_way_and_each_link_is_told_apart() -> None:
    """What happens up alone is said of that way, of the link with its number, and of the senders' own."""
    one_way = {"latency": 0.01, "jitter": {"up": {"dist": "normal", "sd": 0.02}}}
    mixed = [{"share": 0.5, "network": {"latency": 0.1}}, {"share": 0.5, "network": one_way}]
    (text,) = jitter_warnings(world(mixed))
    assert text.startswith("clients' link 2 up: ")
    (text,) = jitter_warnings(world({"latency": 0.1}, **{"from": "senders", "senders": {"count": 2, "network": LINK}}))
    assert text.startswith("senders' link: ")


@pytest.mark.parametrize("sd", [0.0, 0.001, 0.0042])
def test_what_is_hardly_ever_cut_off_is_not_said(sd: float) -> None:
    """Where fewer than one transfer in a hundred sums to less than zero, there is nothing to know."""
    assert not jitter_warnings(world({"latency": 0.01, "jitter": {"dist": "normal", "sd": sd}}))


def test_the_mean_that_is_said_is_the_one_simulated() -> None:
    """Messages over links whose jitter is cut off take 14 ms on average, not 10 ms."""
    link = {"latency": {"up": 0, "down": 0.01}, "jitter": {"down": LINK["jitter"]}}
    (recording, _) = run(world(link, rate=1), {"websocket": techniques()["websocket"]}).recordings["websocket"]
    assert recording.latency.mean == pytest.approx(0.01396, rel=0.1)
