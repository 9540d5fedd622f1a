"""The scenario: all that one run depends on, in base units."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationError, ValidationInfo, model_validator

from rtsim.scenario.clients import Clients
from rtsim.scenario.errors import Refusals, refusal, refused_at, unknown_key
from rtsim.scenario.faults import MOST, Faults
from rtsim.scenario.fields import Natural, PositiveTime, Time, Whole
from rtsim.scenario.intermediaries import Intermediaries
from rtsim.scenario.messages import Messages
from rtsim.scenario.needs import Needs
from rtsim.scenario.pricing import Prices
from rtsim.scenario.server import Server
from rtsim.scenario.slo import Limits
from rtsim.scenario.values import Settings, TechniqueSettings, Value, canonical, usual_techniques
from rtsim.scenario.wire import Wire
from rtsim.units import shown

MOST_REPLICATIONS = 10_000
_SECTIONS = ("clients", "messages", "server", "wire", "techniques", "faults", "needs", "slo")
_USUAL_ROOM = 20


def _name(written: Any) -> str:
    if not isinstance(written, str) or not written.strip() or "\n" in written.strip():
        raise refusal(f"{shown(written)} is not a name: write one line of text, as in team-chat")
    return written.strip()


def _settings(written: Any, info: ValidationInfo) -> dict[str, TechniqueSettings]:
    """Read each technique's settings with its own class, which the validation context holds."""
    known: Settings = (info.context or {}).get("techniques", {})
    refusals, settings = Refusals(), {}
    for name, values in _listed(written, known).items():
        try:
            settings[name] = _one(name, values, known, info)
        except ValidationError as error:
            refusals.add_all(error, written.index(name) if isinstance(written, list) else name)
    refusals.raise_any()
    others = {name: settings.get(name) or of.model_validate({}) for name, of in known.items()}
    return {name: own.resolved(others) for name, own in settings.items()}


def _listed(written: Any, known: Settings) -> dict[str, Any]:
    """Make a mapping of names to settings: of the usual techniques when nothing is written."""
    if written is None:
        return dict.fromkeys(usual_techniques(known))
    if isinstance(written, dict) and written:
        return {str(name): values for name, values in written.items()}
    if not isinstance(written, list) or not written or not all(isinstance(name, str) for name in written):
        raise refusal(f"name at least one technique, in a list or with settings: choose from {', '.join(known)}")
    twice = sorted({name for name in written if written.count(name) > 1})
    if twice:
        raise refusal(f"'{twice[0]}' is listed twice")
    return dict.fromkeys(written)


def _one(name: str, values: Any, known: Settings, info: ValidationInfo) -> TechniqueSettings:
    if name not in known:
        raise refused_at(unknown_key(name, known).replace("key", "technique", 1))
    if isinstance(values, TechniqueSettings):
        return values
    return known[name].model_validate({} if values is None else values, context=info.context)


def _fill(written: Any) -> Any:
    """Take an empty section for one that is left out, and rooms no larger than the usual one or all of the clients."""
    if not isinstance(written, dict):
        return written
    filled = {key: part for key, part in written.items() if part is not None or key not in _SECTIONS}
    clients, messages = filled.get("clients"), filled.get("messages", {})
    count = clients.get("count") if isinstance(clients, dict) else None
    few = type(count) in (int, float) and count in range(1, _USUAL_ROOM)
    if few and isinstance(messages, dict) and "room_size" not in messages:
        filled["messages"] = {**messages, "room_size": count}
    return filled


SHORTEST = 1e-9
"""A duration, as a share of the warm-up or of a second: what is shorter is lost among the digits of the clock."""


