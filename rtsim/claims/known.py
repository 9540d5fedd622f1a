"""What is known without a simulation: which browsers have what, and how long the notes' own examples are."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from types import MappingProxyType

from rtsim.analysis.estimates import Estimate
from rtsim.claims.claim import Stated
from rtsim.claims.relations import Figure

TITLES = {"chrome": "Chrome", "edge": "Edge", "firefox": "Firefox", "safari": "Safari", "ie": "Internet Explorer"}


@dataclass(frozen=True)
class Interface:
    """A browser's interface: the first version of each browser that has it, empty for never, and where that is said."""

    first: Mapping[str, str]
    source: str


XHR = Interface(
    {"chrome": "1", "edge": "12", "firefox": "1", "safari": "1.2", "ie": "7"},
    "mdn/browser-compat-data @023f4197, api/XMLHttpRequest.json",
)
FETCH = Interface(
    {"chrome": "42", "edge": "14", "firefox": "39", "safari": "10.1", "ie": ""},
    "mdn/browser-compat-data @03571042, api/_globals/fetch.json",
)
WEB_SOCKET = Interface(
    {"chrome": "16", "edge": "12", "firefox": "11", "safari": "6", "ie": "10"},
    "mdn/browser-compat-data, WebSocket.protocol_rfc_6455, as xmu-rookie/browser-api-support prints it",
)
EVENT_SOURCE = Interface(
    {"chrome": "6", "edge": "79", "firefox": "6", "safari": "5", "ie": ""},
    "mdn/browser-compat-data @04ea4d22, api/EventSource.json",
)


def versions(interface: Interface) -> str:
    """Write the first versions of an interface.

    >>> versions(FETCH)
    'Chrome 42, Edge 14, Firefox 39, Safari 10.1, never in Internet Explorer'
    """
    names = ((TITLES[browser], version) for browser, version in interface.first.items())
    return ", ".join(f"{name} {version}" if version else f"never in {name}" for name, version in names)


POLLED = Stated(
    f"{FETCH.source}; {XHR.source}.",
    "holds only when",
    f"The client asks by XMLHttpRequest: {versions(XHR)}. The notes' own examples ask by fetch: {versions(FETCH)}, "
    "later in every browser than WebSocket and, but for Edge, EventSource.",
)
"""How universal polls are; long polling's are the same requests."""

SOCKETS = Stated(
    f"{WEB_SOCKET.source}.",
    "holds",
    f"RFC 6455 in {versions(WEB_SOCKET)}. What proxies between do to an upgrade is not in such tables.",
)
STREAMS = Stated(f"{EVENT_SOURCE.source}.", "holds", f"EventSource in {versions(EVENT_SOURCE)}.")

_LINES = {"short-polling": 14, "long-polling": 15, "websocket": 11, "sse": 13}
_REASONS = {
    "short-polling": "A timer and a request; only what to do with errors is left to think about.",
    "long-polling": "A request that follows its answer; the server holds requests, and keeps messages between two.",
    "websocket": "Coming back and asking for what was missed is the application's own work (RFC 6455 has neither); "
    "the notes' example does neither.",
    "sse": "Coming back and naming the last event are the browser's work (WHATWG HTML, section 9.2.3).",
}

IMPLEMENTATION: Mapping[str, Stated] = MappingProxyType(
    {
        name: Stated(
            "Lines of the notes' own client, without comments and blank ones.",
            "not testable",
            f"Effort lies with people and libraries, not in a simulation. {_REASONS[name]}",
            (Figure("lines of the notes' own client", "", Estimate(lines, nan, nan), "count"),),
        )
        for name, lines in _LINES.items()
    }
)
"""What can be said of each technique's implementation."""
