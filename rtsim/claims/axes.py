"""Axes: the inputs that the claims are tested over, each as a sweep.

Rare messages are watched for longer and frequent ones for less long, so that each point has enough of them and none
takes long to simulate.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from rtsim.claims.sweep import Point, Sweep
from rtsim.claims.worlds import CHAT, FEED, NOTIFICATIONS, World

_ROOM = CHAT.but("clients.count=20")  # one room is enough where polls are many
_FEW = NOTIFICATIONS.but("clients.count=10", "messages.rate=1 / min")
_NEAR = NOTIFICATIONS.but("clients.network={latency: 10 ms}", "messages.rate=240 / min")
_SOON = ("clients.connect_over=5 s", "warmup=10 s")  # polls are spread over their interval, connections stay busy


def _lasting(world: World, duration: str) -> World:
    """Give the world with another duration; one that is counted in seconds needs no longer warm-up."""
    return world.but(f"duration={duration}", *(_SOON if duration.endswith(" s") else ()))


def _each(name: str, worlds: Mapping[str, World]) -> Sweep:
    """Give a sweep of worlds that have no order, by their labels."""
    return Sweep(name, tuple(Point(label, world) for label, world in worlds.items()))


def _along(words: str, world: Callable[[float], World], values: Iterable[float]) -> Sweep:
    """Give a sweep along an input: its name and, behind the colon, how a value is written with its unit."""
    name, _, label = words.partition(": ")
    points = tuple(Point(label.format(value), world(value), value) for value in values)
    return Sweep(name, points, label.partition("}")[2])


def _watched(words: str, world: Callable[[float], World], durations: Mapping[float, str]) -> Sweep:
    """Give a sweep along an input, each value of which is watched for a duration of its own."""
    return _along(words, lambda value: _lasting(world(value), durations[value]), durations)


CHAT_RATE = _watched(
    "what each writes in the chat: {:g} / min",
    lambda rate: CHAT.but(f"messages.rate={rate:g} / min"),
    {0.02: "30 min", 0.2: "10 min", 0.5: "10 min", 1: "4 min", 2: "4 min", 5: "60 s", 20: "30 s", 60: "15 s"},
)
"""A room of 20 hears 19 times as much as one of its members writes."""

HEARD_RATE = _watched(
    "what each hears in notifications: {:g} / min",
    lambda rate: NOTIFICATIONS.but(f"messages.rate={40 * rate:g} / min"),
    {0.1: "20 min", 1: "10 min", 3: "5 min", 10: "2 min", 30: "60 s", 60: "30 s", 300: "15 s"},
)
"""Forty clients; the scenario's rate is for all of them."""

SERVER_WORLDS = _each("messages from the server", {"notifications": NOTIFICATIONS, "a feed": FEED})

LIGHT = _each("the notes' own uses", {"a chat": CHAT, "notifications": NOTIFICATIONS})

INTERVAL = _watched(
    "the interval of polls in the chat: {:g} s",
    lambda seconds: _ROOM.but(f"techniques.short-polling.interval={seconds:g} s"),
    {0.05: "30 s", 0.2: "60 s", 0.5: "5 min", 1: "5 min", 5: "5 min", 30: "30 min", 120: "30 min"},
)

REST = _watched(
    "the interval of polls in notifications, each hearing something in 10 min: {:g} s",
    lambda seconds: _FEW.but(f"techniques.short-polling.interval={seconds:g} s"),
    {5: "1 h", 30: "1 h", 70: "1 h", 300: "4 h", 1800: "4 h", 7200: "12 h"},
)
"""Intervals for updates that may be late; above 75 s the server has closed the connection before the next poll."""

TIME_OUT = _along(
    "long polling's time-out in notifications: {:g} s",
    lambda seconds: NOTIFICATIONS.but(f"techniques.long-polling.timeout={seconds:g} s"),
    (1, 5, 15, 30, 120),
)

HEARTBEAT = _along(
    "WebSocket's heartbeat in a chat where each writes once in 50 min: {:g} s",
    lambda seconds: CHAT.but(
        f"techniques.websocket.heartbeat={seconds:g} s", "messages.rate=0.02 / min", "duration=10 min"
    ),
    (0.2, 1, 5, 30),
)

