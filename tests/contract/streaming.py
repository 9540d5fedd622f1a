"""A fifth technique, as a plug-in would bring it: HTTP streaming of lines of JSON (RFC 6202, section 2.2)."""

from math import inf

from rtsim.plan import Push
from rtsim.scenario import TechniqueSettings
from rtsim.techniques import Carriage, Technique, Terms, Traits
from rtsim.wire import Plain

LINE_END = 1


class StreamingSettings(TechniqueSettings):
    """How often an empty line keeps the response alive."""

    heartbeat: float = 20.0
    """From empty line to empty line."""


class HttpStreaming(Technique[StreamingSettings]):
    """Push on a response of chunks, each a line of JSON."""

    name = "http-streaming"
    title = "HTTP streaming"
    settings = StreamingSettings
    traits = Traits(
        direction="Server → Client",
        connection="Persistent",
        latency="Low",
        server_load="Low",
        network_traffic="Low",
        implementation="Medium",
        browsers="Good",
        bidirectional=False,
    )

    def carriage(self, settings: StreamingSettings, terms: Terms) -> Carriage:
        """Write a line for each message."""
        wire, line = terms.wire, terms.wire.part(Plain(LINE_END))
        push = Push(
            request=wire.stream(),
            response=wire.stream_response(),
            message=line,
            first_id=0,
            each=terms.body.each,
            heartbeat=settings.heartbeat or inf,
            ping=line.size(0),
            pong=0,
            replay=True,
            retry=1.0,
        )
        return Carriage(mechanism=push, carrier=terms.post(), handshake=wire.handshake())
