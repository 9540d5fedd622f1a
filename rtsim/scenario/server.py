"""The server: its nodes and cores, what its stack's operations cost, and its limits."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from rtsim import units
from rtsim.scenario.catalogues import as_written, stacks
from rtsim.scenario.costs import Costs, Memory, overridden
from rtsim.scenario.errors import chosen, refused_at
from rtsim.scenario.fields import POSITIVE, Count, PositiveRate, PositiveTime, Quantity, Time, UnlimitedBandwidth, Whole
from rtsim.scenario.values import Value
from rtsim.units import SIZE, TIME

USUAL_STACK = "node-ws"


def _known(written: Any) -> str:
    chosen(written, stacks(), "a stack: ")
    return str(written)


class Backplane(Value):
    """What carries messages from one node to the others."""

    latency: Time = 0.0005
    """From node to node; half a millisecond is a hop through a broker in one data centre."""
    cost: Time = 10e-6
    """CPU that each message costs at each node that gets it."""


class Log(Value):
    """What the server keeps of each channel's messages for clients that come back."""

    messages: Count | None = None
    """How many messages, the newest ones; null for all."""
    age: PositiveTime | None = None
    """How old a message may be; null for any age."""
    survives: Literal["restart", "nothing"] = "restart"
    """Whether the log outlasts the server's process, as one in a database or a broker does, or is in its memory."""


class SendBuffer(Value):
    """What may wait at the server to leave on the link of a client that is too slow, with push: for each connection."""

    size: Annotated[float, Quantity(units.SIZE, POSITIVE)]
    """How many bytes may wait, those of the message that is leaving among them."""
    policy: Literal["close", "drop-oldest", "coalesce"] = "close"
    """What happens when the next message does not fit. close: the connection is closed, and the client comes back;
    drop-oldest: the oldest messages that have not begun to leave are lost for it; coalesce: all of them are, so that
    only the newest waits."""


def _resolve(written: Any) -> Any:
    """Lay what is written over the stack's numbers; an unknown stack is refused where it stands."""
    if not isinstance(written, dict):
        return written
    name = written.get("stack", USUAL_STACK)
    stack = stacks()[name if isinstance(name, str) and name in stacks() else USUAL_STACK]
    given: dict[str, Any] = {"model": stack.model, "answers": stack.answers}
    if stack.threads is not None and written.get("model", stack.model) == "threads":
        given["threads"] = stack.threads
    return {
        **given,
        **written,
        "costs": overridden(as_written(stack.costs), written.get("costs"), TIME),
        "memory": overridden(as_written(stack.memory), written.get("memory"), SIZE),
    }


MOST_NODES = 30_000  # no service of one kind has more processes; an event of the model has room for so many
MOST_WAITING = 65_535  # the largest backlog that Linux has: net.core.somaxconn has 16 bits
MOST_CORES = 4_096  # the largest machines that are sold have some 2,000


class Server(Value):
    """The nodes that serve the clients, all alike."""

    stack: Annotated[str, BeforeValidator(_known)] = USUAL_STACK
    """A name of the catalogue; what is written under costs and memory overrides its numbers."""
    nodes: Annotated[int, Whole(1, MOST_NODES)] = 1
    """How many server processes; the clients are spread over them evenly."""
    cores: Annotated[int, Whole(1, MOST_CORES)] = 1
    """Cores of each node; an event loop such as Node's uses one."""
    model: Literal["event-loop", "threads"] = "event-loop"
    """How a node waits: an event loop, or threads, where a held request or an open push connection keeps a thread."""
    answers: Literal["at-once", "end-of-turn"] = "at-once"
    """When an event loop writes an answer: once it is made (Node), or when all that was ready is done (asyncio)."""
    threads: Count | None = None
    """With model threads: how many each node has."""
    costs: Costs = Field(default_factory=lambda: Costs.model_validate(as_written(stacks()[USUAL_STACK].costs)))
    """Seconds of one core for each piece of work."""
    memory: Memory = Field(default_factory=lambda: Memory.model_validate(as_written(stacks()[USUAL_STACK].memory)))
    """Bytes of resident memory."""
    egress: UnlimitedBandwidth = 10e9
    """Each node's network card, shared by all that it sends; null for unlimited. 10 Gbit/s is usual in a cloud."""
    keep_alive: Time = 75.0
    """Idle HTTP connections are closed after this; nginx's own default is 75 s."""
    max_connections: Count | None = None
    """How many connections each node accepts; null for any number."""
    accept_rate: PositiveRate | None = None
    """How many new connections each node admits per second; null for any number."""
    backplane: Backplane = Backplane()
    """What carries messages between nodes."""
    log: Log = Log()
    """What a client that comes back can still be given."""

    backlog: Annotated[int, Whole(1, MOST_WAITING)] | None = None
    """How many connections wait at each node until the application accepts them, 511 with Node and nginx; the first
    packet of one more is dropped, and its client's kernel sends it again (`clients.syn`). null for any number."""
    detect: PositiveTime | None = None
    """The server gives up a push connection on which a heartbeat has had no answer for so long; null leaves that to
    TCP, which gives up after some 15 minutes what is not acknowledged (Linux, tcp_retries2)."""

    send_buffer: SendBuffer | None = None
    """What may wait for one client that is too slow; null for any number of bytes. What waits for the node's own
    network card is not counted."""

    later = frozenset({"log", "detect", "backlog", "send_buffer"})

    _lay_over = model_validator(mode="before")(_resolve)

    @model_validator(mode="after")
    def _check_threads(self) -> "Server":
        if self.model == "threads" and self.threads is None:
            raise refused_at("is required with model 'threads': how many each node has, as in 64", "threads")
        if self.model == "event-loop" and self.threads is not None:
            raise refused_at("is not used by model 'event-loop': leave it out, or write model: threads", "threads")
        return self
