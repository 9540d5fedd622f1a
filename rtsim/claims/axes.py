"""Axes: the inputs that the claims are tested over, each as a sweep.

Rare messages are watched for longer and frequent ones for less long, so that each point has enough of them and none
takes long to simulate.
"""

from rtsim.claims.sweep import Point, Sweep
from rtsim.claims.worlds import CHAT, FEED, NOTIFICATIONS, World

_ROOM = CHAT.but("clients.count=20")  # one room is enough where polls are many
_FEW = NOTIFICATIONS.but("clients.count=10", "messages.rate=1 / min")
_SOON = ("clients.connect_over=5 s", "warmup=10 s")  # polls are spread over their interval, connections stay busy


def _lasting(world: World, duration: str) -> World:
    """Give the world with another duration; one that is counted in seconds needs no longer warm-up."""
    return world.but(f"duration={duration}", *(_SOON if duration.endswith(" s") else ()))


CHAT_RATE = Sweep(
    "what each writes in the chat",
    tuple(
        Point(f"{rate:g} / min", _lasting(CHAT.but(f"messages.rate={rate:g} / min"), duration), rate)
        for rate, duration in (
            (0.02, "30 min"),
            (0.2, "10 min"),
            (0.5, "10 min"),
            (1, "4 min"),
            (2, "4 min"),
            (5, "60 s"),
            (20, "30 s"),
            (60, "15 s"),
        )
    ),
    " / min",
)
"""A room of 20 hears 19 times as much as one of its members writes."""

HEARD_RATE = Sweep(
    "what each hears in notifications",
    tuple(
        Point(f"{rate:g} / min", _lasting(NOTIFICATIONS.but(f"messages.rate={40 * rate:g} / min"), duration), rate)
        for rate, duration in (
            (0.1, "20 min"),
            (1, "10 min"),
            (3, "5 min"),
            (10, "2 min"),
            (30, "60 s"),
            (60, "30 s"),
            (300, "15 s"),
        )
    ),
    " / min",
)
"""Forty clients; the scenario's rate is for all of them."""

SERVER_WORLDS = Sweep(
    "messages from the server",
    (Point("notifications", NOTIFICATIONS), Point("a feed", FEED)),
)

LIGHT = Sweep("the notes' own uses", (Point("a chat", CHAT), Point("notifications", NOTIFICATIONS)))

INTERVAL = Sweep(
    "the interval of polls in the chat",
    tuple(
        Point(f"{seconds:g} s", _lasting(_ROOM.but(f"techniques.short-polling.interval={seconds:g} s"), lasts), seconds)
        for seconds, lasts in (
            (0.05, "30 s"),
            (0.2, "60 s"),
            (0.5, "5 min"),
            (1, "5 min"),
            (5, "5 min"),
            (30, "30 min"),
            (120, "30 min"),
        )
    ),
    " s",
)

REST = Sweep(
    "the interval of polls in notifications, each hearing something in 10 min",
    tuple(
        Point(
            f"{seconds:g} s", _FEW.but(f"techniques.short-polling.interval={seconds:g} s", f"duration={lasts}"), seconds
        )
        for seconds, lasts in (
            (5, "1 h"),
            (30, "1 h"),
            (70, "1 h"),
            (300, "4 h"),
            (1800, "4 h"),
            (7200, "12 h"),
        )
    ),
    " s",
)
"""Intervals for updates that may be late; above 75 s the server has closed the connection before the next poll."""

TIME_OUT = Sweep(
    "long polling's time-out in notifications",
    tuple(
        Point(f"{seconds:g} s", NOTIFICATIONS.but(f"techniques.long-polling.timeout={seconds:g} s"), seconds)
        for seconds in (1, 5, 15, 30, 120)
    ),
    " s",
)

HEARTBEAT = Sweep(
    "WebSocket's heartbeat in a chat where each writes once in 50 min",
    tuple(
        Point(
            f"{seconds:g} s",
            CHAT.but(f"techniques.websocket.heartbeat={seconds:g} s", "messages.rate=0.02 / min", "duration=10 min"),
            seconds,
        )
        for seconds in (0.2, 1, 5, 30)
    ),
    " s",
)

CLIENTS = Sweep(
    "clients of one core in the chat",
    tuple(
        Point(f"{count:,}", _lasting(CHAT.but(f"clients.count={count}"), duration), count)
        for count, duration in ((40, "10 min"), (200, "2 min"), (1000, "15 s"))
    ),
    " clients",
)