CLIENTS = replace(
    _watched(
        "clients of one core in the chat: {:,}",
        lambda count: CHAT.but(f"clients.count={count}"),
        {40: "10 min", 200: "2 min", 1000: "15 s"},
    ),
    unit=" clients",
)

NETWORK = _each(
    "the clients' network in the chat",
    {name: CHAT.but(f"clients.network={name}") for name in ("lan", "wifi", "fast-4g", "slow-4g", "wpt-3g", "wpt-edge")},
)

LOSS = _along(
    "lost packets in notifications: {:g} %",
    lambda share: NOTIFICATIONS.but(
        f"clients.network={{latency: 10 ms, loss: {share:g} %}}", "messages.rate=240 / min", "duration=3 min"
    ),
    (0.1, 1, 3, 5, 10),
)

RESTARTS = _along(
    "how long a restart takes in notifications: {:g} s",
    lambda seconds: _NEAR.but(
        "messages.retry={first: 250 ms}", "duration=3 min", f"faults.restarts=[{{at: 2 min, down: {seconds:g} s}}]"
    ),
    (0.2, 1, 5, 20, 60),
)
"""Whoever publishes tries again, so that what is lost was lost on its way down."""

OUTAGES = _along(
    "how long clients have no network in notifications: {:g} s",
    lambda seconds: _NEAR.but(
        "duration=3 min",
        "techniques.sse.detect=40 s",
        f"faults.outages={{at: 2 min, lasts: {seconds:g} s, notice: silent}}",
    ),
    (0.2, 1, 5, 20, 60),
)
"""Nobody is told: a page looks after 40 s whether it has heard something, of which heartbeats are two at least."""

KEPT_ALIVE = _along(
    "WebSocket's heartbeat behind a proxy that cuts after 60 s, in notifications, each hearing something in 10 min"
    ": {:g} s",
    lambda seconds: NOTIFICATIONS.but(
        f"techniques.websocket.heartbeat={seconds:g} s", "messages.rate=4 / min", "path=[{idle: 60 s}]"
    ),
    (5, 15, 30, 50, 59, 61, 90, 180),
)
"""60 s are nginx's default and that of AWS's load balancer (`rtsim list intermediaries`)."""

PAYLOAD = _along(
    "payload in the chat: {:,} B",
    lambda size: CHAT.but(f"messages.payload={size} B"),
    (10, 50, 200, 1000, 5000),
)

ARRIVAL = _each(
    "a server that admits one connection a second",
    {
        "a feed from the first second": FEED.but(
            "warmup=0 s", "duration=2 min", "clients.connect_over=1 s", "server.accept_rate=1 / s"
        ),
    },
)
"""All clients knock within a second; most are refused at first and come back."""

WRITTEN = _each(
    "uses in which clients write",
    {
        "a chat": CHAT,
        "a tool of eight who type together": _lasting(
            CHAT.but("messages.room_size=8", "messages.rate=1 / s", "messages.payload=60 B"), "30 s"
        ),
        "a game of eight, 10 moves a second each": CHAT.but(
            "clients.count=16",
            "messages.room_size=8",
            "messages.process=periodic",
            "messages.rate=10 / s",
            "messages.payload=40 B",
            "duration=5 s",
            *_SOON,
        ),
    },
)

WATCHED = _each(
    "uses in which clients watch",
    {
        "a dashboard, one value in 2 s": FEED,
        "a live stream, ten parts of 5 kB a second": _lasting(
            FEED.but("messages.process=periodic", "messages.rate=10 / s", "messages.payload=5000 B"), "15 s"
        ),
    },
)

FEEDS = _each(
    "uses of the notes' list",
    {
        "notifications, one a minute": NOTIFICATIONS,
        "scores, one in 20 s": FEED.but("messages.rate=3 / min", "duration=20 min"),
        "a dashboard, one value in 2 s": FEED,
        "stock prices, five a second": _lasting(FEED.but("messages.rate=300 / min", "messages.payload=60 B"), "30 s"),
    },
)
