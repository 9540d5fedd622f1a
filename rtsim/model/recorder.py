"""The recorder: listens to a run and makes its recording."""

from collections.abc import Callable

import numpy as np

from rtsim.chance import Array
from rtsim.model.columns import one_by_one
from rtsim.model.load import Load
from rtsim.model.messages import Messages
from rtsim.model.series import Series
from rtsim.model.tally import Levels, Tally
from rtsim.model.traffic import EMPTY, REQUESTS, RESPONSES, Traffic
from rtsim.plan import Numbers, Plan
from rtsim.recording import Deliveries, Recording


class Recorder:
    """Counts what becomes of messages, and keeps the books of load, levels and traffic.

    A delivery is told when it is known, which may be before it happens; one that would happen after the run's horizon
    does not happen.
    """

    def __init__(self, plan: Plan, messages: Messages) -> None:
        self._plan = plan
        self._messages = messages
        self._start, self._end, self._horizon = plan.window.start, plan.window.end, plan.window.horizon
        self.load = Load(plan.window)
        self.levels = Levels(plan.window, plan.server.memory.base * plan.server.nodes)
        self.traffic = Traffic(plan.window, plan.packets)
        self.series, self._publish = Series(plan.window), Tally()
        self._told = self.series.told
        self.owed = 0
        self._published = self._expected = self._delivered = self._lost = 0
        self._duplicates = self._out_of_order = 0
        self.carried = self.opened = self.refused = self.reconnects = 0
        self._age = Age(plan)
        self._unread: dict[int, int] = {}
        self._columns = Columns() if plan.keeps_deliveries else NoColumns()

    def born(self, message: int) -> None:
        """Note that `message` has been published."""
        recipients = self._messages.recipients(message)
        self._unread[message] = recipients
        if self._messages.counts(message):
            self._published += 1
            self._expected += recipients
            self.owed += recipients

    def deliver(self, client: int, batch: list[int], left: float, at: float) -> None:
        """Note that the messages of `batch`, which left the server at `left`, are at `client` at `at`."""
        births, unread = self._messages.birth, self._unread
        newest = -1.0
        for message in batch:
            birth = births[message]
            if birth > newest:
                newest = birth
            unread[message] -= 1
            if not unread[message]:
                self.levels.step(left, 0, 0, -self._messages.payload[message])
            if at <= self._horizon:
                self._told((birth, at - birth))
                if self._start <= birth < self._end:
                    self._delivered += 1
                    self.owed -= 1
        if at <= self._horizon:
            self._out_of_order += self._age.deliver(client, newest, at) * len(batch)
            self._columns.add(client, batch, at)

    def deliver_many(self, message: int, clients: Numbers, at: Array) -> None:
        """Note that each of `clients`, all different, has `message` at its instant of `at`."""
        if len(at) and at.max() > self._horizon:
            within = at <= self._horizon
            clients, at = clients[within], at[within]
        birth = self._messages.birth[message]
        self.series.told_many(birth, at - birth)
        if self._start <= birth < self._end:
            self._delivered += len(at)
            self.owed -= len(at)
        self._out_of_order += self._age.deliver_many(clients, birth, at)
        self._columns.add_many(message, clients, at)

    def lose(self, message: int, count: int) -> None:
        """Note that `count` recipients will never get `message`."""
        if self._messages.counts(message):
            self._lost += count
            self.owed -= count

    def duplicate(self, batch: list[int]) -> None:
        """Note that the messages of `batch` came to a client that had them already."""
        self._duplicates += sum(map(self._messages.counts, batch))

    def acknowledge(self, message: int, at: float) -> None:
        """Note that the sender of `message` has its acknowledgement at `at`."""
        if self._messages.counts(message) and at <= self._horizon:
            self._publish.add(at - self._messages.birth[message])

    def buffer(self, message: int, at: float) -> None:
        """Note that the server keeps `message` from `at` on, until its last reader has read it."""
        if self._unread[message]:
            self.levels.step(at, 0, 0, self._messages.payload[message])

    def read(self, message: int, at: float, count: int) -> None:
        """Note that `count` recipients' copies of `message` have left the server's memory at `at`."""
        self._unread[message] -= count
        if not self._unread[message]:
            self.levels.step(at, 0, 0, -self._messages.payload[message])

    def fold(self, now: float) -> None:
        """Count what has gathered up to `now`."""
        self.levels.fold(now)
        for tally in (self.series, self._publish, self.load.waits):
            tally.fold()

    def within(self, at: float) -> bool:
        """Tell whether `at` lies in the window."""
        return self._start <= at < self._end

    def finish(self, overloads: Callable[[float], bool]) -> Recording:
        """Give the recording; `overloads` tells from the utilisation whether the run was overloaded."""
        plan = self._plan
        cpu, cores = self.load.cpu(), plan.server.cores * plan.server.nodes
        opened, held, memory = self.levels.finish()
        return Recording(
            technique=plan.technique,
            replication=plan.streams.replication,
            duration=self._end - self._start,
            clients=plan.clients.count,
            cores=cores,
            latency=self.series.histogram(),
            publish=self._publish.histogram(),
            queue_wait=self.load.waits.histogram(),
            age=self._age.mean(),
            published=self._published,
            expected=self._expected,
            delivered=self._delivered,
            undelivered=self.owed,
            lost=self._lost,
            duplicates=self._duplicates,
            out_of_order=self._out_of_order,
            requests=self.traffic.count_up(REQUESTS),
            empty=self.traffic.count_down(EMPTY),
            answered=self.traffic.count_down(RESPONSES),
            carried=self.carried,
            opened=self.opened,
            refused=self.refused,
            reconnects=self.reconnects,
            open=opened,
            held=held,
            memory=memory,
            traffic=self.traffic.parts(),
            payload=self.traffic.payload,
            cpu=cpu,
            overloaded=overloads(sum(cpu.values()) / (cores * (self._end - self._start))),
            course=self.series.finish(self.levels.course()),
            births=np.array(self._messages.birth),
            messages=self._messages.digest(),
            deliveries=self._columns.finish(),
        )


