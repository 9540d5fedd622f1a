import pytest

from rtsim.theory import set_up


@pytest.mark.parametrize(
    ("tls", "packets"),
    [
        ("none", ["syn", "syn-ack", "get", "answer"]),
        ("1.2", ["syn", "syn-ack", "hello", "certificate", "key", "finished", "get", "answer"]),
        ("1.3", ["syn", "syn-ack", "hello", "finished", "get", "answer"]),
    ],
)
def test_the_first_answer_takes_a_round_trip_for_each_pair_of_flights(tls: set_up.Tls, packets: list[str]) -> None:
    """Flights there and back are two to a round trip: WebSocket over TLS 1.3 is open after three."""
    assert set_up.first_answer_round_trips(tls=tls) == len(packets) // 2
    assert set_up.connect_round_trips(tls=tls) == len(packets) // 2 - set_up.EXCHANGE_ROUND_TRIPS


@pytest.mark.parametrize(
    ("tls", "greeting", "http", "packets"),
    [
        ("1.2", "resumed", "1.1", ["syn", "syn-ack", "hello", "finished", "get", "answer"]),
        ("1.3", "resumed", "2", ["syn", "syn-ack", "hello", "finished", "get", "answer"]),
        ("1.3", "early", "2", ["syn", "syn-ack", "hello and get", "answer"]),
        ("1.3", "full", "3", ["initial", "handshake", "get", "answer"]),
        ("1.3", "resumed", "3", ["initial", "handshake", "get", "answer"]),
        ("1.3", "early", "3", ["initial and get", "answer"]),
    ],
)
def test_what_is_resumed_leaves_flights_out(
    tls: set_up.Tls, greeting: set_up.Greeting, http: set_up.Http, packets: list[str]
) -> None:
    """Resumption saves TLS 1.2 a round trip, early data saves TLS 1.3 one, QUIC saves TCP's."""
    assert set_up.first_answer_round_trips(tls=tls, greeting=greeting, http=http) == len(packets) // 2


@pytest.mark.parametrize(
    ("tls", "greeting", "http"), [("none", "resumed", "1.1"), ("1.2", "early", "2"), ("1.2", "full", "3")]
)
def test_handshakes_that_there_are_not(tls: set_up.Tls, greeting: set_up.Greeting, http: set_up.Http) -> None:
    """Nothing is resumed without TLS, TLS 1.2 has no early data, and QUIC has TLS 1.3."""
    with pytest.raises(ValueError, match="there is no"):
        set_up.connect_round_trips(tls=tls, greeting=greeting, http=http)


def test_a_kept_alive_poll_takes_one_round_trip() -> None:
    """On an open connection only the exchange itself is left."""
    assert set_up.EXCHANGE_ROUND_TRIPS == 1
