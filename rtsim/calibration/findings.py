"""Findings: from the traffic that was seen to values of a scenario, each with where it comes from."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from rtsim.calibration.exchange import Part, Sizes
from rtsim.calibration.lessons import Finding, Lesson, Lessons, Unknown, counted, size_range, time_range
from rtsim.calibration.network import Spread, network_lessons
from rtsim.calibration.polls import Polls
from rtsim.calibration.sample import GROUPS, Sample
from rtsim.calibration.traffic import Traffic
from rtsim.units import time_text

_SHOWN_PATHS = 5
_SECRET = re.compile(r"[^/]{24,}")  # a step of a path as long as this is a token rather than a name
_TWO_ROUND_TRIPS = 1.5  # between TLS 1.3's one round trip and TLS 1.2's two (RFC 8446 section 2, RFC 5246 section 7.3)
_ENOUGH = 5  # set-ups before their median is believed


def learn(traffic: Traffic, spread: Spread = Spread.TRANSFERS) -> Lessons:
    """Say what traffic teaches about a scenario, and what it does not."""
    version = _main(traffic.versions)
    polls = Polls.of(traffic.paths, version)
    return Lessons.of(
        [
            *_protocol(traffic, version),
            *map(_head, (*_poll_heads(polls), *_other_heads(traffic, version))),
            *_bodies(traffic, polls, version),
            *network_lessons(traffic, spread),
            *_payload(traffic, version),
            *_server(traffic),
            *_connection(traffic, version),
        ]
    )


def _main(counts: Counter[str]) -> str:
    """Give the name seen most often, of those that are known."""
    known = [(count, name) for name, count in counts.items() if name]
    return max(known)[1] if known else ""


def _protocol(traffic: Traffic, version: str) -> Iterator[Lesson]:
    total = sum(traffic.versions.values())
    if not version:
        yield Unknown("wire.http", "no exchange tells its HTTP version")
    else:
        note = f"HTTP/{version} in {traffic.versions[version]:,} of {counted(total, 'exchange')}"
        yield Finding("wire.http", version, traffic.versions[version], note)
    if version == "3":
        yield Finding("wire.tls", "1.3", traffic.versions[version], "HTTP/3 has TLS 1.3 in it (RFC 9001)")
    else:
        yield from _tls(traffic)


def _tls(traffic: Traffic) -> Iterator[Lesson]:
    encrypted, plain = traffic.encrypted[True], traffic.encrypted[False]
    total, told = encrypted + plain, _main(traffic.tls_versions)
    if not total:
        yield Unknown("wire.tls", "no exchange tells whether it was encrypted")
    elif plain >= encrypted:
        yield Finding("wire.tls", "none", plain, f"{plain:,} of {counted(total, 'exchange')} not encrypted")
    elif told:
        yield Finding("wire.tls", told, traffic.tls_versions[told], f"{traffic.tls_versions[told]:,} requests tell so")
    else:
        ratio = traffic.secured.median
        measured = traffic.secured.count >= _ENOUGH
        why = f"TLS took {ratio:.1f} times as long as TCP" if measured else "the version is assumed: no file tells it"
        value = "1.2" if measured and ratio >= _TWO_ROUND_TRIPS else "1.3"
        yield Finding("wire.tls", value, encrypted, f"{encrypted:,} of {counted(total, 'exchange')} encrypted; {why}")


class _Wanted(NamedTuple):
    """One head that is looked for: its name, those of all that are `seen` that are used, and why there is none else."""

    name: str
    rows: list[Sizes]
    seen: int
    one: str
    many: str
    otherwise: str


def _poll_heads(polls: Polls) -> Iterator[_Wanted]:
    nothing = "no path was asked more than once with GET" if not polls.paths else "every answer to a poll was empty"
    all_news = "the answers to each path are alike: none shows itself as empty" if polls.alike else nothing
    where, seen = f" of {_paths(polls)}", sum(polls.paths.values())
    yield _Wanted("poll", polls.all, seen, f"poll{where}", f"polls{where}", nothing)
    news, no_news = "answered with news", "answered without news"
    yield _Wanted("poll_response", polls.answered, len(polls.answered), f"poll {news}", f"polls {news}", nothing)
    yield _Wanted("poll_empty", polls.empty, len(polls.empty), f"poll {no_news}", f"polls {no_news}", all_news)


def _other_heads(traffic: Traffic, version: str) -> Iterator[_Wanted]:
    for part, name, one, otherwise in (
        (Part.PUBLISH, "publish", "POST", "no POST"),
        (Part.STREAM, "stream", "event stream", "no answer of type text/event-stream"),
        (Part.UPGRADE, "upgrade", "WebSocket handshake", "no WebSocket was opened (status 101)"),
    ):
        rows, seen = _of(traffic, part, version), traffic.rows[part].count
        yield _Wanted(name, rows, seen, one, f"{one}s", otherwise)
        yield _Wanted(f"{name}_response", rows, seen, f"answer to a {one}", f"answers to {one}s", otherwise)


def _head(wanted: _Wanted) -> Lesson:
    """Say how large one head is: the median over the exchanges that tell."""
    key = f"wire.headers.{wanted.name}"
    answer = wanted.name.endswith(("_response", "_empty"))
    sample = Sample.of(row.response_head if answer else row.request_head for row in wanted.rows)
    if not wanted.rows:
        return Unknown(key, wanted.otherwise)
    if not sample.count:
        seen = counted(len(wanted.rows), wanted.one, wanted.many)
        return Unknown(key, f"{seen}, but the size of its head is not told")
    compressed = wanted.rows[0].version in ("2", "3") and not wanted.name.startswith("upgrade")
    how = "; compressed by HPACK from the fields" if compressed else ""
    used = f"{sample.count:,} of " if sample.count < wanted.seen else ""
    seen = used + counted(max(sample.count, wanted.seen), wanted.one, wanted.many)
    return Finding(key, _bytes(sample.median), sample.count, f"{seen}: {size_range(sample)}{how}")


def _paths(polls: Polls) -> str:
    """Name the paths that polls went to; what could be a token in them is left out."""
    several = len(polls.paths) > 1
    shown = list(polls.paths.items())[:_SHOWN_PATHS]
    named = [_SECRET.sub("…", path) + (f" ({count:,})" if several else "") for path, count in shown]
    more = len(polls.paths) - len(named)
    return ", ".join(named) + (f" and {more} more paths" if more else "")


def _bodies(traffic: Traffic, polls: Polls, version: str) -> Iterator[Lesson]:
    empty = Sample.of(row.response_body for row in polls.empty if row.status == 200)
    answers = Sample.of(row.response_body for row in _of(traffic, Part.PUBLISH, version))
    if empty.count:
        note = f"{counted(empty.count, 'empty answer')} to polls: {size_range(empty)}"
        yield Finding("wire.body.empty", _bytes(empty.median), empty.count, note)
    else:
        yield Unknown("wire.body.empty", "no empty answer with a body")
    if answers.count:
        note = f"{counted(answers.count, 'answer to a POST', 'answers to POSTs')}: {size_range(answers)}"
        yield Finding("wire.body.publish_ack", _bytes(answers.median), answers.count, note)
    else:
        yield Unknown("wire.body.publish_ack", "no answer to a POST tells the size of its body")
    for key in ("around", "between", "each", "publish"):
        yield Unknown(
            f"wire.body.{key}", "bodies are not read: what is message in them and what is around is not known"
        )


def _payload(traffic: Traffic, version: str) -> Iterator[Lesson]:
    posted = Sample.of(row.request_body for row in _of(traffic, Part.PUBLISH, version) if row.request_body)
    for sample, thing in (
        (traffic.received, "WebSocket message received"),
        (posted, "body of a POST"),
        (traffic.sent, "WebSocket message sent"),
    ):
        if sample.count:
            many = {"body of a POST": "bodies of POSTs"}.get(thing, thing.replace("message", "messages"))
            note = f"{counted(sample.count, thing, many)}, with all that is around the message: {size_range(sample)}"
            yield Finding("messages.payload", _payload_value(sample), sample.count, note)
            return
    yield Unknown("messages.payload", "no WebSocket message, and no POST with a body")


def _payload_value(sample: Sample) -> Any:
    if sample.least == sample.most:
        return _bytes(sample.least)
    return {"dist": "empirical", "values": [_bytes(size) for size in sample.groups(GROUPS)]}


def _server(traffic: Traffic) -> Iterator[Lesson]:
    kept = traffic.keep_alive
    if kept.count:
        note = f"{counted(kept.count, 'answer')} with a Keep-Alive field: {time_range(kept)}"
        yield Finding("server.keep_alive", time_text(kept.median).replace(",", ""), kept.count, note)
    else:
        idle = traffic.connections.idle
        lower = f"; connections were reused after up to {time_text(idle.most)}, so it is longer" if idle.count else ""
        yield Unknown("server.keep_alive", f"no answer has a Keep-Alive field that tells it{lower}")
    yield Unknown("server.costs", _cost_reason(traffic))
    yield Unknown("server.memory", "memory is not seen from outside")


def _cost_reason(traffic: Traffic) -> str:
    reason = "CPU time is not seen from outside"
    beyond = traffic.waits.median - traffic.connects.median
    if traffic.connects.count and beyond > 0:
        return f"{reason}; the median answer took {time_text(beyond)} beyond a round trip, an upper limit for request"
    return reason


def _connection(traffic: Traffic, version: str) -> Iterator[Lesson]:
    """Say whether polls reuse connections; all techniques are named, so that pasting leaves none out."""
    key, seen = "techniques.short-polling.connection", traffic.connections
    total = seen.opened + seen.reused
    if version in ("2", "3"):
        yield from _techniques(key, "keep-alive", traffic.versions[version], "HTTP/2 keeps its connection")
    elif total < 2:
        yield Unknown(key, "too few requests tell whether their connection was open already")
    else:
        note = f"{seen.reused:,} of {counted(total, 'request')} came on a connection that was open already"
        yield from _techniques(key, "keep-alive" if seen.reused * 2 >= total else "close", total, note)


def _techniques(key: str, value: str, count: int, note: str) -> Iterator[Finding]:
    yield Finding(key, value, count, note)
    for name in ("long-polling", "websocket", "sse"):
        yield Finding(f"techniques.{name}", {}, 0, "")


def _of(traffic: Traffic, part: Part, version: str) -> list[Sizes]:
    """Give the exchanges that play a part, of the main version; a WebSocket's handshake is always HTTP/1.1."""
    return [row for row in traffic.rows[part].kept if part is Part.UPGRADE or row.version == version]


def _bytes(size: float) -> str:
    return f"{round(size)} B"
