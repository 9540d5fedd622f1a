"""A run: the world of a plan, carried on from one decision to the next.

SimPy decides, the kernel carries: the script is made of SimPy processes, which look at the run or take part in it;
between two of their events the kernel lets everything happen that nobody reacts to.
"""

from collections.abc import Callable

import numpy as np

from rtsim.chance import Array
from rtsim.faults import Restart
from rtsim.model.clock import Clock
from rtsim.model.compiled import Kernel
from rtsim.model.draws import Draws
from rtsim.model.layout import BIRTH, DONE, MARK, MARKED, NOWHERE, OUT, ROOM, START, World
from rtsim.model.levels import Levels
from rtsim.model.manners import answers_up_to, manners, pull_of
from rtsim.model.room import Room, usual
from rtsim.model.tables import fill, fill_sizes, lay_out
from rtsim.plan import OpenLoop, Plan, Pull, Socket

PORTION = 1 << 12  # clients that are sent on their way at a time
EACH_ENDPOINT = 16  # rows that an endpoint needs whose connections are cut
ALONE = 64  # rows that a message needs on its way out


class Run:
    """The world and the clock of one run."""

    def __init__(self, plan: Plan, kernel: Kernel) -> None:
        self.plan = plan
        self._kernel = kernel
        self._draws = Draws(plan.streams)
        self.levels = Levels(plan, kernel)
        self.world = lay_out(plan, self._draws)
        self.room = Room(self._draws, self.levels, usual(plan))
        self.clock = Clock(self._mark)
        self.row_of = np.argsort(self.world.clients["number"])
        self._readers = np.bincount(plan.clients.channels)
        self.told: Callable[[int, float], object] = lambda _message, _at: None
        self.left_undone = np.zeros(plan.server.nodes)  # seconds of work for each core, at all crashes together
        self._bytes = self._published = 0  # of a closed loop's messages
        self.handle = kernel.handle(self.world)
        self._make_room()

    def begin(self) -> None:
        """Bring clients and senders to life, and the first message of an open loop."""
        plan = self.plan
        if isinstance(plan.mechanism, Pull):
            for first in range(0, plan.clients.count, PORTION):
                last = min(first + PORTION, plan.clients.count)
                self._make_room(8 * (last - first))
                self._kernel.begin_pull(self.handle, first, last)
        if not isinstance(plan.upstream.carrier, Socket):
            self._make_room(8 * plan.senders * plan.upstream.connections)
            count = plan.clients.count
            self._kernel.stand(self.handle, count, count + plan.senders, plan.upstream.connections)
        if not isinstance(plan.mechanism, Pull):
            first = int(self.world.starts[0])
            self._kernel.push(self.handle, float(self.world.beats[first].due), START, 0, 0)
        if len(self.world.outages):
            self._kernel.push(self.handle, float(self.world.outages["at"][0]), OUT, 0, 0)
        if isinstance(plan.messages, OpenLoop) and len(plan.messages.birth):
            self._kernel.push(self.handle, float(plan.messages.birth[0]), BIRTH, 0, 0)

    @property
    def now(self) -> float:
        """The simulated instant."""
        return float(self.world.state["now"][0])

    @property
    def free(self) -> Array:
        """The instants at which the cores are free, a row for each node."""
        return self.world.cores if self.world.cores.shape[1] else self.world.nodes["free"][:, np.newaxis]

    def advance(self, until: float) -> None:
        """Let everything before `until` happen."""
        self._carry(until, drains=0)
        self.world.state["now"] = until

    def drain(self, until: float) -> None:
        """Let what is before `until` happen as long as somebody waits for a message, or has to come back."""
        self._carry(until, drains=1)

    def end(self) -> None:
        """Let the tables go: a run and its clock know each other, and gigabytes would wait for the collector."""
        del self.plan, self.world, self.handle, self.room, self.levels, self._draws

    def publish(self, new: OpenLoop) -> int:
        """Bring messages of a closed loop into being now; give the first one's number."""
        first = self._published
        rows = self.world.messages
        if len(rows) < first + len(new.birth):
            rows = np.concatenate([rows, np.zeros(len(rows) + 64, rows.dtype)])
            sendings = np.zeros(len(rows), np.int32)
            sendings[: len(self.world.sendings)] = self.world.sendings
            sizes = np.zeros(len(rows) * len(manners(self.plan)), self.world.sizes.dtype)
            sizes[: len(self.world.sizes)] = self.world.sizes
            self._renew(self.world._replace(messages=rows, sendings=sendings, sizes=sizes))
        fill(self.plan, self.row_of, self._readers, rows[first : first + len(new.birth)], new)
        fill_sizes(self.plan, self.world.sizes, new, first)
        self._fit(new)
        for number in range(first, first + len(new.birth)):
            state = self.world.state[0]
            state.now = self.clock.now
            if state.credit < ALONE:
                self._make_room()
            state.credit -= ALONE
            self._kernel.publish(self.handle, number)
        self._published += len(new.birth)
        return first

    def expect(self, node: int, at: float) -> None:
        """Know that a node will fail at `at`."""
        self._kernel.expect(self.handle, node, at)

    def crash(self, node: int, up: float, event: int) -> None:
        """Let a node fail now, which is up again at `up`."""
        state = self.world.state[0]
        used = int(state.connections + state.cells)
        self._provide(EACH_ENDPOINT * (len(self.world.endpoints) + used))
        self.world.state["now"] = self.clock.now
        self.left_undone[node] += np.maximum(self.free[node] - self.clock.now, 0.0).mean()
        self._kernel.crash(self.handle, node, up, event)

    def drain_node(self, restart: Restart, event: int) -> None:
        """Close the connections of a node evenly over so many seconds from now on."""
        self._provide(EACH_ENDPOINT * len(self.world.endpoints))
        self.world.state["now"] = self.clock.now
        self.world.nodes["says"][restart.node] = restart.says
        self._kernel.drain(self.handle, restart.node, restart.lasts, event)

    def _provide(self, rows: int) -> None:
        """See to it that there is room for so many rows, and count them as used."""
        state = self.world.state[0]
        if state.credit < rows:
            self._make_room(rows + ALONE)
        self.world.state["credit"] -= rows

    def _fit(self, new: OpenLoop) -> None:
        """See to it that the sizes of answers are known up to one with all messages so far."""
        pull = pull_of(self.plan)
        if pull is not None:
            self._bytes += int(new.payload.sum()) + len(new.payload) * (pull.body.each + pull.body.between)
            self._renew(self.world._replace(extents=answers_up_to(pull, self._bytes + pull.body.around)))
            self.world.manners["extents"] = self.world.extents.shape[1]

    def _carry(self, until: float, *, drains: int) -> None:
        carry = self._kernel.carry
        while (why := carry(self.handle, until, drains)) != DONE:
            if why == ROOM:
                self._make_room(int(self.world.state[0].wants))
            else:
                if why == MARKED:
                    self.clock.step()
                self._tell()

    def _tell(self) -> None:
        """Tell senders of their acknowledgements."""
        state = self.world.state[0]
        told = self.world.acknowledged[: state.acknowledged].tolist()
        state.acknowledged = 0
        for at, message in told:
            self.told(message, at)

    def _make_room(self, wants: int = 0) -> None:
        world = self.room.make(self.world, self.handle, wants)
        if world is not self.world:
            self._renew(world)

    def _renew(self, world: World) -> None:
        """Go on with the world's new tables."""
        self.world, self.handle = world, self._kernel.handle(world, self.handle)

    def _mark(self, instant: float) -> None:
        state = self.world.state[0]
        if state.credit < ALONE:
            self._make_room()
        state.credit -= 1
        self._kernel.push(self.handle, instant, MARK, NOWHERE, 0)
