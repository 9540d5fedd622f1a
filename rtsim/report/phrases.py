"""Phrases: what the facts about a traced client are called, in the words of the study notes' diagrams.

Where a phrase has `{}`, a number stands there; repeated stretches show its range.
"""

from collections.abc import Mapping

from rtsim.recording import Trace, What

Phrases = Mapping[What, str]

PROCESS, WAIT = "Process message", "Wait {} seconds"
SEVERAL = "200 OK ({} new messages)"

_POST = {What.PUBLISH: "POST /messages", What.ACKNOWLEDGEMENT: "200 OK"}
_POLL = {
    What.REQUEST: "GET /messages",
    What.ANSWER: "200 OK (new message available)",
    What.EMPTY: "200 OK (no new data)",
    **_POST,
}
_LONG_POLL = {
    What.REQUEST: "GET /messages (long poll)",
    What.HELD: "Wait for new data...",
    What.TIME_OUT: "No new data (timeout)",
    What.ARRIVAL: "New message arrives",
    What.ANSWER: "200 OK (with new message)",
    What.EMPTY: "204 No Content",
    **_POST,
}
_WEBSOCKET = {
    What.HANDSHAKE: "HTTP GET (Upgrade: websocket)",
    What.OPENED: "HTTP 101 Switching Protocols",
    What.MESSAGE: "WebSocket Frame (text)",
    What.PING: "WebSocket Frame (ping)",
    What.PONG: "WebSocket Frame (pong)",
    What.PUBLISH: "WebSocket Frame (text)",
    What.ACKNOWLEDGEMENT: "WebSocket Frame (acknowledgement)",
}
_UPGRADED = {
    **_LONG_POLL,
    **_WEBSOCKET,
    What.PUBLISH: "POST, or WebSocket Frame (text)",
    What.ACKNOWLEDGEMENT: "200 OK, or WebSocket Frame (acknowledgement)",
    What.EMPTY: "200 OK (no message)",
    What.PROBE: "WebSocket Frame (probe)",
    What.PASSES: "WebSocket Frame (probe passed)",
    What.UPGRADE: "WebSocket Frame (upgrade)",
}
_EVENTS = {
    What.HANDSHAKE: "GET /events (Accept: text/event-stream)",
    What.OPENED: "HTTP 200 OK (Content-Type: text/event-stream)",
    What.MESSAGE: "data: message {}",
    What.PING: ": comment (keep-alive)",
    **_POST,
}
_STREAM = {
    What.HANDSHAKE: "GET (opens the stream)",
    What.OPENED: "200 OK (the response goes on)",
    What.MESSAGE: "Message {}",
    What.PING: "Keep-alive",
    What.PONG: "Keep-alive (answer)",
    **_POST,
}
_BY_NAME: Mapping[str, Phrases] = {
    "short-polling": _POLL,
    "long-polling": _LONG_POLL,
    "websocket": _WEBSOCKET,
    "sse": _EVENTS,
    "polling-then-websocket": _UPGRADED,
}

ESTABLISHED: Mapping[str, tuple[tuple[str, ...], str]] = {
    "websocket": (("Client", "Server"), "WebSocket Connection Established"),
    "sse": (("Server",), "Keep connection open"),
}
"""The note that stands where a push connection is open: over whom, and its text."""


def phrases(technique: str, trace: Trace) -> Phrases:
    """Give the phrases of a technique; one that the notes do not know has those of its mechanism.

    >>> phrases("mqtt", Trace())[What.OPENED]
    '200 OK (the response goes on)'
    """
    kinds = {fact.what for fact in trace}
    other = _LONG_POLL if What.HELD in kinds else _POLL if What.REQUEST in kinds else _STREAM
    return _BY_NAME.get(technique, other)