class Scenario(Value):
    """All that one run depends on, in base units: seconds, bytes, bit/s, per second."""

    name: Annotated[str, BeforeValidator(_name)]
    """A short name for tables and file names."""
    title: str = ""
    """One line for people."""
    seed: Natural = 1
    """Where all chance starts: same scenario and same seed, same numbers."""
    warmup: Time = 30.0
    """Time before anything counts, for connections and queues to settle."""
    duration: PositiveTime = 600.0
    """Messages born in this time after the warm-up count."""
    drain: Time | None = None
    """How long after that a run may go on to deliver them; null lets rtsim choose."""
    replications: Annotated[int, Whole(1, MOST_REPLICATIONS)] = 5
    """Independent repetitions; intervals need at least two (Law, Simulation Modeling and Analysis, section 9.4)."""
    clients: Clients
    """The recipients."""
    messages: Messages = Field(default_factory=lambda: Messages.model_validate({}))
    """Who publishes what, to whom, and when."""
    server: Server = Field(default_factory=lambda: Server.model_validate({}))
    """The nodes that serve the clients."""
    path: Intermediaries = ()
    """What lies between clients and server, in this order: names from the catalogue or mappings with numbers, as in
    [nginx, {name: aws-alb, idle: 120 s}]. Of several the shortest times and the largest buffer count; latencies add."""
    wire: Wire = Field(default_factory=lambda: Wire.model_validate({}))
    """Protocol versions, heads and bodies."""
    techniques: Annotated[dict[str, TechniqueSettings], BeforeValidator(_settings)] = Field(
        default=None, validate_default=True
    )
    """A list of names, or a mapping of names to settings; the four of the notes when it is left out."""
    faults: Faults = Faults()
    """What breaks: restarts of the server, brownouts, outages of clients' paths."""
    needs: Needs = Needs()
    """What the application asks of a technique."""
    slo: Limits = ()
    """Limits on measures, as in {latency_s.p95: <= 500 ms}."""
    prices: Prices | None = None
    """A price book from `rtsim list prices`, or a mapping with one and what differs; null for no cost."""

    later = frozenset({"path"})

    _source: Path = PrivateAttr(default=Path("scenario"))

    _fill_in = model_validator(mode="before")(_fill)

    @model_validator(mode="after")
    def _check_audience(self, info: ValidationInfo) -> "Scenario":
        object.__setattr__(self, "_source", Path((info.context or {}).get("source", "scenario")))
        refusals = Refusals()
        count, messages = self.clients.count, self.messages
        size = messages.room_size if messages.audience == "room" else count
        if size > count:
            refusals.add(f"{size:,} is larger than clients.count ({count:,})", "messages", "room_size")
        elif messages.origin == "clients" and not messages.echo and size == 1:
            refusals.add(_nobody(self), "messages", "room_size" if count > 1 else "to")
        self._check_recipients(refusals)
        self._check_window(refusals)
        self._check_loop(refusals)
        self._check_faults(refusals)
        for name, settings in self.techniques.items():
            for key, words in settings.conflicts(self).items():
                refusals.add(words, "techniques", name, *filter(None, [key]))
        refusals.raise_any()
        return self

    def _check_recipients(self, refusals: Refusals) -> None:
        trace = self.messages.trace
        if trace is not None and trace.recipients is not None and trace.recipients.max() >= self.clients.count:
            last = self.clients.count - 1
            message = f"recipient {trace.recipients.max()} does not exist: clients are numbered from 0 to {last}"
            refusals.add(message, "messages", "trace", "file")

    def _check_window(self, refusals: Refusals) -> None:
        """Refuse a window that is nothing beside the clock's digits."""
        if self.duration < SHORTEST * max(1.0, self.warmup):
            message = f"{self.duration:g} s is too short after a warm-up of {self.warmup:g} s: write a longer duration"
            refusals.add(message, "duration")

    def _check_loop(self, refusals: Refusals) -> None:
        loop = self.messages.closed_loop
        if loop is not None and self.messages.origin == "server" and not loop.think.mean and not self._publish_cost:
            refusals.add(
                "0 s lets the server publish without end where publishing costs nothing: write a time above 0",
                "messages",
                "closed-loop",
                "think",
            )

    @property
    def can_fail(self) -> bool:
        """Whether anything is said of what fails, or of who does what then; measures of faults exist only so."""
        links = (link for _, link in (*self.clients.mix, *self.messages.senders.mix))
        said = (self.clients.reconnect, self.clients.browser, self.messages.retry, self.server.send_buffer)
        return (
            bool(self.faults)
            or bool(self.path)
            or self.server.log != type(self.server.log)()
            or self.server.detect is not None
            or self.server.backlog is not None
            or any(one is not None for one in said)
            or any(link.burst for link in links)
            or self.clients.presence.announce != "none"
        )

    def _check_faults(self, refusals: Refusals) -> None:
        end = self.warmup + self.duration
        for kind in ("restarts", "brownouts", "outages"):
            for place, fault in enumerate(getattr(self.faults, kind)):
                if fault.at is not None and fault.at >= end:
                    words = f"{fault.at:g} s is after the end of the run, which is at {end:g} s (warm-up and duration)"
                    refusals.add(words, "faults", kind, place, "at")
                elif (times := (end - (fault.at or 0.0)) / fault.cycle) > MOST:
                    words = (
                        f"strikes {times:,.0f} times in the run, of which {MOST:,} at most are simulated: write more"
                    )
                    refusals.add(words, "faults", kind, place, "every")
        if self.clients.presence.announce != "none":
            self._check_presence(refusals)
        for limit in self.slo if not self.can_fail else ():
            if limit.metric.startswith("faults."):
                refusals.add("needs faults or a path to measure: add one, or leave the limit out", "slo", limit.metric)

    def _check_presence(self, refusals: Refusals) -> None:
        words = ""
        if self.messages.audience == "one":
            words = "needs a room: write messages: {to: room} or {to: everyone}"
        elif self.messages.closed_loop is not None:
            words = "is not told beside a closed loop: write another messages.process"
        if words:
            refusals.add(words, "clients", "presence", "announce")

    @property
    def _publish_cost(self) -> float:
        costs = self.server.costs
        return costs.publish if self.wire.tls.version == "none" else costs.publish_tls

    @property
    def source(self) -> Path:
        """The file that the scenario was read from."""
        return self._source

    def digest(self) -> str:
        """Give 16 hexadecimal digits that stand for all that the numbers depend on.

        They do not depend on the order of keys or techniques, on the units as written, on name, title or file; nor on
        prices, which are laid over the numbers when those are there.
        """
        content = canonical(self)
        content.pop("name"), content.pop("title"), content.pop("prices")
        content["faults"] = content["faults"] if self.faults else {}
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _nobody(scenario: Scenario) -> str:
    audience = scenario.messages.audience
    return f"messages from clients to {audience} reach nobody but their sender: add clients, or write echo: true"
