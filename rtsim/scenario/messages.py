"""Messages: who publishes what, to whom, and when."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, model_validator

from rtsim.chance import Constant
from rtsim.scenario.clients import Mix, Portion
from rtsim.scenario.distributions import RandomSize, RandomTime
from rtsim.scenario.errors import Refusals
from rtsim.scenario.fields import Count, PositiveRate, PositiveTime, Time, Whole
from rtsim.scenario.retries import Retries
from rtsim.scenario.traces import TraceFile
from rtsim.scenario.values import Value

Origin = Literal["clients", "senders", "server"]
Audience = Literal["one", "room", "everyone"]
Process = Literal["poisson", "periodic", "bursts", "on-off", "closed-loop", "trace"]

_RATED = ("poisson", "periodic")
_SPECIFICS = {"bursts": "bursts", "on-off": "on_off", "closed-loop": "closed_loop", "trace": "trace"}
_EXAMPLES = {
    "bursts": "{size: 10, every: 5 s}",
    "on-off": "{on: 10 s, off: 50 s, rate: 1 / s}",
    "closed-loop": "{concurrency: 4, think: 0 s}",
    "trace": "{file: times.csv}",
}
_USUAL_RATE = "2 / min"


MOST_AT_ONCE = 1_000_000  # workers, senders, connections of one sender: more than any service has of them


class Bursts(Value):
    """Messages that come in bunches."""

    size: Count
    """How many messages at once."""
    every: PositiveTime
    """From one burst to the next."""


class OnOff(Value):
    """Poisson messages while on, silence while off."""

    on: PositiveTime
    """How long each busy period lasts."""
    off: Time
    """How long each silence lasts."""
    rate: PositiveRate
    """While on: per client when from clients, otherwise in total."""


class ClosedLoop(Value):
    """Publishers that wait for an acknowledgement before they publish again."""

    concurrency: Annotated[int, Whole(1, MOST_AT_ONCE)]
    """How many messages are under way at most."""
    think: RandomTime = Constant(0.0)
    """From the acknowledgement to the next message."""


class Senders(Value):
    """Separate publishers, which only send."""

    count: Annotated[int, Whole(1, MOST_AT_ONCE)] = 1
    """How many there are."""
    network: Mix | None = None
    """On which link; null for the clients' own mix."""
    connections: Annotated[int, Whole(1, MOST_AT_ONCE)] = 16
    """HTTP connections that each keeps open from the start, as a backend's client does for its bursts."""

    @property
    def mix(self) -> tuple[tuple[float, Any], ...]:
        """Give each share of the senders with its link; empty for the clients' own mix."""
        portions: tuple[Portion, ...] = self.network or ()
        return tuple((portion.share, portion.network) for portion in portions)


def _usual_rate(written: Any) -> Any:
    """Give messages from clients their usual rate when none is written; a total has no usual value."""
    if not isinstance(written, dict) or "rate" in written or written.get("process", "poisson") not in _RATED:
        return written
    return written if written.get("from", "clients") != "clients" else {**written, "rate": _USUAL_RATE}


class Messages(Value):
    """Who publishes what, to whom, and when."""

    origin: Origin = Field(default="clients", alias="from")
    """Who publishes: the clients themselves, separate senders, or the server."""
    audience: Audience = Field(default="room", alias="to")
    """For whom each message is: one client, the members of a room, or everyone."""
    room_size: Count = 20
    """Members of a room, all of the clients if they are fewer; the last room may be smaller."""
    process: Process = "poisson"
    """When messages come. Independent people together make a Poisson process (the Palm-Khintchine theorem)."""
    rate: PositiveRate = 0.0
    """Messages per client when from clients (2 / min unless it is written), otherwise in total."""
    echo: StrictBool = False
    """From clients: does the sender get its own message back too? Most chats show it at once and skip the echo."""
    payload: RandomSize = Constant(200.0)
    """Size of the application message; a short line of chat with its names and times as JSON."""
    bursts: Bursts | None = None
    """For process bursts: {size, every}."""
    on_off: OnOff | None = Field(default=None, alias="on-off")
    """For process on-off: {on, off, rate}."""
    closed_loop: ClosedLoop | None = Field(default=None, alias="closed-loop")
    """For process closed-loop: {concurrency, think}."""
    trace: TraceFile | None = None
    """For process trace: {file}, columns time_s and, if wanted, recipient and payload_bytes."""
    acknowledge: Literal["receipt", "fan-out"] = "receipt"
    """When the sender gets its acknowledgement: on receipt, or after the message was sent to its whole audience."""
    senders: Senders = Senders()
    """For messages from senders: how many there are, and on which link."""
    retry: Retries | None = None
    """When a publish that failed is sent again, as in {first: 250 ms}; null loses it."""

    later = frozenset({"retry"})

    _fill = model_validator(mode="before")(_usual_rate)

    @model_validator(mode="after")
    def _check(self) -> "Messages":
        refusals = Refusals()
        self._check_rate(refusals)
        for process, name in _SPECIFICS.items():
            written = getattr(self, name) is not None
            if process == self.process and not written:
                refusals.add(f"is required for process '{process}', as in {_EXAMPLES[process]}", process)
            if process != self.process and written:
                refusals.add(
                    f"is not used by process '{self.process}': leave it out, or set process: {process}", process
                )
        self._check_origin(refusals)
        refusals.raise_any()
        return self

    def _check_rate(self, refusals: Refusals) -> None:
        if self.process in _RATED and not self.rate:
            refusals.add(f"is required: messages from {self.origin} in total, as in '10 / s'", "rate")
        if self.process not in _RATED and "rate" in self.model_fields_set:
            place = " (it is on-off.rate there)" if self.process == "on-off" else ""
            refusals.add(f"is not used by process '{self.process}'{place}: leave it out", "rate")

    def _check_origin(self, refusals: Refusals) -> None:
        if self.echo and self.origin != "clients":
            refusals.add(f"is for messages from clients, and these are from {self.origin}: leave it out", "echo")
        if self.origin != "senders" and "senders" in self.model_fields_set:
            refusals.add(f"is for messages from senders, and these are from {self.origin}: leave it out", "senders")
        if self.retry is not None and (self.retry.jitter.kind == "decorrelated" or self.retry.draw == "once"):
            refusals.add("is for clients.reconnect: a publish has no delay before it, and draws for each try", "retry")
        if self.trace is not None and self.trace.recipients is not None and self.audience != "one":
            refusals.add(f"names recipients, and these messages are to {self.audience}: write to: one", "trace")
