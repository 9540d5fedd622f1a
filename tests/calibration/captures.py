"""Captures: HAR files as Chrome, Firefox and mitmproxy write them, and k6's CSV files, small enough to read."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SECRET = "hunter2"  # noqa: S105 - it stands for what must not be shown
URL = f"https://app.example.com/api/messages?after=1042&token={SECRET}"
SHIPPED = Path(__file__).parent / "data"
"""Files as the tools write them."""

CHROME, FIREFOX, MITMPROXY = "WebInspector", "Firefox", "mitmproxy"

K6_HEADER = (
    "metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,"
    "service,status,subproto,tls_version,url,extra_tags,metadata"
)


def fields(**named: str) -> list[dict[str, str]]:
    """List header fields as HAR does; an underscore stands for a hyphen."""
    return [{"name": name.replace("_", "-"), "value": content} for name, content in named.items()]


def entry(**changes: Any) -> dict[str, Any]:
    """Give the entry of a poll over HTTP/1.1 as Chrome writes it; `changes` go to places, with `__` for a dot."""
    made: dict[str, Any] = {
        "_connectionId": "531",
        "_initiator": {"type": "script", "stack": {"callFrames": [], "parent": {"callFrames": []}}},
        "_priority": "High",
        "_resourceType": "fetch",
        "cache": {},
        "connection": "531",
        "pageref": "page_1",
        "request": {
            "method": "GET",
            "url": URL,
            "httpVersion": "HTTP/1.1",
            "headers": fields(Host="app.example.com", Cookie=f"session={SECRET}", Accept="*/*"),
            "queryString": [{"name": "after", "value": "1042"}, {"name": "token", "value": SECRET}],
            "cookies": [{"name": "session", "value": SECRET}],
            "headersSize": 560,
            "bodySize": 0,
        },
        "response": {
            "status": 200,
            "statusText": "OK",
            "httpVersion": "HTTP/1.1",
            "headers": fields(Content_Type="application/json", Keep_Alive="timeout=5"),
            "cookies": [],
            "content": {"size": 2, "mimeType": "application/json", "text": "[]"},
            "redirectURL": "",
            "headersSize": 235,
            "bodySize": 2,
            "_transferSize": 237,
            "_error": None,
        },
        "serverIPAddress": "203.0.113.7",
        "startedDateTime": "2024-06-12T09:41:27.123Z",
        "time": 26.0,
        "timings": {
            "blocked": 1.0,
            "dns": -1,
            "ssl": -1,
            "connect": -1,
            "send": 0.5,
            "wait": 24.0,
            "receive": 0.5,
            "_blocked_queueing": 0.7,
        },
    }
    for place, value in changes.items():
        _set(made, place.split("__"), value)
    return made


def _set(made: dict[str, Any], steps: Sequence[str], value: Any) -> None:
    *above, last = steps
    here: Any = made
    for step in above:
        here = here[step]
    here[last] = value


def http2(**changes: Any) -> dict[str, Any]:
    """Give a poll over HTTP/2 as Chrome writes it: no sizes of heads, pseudo-header fields among the request's."""
    pseudo = {":authority": "app.example.com", ":method": "GET", ":path": "/api/messages", ":scheme": "https"}
    usual = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64)", "accept": "*/*", "cookie": f"session={SECRET}"}
    return entry(
        request__httpVersion="http/2.0",
        response__httpVersion="http/2.0",
        request__headers=fields(**pseudo, **usual),
        response__headers=fields(content_type="application/json", date="Wed, 12 Jun 2024 09:41:27 GMT"),
        request__headersSize=-1,
        response__headersSize=-1,
        response__bodySize=-1,
        response__content={"size": 90, "compression": 40, "mimeType": "application/json"},
        **changes,
    )


def upgrade(messages: Sequence[Mapping[str, Any]], **changes: Any) -> dict[str, Any]:
    """Give a WebSocket as Chrome writes it, with its messages."""
    made = entry(
        _resourceType="websocket",
        request__url=f"wss://app.example.com/socket?token={SECRET}",
        request__headersSize=502,
        response__status=101,
        response__statusText="Switching Protocols",
        response__headersSize=129,
        response__bodySize=0,
        response__content={"size": 0, "mimeType": "x-unknown"},
        timings__wait=31.0,
        **changes,
    )
    return made | {"_webSocketMessages": list(messages)}


def stream(**changes: Any) -> dict[str, Any]:
    """Give an event stream as Chrome writes it."""
    return entry(
        _resourceType="eventsource",
        request__url="https://app.example.com/api/stream",
        request__headersSize=586,
        response__headersSize=178,
        response__content={"size": 4321, "mimeType": "text/event-stream"},
        response__bodySize=4400,
        time=61_000.0,
        timings__receive=60_900.0,
        **changes,
    )


def publish(**changes: Any) -> dict[str, Any]:
    """Give a POST of a message as Chrome writes it."""
    return entry(
        request__method="POST",
        request__headersSize=640,
        request__bodySize=120,
        response__status=201,
        response__headersSize=210,
        response__bodySize=11,
        **changes,
    )


def polls() -> list[dict[str, Any]]:
    """Give twelve polls of one path, of which every fourth brings news."""
    news = {"response__bodySize": 214, "response__headersSize": 237}
    return [entry(timings__wait=22.0 + number, **({} if number % 4 else news)) for number in range(12)]


def document(entries: Sequence[Mapping[str, Any]], tool: str = CHROME) -> dict[str, Any]:
    """Give a HAR document of these entries."""
    return {"log": {"version": "1.2", "creator": {"name": tool, "version": "1"}, "pages": [], "entries": list(entries)}}


def har(folder: Path, entries: Sequence[Mapping[str, Any]], tool: str = CHROME, name: str = "capture.har") -> Path:
    """Write a HAR file, indented as browsers do."""
    path = folder / name
    path.write_text(json.dumps(document(entries, tool), indent=2), encoding="utf-8")
    return path


def k6(folder: Path, rows: Sequence[tuple[str, float]], name: str = "k6.csv", **tags: str) -> Path:
    """Write a CSV file as `k6 run --out csv` does, a row for each metric and value."""
    usual = {"proto": "HTTP/1.1", "status": "200", "tls_version": "", "url": URL.replace("https", "http")} | tags
    lines = [K6_HEADER]
    for metric, value in rows:
        cells = {"metric_name": metric, "timestamp": "1718185287", "metric_value": f"{value:.6f}"} | usual
        lines.append(",".join(cells.get(title, "") for title in K6_HEADER.split(",")))
    path = folder / name
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def column(folder: Path, *lines: object, name: str = "trips.csv") -> Path:
    """Write a plain file of these lines."""
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