class Age:
    """Age of information: how old the newest message is that each client has, averaged over time.

    A client counts from its first delivery on (or from the window's start, if that is later) to the window's end.
    Kaul, Yates, Gruteser, Real-time status: how often should one update?, INFOCOM 2012.
    """

    def __init__(self, plan: Plan) -> None:
        self._start, self._end = plan.window.start, plan.window.end
        self._newest = np.full(plan.clients.count, -np.inf)
        self._since = np.full(plan.clients.count, -np.inf)
        self._area = np.zeros(plan.clients.count)
        self._time = np.zeros(plan.clients.count)
        self._newest_of, self._since_of = one_by_one(self._newest), one_by_one(self._since)
        self._area_of, self._time_of = one_by_one(self._area), one_by_one(self._time)

    def deliver(self, client: int, birth: float, at: float) -> bool:
        """Note a delivery; tell whether an earlier told one happens after it."""
        since, newest = self._since_of[client], self._newest_of[client]
        low, high = max(since, self._start), min(at, self._end)
        if low < high and newest >= 0:
            self._area_of[client] += (high - low) * ((high + low) / 2 - newest)
            self._time_of[client] += high - low
        self._newest_of[client] = max(newest, birth)
        self._since_of[client] = max(at, since)
        return at < since

    def deliver_many(self, clients: Numbers, birth: float, at: Array) -> int:
        """Note one message's deliveries; tell how many happen before an earlier told one."""
        since = self._since[clients]
        self._integrate(clients, since, at)
        self._newest[clients] = np.maximum(self._newest[clients], birth)
        self._since[clients] = np.maximum(at, since)
        return int(np.count_nonzero(at < since))

    def mean(self) -> float:
        """Give the average over all clients' time; not a number when nobody got anything."""
        everyone = np.arange(len(self._newest))
        self._integrate(everyone, self._since, np.full(len(everyone), self._end))
        self._since[:] = self._end
        time = float(self._time.sum())
        return float(self._area.sum()) / time if time else float("nan")

    def _integrate(self, clients: Numbers, since: Array, until: Array) -> None:
        newest = self._newest[clients]
        low = np.maximum(since, self._start)
        span = np.maximum(np.minimum(until, self._end) - low, 0.0)
        span[newest < 0] = 0.0
        newest = np.maximum(newest, 0.0)
        self._area[clients] += span * (low + span / 2 - newest)
        self._time[clients] += span


class Columns:
    """Every delivery, kept."""

    def __init__(self) -> None:
        self._message: list[int] = []
        self._recipient: list[int] = []
        self._time: list[float] = []

    def add(self, client: int, batch: list[int], at: float) -> None:
        """Keep the deliveries of a batch."""
        self._message += batch
        self._recipient += [client] * len(batch)
        self._time += [at] * len(batch)

    def add_many(self, message: int, clients: Numbers, at: Array) -> None:
        """Keep one message's deliveries."""
        self._message += [message] * len(at)
        self._recipient += clients.tolist()
        self._time += at.tolist()

    def finish(self) -> Deliveries:
        """Give the columns."""
        return Deliveries(
            message=np.array(self._message, dtype=np.int64),
            recipient=np.array(self._recipient, dtype=np.int64),
            time=np.array(self._time, dtype=np.float64),
        )


class NoColumns(Columns):
    """No delivery is kept."""

    def add(self, client: int, batch: list[int], at: float) -> None:
        """Keep nothing."""

    def add_many(self, message: int, clients: Numbers, at: Array) -> None:
        """Keep nothing."""
