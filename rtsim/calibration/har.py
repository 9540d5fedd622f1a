"""HAR: exchanges from the files that browsers' developer tools and proxies write."""

from collections.abc import Iterator
from datetime import datetime
from math import isfinite, isnan, nan
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit

from rtsim.calibration.entries import Entry, read_entries
from rtsim.calibration.exchange import Exchange, Sizes
from rtsim.calibration.heads import Compressed, request_head, response_head, text_size
from rtsim.calibration.intake import Intake
from rtsim.scenario.rows import WrongRowError

_MILLISECOND = 1e-3
_SCHEMES = ("http", "https", "ws", "wss")
_VERSIONS = {"1.0": "1.1", "1.1": "1.1", "2": "2", "2.0": "2", "3": "3", "3.0": "3"}
_FROM_NETWORK = "Network Load"  # Safari's name for it, beside caches and service workers (WebKit, HARBuilder.js)
_REPRESENTS = "mitmproxy"  # gives the length of Python's picture of the fields for headersSize (addons/savehar.py)


def read_har(file: BinaryIO, intake: Intake) -> None:
    """Add the exchanges of a HAR file whose URL matches to what was seen; raises `WrongRowError` for a damaged one."""
    compressed = Compressed()
    for entry in read_entries(file):
        values = _Values(entry)
        likes = intake.likes(values.text("request.url"))
        if likes and _on_the_network(values):
            intake.add_exchange(_exchange(values, compressed))
            intake.traffic.received.add_all(entry.received)
            intake.traffic.sent.add_all(entry.sent)
        elif likes:
            intake.left_out += 1


