"""Workers: a closed loop's, each of which publishes, is acknowledged, thinks, and publishes again.

Each worker has streams of its own, so that its n-th message is the same under every technique.
"""

from collections.abc import Generator

import numpy as np
from simpy import Event

from rtsim.chance import draws
from rtsim.model.clock import Moment
from rtsim.model.run import Run
from rtsim.plan import ClosedLoop, OpenLoop


class Workers:
    """All workers of a run, which begin now, and the messages that they have published."""

    def __init__(self, run: Run, loop: ClosedLoop) -> None:
        self._run, self._loop = run, loop
        self._thinks = draws(loop.think, run.plan.streams.generator("think"))
        self._waiting: dict[int, Moment] = {}
        self._born: list[OpenLoop] = []
        run.told = self._hear
        for worker in range(len(self._loop.origins)):
            self._run.clock.process(self._work(worker))

    def published(self) -> OpenLoop:
        """Give what has been published so far."""
        if not self._born:
            none = np.zeros(0, np.int64)
            return OpenLoop(birth=np.zeros(0), origin=none, channel=none, payload=none)
        columns = ("birth", "origin", "channel", "payload")
        return OpenLoop(**{name: np.concatenate([getattr(new, name) for new in self._born]) for name in columns})

    def _work(self, worker: int) -> Generator[Event, None, None]:
        run, streams = self._run, self._run.plan.streams
        origin = self._loop.origins[worker : worker + 1]
        generator = streams.generator("audience", worker)
        payloads = draws(self._loop.payload, streams.generator("payload", worker))
        while True:
            channel = self._loop.audience(generator, origin)
            payload = np.array([max(0, round(next(payloads)))])
            new = OpenLoop(birth=np.array([run.clock.now]), origin=origin, channel=channel, payload=payload)
            self._born.append(new)
            moment = self._waiting[run.publish(new)] = Moment(run.clock)
            yield moment

    def _hear(self, message: int, at: float) -> None:
        """Wake the worker that has its acknowledgement at `at`, when it has thought."""
        self._run.clock.schedule_at(self._waiting.pop(message), at + next(self._thinks))
