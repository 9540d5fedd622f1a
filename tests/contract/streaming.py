"""One more technique, as a plug-in would bring it: the forever frame, a page whose scripts come one after the other."""

from math import inf

from rtsim.plan import Push
from rtsim.scenario import TechniqueSettings
from rtsim.techniques import Carriage, Technique, Terms, Traits
from rtsim.wire import Plain

AROUND = len("<script>got()</script>")


class FrameSettings(TechniqueSettings):
    """How often an empty script keeps the response alive."""

    heartbeat: float = 20.0
    """From empty script to empty script."""


class ForeverFrame(Technique[FrameSettings]):
    """Push on a response of chunks, each a script."""

    name = "forever-frame"
    title = "Forever frame"
    settings = FrameSettings
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

    def carriage(self, settings: FrameSettings, terms: Terms) -> Carriage:
        """Write a script for each message."""
        wire, script = terms.wire, terms.wire.part(Plain(AROUND))
        push = Push(
            request=wire.stream(),
            response=wire.stream_response(),
            message=script,
            first_id=0,
            each=terms.body.each,
            heartbeat=settings.heartbeat or inf,
            ping=script.size(0),
            pong=0,
            replay=True,
            retry=1.0,
        )
        return Carriage(mechanism=push, carrier=terms.post(), handshake=wire.handshake())
