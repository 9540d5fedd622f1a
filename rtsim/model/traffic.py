"""Traffic: the bytes that pass the server's network card in the window, by part, direction and ledger.

Transfers are counted by size, and turned into bytes once, at the end. The ledger of the connection has the bytes of
TCP's payload; the ledger of the wire adds the headers of its segments and the acknowledgements that travel alone. An
answer that leaves at once carries the acknowledgement of its request (RFC 1122, 4.2.3.2: a delayed acknowledgement).
"""

from collections import Counter
from enum import IntEnum

import numpy as np

from rtsim.chance import Array
from rtsim.plan import Window
from rtsim.recording import Transfers
from rtsim.wire import Packets


class Part(IntEnum):
    """What a transfer is for."""

    HANDSHAKE = 0
    REQUESTS = 1
    EMPTY = 2
    RESPONSES = 3
    FRAMING = 4
    HEARTBEATS = 5
    PUBLISHING = 6


class Traffic:
    """What passed in the window."""

    def __init__(self, window: Window, packets: Packets) -> None:
        self._start, self._end = window.start, window.end
        self._packets = packets
        self._up: Counter[tuple[Part, int, bool]] = Counter()
        self._down: Counter[tuple[Part, int]] = Counter()
        self._bare = {part: Transfers() for part in Part}
        self._payload_up: Counter[Part] = Counter()
        self._payload_down: Counter[Part] = Counter()

    def up(self, part: Part, at: float, size: int, payload: int = 0, *, answered: bool = False) -> None:
        """Count `size` bytes, `payload` of them a message's, that reach the server at `at`.

        `answered` tells that the answer leaves at once and carries the acknowledgement.
        """
        if self._start <= at < self._end:
            self._up[part, size, answered] += 1
            if payload:
                self._payload_up[part] += payload

    def down(self, part: Part, at: float, size: int, payload: int = 0, count: int = 1) -> None:
        """Count `count` transfers of `size` bytes, `payload` of them messages', that leave the server at `at`."""
        if self._start <= at < self._end:
            self._down[part, size] += count
            if payload:
                self._payload_down[part] += payload * count

    def down_many(self, part: Part, at: Array, size: int, payload: int) -> None:
        """Count transfers of `size` bytes, `payload` of them of a message, that leave at the instants `at`."""
        count = int(np.count_nonzero((at >= self._start) & (at < self._end)))
        if count:
            self._down[part, size] += count
            self._payload_down[part] += payload * count

    def bare(self, at: float, transfers: Transfers) -> None:
        """Count bytes of a connection's set-up or end, whose packets are known one by one."""
        if self._start <= at < self._end:
            self._bare[Part.HANDSHAKE] += transfers

    @property
    def payload(self) -> int:
        """Bytes of messages' payload, both ways."""
        return self._payload_up.total() + self._payload_down.total()

    def parts(self) -> dict[str, Transfers]:
        """Give the bytes of each part, payload apart."""
        parts = dict(self._bare)
        packets = self._packets
        for (part, size, answered), count in self._up.items():
            alone = 0 if answered else packets.acknowledgements(size)
            parts[part] += Transfers(size * count, 0, packets.on_wire(size) * count, alone * count)
        for (part, size), count in self._down.items():
            alone = packets.acknowledgements(size)
            parts[part] += Transfers(0, size * count, alone * count, packets.on_wire(size) * count)
        payload = Transfers()
        for part in Part:
            up, down = self._payload_up[part], self._payload_down[part]
            parts[part] += Transfers(-up, -down, -up, -down)
            payload += Transfers(up, down, up, down)
        return {part.name.lower(): transfers for part, transfers in parts.items()} | {"payload": payload}
