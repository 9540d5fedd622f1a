from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.wire import Envelope, Exchange, Handshake, Packets, Wire, header_sets

GIVEN = {
    "poll": 388,
    "poll_response": 160,
    "poll_empty": 159,
    "publish": 418,
    "publish_response": 161,
    "stream": 398,
    "stream_response": 178,
    "upgrade": 486,
    "upgrade_response": 202,
}
EXCHANGES = tuple(name for name in GIVEN if not name.startswith("upgrade"))
WIRES = st.builds(
    Wire,
    http=st.sampled_from(["1.1", "2"]),
    tls=st.sampled_from(["none", "1.2", "1.3"]),
    headers=st.sampled_from(sorted(header_sets())),
)


def envelopes(wire: Wire) -> dict[str, Envelope]:
    """Give every envelope of a wire by name."""
    exchanges: dict[str, Exchange] = {
        name: getattr(wire, name)() for name in (*EXCHANGES, "no_content", "upgrade", "upgrade_response")
    }
    single = (
        "frame",
        "masked_frame",
        "ping",
        "pong",
        "comment",
    )
    found: dict[str, Envelope] = {name: getattr(wire, name)() for name in single}
    found |= {f"{name} first": exchange.first for name, exchange in exchanges.items()}
    found |= {f"{name} repeated": exchange.repeated for name, exchange in exchanges.items()}
    return found | {"event": wire.event(name=None, numbered=True)}


@given(wire=WIRES, body=st.integers(0, 100_000), sequence=st.integers(0, 10**9))
def test_every_size_is_a_function_of_body_and_sequence(wire: Wire, body: int, sequence: int) -> None:
    """Asked twice, or of an equal wire, an envelope gives the same whole number, above zero."""
    first, second = envelopes(wire), envelopes(Wire(http=wire.http, tls=wire.tls, headers=wire.headers))
    for name, envelope in first.items():
        size = envelope.size(body, sequence)
        assert type(size) is int
        assert 0 < size == envelope.size(body, sequence) == second[name].size(body, sequence)


@given(wire=WIRES, body=st.integers(0, 100_000))
def test_a_larger_body_is_never_a_smaller_message(wire: Wire, body: int) -> None:
    """One more byte of body adds at least a byte, unless the message has no body."""
    bodiless = ("no_content", "stream_response", "upgrade_response", "ping", "pong", "comment")
    for name, envelope in envelopes(wire).items():
        growth = envelope.size(body + 1) - envelope.size(body)
        assert growth == 0 if name.split(" ")[0] in bodiless else growth >= 1


@pytest.mark.parametrize("name", EXCHANGES)
@pytest.mark.parametrize("http", ["1.1", "2"])
def test_given_sizes_replace_the_heads(http: str, name: str) -> None:
    """A head of given size is constant, first and repeated, and no digits of a length are added."""
    exchange = getattr(Wire(http=http, sizes=GIVEN), name)()
    assert exchange.first.size(0) == exchange.repeated.size(0) == GIVEN[name]


def test_given_sizes_leave_the_other_heads_alone() -> None:
    """A wire of which one head's size is given keeps the header set for the others."""
    assert Wire(sizes={"poll": 388}).publish() == Wire().publish()


def test_given_sizes_with_a_body() -> None:
    """The body follows a head of given size: as it is in HTTP/1.1, in a DATA frame in HTTP/2."""
    assert Wire(sizes=GIVEN).publish().first.size(1000) == 1418
    assert Wire(http="2", sizes=GIVEN).publish().first.size(1000) == 1427


def test_given_sizes_of_the_upgrade() -> None:
    """The WebSocket's handshake takes given sizes whatever the version of HTTP."""
    for http in ("1.1", "2"):
        wire = Wire(http=http, sizes=GIVEN)
        assert (wire.upgrade().first.size(0), wire.upgrade_response().first.size(0)) == (486, 202)


def test_no_content_is_given_as_the_empty_poll() -> None:
    """A given size of the empty poll is the 204's too, which has no body."""
    assert Wire(sizes={"poll_empty": 100}).no_content().first.size(0) == 100
    assert Wire(headers="minimal").no_content().first.size(0) == len("HTTP/1.1 204 No Content\r\n\r\n")


def test_events_are_chunks_or_frames() -> None:
    """An event is one chunk in HTTP/1.1 and one DATA frame in HTTP/2; TLS seals it."""
    text = len(f"event: message\nid: 100001\ndata: {'x' * 181}\n\n")
    assert Wire().event(name="message", numbered=True).size(181, 100_001) == text + len(f"{text:x}") + 4
    assert Wire(http="2").event(name="message", numbered=True).size(181, 100_001) == text + 9
    assert Wire(http="2", tls="1.3").event(name="message", numbered=True).size(181, 100_001) == text + 9 + 22


def test_comments_are_chunks_or_frames() -> None:
    """A comment's 3 or 14 B are one chunk in HTTP/1.1 and one DATA frame in HTTP/2."""
    assert Wire().comment().size(0) == 3 + 5
    assert Wire().comment("keep-alive").size(0) == 14 + 5
    assert Wire(http="2").comment().size(0) == 3 + 9


def test_a_websocket_speaks_http_1_whatever_the_rest() -> None:
    """A WebSocket's handshake is the same beside HTTP/2, and without HTTP/2's opening."""
    plain, beside = Wire(tls="1.3"), Wire(http="2", tls="1.3")
    assert beside.upgrade() == plain.upgrade()
    assert beside.upgrade_response() == plain.upgrade_response()
    assert beside.upgrade_handshake() == plain.handshake() == Handshake(2, 325, 1270)


def test_handshake_of_http_2() -> None:
    """HTTP/2 adds its opening to the bytes and nothing to the round trips."""
    assert Wire(http="2").handshake() == Handshake(1, 79, 49)
    assert Wire(http="2", tls="1.3").handshake() == Handshake(2, 325 + 79 + 44, 1270 + 49 + 44)


def test_packets_of_a_wire() -> None:
    """The wire's packets are TCP with time stamps on Ethernet."""
    assert Wire().packets == Packets(1448, 70)


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"http": "4"}, ("'4' is no HTTP version", "1.1, 2, 3")),
        ({"tls": "1.1"}, ("'1.1' is no TLS version", "none, 1.2, 1.3")),
        ({"headers": "firefox"}, ("'firefox' is no header set", "chrome-cookie")),
        ({"sizes": {"pol": 3}}, ("'pol' is no head", "poll_empty")),
    ],
)
def test_names_that_do_not_exist(arguments: dict[str, Any], names: tuple[str, ...]) -> None:
    """A wrong name is refused with those that there are."""
    with pytest.raises(ValueError, match=names[0]) as refusal:
        Wire(**arguments)
    assert names[1] in str(refusal.value)
