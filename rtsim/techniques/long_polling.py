"""Long polling: the client asks, and the server holds the request until there is news or the time is over."""

from dataclasses import replace

from pydantic import model_validator

from rtsim.chance import Constant
from rtsim.plan import Pull, Timing
from rtsim.scenario import TechniqueSettings
from rtsim.scenario.distributions import RandomTime
from rtsim.scenario.errors import refused_at
from rtsim.scenario.fields import PositiveTime
from rtsim.techniques.base import RETRY, Carriage, Technique, Terms, Traits
from rtsim.theory import long_polling
from rtsim.units import unlimited


class LongPollingSettings(TechniqueSettings):
    """How long a request is held, and how soon the next one follows."""

    timeout: PositiveTime = 30.0
    """How long the server holds a request without news; RFC 6202, 5.5 found 30 s to be safe with intermediaries."""
    pause: RandomTime = Constant(0.0)
    """From a response to the next request; a client that is to miss nothing asks again at once (RFC 6202, 2.1)."""
    retry: PositiveTime = RETRY
    """How soon after a request that failed the next one follows."""
    detect: PositiveTime | None = None
    """A request that is not answered for so long has failed; null for one that waits for as long as TCP does: for ever,
    once the request is acknowledged."""

    later = frozenset({"retry", "detect"})

    @model_validator(mode="after")
    def _check_detect(self) -> "LongPollingSettings":
        if self.detect is not None and self.detect <= self.timeout:
            raise refused_at(f"is not longer than timeout ({self.timeout:g} s): quiet requests would fail", "detect")
        return self


class LongPolling(Technique[LongPollingSettings]):
    """Pull with requests held and no pause between."""

    name = "long-polling"
    title = "Long polling"
    settings = LongPollingSettings
    forms = (long_polling.gap, long_polling.poisson)
    traits = Traits(
        direction="Client → Server",
        connection="Persistent",
        latency="Medium",
        server_load="Medium",
        network_traffic="Medium",
        implementation="Medium",
        browsers="Universal",
        use_cases="Chat, notifications",
        bidirectional=False,
    )

    def carriage(self, settings: LongPollingSettings, terms: Terms) -> Carriage:
        """Ask again as soon as there is an answer; an answer without news is 204 and has no body."""
        wire = terms.wire
        pull = Pull(
            pause=settings.pause,
            hold=settings.timeout,
            timing=Timing.AFTER_RESPONSE,
            keep_alive=terms.keep_alive,
            retry=RETRY,
            again=settings.retry,
            detect=unlimited(settings.detect),
            request=wire.poll(),
            response=wire.poll_response(),
            empty=wire.no_content(),
            body=replace(terms.body, empty=0),
        )
        return terms.by_http(pull)
