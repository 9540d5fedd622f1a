"""Messages: all that is published in a run, in columns numbered in the order of birth."""

from bisect import bisect_left
from hashlib import sha256

import numpy as np

from rtsim.chance import draws
from rtsim.plan import ClosedLoop, OpenLoop, Plan


class Messages:
    """The columns, and who is to get each message.

    An open loop's messages are all there from the start; a closed loop's are added as they are born.
    """

    def __init__(self, plan: Plan) -> None:
        source = plan.messages if isinstance(plan.messages, OpenLoop) else _nothing()
        self.birth: list[float] = source.birth.tolist()
        self.origin: list[int] = source.origin.tolist()
        self.channel: list[int] = source.channel.tolist()
        self.payload: list[int] = source.payload.tolist()
        clients = plan.clients
        self._home: list[int] = clients.channels.tolist()
        self._sizes: list[int] = np.bincount(clients.channels).tolist()
        self._skips_own = clients.skips_own
        self._window = plan.window

    def recipients(self, message: int) -> int:
        """Give the number of clients that `message` is owed to."""
        return self._sizes[self.channel[message]] - self.skips(message)

    def skips(self, message: int) -> bool:
        """Tell whether the sender is one of the channel and does not get its own message back."""
        origin = self.origin[message]
        return self._skips_own and 0 <= origin < len(self._home) and self._home[origin] == self.channel[message]

    def counts(self, message: int) -> bool:
        """Tell whether `message` was born in the window."""
        return self._window.start <= self.birth[message] < self._window.end

    def digest(self) -> str:
        """Give 16 hexadecimal digits of the messages born up to the window's end, who gets them, and which count.

        How many are born after it depends on how long the run goes on, and so on the technique. The digits are the same
        in every process and on every machine.
        """
        born = bisect_left(self.birth, self._window.end)
        found = sha256(repr((born, self._window.start, self._window.end, self._skips_own)).encode())
        found.update(np.array(self.birth[:born], dtype="<f8").tobytes())
        for column in (self.origin[:born], self.channel[:born], self.payload[:born], self._home):
            found.update(np.array(column, dtype="<i8").tobytes())
        return found.hexdigest()[:16]


class Supply:
    """What a closed loop's worker publishes: audience and payload are drawn when a message is born.

    Each worker has streams of its own, so that its n-th message is the same under every technique.
    """

    def __init__(self, plan: Plan, loop: ClosedLoop, messages: Messages, worker: int) -> None:
        self._messages = messages
        self._origin = loop.origins[worker : worker + 1]
        self._audience = loop.audience
        self._generator = plan.streams.generator("audience", worker)
        self._payloads = draws(loop.payload, plan.streams.generator("payload", worker))

    def publish(self, now: float) -> int:
        """Bring a message into being; give its number."""
        messages = self._messages
        messages.birth.append(now)
        messages.origin.append(int(self._origin[0]))
        messages.channel.append(int(self._audience.choose(self._generator, self._origin)[0]))
        messages.payload.append(max(0, round(next(self._payloads))))
        return len(messages.birth) - 1


def _nothing() -> OpenLoop:
    none = np.array([], dtype=np.int64)
    return OpenLoop(birth=np.array([]), origin=none, channel=none, payload=none)
