"""HAR: exchanges from the files that browsers' developer tools and proxies write."""

from collections.abc import Iterator
from datetime import datetime
from math import isnan, nan
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit

from rtsim.calibration.entries import MILLISECOND, Entry, read_entries
from rtsim.calibration.exchange import Exchange, Sizes
from rtsim.calibration.heads import Compressed, request_head, response_head, text_size
from rtsim.calibration.intake import Intake

_SCHEMES = ("http", "https", "ws", "wss")
_VERSIONS = {"1.0": "1.1", "1.1": "1.1", "2": "2", "2.0": "2", "3": "3", "3.0": "3"}
_FROM_NETWORK = "Network Load"  # Safari's name for it, beside caches and service workers (WebKit, HARBuilder.js)
_REPRESENTS = "mitmproxy"  # gives the length of Python's picture of the fields for headersSize (addons/savehar.py)


def read_har(file: BinaryIO, intake: Intake) -> None:
    """Add the exchanges of a HAR file whose URL matches to what was seen; raises `WrongRowError` for a damaged one."""
    compressed = Compressed()
    for entry in read_entries(file):
        likes = intake.likes(entry.text("request.url"))
        if likes and _on_the_network(entry):
            intake.add_exchange(_exchange(entry, compressed))
            intake.traffic.received.add_all(entry.received)
            intake.traffic.sent.add_all(entry.sent)
        elif likes:
            intake.left_out += 1


def _on_the_network(entry: Entry) -> bool:
    """Tell whether an entry was answered by a server: not from a cache, a service worker, or not at all."""
    scheme = entry.text("request.url").partition(":")[0].lower()
    local = entry.has("_fromCache") or entry.has("response._fetchedViaServiceWorker")
    fetched = entry.optional("_fetchType")
    local = local or (fetched != _FROM_NETWORK if fetched else _took_no_time(entry))
    return scheme in _SCHEMES and entry.not_negative("response.status") > 0 and not local


def _took_no_time(entry: Entry) -> bool:
    """Tell whether all times are 0, which no network takes: from a cache, or not measured (Safari's `_fetchType`)."""
    return entry.not_negative("time") == 0 and entry.not_negative("timings.wait") == 0


def _exchange(entry: Entry, compressed: Compressed) -> Exchange:
    url = _url(entry)
    started = _instant(entry)
    return Exchange(
        sizes=_sizes(entry, url, compressed),
        method=entry.text("request.method").upper(),
        scheme=url.scheme.lower(),
        path=url.path or "/",
        content=entry.optional("response.content.mimeType").lower(),
        resource=entry.optional("_resourceType").lower(),
        started=started,
        ended=started + entry.seconds("time"),
        connect=_connect(entry),
        secure=entry.seconds("timings.ssl"),
        wait=nan if _took_no_time(entry) else entry.seconds("timings.wait"),
        connection=_connection(entry),
        keep_alive=_keep_alive(entry),
    )


def _url(entry: Entry) -> SplitResult:
    try:
        return urlsplit(entry.text("request.url"))
    except ValueError:
        raise entry.wrong("request.url", "is not a URL") from None


def _instant(entry: Entry) -> float:
    written = entry.optional("startedDateTime")
    try:
        return datetime.fromisoformat(written).timestamp() if written else nan
    except (ValueError, OverflowError):
        raise entry.wrong("startedDateTime", "is not a date and time (ISO 8601)") from None


def _connection(entry: Entry) -> str:
    """Give the connection's name; Firefox and others write a number or the port, which every connection shares."""
    named = entry.values.get("_connectionId") or entry.values.get("connection") or ""
    return "" if str(named) in ("0", "80", "443") else str(named)


def _connect(entry: Entry) -> float:
    """Give TCP's part of the set-up: HAR 1.2 counts TLS into `connect`, Firefox and mitmproxy put it beside.

    Which of the two it is shows in `time`, the sum of all parts.
    """
    connect, tls = entry.raw("timings.connect"), entry.not_negative("timings.ssl")
    if isnan(connect) or connect <= 0:
        return connect if isnan(connect) else 0.0
    others = ("blocked", "dns", "connect", "send", "wait", "receive")
    parts = sum(part for part in (entry.not_negative(f"timings.{key}") for key in others) if not isnan(part))
    beside = entry.not_negative("time") - parts > tls / 2
    inside = 0.0 if isnan(tls) or beside or tls >= connect else tls
    return (connect - inside) * MILLISECOND


def _keep_alive(entry: Entry) -> float:
    """Read the field Keep-Alive: timeout=5, max=100 (RFC 2068 section 19.7.1.1)."""
    for name, content in entry.fields["response"]:
        if name.lower() == "keep-alive":
            for part in content.split(","):
                key, _, number = part.strip().partition("=")
                if key.lower() == "timeout" and number.isascii() and number.isdigit():
                    return float(number)
    return nan


def _sizes(entry: Entry, url: SplitResult, compressed: Compressed) -> Sizes:
    version = _version(entry)
    request_bytes, response_bytes = _heads(entry, url, version, compressed)
    return Sizes(
        version=version,
        status=int(entry.not_negative("response.status")),
        request_head=request_bytes,
        response_head=response_bytes,
        request_body=entry.not_negative("request.bodySize"),
        response_body=_response_body(entry),
    )


def _version(entry: Entry) -> str:
    """Give the version; browsers write HTTP/2, http/2.0 or h2 for the same, and h3-29 for a draft."""
    for place in ("response.httpVersion", "request.httpVersion"):
        written = entry.optional(place).lower().removeprefix("http/").removeprefix("h").partition("-")[0]
        if written in _VERSIONS:
            return _VERSIONS[written]
    return ""


def _heads(entry: Entry, url: SplitResult, version: str, compressed: Compressed) -> Iterator[float]:
    """Give the sizes of both heads.

    For HTTP/1.1 what the tool counted, or else what its list of fields comes to; for HTTP/2 what the list comes to
    compressed: tools that give a number there count text that was never sent.
    """
    fields = entry.fields
    request = request_head(entry.text("request.method"), url, fields["request"])
    status, reason = int(entry.not_negative("response.status")), entry.optional("response.statusText")
    response = response_head(status, reason, fields["response"])
    if version in ("2", "3"):
        key = _connection(entry) or url.netloc
        yield compressed.request(key, request, url.scheme) if fields["request"] else nan
        yield compressed.response(key, response) if fields["response"] else nan
    else:
        yield _counted(entry, "request", text_size(request) if fields["request"] else nan)
        yield _counted(entry, "response", text_size(response) if fields["response"] else nan)


def _counted(entry: Entry, side: str, listed: float) -> float:
    counted = entry.not_negative(f"{side}.headersSize")
    trusted = counted > 0 and not entry.tool.lower().startswith(_REPRESENTS)
    return counted if trusted else listed


def _response_body(entry: Entry) -> float:
    """Give the body's bytes on the connection: `bodySize`, or else the content's less what compression saved."""
    sent = entry.not_negative("response.bodySize")
    if not isnan(sent):
        return sent
    content, saved = entry.not_negative("response.content.size"), entry.raw("response.content.compression")
    size = content - (0.0 if isnan(saved) else saved)
    return nan if size < 0 else size
