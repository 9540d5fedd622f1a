"""What heads take after others, held against h2's client and server on one connection."""

from collections.abc import Sequence

import h2.config
import h2.connection
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rtsim.wire import Exchange, Heads, Wire, header_sets
from rtsim.wire.headers import Head
from rtsim.wire.http2 import Http2, request_fields, response_fields
from tests.wire.savings import saved

SETS = tuple(header_sets())
REQUESTS = ("poll", "publish", "stream")
ANSWERS = ("poll_response", "no_content", "publish_response", "stream_response")
ORDERS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=30)


class Written:
    """Both ends of a connection, and the sizes of what h2 writes on it."""

    def __init__(self) -> None:
        """Open it."""
        ends = (h2.connection.H2Connection(h2.config.H2Configuration(client_side=side)) for side in (True, False))
        self.client, self.server = ends
        self.client.initiate_connection()
        self.server.initiate_connection()
        self.server.receive_data(self.client.data_to_send())
        self.client.receive_data(self.server.data_to_send())
        self.server.receive_data(self.client.data_to_send())
        self.stream = -1

    def exchange(self, request: Head, answer: Head) -> tuple[int, int]:
        """Send a request and its answer on a stream of their own; give the bytes of both."""
        self.stream += 2
        self.client.send_headers(self.stream, request_fields(request, "https"), end_stream=True)
        up = self.client.data_to_send()
        self.server.receive_data(up)
        self.server.send_headers(self.stream, response_fields(answer), end_stream=True)
        down = self.server.data_to_send()
        self.client.receive_data(down)
        self.client.data_to_send()
        return len(up), len(down)


def sizes(heads: Heads, kinds: Sequence[Exchange], order: Sequence[int]) -> list[int]:
    """Give the bytes of messages of these kinds in this order, as the tables have them."""
    return [kinds[kind].first.size(0) - less for kind, less in zip(order, saved(heads, order), strict=True)]


@settings(deadline=None, max_examples=40)
@given(name=st.sampled_from(SETS), order=ORDERS)
@example(name="chrome", order=[(1, 0), (0, 2), (0, 1), (2, 3), (1, 2)])
def test_every_stream_has_the_bytes_that_h2_writes(name: str, order: list[tuple[int, int]]) -> None:
    """Polls, POSTs and event streams in any order, and their answers: each head as h2 writes it then."""
    found, wire = header_sets()[name], Wire(http="2", tls="none", headers=name)
    requests, answers = [found.head(kind) for kind in REQUESTS], [found.head(kind) for kind in ANSWERS]
    written = Written()
    told = [written.exchange(requests[asked], answers[answered]) for asked, answered in order]
    http = Http2("https")
    up = [http.request(head) for head in requests]
    down = [http.bare(requests[0], head) for head in answers]
    assert [size for size, _ in told] == sizes(wire.heads(up), up, [asked for asked, _ in order])
    assert [size for _, size in told] == sizes(wire.heads(down), down, [answered for _, answered in order])


@settings(deadline=None, max_examples=40)
@given(order=st.lists(st.integers(0, 2), min_size=1, max_size=40), long=st.sampled_from([900, 1_500, 2_100, 4_200]))
def test_heads_that_push_each_other_out(order: list[int], long: int) -> None:
    """Where the heads of different kinds do not fit the table of 4,096 B together, each takes what h2 makes of it."""
    requests = [
        Head(f"GET /{kind} HTTP/1.1", (("Host", "a.example"), (f"x-{kind}", f"{kind}" * long), ("x-same", "y" * 40)))
        for kind in range(3)
    ]
    answer, written = Head("HTTP/1.1 204 No Content", ()), Written()
    told = [written.exchange(requests[kind], answer)[0] for kind in order]
    kinds = [Http2("https").request(head) for head in requests]
    assert told == sizes(Http2("https").heads(kinds), kinds, order)


def test_a_first_200_after_a_204_is_neither_first_nor_repeated() -> None:
    """Some of its fields the connection has carried, and some it has not."""
    http, found = Http2("https"), header_sets()["chrome"]
    poll = found.head("poll")
    full, empty = http.response(poll, found.head("poll_response")), http.bare(poll, found.head("no_content"))
    heads = http.heads([full, empty])
    after = full.first.size(0) - saved(heads, [1, 0])[1]
    assert full.repeated.size(0) < after < full.first.size(0)


def test_heads_of_given_sizes_are_what_they_are_given_as() -> None:
    """Nothing is saved of a head whose bytes are given, and it saves others nothing."""
    wire = Wire(http="2", sizes={"poll": 300})
    assert saved(wire.heads([wire.poll(), wire.publish()]), [0, 1, 0, 1])[:3] == [0, 0, 0]


def test_http_1_remembers_nothing() -> None:
    """There is one state, and nothing is saved."""
    wire = Wire()
    assert wire.heads([wire.poll(), wire.publish()]) == Heads.constant(2)


def test_too_many_states_are_refused() -> None:
    """Kinds whose fields push each other out in ever other orders are not followed for ever."""
    heads = [
        Head(f"GET /{kind} HTTP/1.1", (("Host", "a"), *((f"x{kind}{part}", "v" * 300) for part in range(3))))
        for kind in range(12)
    ]
    with pytest.raises(ValueError, match="more than 4,096 states"):
        Http2("https").heads([Http2("https").request(head) for head in heads])
