"""Abril 2017: what a browser recorded of each technique, for a value of 39 bytes a second, until five have come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rtsim.recording import Recording
from rtsim.theory import framing
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import Bytes
from rtsim.validation.rules import between, near
from rtsim.validation.worlds import SOCKET, at, clients

SOURCE = "Abril 2017, HAR files of Aquilio/09-23-17-real-time-methods at 8bba5d5"
VALUE, EVENTS, INTERVAL = 39, 5, 0.25
QUOTES = 2  # around a value in a frame, which is JSON
START = 1.0  # seconds until the values count that the five cases below see
EARLY = 1 + INTERVAL  # seconds until when a browser may have come before the first value
VALUES = Bytes("down", ("framing", "payload"))
OPENED: dict[str, Any] = {"warmup": 0.0, "duration": 0.25}  # the same browser from the start, before any value comes


def _case(name: str, technique: Mapping[str, Any], *checks: Check, each: int = 0, **sections: Any) -> Case:
    """Give a browser on the server's machine that gets a value each second, the five of the window counted."""
    usual: dict[str, Any] = {
        "clients": clients(1, network="loopback"),
        "messages": at(*(second + 0.5 for second in range(12))) | {"payload": VALUE},
        "wire": {"headers": "abril", "body": {"empty": 0, "around": 0, "between": 0, "each": each}},
        "warmup": START,
        "duration": EVENTS,
        "replications": 1,
    }
    return case(f"abril/{name}", SOURCE, *checks, techniques=technique, **(usual | sections))


def _long_polling() -> Case:
    measured = between(0.9987, 1.0040, "998.7 to 1,004.0 ms")
    return _case(
        "long-polling",
        {"long-polling": {"timeout": 120}},
        Check("requests for five values", "count", EVENTS, "requests.total"),
        Check("request", "bytes", 428, Bytes("up", ("requests",)), per=EVENTS),
        Check("answer, head and chunked body", "bytes", 108 + 50, Bytes("down", ("responses", "payload")), per=EVENTS),
        Check("wait of a request", "s", 1.0, held_each, measured),
    )


def held_each(recording: Recording) -> float:
    """Give the seconds for which each request was held."""
    return recording.held.mean * recording.duration / recording.requests


def _event_stream() -> Case:
    return _case(
        "event-stream",
        {"sse": {}},
        Check("request", "bytes", 450, Bytes("up", ("handshake",))),
        Check("head of the answer", "bytes", 166, Bytes("down", ("handshake",))),
        **OPENED,
    )


def event_alone(recording: Recording) -> float:
    """Give the bytes of each event without the frame of its chunk, which a HAR file leaves out."""
    size = VALUES(recording) / EVENTS
    return next(event for event in range(1, int(size)) if framing.chunk(size=event) == size)


def _events() -> Case:
    """End events with one line end more than the format needs, as that server does; its ids have one digit."""
    note = "without chunk framing; the server ends events with a line end too many, added here"
    check = Check("event", "bytes", 54, event_alone, note=note)
    return _case("events", {"sse": {"heartbeat": None, "first_id": 0}}, check, each=len("\n"))


def _websocket() -> Case:
    note = "as the HAR file counts; Chrome sent 25 B fewer"
    return _case(
        "websocket",
        {"websocket": {}},
        Check("handshake, up", "bytes", 594, Bytes("up", ("handshake",)), note=note),
        Check("handshake, down", "bytes", 129, Bytes("down", ("handshake",))),
        **OPENED,
    )


def _frames() -> Case:
    check = Check("frame of a value in quotation marks", "bytes", 43, VALUES, per=EVENTS)
    return _case("frames", SOCKET, check, each=QUOTES)


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


def _short_polling() -> Case:
    return case(
        "abril/short-polling",
        f"{SOURCE}: runs of 15, 16, 17 and 18 polls",
        *(
            Check(f"share of runs with {polls} polls", "share", 0.25, PollsUntilFive(polls), near(0.05))
            for polls in (15, 16, 17, 18)
        ),
        clients=clients(400, EARLY + 3, network="loopback"),
        messages={"from": "server", "to": "everyone", "process": "periodic", "rate": 1, "payload": VALUE},
        techniques={"short-polling": {"interval": INTERVAL, "timing": "fixed-rate"}},
        warmup=0,
        duration=12,
    )


CASES = (_long_polling(), _event_stream(), _events(), _websocket(), _frames(), _short_polling())
