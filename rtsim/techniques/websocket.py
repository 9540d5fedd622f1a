"""WebSocket: one connection that both sides write frames on (RFC 6455)."""

from collections.abc import Mapping
from typing import Any

from pydantic import model_validator

from rtsim.plan import Push
from rtsim.scenario import TechniqueSettings
from rtsim.scenario.fallback import Fallback
from rtsim.scenario.fields import PositiveTime
from rtsim.techniques.base import RETRY, Carriage, Technique, Terms, Traits, check_detect
from rtsim.theory import fan_out, framing
from rtsim.units import unlimited


class WebSocketSettings(TechniqueSettings):
    """How often to ping, and whether the application replays what a client missed."""

    heartbeat: PositiveTime | None = 30.0
    """From ping to ping; null for none. 30 s keeps the usual 60 s time-outs of proxies away (nginx, AWS ALB)."""
    resume: bool = False
    """Whether a client that connects is sent what it missed, which the protocol itself does not do."""
    detect: PositiveTime | None = None
    """A client that has heard nothing for so long, neither a message nor a heartbeat, takes its connection for cut and
    comes back; null for one that does not look."""
    fallback: Fallback | None = None
    """What a client uses whose WebSocket does not get through (`upgrade` of a `path`); null for one that tries again
    and again, by `clients.reconnect`."""

    later = frozenset({"detect", "fallback"})

    def resolved(self, others: Mapping[str, TechniqueSettings]) -> "WebSocketSettings":
        """Give these settings with those of the technique that is fallen back to, if there is one."""
        if self.fallback is None or self.fallback.settings is not None or self.fallback.to not in others:
            return self
        fallback = self.fallback.model_copy(update={"settings": others[self.fallback.to]})
        return self.model_copy(update={"fallback": fallback})

    def conflicts(self, scenario: Any) -> Mapping[str, str]:
        """Refuse to fall back to what shares a connection."""
        if self.fallback is None or scenario.wire.http == "1.1":
            return {}
        return {"fallback": "falling back is modelled over HTTP/1.1 alone: write wire: {http: 1.1}"}

    _check_detect = model_validator(mode="after")(check_detect)


class WebSocket(Technique[WebSocketSettings]):
    """Push on a connection that carries frames both ways."""

    name = "websocket"
    title = "WebSocket"
    settings = WebSocketSettings
    forms = (fan_out.kth_latency, fan_out.periodic, framing.websocket_frame, framing.websocket_client_frame)
    traits = Traits(
        direction="Bidirectional",
        connection="Persistent",
        latency="Low",
        server_load="Low",
        network_traffic="Low",
        implementation="Complex",
        browsers="Good",
        use_cases="Real-time apps",
        bidirectional=True,
    )

    def fallback(self, settings: WebSocketSettings) -> Fallback | None:
        """Give what is used where an upgrade does not pass."""
        return settings.fallback

    def carriage(self, settings: WebSocketSettings, terms: Terms) -> Carriage:
        """Write a frame for each message."""
        wire = terms.wire
        push = Push(
            request=wire.upgrade(),
            response=wire.upgrade_response(),
            message=wire.frame(),
            first_id=0,
            each=terms.body.each,
            heartbeat=unlimited(settings.heartbeat),
            ping=wire.ping().size(0),
            pong=wire.pong().size(0),
            replay=settings.resume,
            retry=RETRY,
            detect=unlimited(settings.detect),
        )
        return terms.by_frames(push)
