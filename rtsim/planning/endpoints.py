"""The endpoints of a plan: recipients and senders, and the links that each of them is on."""

from typing import Literal

import numpy as np
from numpy.random import Generator

from rtsim import plan as plans
from rtsim.chance import Streams
from rtsim.plan import Numbers
from rtsim.planning.audiences import channels
from rtsim.planning.tabs import browsers, starts
from rtsim.scenario import Scenario
from rtsim.scenario.intermediaries import together
from rtsim.scenario.links import Link


def senders(scenario: Scenario) -> int:
    """Give how many send without being recipients."""
    return scenario.messages.senders.count if scenario.messages.origin == "senders" else 0


def clients(scenario: Scenario, streams: Streams) -> plans.Clients:
    """Give the recipients; the clients come first in the rows of links, the senders after them."""
    count, messages = scenario.clients.count, scenario.messages
    endpoints = count + senders(scenario)
    links, chosen = _mixed(scenario, streams)
    between = together(scenario.path).latency
    return plans.Clients(
        count=count,
        starts=starts(scenario, streams),
        nodes=np.concatenate([browsers(scenario), np.arange(count, endpoints)]) % scenario.server.nodes,
        channels=channels(scenario),
        up=_direction("up", links, chosen, streams, between),
        down=_direction("down", links, chosen, streams, between),
        skips_own=messages.origin == "clients" and not messages.echo,
    )


def _mixed(scenario: Scenario, streams: Streams) -> tuple[list[Link], Numbers]:
    """Give the links of the scenario, and which of them each endpoint is on."""
    own, theirs = scenario.clients.mix, scenario.messages.senders.mix
    recipients = _portioned(own, scenario.clients.count, streams.generator("network"))
    others = _portioned(theirs or own, senders(scenario), streams.generator("sender network"))
    links = [link for _, link in (*own, *theirs)]
    return links, np.concatenate([recipients, others + (len(own) if theirs else 0)])


def _portioned(mix: tuple[tuple[float, Link], ...], count: int, generator: Generator) -> Numbers:
    shares = np.array([share for share, _ in mix])
    return np.searchsorted(np.cumsum(shares)[:-1], generator.random(count), side="right")


def _direction(
    way: Literal["up", "down"], links: list[Link], chosen: Numbers, streams: Streams, between: float
) -> plans.Direction:
    """Give one direction of all links, each longer by what is between.

    Both directions draw alike, so that equal latencies are equal both ways.
    """
    drawn = np.stack([getattr(link.latency, way).sample(streams.generator("latency"), len(chosen)) for link in links])
    return plans.Direction(
        latency=np.take_along_axis(drawn, chosen[None, :], 0)[0] + between,
        bandwidth=np.array([getattr(link, way) for link in links])[chosen],
        loss=np.array([link.loss_rate for link in links])[chosen],
        burst=np.array([link.burst for link in links])[chosen],
        link=chosen,
        jitters=tuple(getattr(link.jitter, way) for link in links),
    )
