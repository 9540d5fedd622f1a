"""The witness: tells all that happened to one client of a run, from the rows that the kernel wrote down about it."""

from collections.abc import Callable, Iterable
from math import inf
from typing import TypeAlias

import numpy as np

from rtsim.model import facts
from rtsim.model.answered import between, concerns, travelling
from rtsim.model.causes import IDLE, NO_UPGRADE, TOO_OLD, cause
from rtsim.model.kernel.manners import manner_of, size_in
from rtsim.model.layout import ANEW, FALLBACK, NOWHERE, OWN, POSTING, Rows, World
from rtsim.model.load import KINDS, OPEN, PUBLISH, PUSH, REQUEST, RESPOND, costs_in
from rtsim.model.numbering import Numbering
from rtsim.model.traffic import closed, greeted, set_up, set_up_words, set_ups
from rtsim.plan import OpenLoop, Plan
from rtsim.recording import Fact, Trace, Transfers, What, Where

HAIR = 1e-12  # seconds by which a sum of doubles may miss its instant

Carried: TypeAlias = tuple[int, ...]
Way: TypeAlias = tuple[float, float]

_STEPS = What.PROBE, What.PASSES, What.UPGRADE, What.PUBLISH, What.ACKNOWLEDGEMENT


class Witness:
    """The facts about the traced client, in the order in which the run came to know them."""

    def __init__(self, plan: Plan, world: World, messages: OpenLoop) -> None:
        self._plan, self._world, self._messages = plan, world, messages
        self._polls_first = plan.fallback is not None and plan.fallback.probe is not None
        self._speaks(FALLBACK if self._polls_first else manner_of(world, int(world.settings[0].traced)))
        self._shakes, self._packets = set_ups(plan, world)
        self._facts: list[Fact] = []
        self._numbers = Numbering()
        self._asked: dict[int, tuple[float, float, int]] = {}  # polls on their way, by connection: left, there, size
        self._poll = 0  # the place of the last poll among the facts
        self._expired = ""  # why an intermediary is about to cut a connection
        self._held_since = inf
        self._end = inf
        self._stream = NOWHERE  # where messages are pushed; with pull, where the last poll came in

    def _speaks(self, manner: int) -> None:
        """Take note of the manner that the client has from now on."""
        self._manner, self._costs = manner, costs_in(self._plan, manner)

    def trace(self, rows: Rows, end: float) -> Trace:
        """Give the facts that the rows tell of and that began by `end`."""
        self._end = end
        for row in rows:
            if row.kind == facts.CLOSED:
                self._close(int(row.connection), float(row.a))
            else:
                _TOLD[int(row.kind)](self, row)
        if self._held_since <= end:
            self._at_server(What.HELD, self._stream, self._held_since, end)
        for connection in self._numbers.rows:
            self._close(connection, float(self._world.connections[connection].closes))
        return Trace.of(self._plan.traced, (fact for fact in self._facts if fact.start <= end))

    def _set_up(self, row: np.record) -> None:
        """Tell of a connection's set-up, which the server admits."""
        shake, number = greeted(self._shakes[int(row.first)], int(row.last)), self._numbers.begin(int(row.connection))
        sizes, way = set_up(shake, self._packets), set_up_words(shake, self._packets)
        fact = Fact(What.SET_UP, Where.UP, float(row.a), float(row.c), sizes, passes=float(row.b), detail=way)
        self._facts.append(fact._replace(connection=number))

    def _refused(self, row: np.record) -> None:
        """Tell of a set-up that is not admitted, which the client knows in the end."""
        of, what = "message" if row.length >= POSTING else "", What.UNAVAILABLE if row.c else What.REFUSED
        self._facts.append(Fact(what, Where.UP, float(row.a), float(row.b), detail=of))

    def _cut(self, row: np.record) -> None:
        """Tell of a connection's being cut, which the client knows in the end."""
        connection, at = int(row.connection), float(row.a)
        if connection == self._numbers.row(self._stream) and self._held_since < at:
            self._at_server(What.HELD, self._stream, self._held_since, at)
            self._held_since = inf
        number = self._numbers.end(connection)
        way = at, min(float(row.b), max(self._end, at))  # a client that never notices does not by the end
        why, self._expired = self._expired or cause(self._plan, at), ""
        self._facts.append(
            Fact(What.CUT, Where.DOWN, *way, closed(self._packets), passes=at, connection=number, detail=why)
        )

    def _expires(self, row: np.record) -> None:
        """Take note why an intermediary cuts the connection that is cut next."""
        self._expired = TOO_OLD if row.first else IDLE

    def _blocked(self, row: np.record) -> None:
        """Tell of the request for an upgrade that does not pass, which an intermediary refuses or nobody answers."""
        self._up(What.HANDSHAKE, int(row.connection), (float(row.a), float(row.b)), int(row.length), answered=row.first)
        self._expired = NO_UPGRADE if row.first else ""

    def _passed(self, row: np.record) -> None:
        """Take note that one of the browser's connections is another tab's from now on, or the client's."""
        if row.first:
            self._numbers.begin(int(row.connection))
        else:
            self._numbers.end(int(row.connection))

    def _rides(self, row: np.record) -> None:
        """Take note which connection a request shares from now on."""
        self._numbers.share(int(row.connection), int(row.first))

    def _close(self, connection: int, at: float) -> None:
        number = self._numbers.end(connection)
        self._facts.append(Fact(What.CLOSE, Where.SERVER, at, at, closed(self._packets), passes=at, connection=number))

    def _taken_up(self, row: np.record) -> None:
        """Tell of the request that opens a push connection, whose work is queued."""
        connection, now = int(row.connection), float(row.d)
        if not (self._polls_first and self._manner == FALLBACK):
            self._stream = connection
        self._up(What.HANDSHAKE, connection, (float(row.a), float(row.b)), int(row.length), answered=True)
        self._facts[-1] = self._facts[-1]._replace(passes=now)
        self._waits_for_thread(connection, float(row.b), now)
        kind = OPEN if row.first else REQUEST
        self._works(kind, connection, (now, float(row.c)), int(row.length), first=int(row.first))

    def _asks(self, row: np.record) -> None:
        """Take note of a poll that is on its way."""
        if self._polls_first:
            self._speaks(FALLBACK)
        self._asked[int(row.connection)] = float(row.a), float(row.b), int(row.length)

    def _taken_in(self, row: np.record) -> None:
        """Tell of a poll whose work is queued."""
        connection, at = int(row.connection), float(row.a)
        left, there, size = self._asked.pop(connection)
        self._stream, self._poll = connection, len(self._facts)
        self._up(What.REQUEST, connection, (left, there), size, answered=True)
        self._facts[self._poll] = self._facts[self._poll]._replace(passes=at)
        self._waits_for_thread(connection, there, at)
        size, longer = int(row.length), float(row.c)
        self._works(REQUEST, connection, (at, float(row.b)), size, more=longer, first=int(row.first))

    def _held(self, row: np.record) -> None:
        """Take note that the last poll is held, so that TCP acknowledges it before its answer leaves."""
        poll = self._facts[self._poll]
        alone = Transfers(wire_down=self._plan.packets.acknowledgements(poll.size.up))
        self._facts[self._poll] = poll._replace(size=poll.size + alone)
        self._held_since = float(row.a)

    def _timed_out(self, row: np.record) -> None:
        """Tell that the server keeps a poll no longer."""
        self._at_server(What.TIME_OUT, self._stream, float(row.a), float(row.a))

    def _released(self, row: np.record) -> None:
        """Tell that a held poll's answer is queued."""
        at = float(row.a)
        self._at_server(What.HELD, self._stream, self._held_since, at)
        self._held_since = inf
        self._works(RESPOND, self._stream, (at, float(row.b)), int(row.length), more=float(row.c))

    def _answered(self, row: np.record) -> None:
        """Tell of an answer with messages."""
        told = between(self._world, self._plan, self._messages, int(row.first), int(row.last))
        self._down(What.ANSWER, int(row.connection), row, told)

    def _answered_bare(self, row: np.record) -> None:
        """Tell of an empty answer, or the one that opens a push connection."""
        self._down(What.OPENED if row.kind == facts.OPENED else What.EMPTY, int(row.connection), row)

    def _worked(self, row: np.record) -> None:
        """Tell of work on the connection that is pushed on."""
        self._works(int(row.first), self._stream, (float(row.a), float(row.b)), 0)

    def _pushed(self, row: np.record) -> None:
        """Tell of a message that is written on the connection."""
        size, message, at, left, there = int(row.length), int(row.message), float(row.a), float(row.b), float(row.c)
        longer = float(self._world.sizes[size_in(self._world, message, self._manner)].packs)
        self._works(PUSH, self._stream, (at, float(row.d)), size, more=longer, messages=(message,))
        self._moves_down(What.MESSAGE, self._stream, (left, there), size, (message,))

    def _beaten(self, row: np.record) -> None:
        """Tell of a heartbeat that is answered by a pong if there is one."""
        self._down(What.PING, self._stream, row)
        pong = int(self._world.manners[self._manner].pong)
        if pong:
            self._up(What.PONG, self._stream, (float(row.b), float(row.c)), pong, answered=False)

    def _stepped(self, row: np.record) -> None:
        """Tell of what brings a client from its polls to its WebSocket, where the last step leads."""
        what, connection = _STEPS[int(row.first)], int(row.connection)
        if what in (What.PASSES, What.ACKNOWLEDGEMENT):
            self._down(what, connection, row)
            return
        self._up(what, connection, (float(row.a), float(row.b)), int(row.length), answered=bool(row.last))
        if what is What.UPGRADE:
            self._stream = connection
            self._speaks(OWN)

    def _born(self, row: np.record) -> None:
        """Tell of a message that the client publishes."""
        at = float(row.a)
        self._facts.append(Fact(What.BIRTH, Where.CLIENT, at, at, messages=(int(row.message),)))

    def _sent(self, row: np.record) -> None:
        """Tell of a message on its way up."""
        answered = bool(self._world.settings[0].answered)  # the answer carries TCP's acknowledgement
        way, carried = (float(row.a), float(row.b)), (int(row.message),)
        self._up(What.PUBLISH, self._own(row), way, int(row.length), answered=answered, messages=carried)

    def _published(self, row: np.record) -> None:
        """Tell of the work that takes in a message from the client, or at its node one for it."""
        message, told = int(row.message), self._messages
        if told.origin[message] == self._plan.traced or concerns(self._plan, told, int(row.last), message):
            at, done, size = float(row.a), float(row.b), int(row.length)
            long, first = float(self._world.sizes[size_in(self._world, message, self._manner)].unpacks), int(row.first)
            self._works(PUBLISH, NOWHERE, (at, done), size, more=long, first=first, messages=(message,))

    def _shown(self, row: np.record) -> None:
        """Tell of a message for the client that is visible at its node."""
        message, at = int(row.message), float(row.a)
        if concerns(self._plan, self._messages, int(row.last), message):
            detail = self._plan.clients.called(int(self._messages.origin[message]))
            self._at_server(What.ARRIVAL, NOWHERE, at, at, detail=detail, messages=(message,))

    def _missed(self, row: np.record) -> None:
        """Tell of a message that is written to others alone."""
        self._at_server(What.LOST, NOWHERE, float(row.a), float(row.a), messages=(int(row.message),))

    def _acknowledged(self, row: np.record) -> None:
        """Tell of an acknowledgement on its way down."""
        self._down(What.ACKNOWLEDGEMENT, self._own(row), row, (int(row.message),))

    def _own(self, row: np.record) -> int:
        """Give the connection of a message on its way: its own, or the one that is pushed on."""
        return self._stream if row.connection == NOWHERE else int(row.connection)

    def _up(  # noqa: PLR0913 - a transfer's own
        self, what: What, connection: int, way: Way, size: int, *, answered: bool, messages: Carried = ()
    ) -> None:
        """Tell of bytes that leave the client and reach the server at the instants `way`.

        `answered` tells that an answer carries TCP's acknowledgement of them.
        """
        packets = self._plan.packets
        sizes = Transfers(size, 0, packets.on_wire(size), 0 if answered else packets.acknowledgements(size))
        self._move(Fact(what, Where.UP, *way, sizes, passes=way[1]), connection, messages)

    def _down(self, what: What, connection: int, row: np.record, messages: Carried = ()) -> None:
        """Tell of bytes that leave the server and reach the client, as a row says."""
        self._moves_down(what, connection, (float(row.a), float(row.b)), int(row.length), messages)

    def _moves_down(self, what: What, connection: int, way: Way, size: int, messages: Carried) -> None:
        packets = self._plan.packets
        sizes = Transfers(0, size, packets.acknowledgements(size), packets.on_wire(size))
        self._move(Fact(what, Where.DOWN, *way, sizes, passes=way[0]), connection, messages)

    def _works(  # noqa: PLR0913 - a piece of work's own
        self, kind: int, on: int, way: Way, size: int, *, more: float = 0.0, first: int = 0, messages: Carried = ()
    ) -> None:
        """Tell of work that is queued and done at the instants `way`; the `first` on a connection opens it as well."""
        at, done = way
        opening = self._costs[OPEN] - (float(self._world.settings[0].saves) if first > ANEW else 0.0)
        own = opening if kind == OPEN else self._costs[kind]
        start = begun = done - (own + self._plan.server.costs.per_byte * size + more)
        if first and kind != OPEN:
            begun -= opening
        if begun > at + HAIR:
            self._at_server(What.QUEUE, on, at, begun, detail="core", messages=messages)
        if first and kind != OPEN:
            self._at_server(What.WORK, on, begun, start, detail=KINDS[OPEN])
        self._at_server(What.WORK, on, start, done, detail=KINDS[kind], messages=messages)

    def _waits_for_thread(self, connection: int, there: float, at: float) -> None:
        """Tell that what is there has waited until `at` for a thread."""
        if at > there + HAIR:
            self._at_server(What.QUEUE, connection, there, at, detail="thread")

    def _move(self, fact: Fact, connection: int, messages: Iterable[int]) -> None:
        carried = tuple(messages)
        payload = travelling(self._world, self._plan, self._manner, fact.what, carried)
        self._facts.append(fact._replace(connection=self._numbers.of(connection), messages=carried, payload=payload))

    def _at_server(  # noqa: PLR0913 - a fact's own
        self, what: What, connection: int, start: float, end: float, *, detail: str = "", messages: Carried = ()
    ) -> None:
        """Tell of something at the server; a message's own connection is none that is known there."""
        number = self._numbers.of(connection)
        self._facts.append(
            Fact(what, Where.SERVER, start, end, passes=start, connection=number, messages=messages, detail=detail)
        )


_TOLD: dict[int, Callable[[Witness, np.record], None]] = {
    getattr(facts, name): getattr(Witness, method)
    for name, method in {
        "SET_UP": "_set_up", "REFUSED": "_refused", "TAKEN_UP": "_taken_up", "ASKED": "_asks",
        "TAKEN_IN": "_taken_in", "HELD": "_held", "TIMED_OUT": "_timed_out", "RELEASED": "_released",
        "ANSWERED": "_answered", "EMPTY_ANSWER": "_answered_bare", "OPENED": "_answered_bare", "WORKED": "_worked",
        "PUSHED": "_pushed", "BEATEN": "_beaten", "BORN": "_born", "SENT": "_sent", "PUBLISHED": "_published",
        "SHOWN": "_shown", "MISSED": "_missed", "ACKNOWLEDGED": "_acknowledged", "CUT": "_cut", "PASSED": "_passed",
        "EXPIRED": "_expires", "RIDES": "_rides", "BLOCKED": "_blocked", "STEPPED": "_stepped",
    }.items()
}  # fmt: skip
