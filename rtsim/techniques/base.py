"""What a technique is: its mechanism's settings, its bytes, its traits."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal, Protocol, TypeVar

from rtsim.plan import Body, Post, Pull, Push, Socket
from rtsim.scenario import TechniqueSettings
from rtsim.scenario.errors import refused_at
from rtsim.scenario.fallback import Fallback
from rtsim.upgrading import Probe
from rtsim.wire import Handshake, Wire

RETRY = 1.0  # seconds until whoever was refused knocks again: socket.io's reconnectionDelay

S = TypeVar("S", bound=TechniqueSettings)
B = TypeVar("B", bound="Beating")


class Beating(Protocol):
    """Settings of what sends heartbeats, and of who misses them."""

    @property
    def heartbeat(self) -> float | None:
        """Seconds from one to the next."""

    @property
    def detect(self) -> float | None:
        """Seconds after which a quiet connection is taken for cut."""


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What the study notes' comparison table says of a technique, or would say, in its words."""

    direction: str
    connection: str
    latency: str
    server_load: str
    network_traffic: str
    implementation: str
    browsers: str
    bidirectional: bool
    use_cases: str = ""
    unsupported: tuple[str, ...] = ()  # browsers that lack it


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a scenario sets for all techniques: bytes on the wire, bodies, and the keep-alive time in seconds."""

    wire: Wire
    body: Body
    keep_alive: float

    def post(self) -> Post:
        """Give the way up for techniques that have none of their own: HTTP POST."""
        wire = self.wire
        return Post(request=wire.publish(), response=wire.publish_response(), keep_alive=self.keep_alive, retry=RETRY)

    def by_http(self, mechanism: Pull | Push) -> "Carriage":
        """Carry messages by answers of HTTP, and up by POST."""
        return Carriage(mechanism=mechanism, carrier=self.post(), handshake=self.wire.handshake())

    def by_frames(self, push: Push) -> "Carriage":
        """Carry messages by frames of a WebSocket, both ways."""
        wire = self.wire
        socket = Socket(message=wire.masked_frame(), acknowledgement=wire.plain_frame())
        handshake = wire.upgrade_handshake()
        return Carriage(mechanism=push, carrier=socket, handshake=handshake, stack="websocket", counted=False)


@dataclass(frozen=True, kw_only=True)
class Carriage:
    """How a technique carries messages: its mechanism down, its carrier up, and how its connections are set up.

    `stack` says which of a stack's numbers hold for its push connections; a pull technique has none. Connections are
    `counted` where a browser opens so many to a host at most.
    """

    mechanism: Pull | Push
    carrier: Post | Socket
    handshake: Handshake
    stack: Literal["websocket", "sse"] = "sse"
    counted: bool = True


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """How clients begin that poll first: the carriage of their polls, and how a probe takes them on from there.

    A client whose upgrade is not answered has given it up after `gives_up` seconds.
    """

    carriage: Carriage
    probe: Probe
    gives_up: float


class Technique(ABC, Generic[S]):
    """A way to get messages from the server to their recipients."""

    name: ClassVar[str]
    title: ClassVar[str]
    traits: ClassVar[Traits]
    forms: ClassVar[tuple[Callable[..., object], ...]] = ()  # the closed forms of its mechanism and of its bytes
    settings: type[S]

    def fallback(self, _settings: S) -> Fallback | None:
        """Give what clients use where this technique does not get through, if they have anything."""
        return None

    def beginning(self, _settings: S, _terms: Terms) -> Beginning | None:
        """Give how clients begin, if they do so by polls."""
        return None

    @abstractmethod
    def carriage(self, settings: S, terms: Terms) -> Carriage:
        """Give how messages are carried under these settings."""


def check_detect(settings: B) -> B:
    """Refuse a `detect` that takes quiet connections for cut: it needs heartbeats that come more often."""
    detect, heartbeat = settings.detect, settings.heartbeat
    if detect is not None and (heartbeat is None or detect <= heartbeat):
        often = "there is none" if heartbeat is None else f"it is {heartbeat:g} s"
        raise refused_at(f"needs a heartbeat that comes more often ({often}): quiet connections would be cut", "detect")
    return settings
