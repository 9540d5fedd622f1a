"""HTTP streaming: one response that never ends, which the server writes lines of JSON on (RFC 6202, section 3).

A page reads it with fetch and a readable stream. Nothing of what EventSource does is there: who wants to come back, or
to have what was missed, writes that.
"""

from pydantic import model_validator

from rtsim.plan import Push
from rtsim.scenario import TechniqueSettings
from rtsim.scenario.fields import PositiveTime
from rtsim.techniques.base import RETRY, Carriage, Technique, Terms, Traits, check_detect
from rtsim.theory import fan_out, framing
from rtsim.units import unlimited
from rtsim.wire import Plain

LINE_END = 1  # LF, after which the next line of JSON begins: ndjson-spec, section 3.1
MEDIA_TYPE = "application/x-ndjson"  # ndjson-spec, section 3.3


class HttpStreamingSettings(TechniqueSettings):
    """How often an empty line keeps the response alive, and whether the application replays what a client missed."""

    usual = False

    heartbeat: PositiveTime | None = 20.0
    """From empty line to empty line; null for none. 20 s is what X's filtered stream keeps (its developer platform,
    Consuming streaming data); readers may skip empty lines (ndjson-spec, section 3.2)."""
    resume: bool = False
    """Whether a client that comes back says which message it had last, and is sent what it missed: code of the
    application's own on both sides."""
    detect: PositiveTime | None = None
    """A client that has heard nothing for so long, neither a message nor an empty line, takes its connection for cut
    and comes back; null for one that does not look."""

    _check_detect = model_validator(mode="after")(check_detect)


class HttpStreaming(Technique[HttpStreamingSettings]):
    """Push of lines of JSON on a response that goes on; messages go up by HTTP POST."""

    name = "http-streaming"
    title = "HTTP streaming"
    settings = HttpStreamingSettings
    forms = (fan_out.kth_latency, fan_out.periodic, framing.json_line, framing.chunk)
    traits = Traits(
        direction="Server → Client",
        connection="Persistent",
        latency="Low",
        server_load="Low",
        network_traffic="Low",
        implementation="Medium",
        browsers="Good (no IE)",
        use_cases="Logs, progress, answers of language models",
        bidirectional=False,
        unsupported=("ie",),
    )

    def carriage(self, settings: HttpStreamingSettings, terms: Terms) -> Carriage:
        """Write a line for each message; fetch asks for it as for any other answer."""
        wire = terms.wire
        push = Push(
            request=wire.poll(),
            response=wire.stream_response(MEDIA_TYPE),
            message=wire.part(Plain(LINE_END)),
            first_id=0,
            each=terms.body.each,
            heartbeat=unlimited(settings.heartbeat),
            ping=wire.alive("\n").size(0),
            pong=0,
            replay=settings.resume,
            streams=True,
            detect=unlimited(settings.detect),
            retry=RETRY,
        )
        return terms.by_http(push)
