"""Publishing: how messages come into being, reach the server, and become visible there.

sender                         node                                other nodes
  | -- POST or frame ----------> |  work `publish`                      |
  |                              |  visible: fan-out                    |
  | <------- acknowledgement --- |  (at once, or after the fan-out)     |
  |                              | -- backplane ----------------------> |  work `backplane`; visible: fan-out
"""

from collections.abc import Callable, Generator
from typing import Protocol, TypeAlias

from simpy import Event

from rtsim.chance import draws
from rtsim.model.carriers import Carrier
from rtsim.model.clock import Moment
from rtsim.model.load import BACKPLANE, PUBLISH
from rtsim.model.messages import Supply
from rtsim.model.node import Channel, Node
from rtsim.model.world import World
from rtsim.plan import SERVER, Acknowledge, ClosedLoop, Socket

Step: TypeAlias = Callable[[Node, int, float], object]  # what a message does next, at a node, at an instant


class Recipients(Protocol):
    """A technique's side of the server that hands visible messages on."""

    in_turn: bool
    """Whether that is part of the turn of the event loop in which a message is published, or queued for a later one."""

    def fan_out(self, node: Node, channel: Channel, message: int, at: float) -> float:
        """Hand a message that is visible at `at` to those who wait for it; give when the last is served."""


class Publisher:
    """All sources of messages, and a message's way to those who wait for it."""

    def __init__(self, world: World, recipients: Recipients, carrier: Carrier) -> None:
        self._world, self._clock = world, world.clock
        self._recipients = recipients
        self._carrier = carrier
        self._after_fan_out = world.plan.upstream.acknowledge is Acknowledge.FAN_OUT
        self._in_order = isinstance(world.plan.upstream.carrier, Socket)
        self._visible: dict[int, float] = {}  # by origin, when its last message is
        self._waiting: dict[int, Moment] = {}

    def start(self) -> None:
        """Let messages come."""
        source = self._world.plan.messages
        self._carrier.start(self.reach)
        if isinstance(source, ClosedLoop):
            self._thinks = draws(source.think, self._world.plan.streams.generator("think"))
            for worker in range(len(source.origins)):
                self._clock.process(self._work(Supply(self._world.plan, source, self._world.messages, worker)))
        else:
            self._clock.process(self._births())

    def _births(self) -> Generator[Event, None, None]:
        """Publish each message at its birth."""
        for message, birth in enumerate(self._world.messages.birth):
            yield self._clock.at(birth)
            self._publish(message)

    def _work(self, supply: Supply) -> Generator[Event, None, None]:
        """Publish, be acknowledged, think, and again."""
        while True:
            message = supply.publish(self._clock.now)
            acknowledged = self._waiting[message] = Moment(self._clock)
            self._publish(message)
            yield acknowledged

    def _publish(self, message: int) -> None:
        self._world.recorder.born(message)
        self._world.witness.bears(message, self._clock.now)
        origin = self._world.messages.origin[message]
        if origin == SERVER:
            nodes = self._world.nodes
            self.reach(nodes[message % len(nodes)], message, 0, first=False)
        else:
            self._carrier.send(message, origin)

    def reach(self, node: Node, message: int, size: int, *, first: bool) -> None:
        """Let a message of `size` bytes, which is at a node now, be taken in, `first` on its connection or not."""
        serve = node.serve_first if first else node.serve
        now, cost = self._clock.now, node.cost(PUBLISH, size)
        visible = serve(PUBLISH, now, cost)
        self._world.witness.publishes(node.number, message, now, visible, cost=cost, first=first)
        origin = self._world.messages.origin[message]
        if self._in_order or origin == SERVER:  # one after the other, whichever core is faster
            visible = self._visible[origin] = max(visible, self._visible.get(origin, 0.0))
        self._world.recorder.buffer(message, visible)
        self._enter(node, message, visible, self._appear)

    def _enter(self, node: Node, message: int, visible: float, then: Step) -> None:
        """Put a message in a node's log, where it is visible from `visible` on.

        On one core whoever comes later is served later, so that it may stand there at once.
        """
        if node.cores.foresees:
            node.channel(self._world.messages.channel[message]).entries.append(message)
        known = node.cores.foresees and self._recipients.in_turn
        if visible > self._clock.now and not known:
            self._clock.call(visible, self._show, node, message, visible, then)
        else:
            self._show(node, message, visible, then)

    def _show(self, node: Node, message: int, at: float, then: Step) -> None:
        if not node.cores.foresees:
            node.channel(self._world.messages.channel[message]).entries.append(message)
        then(node, message, at)

    def _appear(self, node: Node, message: int, at: float) -> None:
        """Tell the sender, those who wait here, and the other nodes."""
        world = self._world
        if not self._after_fan_out:
            self._acknowledge(node, message, at)
        end = self._hand_on(node, message, at)
        if self._after_fan_out:
            self._acknowledge(node, message, end)
        for other in world.nodes:
            if other is not node and other.channel(world.messages.channel[message]).size:
                self._clock.call(at + world.plan.server.backplane, self._relay, other, message)

    def _relay(self, node: Node, message: int) -> None:
        visible = node.serve(BACKPLANE, self._clock.now, node.costs[BACKPLANE])
        self._enter(node, message, visible, self._hand_on)

    def _hand_on(self, node: Node, message: int, at: float) -> float:
        self._world.witness.shows(node.number, message, at)
        return self._recipients.fan_out(node, node.channel(self._world.messages.channel[message]), message, at)

    def _acknowledge(self, node: Node, message: int, at: float) -> None:
        origin = self._world.messages.origin[message]
        there = at if origin == SERVER else self._carrier.acknowledge(node, message, at)
        self._world.recorder.acknowledge(message, there)
        if message in self._waiting:
            self._clock.schedule_at(self._waiting.pop(message), there + next(self._thinks))
