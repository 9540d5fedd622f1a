"""What a simulated client says over HTTP/2, held against h2's own client and server, stream by stream."""

from collections import deque
from dataclasses import replace

import h2.config
import pytest
from h2.connection import H2Connection as End
from hpack import HeaderTuple

from rtsim.model import simulate
from rtsim.recording import Fact, What
from rtsim.wire import header_sets
from rtsim.wire.http2 import request_fields, response_fields
from tests.model.kernel.test_sessions import planned

HEADS = header_sets()["chrome"]
PAYLOAD = 50
RECORD = {"none": 0, "1.3": 22}  # what TLS adds to a write of up to 16,384 B
SETTINGS = {
    "short-polling": {"interval": 3},
    "long-polling": {"timeout": 4},
    "sse": {"heartbeat": None, "event_id": False},
}
ASKS = {What.REQUEST: "poll", What.HANDSHAKE: "stream", What.PUBLISH: "publish"}
ANSWERS = {
    "short-polling": {What.ANSWER: "poll_response", What.EMPTY: "poll_empty", What.ACKNOWLEDGEMENT: "publish_response"},
    "long-polling": {What.ANSWER: "poll_response", What.EMPTY: "no_content", What.ACKNOWLEDGEMENT: "publish_response"},
    "sse": {What.OPENED: "stream_response", What.ACKNOWLEDGEMENT: "publish_response"},
}


class Spoken:
    """Both ends of a connection, and which streams wait for an answer to which head."""

    def __init__(self, scheme: str) -> None:
        """Open it."""
        self.scheme = scheme
        self.client, self.server = (End(h2.config.H2Configuration(client_side=side)) for side in (True, False))
        self.client.initiate_connection()
        self.server.initiate_connection()
        for _ in range(2):
            self.server.receive_data(self.client.data_to_send())
            self.client.receive_data(self.server.data_to_send())
        self.waiting: dict[str, deque[int]] = {name: deque() for name in ("poll", "stream", "publish")}
        self.stream = -1
        self.goes_on = 0

    def ask(self, name: str) -> int:
        """Send a request on a stream of its own; give its bytes."""
        self.stream += 2
        self.waiting[name].append(self.stream)
        body = PAYLOAD if name == "publish" else 0
        return self._send(self.client, self.server, self.stream, request_fields(HEADS.head(name), self.scheme), body)

    def answer(self, name: str, body: int) -> int:
        """Answer the request of this kind that has waited longest; give the bytes."""
        asked = next(
            kind for kind in self.waiting if name.startswith(kind) or (kind == "poll" and name == "no_content")
        )
        stream, fields = self.waiting[asked].popleft(), response_fields(HEADS.head(name))
        if asked == "stream":
            self.goes_on = stream
            self.server.send_headers(stream, fields)
            return self._taken(self.server, self.client)
        return self._send(self.server, self.client, stream, fields, body)

    def event(self, body: int) -> int:
        """Send a part of the event stream; give its bytes."""
        self.server.send_data(self.goes_on, b"x" * body)
        return self._taken(self.server, self.client)

    def _send(self, sender: End, receiver: End, stream: int, fields: list[HeaderTuple], body: int) -> int:
        sender.send_headers(stream, fields, end_stream=not body)
        if body:
            sender.send_data(stream, b"x" * body, end_stream=True)
        return self._taken(sender, receiver)

    @staticmethod
    def _taken(sender: End, receiver: End) -> int:
        written = sender.data_to_send()
        receiver.receive_data(written)
        receiver.data_to_send()
        return len(written)


def body_of(fact: Fact) -> int:
    """Give the bytes of a body: a list of messages in brackets, an event's line, or nothing."""
    many = len(fact.messages)
    if fact.what is What.MESSAGE:
        return len("data: \n\n") + PAYLOAD
    if fact.what is What.ANSWER:
        return 2 + many * PAYLOAD + many - 1
    return 2 if fact.what is What.EMPTY else 0


@pytest.mark.parametrize("tls", RECORD)
@pytest.mark.parametrize("name", ANSWERS)
def test_each_message_is_as_long_as_h2_writes_it(name: str, tls: str) -> None:
    """All requests, answers, events and POSTs of a client, in the order in which they leave."""
    plan = replace(planned(name, settings=SETTINGS[name], wire={"tls": tls}, clients={"count": 2}), traced=0)
    spoken, answers = Spoken("http" if tls == "none" else "https"), ANSWERS[name]
    said = 0
    trace = simulate(plan).trace
    assert trace is not None
    for fact in trace:
        if fact.what in ASKS:
            said, size = said + 1, fact.size.up
            assert size == spoken.ask(ASKS[fact.what]) + RECORD[tls]
        elif fact.what in answers:
            body = 0 if answers[fact.what] == "no_content" else body_of(fact)
            assert fact.size.down == spoken.answer(answers[fact.what], body) + RECORD[tls]
        elif fact.what is What.MESSAGE:
            assert fact.size.down == spoken.event(body_of(fact)) + RECORD[tls]
    assert said > 30
