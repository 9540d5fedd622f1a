"""Traffic: the bytes that pass the server's network card in the window, by part, direction and ledger.

Transfers are counted by size, and turned into bytes once, at the end. The ledger of the connection has the bytes of
TCP's payload; the ledger of the wire adds the headers of its segments and the acknowledgements that travel alone. An
answer that leaves at once carries the acknowledgement of its request (RFC 1122, 4.2.3.2: a delayed acknowledgement).
"""

import numpy as np

from rtsim.chance import Array
from rtsim.plan import Window
from rtsim.recording import Transfers
from rtsim.wire import Packets

PARTS = ("handshake", "requests", "empty", "responses", "framing", "heartbeats", "publishing")
HANDSHAKE, REQUESTS, EMPTY, RESPONSES, FRAMING, HEARTBEATS, PUBLISHING = range(len(PARTS))


class Traffic:
    """What passed in the window."""

    def __init__(self, window: Window, packets: Packets) -> None:
        self._start, self._end = window.start, window.end
        self._packets = packets
        self._up: dict[tuple[int, int, bool], int] = {}
        self._down: dict[tuple[int, int], int] = {}
        self._bare = Transfers()
        self._payload_up, self._payload_down = [0] * len(PARTS), [0] * len(PARTS)

    def up(self, part: int, at: float, size: int, payload: int, *, answered: bool) -> None:
        """Count `size` bytes, `payload` of them a message's, that reach the server at `at`.

        `answered` tells that the answer leaves at once and carries the acknowledgement.
        """
        if self._start <= at < self._end:
            key = (part, size, answered)
            self._up[key] = self._up.get(key, 0) + 1
            if payload:
                self._payload_up[part] += payload

    def down(self, part: int, at: float, size: int, payload: int = 0) -> None:
        """Count `size` bytes, `payload` of them messages', that leave the server at `at`."""
        if self._start <= at < self._end:
            key = (part, size)
            self._down[key] = self._down.get(key, 0) + 1
            if payload:
                self._payload_down[part] += payload

    def down_many(self, part: int, at: Array, size: int, payload: int) -> int:
        """Count transfers of `size` bytes, `payload` of them messages', that leave at the instants `at`.

        Gives the number of those that leave in the window.
        """
        count = int(np.count_nonzero((at >= self._start) & (at < self._end)))
        if count:
            self._down[part, size] = self._down.get((part, size), 0) + count
            self._payload_down[part] += payload * count
        return count

    def bare(self, at: float, transfers: Transfers) -> None:
        """Count bytes of a connection's set-up or end, whose packets are known one by one."""
        if self._start <= at < self._end:
            self._bare += transfers

    def count_up(self, part: int) -> int:
        """Give the number of a part's transfers that reached the server."""
        return sum(count for (of, _, _), count in self._up.items() if of == part)

    def count_down(self, part: int) -> int:
        """Give the number of a part's transfers that left the server."""
        return sum(count for (of, _), count in self._down.items() if of == part)

    @property
    def payload(self) -> int:
        """Bytes of messages' payload, both ways."""
        return sum(self._payload_up) + sum(self._payload_down)

    def parts(self) -> dict[str, Transfers]:
        """Give the bytes of each part, payload apart."""
        parts = [Transfers()] * len(PARTS)
        parts[HANDSHAKE] = self._bare
        packets, payload = self._packets, Transfers()
        for (part, size, answered), count in self._up.items():
            alone = 0 if answered else packets.acknowledgements(size)
            parts[part] += Transfers(size * count, 0, packets.on_wire(size) * count, alone * count)
        for (part, size), count in self._down.items():
            alone = packets.acknowledgements(size)
            parts[part] += Transfers(0, size * count, alone * count, packets.on_wire(size) * count)
        for part, (up, down) in enumerate(zip(self._payload_up, self._payload_down, strict=True)):
            parts[part] += Transfers(-up, -down, -up, -down)
            payload += Transfers(up, down, up, down)
        return dict(zip(PARTS, parts, strict=True)) | {"payload": payload}
