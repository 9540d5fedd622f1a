"""Server-Sent Events: one response that never ends, which the server writes events on (WHATWG HTML, 9.2)."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import model_validator

from rtsim.faults import Hidden, Policy, Said
from rtsim.plan import Push
from rtsim.scenario import TechniqueSettings
from rtsim.scenario.fields import Natural, PositiveTime
from rtsim.techniques.base import RETRY, Carriage, Technique, Terms, Traits, check_detect
from rtsim.theory import fan_out, framing
from rtsim.units import unlimited


class ServerSentEventsSettings(TechniqueSettings):
    """What an event consists of, how often to comment, how soon to come back."""

    heartbeat: PositiveTime | None = 15.0
    """From comment line to comment line; null for none. WHATWG HTML, 9.2.7 suggests every 15 seconds or so."""
    retry: PositiveTime | None = 3.0
    """How soon a browser comes back; Chromium's own default is 3 s (event_source.cc). null for a client that comes back
    by `clients.reconnect`, as fetch-event-source does."""
    heartbeat_by: Literal["comment", "ping"] = "comment"
    """What keeps the connection alive: a comment line on the stream, or a PING of HTTP/2, which the client's end of the
    connection answers by itself, so that the server notices (server.detect) when it does not."""
    event_id: bool = True
    """Whether events carry an id, so that a client that comes back is sent what it missed (Last-Event-ID)."""
    first_id: Natural = 100_000
    """The id of the run's first message: a server that has been up for a while is at ids of some six digits."""
    event_name: str | None = None
    """The name of the events' type; null for none."""
    comment: str = ""
    """The text of the comment line that keeps the connection alive."""
    detect: PositiveTime | None = None
    """A client that has heard nothing for so long, neither a message nor a heartbeat, takes its connection for cut and
    comes back; null for one that does not look. A browser does not."""

    later = frozenset({"detect", "heartbeat_by"})

    def conflicts(self, scenario: Any) -> Mapping[str, str]:
        """Refuse PINGs where there are none, or where they do not get through."""
        if self.heartbeat_by == "comment":
            return {}
        if scenario.wire.http == "1.1":
            return {"heartbeat_by": "there is no PING in HTTP/1.1: write comment, or wire: {http: 2}"}
        if scenario.path:
            words = "a PING goes no further than the next intermediary, whose clock it does not put back: write comment"
            return {"heartbeat_by": words}
        return {}

    _check_detect = model_validator(mode="after")(check_detect)


def _event_source(retry: float) -> Policy:
    """Give when a browser's EventSource comes back: always, hidden or not, but for an answer other than 200.

    Such an answer ends it for good (WHATWG HTML, 9.2.2; Web Platform Tests, eventsource/request-status-error).
    """
    return Policy(spans=((retry, retry),), hidden=Hidden.UNAFFECTED, stops=Said.UNAVAILABLE)


class ServerSentEvents(Technique[ServerSentEventsSettings]):
    """Push on an event stream; messages go up by HTTP POST."""

    name = "sse"
    title = "SSE"
    settings = ServerSentEventsSettings
    forms = (fan_out.kth_latency, fan_out.periodic, framing.event, framing.chunk)
    traits = Traits(
        direction="Server → Client",
        connection="Persistent",
        latency="Low",
        server_load="Low",
        network_traffic="Low",
        implementation="Simple",
        browsers="Good (no IE)",
        use_cases="Notifications, feeds",
        bidirectional=False,
        unsupported=("ie",),
    )

    def carriage(self, settings: ServerSentEventsSettings, terms: Terms) -> Carriage:
        """Write an event for each message."""
        wire, pings = terms.wire, settings.heartbeat_by == "ping"
        push = Push(
            request=wire.stream(),
            response=wire.stream_response(),
            message=wire.event(name=settings.event_name, numbered=settings.event_id),
            first_id=settings.first_id,
            each=terms.body.each,
            heartbeat=unlimited(settings.heartbeat),
            ping=(wire.ping_frame() if pings else wire.comment(settings.comment)).size(0),
            pong=wire.ping_frame().size(0) if pings else 0,
            replay=settings.event_id,
            streams=True,
            detect=unlimited(settings.detect),
            retry=RETRY if settings.retry is None else settings.retry,
            reconnect=None if settings.retry is None else _event_source(settings.retry),
        )
        return terms.by_http(push)