class _Values:
    """An entry's values by place, each of the type that HAR gives it."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    def wrong(self, place: str, message: str) -> WrongRowError:
        """Make the error about one value; it does not show the value, which may be secret."""
        return WrongRowError(message, self.entry.line, f"entry {self.entry.number}: {place}")

    def has(self, place: str) -> bool:
        """Tell whether there is something but null, false or nothing."""
        return bool(self.entry.values.get(place))

    def text(self, place: str) -> str:
        """Give a text that must be there."""
        if place not in self.entry.values:
            raise self.wrong(place, "is missing")
        return self.optional(place)

    def optional(self, place: str) -> str:
        """Give a text that may be missing: nothing then."""
        value = self.entry.values.get(place)
        if value is not None and not isinstance(value, str):
            raise self.wrong(place, "is not text")
        return value or ""

    def number(self, place: str) -> float:
        """Give a number; nan when it is missing or below 0, which is how HAR says that it does not apply."""
        value = self.raw(place)
        return nan if value < 0 else value

    def raw(self, place: str) -> float:
        """Give a number as it is written; nan when it is missing."""
        value = self.entry.values.get(place)
        if value is None:
            return nan
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.wrong(place, "is not a number")
        return float(value)

    def seconds(self, place: str) -> float:
        """Give a number of milliseconds in seconds."""
        return self.number(place) * _MILLISECOND


def _on_the_network(values: _Values) -> bool:
    """Tell whether an entry was answered by a server: not from a cache, a service worker, or not at all."""
    scheme = values.text("request.url").partition(":")[0].lower()
    local = values.has("_fromCache") or values.has("response._fetchedViaServiceWorker")
    fetched = values.optional("_fetchType")
    local = local or (fetched != _FROM_NETWORK if fetched else _took_no_time(values))
    return scheme in _SCHEMES and values.number("response.status") > 0 and not local


def _took_no_time(values: _Values) -> bool:
    """Tell whether all times are 0, which no network takes: from a cache, or not measured (Safari's `_fetchType`)."""
    return values.number("time") == 0 and values.number("timings.wait") == 0


def _exchange(values: _Values, compressed: Compressed) -> Exchange:
    url = _url(values)
    started = _instant(values)
    return Exchange(
        sizes=_sizes(values, url, compressed),
        method=values.text("request.method").upper(),
        scheme=url.scheme.lower(),
        path=url.path or "/",
        content=values.optional("response.content.mimeType").lower(),
        resource=values.optional("_resourceType").lower(),
        started=started,
        ended=started + values.seconds("time"),
        connect=_connect(values),
        secure=values.seconds("timings.ssl"),
        wait=nan if _took_no_time(values) else values.seconds("timings.wait"),
        connection=_connection(values),
        keep_alive=_keep_alive(values.entry),
    )


def _url(values: _Values) -> SplitResult:
    try:
        return urlsplit(values.text("request.url"))
    except ValueError:
        raise values.wrong("request.url", "is not a URL") from None


def _instant(values: _Values) -> float:
    written = values.optional("startedDateTime")
    try:
        return datetime.fromisoformat(written).timestamp() if written else nan
    except (ValueError, OverflowError):
        raise values.wrong("startedDateTime", "is not a date and time (ISO 8601)") from None


def _connection(values: _Values) -> str:
    """Give the connection's name; Firefox and others write a number or the port, which every connection shares."""
    named = values.entry.values.get("_connectionId") or values.entry.values.get("connection") or ""
    return "" if str(named) in ("0", "80", "443") else str(named)


def _connect(values: _Values) -> float:
    """Give TCP's part of the set-up: HAR 1.2 counts TLS into `connect`, Firefox and mitmproxy put it beside.

    Which of the two it is shows in `time`, the sum of all parts.
    """
    connect, tls = values.raw("timings.connect"), values.number("timings.ssl")
    if isnan(connect) or connect <= 0:
        return connect if isnan(connect) else 0.0
    others = ("blocked", "dns", "connect", "send", "wait", "receive")
    parts = sum(part for part in (values.number(f"timings.{key}") for key in others) if not isnan(part))
    beside = values.number("time") - parts > tls / 2
    inside = 0.0 if isnan(tls) or beside or tls >= connect else tls
    return (connect - inside) * _MILLISECOND


def _keep_alive(entry: Entry) -> float:
    """Read the field Keep-Alive: timeout=5, max=100 (RFC 2068 section 19.7.1.1)."""
    for name, content in entry.fields["response"]:
        if name.lower() == "keep-alive":
            for part in content.split(","):
                key, _, number = part.strip().partition("=")
                if key.lower() == "timeout" and number.isascii() and number.isdigit():
                    return float(number)
    return nan


def _sizes(values: _Values, url: SplitResult, compressed: Compressed) -> Sizes:
    version = _version(values)
    request_bytes, response_bytes = _heads(values, url, version, compressed)
    return Sizes(
        version=version,
        status=int(values.number("response.status")),
        request_head=request_bytes,
        response_head=response_bytes,
        request_body=values.number("request.bodySize"),
        response_body=_response_body(values),
    )


def _version(values: _Values) -> str:
    """Give the version; browsers write HTTP/2, http/2.0 or h2 for the same, and h3-29 for a draft."""
    for place in ("response.httpVersion", "request.httpVersion"):
        written = values.optional(place).lower().removeprefix("http/").removeprefix("h").partition("-")[0]
        if written in _VERSIONS:
            return _VERSIONS[written]
    return ""


def _heads(values: _Values, url: SplitResult, version: str, compressed: Compressed) -> Iterator[float]:
    """Give the sizes of both heads.

    For HTTP/1.1 what the tool counted, or else what its list of fields comes to; for HTTP/2 what the list comes to
    compressed: tools that give a number there count text that was never sent.
    """
    fields = values.entry.fields
    request = request_head(values.text("request.method"), url, fields["request"])
    status, reason = int(values.number("response.status")), values.optional("response.statusText")
    response = response_head(status, reason, fields["response"])
    if version in ("2", "3"):
        key = _connection(values) or url.netloc
        yield compressed.request(key, request, url.scheme) if fields["request"] else nan
        yield compressed.response(key, response) if fields["response"] else nan
    else:
        yield _counted(values, "request", text_size(request) if fields["request"] else nan)
        yield _counted(values, "response", text_size(response) if fields["response"] else nan)


def _counted(values: _Values, side: str, listed: float) -> float:
    counted = values.number(f"{side}.headersSize")
    trusted = counted > 0 and not values.entry.tool.lower().startswith(_REPRESENTS)
    return counted if trusted else listed


def _response_body(values: _Values) -> float:
    """Give the body's bytes on the connection: `bodySize`, or else the content's less what compression saved."""
    sent = values.number("response.bodySize")
    if not isnan(sent):
        return sent
    content, saved = values.number("response.content.size"), values.raw("response.content.compression")
    size = content - (0.0 if isnan(saved) else saved)
    return nan if size < 0 else size
