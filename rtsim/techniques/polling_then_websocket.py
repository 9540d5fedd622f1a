"""Polling, then WebSocket: a session opened by polls that goes over to a WebSocket if one passes (Socket.IO).

Engine.IO's protocol, version 4, under Socket.IO's, version 5: engine.io-protocol and socket.io-protocol, README.md. A
client opens a session by a poll, connects to it by a POST and another poll, and polls on while it tries whether a
WebSocket passes: whoever is behind an intermediary that lets none through loses nothing by it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import model_validator

from rtsim.chance import Constant
from rtsim.plan import Body, Pull, Push, Timing
from rtsim.scenario import TechniqueSettings
from rtsim.scenario.fallback import Fallback
from rtsim.scenario.fields import Natural, PositiveTime
from rtsim.techniques.base import RETRY, Beginning, Carriage, Technique, Terms, Traits, check_detect
from rtsim.techniques.long_polling import LongPollingSettings
from rtsim.theory import fan_out, framing, long_polling
from rtsim.units import unlimited
from rtsim.upgrading import Probe

OPEN = len(
    '0{"sid":"lv_VI97HAXpY6yYWAAAB","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,'
    '"maxPayload":1000000}'
)
"""The packet that opens a session: engine.io-protocol, Handshake."""

CONNECT = len("40")
CONNECTED = len('40{"sid":"oSO0OpakMV_3jnilAAAA"}')
"""The packets that connect a client to a namespace: socket.io-protocol, Sample session."""

OK = len("ok")  # the answer to a POST: engine.io-protocol, HTTP long-polling
EMPTY = len("6")  # a noop, which answers a poll without news, or the 2 of a ping
SEPARATOR = len("\x1e")  # between the packets of a payload
PROBE = len("2probe")
UPGRADE = len("5")
PING = len("2")


class PollingThenWebSocketSettings(TechniqueSettings):
    """How often to ping, what a packet adds to a message, and whether a session's end loses what came meanwhile."""

    usual = False

    heartbeat: PositiveTime = 25.0
    """From ping to ping, by polls as well, whose hold it ends; engine.io's pingInterval."""
    detect: PositiveTime | None = 45.0
    """A client that has heard nothing for so long, neither a message nor a ping, opens another session; engine.io's
    pingInterval and pingTimeout together. null for one that does not look."""
    upgrade_timeout: PositiveTime = 10.0
    """How long an upgrade that nobody answers is waited for, while polls go on; engine.io's upgradeTimeout."""
    packet: Natural = len('42["message",]')
    """What a packet adds to a message: its types, and the event's name in an array."""
    resume: bool = False
    """Whether a client that opens another session is sent what it missed: socket.io's connectionStateRecovery."""

    _check_detect = model_validator(mode="after")(check_detect)

    def conflicts(self, scenario: Any) -> Mapping[str, str]:
        """Refuse what shares a connection."""
        if scenario.wire.http == "1.1" and scenario.wire.websocket == "1.1":
            return {}
        return {"": "going over to a WebSocket is modelled over HTTP/1.1 alone: write wire: {http: 1.1}"}


class PollingThenWebSocket(Technique[PollingThenWebSocketSettings]):
    """Pull with requests held, until a WebSocket has been tried beside it and takes over."""

    name = "polling-then-websocket"
    title = "Polling, then WebSocket"
    settings = PollingThenWebSocketSettings
    forms = (fan_out.kth_latency, fan_out.periodic, long_polling.gap, framing.websocket_frame)
    traits = Traits(
        direction="Bidirectional",
        connection="Persistent",
        latency="Low",
        server_load="Low",
        network_traffic="Low",
        implementation="Medium",
        browsers="Universal",
        use_cases="Chat behind any proxy",
        bidirectional=True,
    )

    def fallback(self, settings: PollingThenWebSocketSettings) -> Fallback | None:
        """Give how those go on whose upgrade does not pass: they poll on."""
        polls = LongPollingSettings(timeout=settings.heartbeat)
        return Fallback(to="long-polling", after=settings.upgrade_timeout, settings=polls)

    def beginning(self, settings: PollingThenWebSocketSettings, terms: Terms) -> Beginning | None:
        """Hold polls until the next ping."""
        wire, answers = terms.wire, terms.wire.poll_response()
        pull = Pull(
            pause=Constant(0.0),
            hold=settings.heartbeat,
            timing=Timing.AFTER_RESPONSE,
            keep_alive=terms.keep_alive,
            retry=RETRY,
            again=None,
            detect=unlimited(settings.detect),
            request=wire.poll(),
            response=answers,
            empty=answers,
            body=replace(_packets(settings, terms), empty=EMPTY, around=0, between=SEPARATOR),
        )
        probe = Probe(
            probe_asks=wire.masked_frame().size(PROBE),
            probe_says=wire.plain_frame().size(PROBE),
            probe_ends=wire.masked_frame().size(UPGRADE),
            welcome=answers.first.size(OPEN),
            named=answers.first.size(CONNECTED),
            connects=wire.publish().first.size(CONNECT),
            connected=wire.publish_response().first.size(OK),
            anew=not settings.resume,
        )
        return Beginning(carriage=terms.by_http(pull), probe=probe, gives_up=settings.upgrade_timeout)

    def carriage(self, settings: PollingThenWebSocketSettings, terms: Terms) -> Carriage:
        """Write a frame with a packet for each message."""
        wire = terms.wire
        push = Push(
            request=wire.upgrade(),
            response=wire.upgrade_response(),
            message=wire.frame(),
            first_id=0,
            each=_packets(settings, terms).each,
            heartbeat=settings.heartbeat,
            ping=wire.plain_frame().size(PING),
            pong=wire.masked_frame().size(PING),
            replay=settings.resume,
            retry=RETRY,
            detect=unlimited(settings.detect),
        )
        return terms.by_frames(push)


def _packets(settings: PollingThenWebSocketSettings, terms: Terms) -> Body:
    return replace(terms.body, each=terms.body.each + settings.packet)
