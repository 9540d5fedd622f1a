"""Abril 2017: what a browser recorded of each technique, for a value of 39 bytes a second, until five have come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.scenario.traces import read_trace
from rtsim.theory import framing
from rtsim.validation.case import PUBLISHED
from rtsim.validation.check import Check
from rtsim.validation.measures import Bytes, Measured
from rtsim.validation.rules import Between, Exact, Within
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import world

SOURCE = "Abril 2017, HAR files of Aquilio/09-23-17-real-time-methods at 8bba5d5"
VALUE, EVENTS, INTERVAL = 39, 5, 0.25
QUOTES = 2  # around a value in a frame, which is JSON
START = 1.0  # seconds until the values count that the five cases below see
EARLY = 1 + INTERVAL  # seconds until when a browser may have come before the first value
PARTS = ("framing", "payload")


def _five_values(technique: str, settings: Mapping[str, Any], body: Mapping[str, int]) -> Scenario:
    """Give a browser on the server's machine that gets a value each second, the five of the window counted."""
    times = "\n".join(str(second + 0.5) for second in range(12))
    return world(
        clients={"count": 1, "connect_over": 0, "network": "loopback"},
        messages={
            "from": "server",
            "to": "everyone",
            "process": "trace",
            "trace": read_trace(f"time_s\n{times}"),
            "payload": VALUE,
        },
        techniques={technique: settings},
        wire={"headers": "abril", "body": {"empty": 0, "around": 0, "between": 0, **body}},
        warmup=START,
        duration=EVENTS,
        replications=1,
    )


def _opened(technique: str, settings: Mapping[str, Any]) -> Scenario:
    """Give the same browser from the start, before any value comes."""
    return _five_values(technique, settings, {}).model_copy(update={"warmup": 0.0, "duration": 0.25})


def _exact(quantity: str, expected: float, measure: Bytes, note: str = "") -> Check[Recording]:
    return Check(quantity=quantity, unit="bytes", expected=expected, measure=measure, rule=Exact(), note=note)


def held_each(recording: Recording) -> float:
    """Give the seconds for which each request was held."""
    return recording.held.mean * recording.duration / recording.requests


def _long_polling() -> SimulatedCase:
    return SimulatedCase(
        name="abril/long-polling",
        source=SOURCE,
        group=PUBLISHED,
        scenario=_five_values("long-polling", {"timeout": 120}, {}),
        checks=(
            Check(
                quantity="requests for five values",
                unit="count",
                expected=EVENTS,
                measure=Measured("requests.total"),
                rule=Exact(),
            ),
            _exact("request", 428, Bytes("up", ("requests",), EVENTS)),
            _exact("answer, head and chunked body", 108 + 50, Bytes("down", ("responses", "payload"), EVENTS)),
            Check(
                quantity="wait of a request",
                unit="s",
                expected=1.0,
                measure=held_each,
                rule=Between(0.9987, 1.0040, "998.7 to 1,004.0 ms"),
            ),
        ),
    )


def _event_stream() -> SimulatedCase:
    return SimulatedCase(
        name="abril/event-stream",
        source=SOURCE,
        group=PUBLISHED,
        scenario=_opened("sse", {}),
        checks=(
            _exact("request", 450, Bytes("up", ("handshake",))),
            _exact("head of the answer", 166, Bytes("down", ("handshake",))),
        ),
    )


def event_alone(recording: Recording) -> float:
    """Give the bytes of each event without the frame of its chunk, which a HAR file leaves out."""
    size = Bytes("down", PARTS, EVENTS)(recording)
    return next(event for event in range(1, int(size)) if framing.chunk(size=event) == size)


def _events() -> SimulatedCase:
    """End events with one line end more than the format needs, as that server does; its ids have one digit."""
    settings = {"heartbeat": None, "first_id": 0}
    return SimulatedCase(
        name="abril/events",
        source=SOURCE,
        group=PUBLISHED,
        scenario=_five_values("sse", settings, {"each": len("\n")}),
        checks=(
            Check(
                quantity="event",
                unit="bytes",
                expected=54,
                measure=event_alone,
                rule=Exact(),
                note="without chunk framing; the server ends events with a line end too many, added here",
            ),
        ),
    )


def _websocket() -> SimulatedCase:
    return SimulatedCase(
        name="abril/websocket",
        source=SOURCE,
        group=PUBLISHED,
        scenario=_opened("websocket", {}),
        checks=(
            _exact("handshake, up", 594, Bytes("up", ("handshake",)), "as the HAR file counts; Chrome sent 25 B fewer"),
            _exact("handshake, down", 129, Bytes("down", ("handshake",))),
        ),
    )


def _frames() -> SimulatedCase:
    return SimulatedCase(
        name="abril/frames",
        source=SOURCE,
        group=PUBLISHED,
        scenario=_five_values("websocket", {"heartbeat": None}, {"each": QUOTES}),
        checks=(_exact("frame of a value in quotation marks", 43, Bytes("down", PARTS, EVENTS)),),
    )


@dataclass(frozen=True)
class PollsUntilFive:
    """The share of browsers that sent so many polls.

    The page sends a poll at each tick and looks afterwards whether five values have come, the first of which was there
    already. Browsers that came too early to find one are left out.
    """

    polls: int

    def __call__(self, recording: Recording) -> float:
        """Count each browser's polls from the instants at which it had its values."""
        columns = recording.deliveries
        came = [np.unique(columns.time[columns.recipient == client]) for client in range(recording.clients)]
        counts = [round((times[4] - times[0]) / INTERVAL) + 2 for times in came if times[0] > EARLY]
        return float(np.mean(np.array(counts) == self.polls))


def _short_polling() -> SimulatedCase:
    return SimulatedCase(
        name="abril/short-polling",
        source=f"{SOURCE}: runs of 15, 16, 17 and 18 polls",
        group=PUBLISHED,
        scenario=world(
            clients={"count": 400, "connect_over": EARLY + 3, "network": "loopback"},
            messages={"from": "server", "to": "everyone", "process": "periodic", "rate": 1, "payload": VALUE},
            techniques={"short-polling": {"interval": INTERVAL, "timing": "fixed-rate"}},
            warmup=0,
            duration=12,
        ),
        checks=tuple(
            Check(
                quantity=f"share of runs with {polls} polls",
                unit="share",
                expected=0.25,
                measure=PollsUntilFive(polls),
                rule=Within(0.05),
            )
            for polls in (15, 16, 17, 18)
        ),
    )


CASES = (_long_polling(), _event_stream(), _events(), _websocket(), _frames(), _short_polling())
"""The cases of Abril."""
