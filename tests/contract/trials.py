"""Trials: one technique in one scenario, planned and run, with what the contract needs to know about both."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import numpy as np

from rtsim.chance import Constant, Distribution, Uniform
from rtsim.model import simulate
from rtsim.plan import SERVER, Direction, OpenLoop, Plan, Push
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario, TechniqueSettings, parse_scenario
from rtsim.techniques import Technique, settings_classes

AnyTechnique = Technique[Any]


@dataclass(frozen=True)
class Trial:
    """One run: its technique, its scenario, its plan and its recording with every delivery."""

    technique: AnyTechnique
    scenario: Scenario
    plan: Plan
    recording: Recording

    @cached_property
    def messages(self) -> OpenLoop:
        """The plan's messages, which do not depend on how they are carried."""
        assert isinstance(self.plan.messages, OpenLoop)
        return self.plan.messages

    @property
    def pushes(self) -> bool:
        """Whether messages are pushed."""
        return isinstance(self.plan.mechanism, Push)

    @cached_property
    def owed(self) -> set[tuple[int, int]]:
        """Each message with each of its recipients, by the audience's definition."""
        clients, messages = self.plan.clients, self.messages
        members = defaultdict(list)
        for client, channel in enumerate(clients.channels.tolist()):
            members[channel].append(client)
        return {
            (message, client)
            for message, (origin, channel) in enumerate(
                zip(messages.origin.tolist(), messages.channel.tolist(), strict=True)
            )
            for client in members[channel]
            if not (clients.skips_own and client == origin)
        }

    @cached_property
    def delivered(self) -> list[tuple[int, int, float]]:
        """Each delivery's message, recipient and instant, in the order of time (where equal, of telling)."""
        columns = self.recording.deliveries
        order = np.argsort(columns.time, kind="stable")
        rows = (columns.message[order], columns.recipient[order], columns.time[order])
        return list(zip(*(row.tolist() for row in rows), strict=True))

    @cached_property
    def had(self) -> dict[int, list[int]]:
        """The messages that each client had, in the order in which it had them."""
        had: defaultdict[int, list[int]] = defaultdict(list)
        for message, recipient, _ in self.delivered:
            had[recipient].append(message)
        return had

    @cached_property
    def least_down(self) -> list[float]:
        """The seconds that anything needs on each client's link at least, on its way down."""
        return least_of_links(self.plan.clients.down)

    @cached_property
    def least_up(self) -> list[float]:
        """The seconds on its way up."""
        return least_of_links(self.plan.clients.up)

    def least_latency(self, origin: int, recipient: int) -> float:
        """Give the seconds below which no link can bring a message from its origin to a client."""
        return (0.0 if origin == SERVER else self.least_up[origin]) + self.least_down[recipient]


def least_of_links(direction: Direction) -> list[float]:
    """Give the least time that anything needs on one direction of each endpoint's link."""
    pairs = zip(direction.latency.tolist(), direction.link.tolist(), strict=True)
    return [max(0.0, latency + least(direction.jitters[link])) for latency, link in pairs]


def least(jitter: Distribution) -> float:
    """Give the least value of a jitter; minus infinity where there is none."""
    match jitter:
        case Constant(value):
            return value
        case Uniform(low, _):
            return low
        case _:
            return -inf


def try_out(technique: AnyTechnique, scenario: Scenario, replication: int = 0) -> Trial:
    """Plan and run one replication, and keep every delivery."""
    planned = plan(scenario, technique, replication, keeps_deliveries=True)
    return Trial(technique, scenario, planned, simulate(planned))


def scenario_for(technique: AnyTechnique, settings: Mapping[str, Any] | None = None, **sections: Any) -> Scenario:
    """Give a scenario for one technique; `sections` are those of the YAML."""
    classes: dict[str, type[TechniqueSettings]] = settings_classes() | {technique.name: technique.settings}
    content = {"name": "contract", "seed": 11, "techniques": {technique.name: dict(settings or {})}}
    return parse_scenario(content | sections, techniques=classes)
