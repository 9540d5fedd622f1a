from math import isnan
from urllib.parse import urlsplit

from rtsim.calibration.heads import Compressed, request_head, response_head, text_size
from rtsim.wire.http1 import request_bytes, response_bytes

URL = urlsplit("https://app.example.com/api/messages?after=1042")
FIELDS = [("Host", "app.example.com"), ("Accept", "*/*"), ("Cookie", "session=abc")]


def test_a_head_is_as_long_as_h11_writes_it() -> None:
    """The sizes from the fields are those of the very bytes."""
    request = request_head("GET", URL, FIELDS)
    response = response_head(200, "OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
    assert text_size(request) == len(request_bytes(request))
    assert text_size(response) == len(response_bytes(request, response))


def test_a_host_is_added_where_the_tool_leaves_it_out() -> None:
    """HTTP/1.1 requires the field (RFC 9112 section 3.2), without a user's name and password."""
    head = request_head("GET", urlsplit("https://me:secret@app.example.com/"), [("Accept", "*/*")])
    assert head.fields[0] == ("Host", "app.example.com")


def test_no_fields_mean_that_they_were_not_captured() -> None:
    """Every real head has fields, so that none at all is no size."""
    assert isnan(text_size(response_head(200, "OK", [])))


def test_repeated_heads_are_smaller_on_the_same_connection_only() -> None:
    """The dynamic table of HPACK belongs to a connection and a direction."""
    compressed, head = Compressed(), request_head("GET", URL, FIELDS)
    first, again = compressed.request("a", head, "https"), compressed.request("a", head, "https")
    assert again < first
    assert compressed.request("b", head, "https") == first


def test_old_connections_are_forgotten() -> None:
    """However many connections there are, their tables are not all kept."""
    compressed, head = Compressed(), request_head("GET", URL, FIELDS)
    first = compressed.request("first", head, "https")
    for number in range(300):
        compressed.request(str(number), head, "https")
    assert compressed.request("first", head, "https") == first
    assert len(compressed._encoders) <= 100