NETWORK = Sweep(
    "the clients' network in the chat",
    tuple(
        Point(network, CHAT.but(f"clients.network={network}"))
        for network in ("lan", "wifi", "fast-4g", "slow-4g", "wpt-3g", "wpt-edge")
    ),
)

LOSS = Sweep(
    "lost packets in notifications",
    tuple(
        Point(
            f"{share:g} %",
            NOTIFICATIONS.but(
                f"clients.network={{latency: 10 ms, loss: {share:g} %}}", "messages.rate=240 / min", "duration=3 min"
            ),
            share,
        )
        for share in (0.1, 1, 3, 5, 10)
    ),
    " %",
)

RESTARTS = Sweep(
    "how long a restart takes in notifications",
    tuple(
        Point(
            f"{seconds:g} s",
            NOTIFICATIONS.but(
                "clients.network={latency: 10 ms}",
                "messages.rate=240 / min",
                "messages.retry={first: 250 ms}",
                "duration=3 min",
                f"faults.restarts=[{{at: 2 min, down: {seconds:g} s}}]",
            ),
            seconds,
        )
        for seconds in (0.2, 1, 5, 20, 60)
    ),
    " s",
)
"""Whoever publishes tries again, so that what is lost was lost on its way down."""

OUTAGES = Sweep(
    "how long clients have no network in notifications",
    tuple(
        Point(
            f"{seconds:g} s",
            NOTIFICATIONS.but(
                "clients.network={latency: 10 ms}",
                "messages.rate=240 / min",
                "duration=3 min",
                "techniques.sse.detect=40 s",
                f"faults.outages={{at: 2 min, lasts: {seconds:g} s, notice: silent}}",
            ),
            seconds,
        )
        for seconds in (0.2, 1, 5, 20, 60)
    ),
    " s",
)
"""Nobody is told: a page looks after 40 s whether it has heard something, of which heartbeats are two at least."""

KEPT_ALIVE = Sweep(
    "WebSocket's heartbeat behind a proxy that cuts after 60 s, in notifications, each hearing something in 10 min",
    tuple(
        Point(
            f"{seconds:g} s",
            NOTIFICATIONS.but(
                f"techniques.websocket.heartbeat={seconds:g} s", "messages.rate=4 / min", "path=[{idle: 60 s}]"
            ),
            seconds,
        )
        for seconds in (5, 15, 30, 50, 59, 61, 90, 180)
    ),
    " s",
)
"""60 s are nginx's default and that of AWS's load balancer (`rtsim list intermediaries`)."""

PAYLOAD = Sweep(
    "payload in the chat",
    tuple(Point(f"{size:,} B", CHAT.but(f"messages.payload={size} B"), size) for size in (10, 50, 200, 1000, 5000)),
    " B",
)

ARRIVAL = Sweep(
    "a server that admits one connection a second",
    (
        Point(
            "a feed from the first second",
            FEED.but("warmup=0 s", "duration=2 min", "clients.connect_over=1 s", "server.accept_rate=1 / s"),
        ),
    ),
)
"""All clients knock within a second; most are refused at first and come back."""

WRITTEN = Sweep(
    "uses in which clients write",
    (
        Point("a chat", CHAT),
        Point(
            "a tool of eight who type together",
            _lasting(CHAT.but("messages.room_size=8", "messages.rate=1 / s", "messages.payload=60 B"), "30 s"),
        ),
        Point(
            "a game of eight, 10 moves a second each",
            _lasting(
                CHAT.but(
                    "clients.count=16",
                    "messages.room_size=8",
                    "messages.process=periodic",
                    "messages.rate=10 / s",
                    "messages.payload=40 B",
                ),
                "5 s",
            ),
        ),
    ),
)

WATCHED = Sweep(
    "uses in which clients watch",
    (
        Point("a dashboard, one value in 2 s", FEED),
        Point(
            "a live stream, ten parts of 5 kB a second",
            _lasting(FEED.but("messages.process=periodic", "messages.rate=10 / s", "messages.payload=5000 B"), "15 s"),
        ),
    ),
)

FEEDS = Sweep(
    "uses of the notes' list",
    (
        Point("notifications, one a minute", NOTIFICATIONS),
        Point("scores, one in 20 s", FEED.but("messages.rate=3 / min", "duration=20 min")),
        Point("a dashboard, one value in 2 s", FEED),
        Point(
            "stock prices, five a second",
            _lasting(FEED.but("messages.rate=300 / min", "messages.payload=60 B"), "30 s"),
        ),
    ),
)
