"""The endpoints of a plan: recipients and senders, and the links that each of them is on."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from rtsim import plan as plans
from rtsim.chance import Distribution, Streams
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
    ups = [_Way(link.latency.up, link.jitter.up, link.up, link) for link in links]
    downs = [_Way(link.latency.down, link.jitter.down, link.down, link) for link in links]
    between = together(scenario.path).latency
    return plans.Clients(
        count=count,
        starts=starts(scenario, streams),
        nodes=np.concatenate([browsers(scenario), np.arange(count, endpoints)]) % scenario.server.nodes,
        channels=channels(scenario),
        up=_direction(streams, chosen, ups, between),
        down=_direction(streams, chosen, downs, between),
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


@dataclass(frozen=True)
class _Way:
    """One direction of one link."""

    latency: Distribution
    jitter: Distribution
    bandwidth: float
    link: Link


def _direction(streams: Streams, chosen: Numbers, ways: list[_Way], between: float) -> plans.Direction:
    """Give one direction of all links, each longer by what is between.

    Both directions draw alike, so that equal latencies are equal both ways.
    """
    drawn = np.stack([way.latency.sample(streams.generator("latency"), len(chosen)) for way in ways])
    return plans.Direction(
        latency=np.take_along_axis(drawn, chosen[None, :], 0)[0] + between,
        bandwidth=np.array([way.bandwidth for way in ways])[chosen],
        loss=np.array([way.link.loss_rate for way in ways])[chosen],
        burst=np.array([way.link.burst for way in ways])[chosen],
        link=chosen,
        jitters=tuple(way.jitter for way in ways),
    )
