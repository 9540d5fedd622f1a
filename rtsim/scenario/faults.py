"""Faults: what breaks in a run."""

from math import inf
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from rtsim.chance import Distribution
from rtsim.faults import Said
from rtsim.scenario.distributions import RandomTime
from rtsim.scenario.errors import refusal, refused_at
from rtsim.scenario.fields import Nodes, Plain, PositiveTime, Share, Time, number_text
from rtsim.scenario.values import Value
from rtsim.units import shown

MOST = 10_000
"""How many faults may be written one by one, and how often one may be repeated in a run."""
MOST_SLOWER = 10_000  # times as long as usual

Says = Annotated[
    Literal["1000", "1001", "1012", "none"],
    BeforeValidator(number_text, json_schema_input_type=Literal[1000, 1001, 1012, "none"]),
]
_SAID = {"1000": Said.NORMAL, "1001": Said.GOING_AWAY, "1012": Said.RESTARTS, "none": Said.NOTHING}
_SLOWER = Plain(
    "{} is not how many times as long work takes: a number above 1, as in 5", lambda written: 1 < written <= MOST_SLOWER
)


class Restart(Value):
    """The server's processes end and begin anew."""

    at: Time
    """When, from the start of the run (warm-up included)."""
    kind: Literal["crash", "drain", "rolling"] = "crash"
    """crash: all connections are reset at once; drain: they are closed evenly over `over`, while a new process takes
    whoever comes back; rolling: node after node crashes, or drains if `over` is given."""
    down: Time | None = None
    """How long a node that has crashed refuses connections; 2 s unless given."""
    over: PositiveTime | None = None
    """How long a drain takes."""
    gap: PositiveTime | None = None
    """With rolling: from node to node."""
    every: PositiveTime | None = None
    """Repeats it for as long as the run lasts; null for once."""
    says: Says | None = None
    """The close code of a drain's WebSockets; 1001, going away, unless given. An event stream ends in good order."""
    nodes: Nodes = "all"
    """How many nodes restart, the first ones; with rolling they come one after the other."""

    @model_validator(mode="after")
    def _check_parts(self) -> "Restart":
        rolling, drains = self.kind == "rolling", self.kind == "drain" or self.over is not None
        if self.kind == "crash" and self.over is not None:
            raise refused_at("is not used by a crash: leave it out, or write kind: drain", "over")
        if self.kind == "drain" and self.over is None:
            raise refused_at("is required with kind drain: how long it takes, as in 30 s", "over")
        if drains and self.down is not None:
            raise refused_at("is not used by a drain, where a new process takes whoever comes back", "down")
        if self.says is not None and not drains:
            raise refused_at("is not used by a crash, which says nothing: leave it out, or write kind: drain", "says")
        if rolling != (self.gap is not None):
            words = "is required with kind rolling, as in 30 s" if rolling else f"is not used by kind {self.kind}"
            raise refused_at(words, "gap")
        return self

    later = frozenset({"says"})

    @property
    def cycle(self) -> float:
        """Seconds from one to the next; infinitely many if there is one alone."""
        return self.every or inf

    @property
    def said(self) -> Said:
        """What is said on connections that carry close codes."""
        return Said.NOTHING if self.over is None else _SAID[self.says or "1001"]

    @property
    def lasts(self) -> float:
        """For how long a node is down or drains, in seconds."""
        return self.over if self.over is not None else 2.0 if self.down is None else self.down


class Brownout(Value):
    """A spell in which all work of a node takes so many times as long: a neighbour, a backup, a throttled machine."""

    at: Time
    """When it begins, from the start of the run (warm-up included)."""
    lasts: PositiveTime
    """How long it lasts."""
    slower: Annotated[float, _SLOWER]
    """How many times as long work takes. What is under way when it begins or ends goes on at the new speed; brownouts
    of one time multiply."""
    every: PositiveTime | None = None
    """Repeats it for as long as the run lasts; null for once."""
    nodes: Nodes = "all"
    """How many nodes are slow, the first ones."""

    @property
    def cycle(self) -> float:
        """Seconds from one to the next; infinitely many if there is one alone."""
        return self.every or inf


class Outage(Value):
    """Clients lose their paths: all at the same instant with `at`, each at instants of its own without."""

    at: Time | None = None
    """When, from the start of the run (warm-up included); null for each client by itself."""
    every: RandomTime | None = None
    """With at: from one outage's start to the next one's; without: how long a client has its path in between, of which
    a run begins somewhere if it is the same each time. null for once."""
    lasts: RandomTime
    """How long there is no path; drawn for each outage."""
    clients: Share = 1.0
    """Which share of the clients it strikes, always the same ones."""
    notice: Literal["silent", "reset"] = "silent"
    """silent: nobody is told, and connections are half open until somebody notices; reset: both ends are told."""

    @field_validator("every", "lasts")
    @classmethod
    def _is_positive(cls, time: Distribution | None) -> Distribution | None:
        if time is not None and time.mean <= 0:
            raise refusal("an outage takes some time: write a time above 0, as in 8 s")
        return time

    @model_validator(mode="after")
    def _check_instants(self) -> "Outage":
        if self.at is None and self.every is None:
            raise refused_at("write when, as in 60 s, or how often with every, as in 10 min", "at")
        return self

    @property
    def cycle(self) -> float:
        """Seconds from one to the next, on average; infinitely many if there is one alone."""
        if self.every is None:
            return inf
        return self.every.mean + (self.lasts.mean if self.at is None else 0.0)


def _one_or_more(written: Any) -> Any:
    return [written] if isinstance(written, dict) else written


_Outages = Annotated[
    tuple[Outage, ...],
    BeforeValidator(_one_or_more, json_schema_input_type=Outage | list[Outage]),
    Field(max_length=MOST),
]
"""One outage, or a list of them."""


def _listed(example: str) -> BeforeValidator:
    """Refuse one of them where a list is wanted."""

    def read(written: Any) -> Any:
        if isinstance(written, dict):
            raise refusal(f"{shown(written)} is not a list: write {example}")
        return written

    return BeforeValidator(read)


_RESTARTS = _listed("one restart as [{at: 60 s, kind: crash}]")
_BROWNOUTS = _listed("one brownout as [{at: 60 s, lasts: 20 s, slower: 5}]")


class Faults(Value):
    """What breaks."""

    restarts: Annotated[tuple[Restart, ...], _RESTARTS, Field(max_length=MOST)] = ()
    """Restarts of the server, as in [{at: 60 s, kind: crash, down: 2 s}]."""
    brownouts: Annotated[tuple[Brownout, ...], _BROWNOUTS, Field(max_length=MOST)] = ()
    """Spells in which the server is slow, as in [{at: 60 s, lasts: 20 s, slower: 5}]."""

    outages: _Outages = ()
    """Outages of clients' paths, as in [{every: 10 min, lasts: 8 s, clients: 30 %}]."""

    later = frozenset({"brownouts", "outages"})

    @property
    def together(self) -> bool:
        """Whether something strikes many clients at the same instant."""
        return bool(self.restarts or self.brownouts or any(outage.at is not None for outage in self.outages))

    def __bool__(self) -> bool:
        return bool(self.restarts or self.brownouts or self.outages)
