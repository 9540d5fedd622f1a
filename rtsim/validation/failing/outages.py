"""Outages: when the clients of a library are back after a server that was away for 10.5 s."""

import numpy as np

from rtsim.recording import Recording
from rtsim.scenario import reconnects
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import BackAfter
from rtsim.validation.rules import between, near
from rtsim.validation.worlds import SOCKET, clients

CLIENTS, FALLS, AWAY = 20_000, 60.0, 10.5
STREAMS = ("fetch-event-source", "eventsource-chromium", "eventsource-firefox", "eventsource-webkit")
"""The libraries of event streams; all others are tried with WebSocket."""

IN_STEP = {
    "phoenix.js": 3.76,
    "signalr": 1.5,
    "mqtt.js": 0.5,
    "pusher-js": 0.5,
    "fetch-event-source": 0.5,
    "eventsource-chromium": 1.5,
    "eventsource-firefox": 4.5,
    "eventsource-webkit": 1.5,
    "no-jitter": 4.5,
}
"""Seconds after the outage's end at which all are back at once, by library: the first sum of its delays beyond it."""

SPREAD = {
    "socket.io-client": (1.94, 4.67, 5.0, 0.297),
    "centrifuge-js": (3.45, 13.65, 20.0, 0.157),
    "reconnecting-websocket": (2.91, 6.96, 7.71, 0.236),
    "graphql-ws": (2.0, 9.47, 10.93, 0.274),
    "full-jitter": (5.82, 20.44, 29.84, 0.140),
    "actioncable": (3.41, 6.96, 9.06, 0.169),
}
"""Seconds after its end within which half, 95 % and all are back, and the share that comes in the worst second: of a
Monte-Carlo with as many clients, apart from the model."""

NOTES = {
    "actioncable": "half in 3.48 s where the close falls into a longer pause between looks more often, as it does here"
}


def worst_second(recording: Recording) -> float:
    """Give the largest share of the clients that is back within one second, wherever that begins."""
    assert recording.failures is not None
    (outcome,) = recording.failures.outcomes
    back = outcome.recovery
    return float((np.searchsorted(back, back + 1.0) - np.arange(len(back))).max() / CLIENTS)


def _case(library: str, *checks: Check, replications: int) -> Case:
    """Give clients without latency whose server falls after a minute, and refuses them while it is away."""
    return case(
        f"reconnects/{library}",
        f"computed from {reconnects()[library].source}",
        *checks,
        clients=clients(CLIENTS, 1, reconnect=library),
        techniques={"sse": {"heartbeat": None, "retry": None}} if library in STREAMS else SOCKET,
        faults={"restarts": [{"at": FALLS, "down": AWAY}]},
        warmup=0,
        duration=2 * FALLS,
        replications=replications,
    )


def _in_step(library: str, expected: float) -> Case:
    first = Check("back, first", "s", expected, BackAfter(1 / CLIENTS))
    return _case(library, first, Check("back, last", "s", expected, BackAfter()), replications=1)


def _spread(library: str, half: float, most: float, last: float, worst: float) -> Case:
    note, point = NOTES.get(library, ""), between(worst - 0.01, worst + 0.01, "±1 point")
    times = (("half", 0.5, half), ("95 %", 0.95, most), ("last", 1.0, last))
    back = [Check(f"back, {word}", "s", seconds, BackAfter(share), near(0.03), note) for word, share, seconds in times]
    return _case(library, *back, Check("back in the worst second", "share", worst, worst_second, point), replications=8)


CASES = (
    *[_in_step(library, expected) for library, expected in IN_STEP.items()],
    *[_spread(library, *expected) for library, expected in SPREAD.items()],
)
