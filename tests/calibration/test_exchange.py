from math import nan

import pytest

from rtsim.calibration.exchange import Exchange, Part, Sizes


@pytest.mark.parametrize(
    ("method", "scheme", "status", "content", "resource", "part"),
    [
        ("GET", "https", 200, "application/json", "fetch", Part.FETCH),
        ("GET", "http", 204, "", "", Part.FETCH),
        ("GET", "http", 200, "text/plain", "xhr", Part.FETCH),
        ("POST", "https", 201, "application/json", "xhr", Part.PUBLISH),
        ("GET", "https", 200, "text/event-stream;charset=utf-8", "fetch", Part.STREAM),
        ("GET", "https", 200, "", "eventsource", Part.STREAM),
        ("GET", "wss", 101, "", "websocket", Part.UPGRADE),
        ("GET", "https", 101, "", "", Part.UPGRADE),
        ("CONNECT", "wss", 200, "", "websocket", Part.UPGRADE),
        ("GET", "https", 200, "text/html; charset=utf-8", "", Part.OTHER),
        ("GET", "https", 200, "image/png", "", Part.OTHER),
        ("GET", "https", 200, "application/json", "manifest", Part.OTHER),
        ("OPTIONS", "https", 204, "", "preflight", Part.OTHER),
        ("DELETE", "https", 204, "", "fetch", Part.OTHER),
    ],
)
def test_parts(  # noqa: PLR0917 - a row of the table
    method: str,
    scheme: str,
    status: int,
    content: str,
    resource: str,
    part: Part,
) -> None:
    """Method, scheme, status and content tell which part an exchange plays."""
    sizes = Sizes("1.1", status, nan, nan, nan, nan)
    exchange = Exchange(sizes=sizes, method=method, scheme=scheme, path="/", content=content, resource=resource)
    assert exchange.part is part
    assert exchange.encrypted == (scheme in ("https", "wss"))
