"""Short polling: the client asks at intervals, and the server answers at once, news or not."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import field_validator

from rtsim.chance import Constant, Distribution
from rtsim.plan import Pull, Timing
from rtsim.scenario import TechniqueSettings
from rtsim.scenario.distributions import RandomTime
from rtsim.scenario.errors import refusal
from rtsim.scenario.fields import PositiveTime
from rtsim.techniques.base import Carriage, Technique, Terms, Traits
from rtsim.theory import short_polling
from rtsim.units import unlimited


class ShortPollingSettings(TechniqueSettings):
    """How often to ask, counted from what, on which connections."""

    interval: RandomTime = Constant(5.0)
    """From one poll to the next; 5 s is the interval of the study notes."""
    timing: Literal["after-response", "fixed-rate"] = "after-response"
    """Whether the interval counts from the response, or polls start by the clock as with JavaScript's setInterval."""
    connection: Literal["keep-alive", "close"] = "keep-alive"
    """Whether polls reuse a connection, as HTTP/1.1 does unless told otherwise (RFC 9112, 9.3), or open a new one."""

    retry: PositiveTime | None = None
    """How soon after a poll that failed the next one follows; null for the usual interval."""
    detect: PositiveTime | None = None
    """A request that is not answered for so long has failed; null for one that waits for as long as TCP does: for ever,
    once the request is acknowledged."""

    later = frozenset({"retry", "detect"})

    def conflicts(self, scenario: Any) -> Mapping[str, str]:
        """Refuse to close what HTTP/2 keeps."""
        if self.connection == "keep-alive" or scenario.wire.http == "1.1":
            return {}
        return {"connection": "there is no close in HTTP/2 (RFC 9113, 8.2.2): write keep-alive, or wire: {http: 1.1}"}

    @field_validator("interval")
    @classmethod
    def _is_positive(cls, interval: Distribution) -> Distribution:
        if interval.mean <= 0:
            raise refusal("an interval of 0 s polls without end: write a time above 0, as in 5 s")
        return interval


class ShortPolling(Technique[ShortPollingSettings]):
    """Pull with nothing held and a pause between."""

    name = "short-polling"
    title = "Short polling"
    settings = ShortPollingSettings
    forms = (short_polling.after_response, short_polling.fixed_rate)
    traits = Traits(
        direction="Client → Server",
        connection="Stateless",
        latency="High",
        server_load="High",
        network_traffic="High",
        implementation="Simple",
        browsers="Universal",
        use_cases="Simple updates",
        bidirectional=False,
    )

    def carriage(self, settings: ShortPollingSettings, terms: Terms) -> Carriage:
        """Ask every interval."""
        wire = terms.wire
        pull = Pull(
            pause=settings.interval,
            hold=0.0,
            timing=Timing(settings.timing),
            keep_alive=terms.keep_alive if settings.connection == "keep-alive" else 0.0,
            retry=settings.interval.mean,
            again=settings.retry,
            detect=unlimited(settings.detect),
            request=wire.poll(),
            response=wire.poll_response(),
            empty=wire.poll_empty(),
            body=terms.body,
        )
        return terms.by_http(pull)
