from pathlib import Path
from typing import Any

import pytest

from rtsim.planning.planner import carry, server, wire
from rtsim.scenario import InputErrors, Scenario, load_scenario
from rtsim.scenario.traces import MOST_SAMPLES, Samples
from rtsim.techniques import settings_classes, techniques
from rtsim.wire.compression import SCHEMES, Compression

LINES = '{"text": "hi"}\n\n{"text": "hi there"}\n'


def load(folder: Path, written: str = "") -> Scenario:
    """Read a scenario whose wire's compression is as written."""
    path = folder / "packed.yaml"
    path.write_text(f"name: packed\nclients: {{count: 2}}\nmessages: {{from: server, to: everyone, rate: 1}}\n"
                    f"wire: {{compression: {written or 'null'}}}\n", encoding="utf-8")  # fmt: skip
    return load_scenario(path, techniques=settings_classes())


def said(folder: Path, written: str) -> str:
    """Give what is wrong with it."""
    with pytest.raises(InputErrors) as caught:
        load(folder, written)
    return str(caught.value)


def test_a_share_and_a_file(tmp_path: Path) -> None:
    """The ratio is a share, or a file with a sample message in each line; empty lines are none."""
    (tmp_path / "messages.jsonl").write_text(LINES, encoding="utf-8")
    share = load(tmp_path, "{messages: permessage-deflate, ratio: 40 %, threshold: 1 kB}")
    assert wire(share).compression == Compression(schemes=SCHEMES[:1], ratio=0.4, least=1000)
    found = load(tmp_path, "{messages: [permessage-deflate, gzip], ratio: {file: messages.jsonl}}")
    assert found.wire.compression is not None
    assert isinstance(found.wire.compression.ratio, Samples)
    assert wire(found).compression.samples == (b'{"text": "hi"}', b'{"text": "hi there"}')


def test_none_changes_nothing(tmp_path: Path) -> None:
    """Without the key the digest is that of before; what is left of a sample counts in it."""
    plain, none = load(tmp_path), load(tmp_path, "{messages: none}")
    assert wire(plain) == wire(none)
    digests = set()
    for text in (LINES, LINES.upper()):
        (tmp_path / "messages.jsonl").write_text(text, encoding="utf-8")
        digests.add(load(tmp_path, "{messages: gzip, ratio: {file: messages.jsonl}}").digest())
    assert len(digests | {plain.digest()}) == 3
    assert "compression" not in plain.wire.model_dump(exclude_defaults=True)


@pytest.mark.parametrize(
    ("written", "name", "more"),
    [
        ("{messages: permessage-deflate, ratio: 0.4}", "websocket", 262_144 + 32_768),
        ("{messages: permessage-deflate, ratio: 0.4}", "sse", 0),
        ("{messages: permessage-deflate, ratio: 0.4, context_takeover: false}", "websocket", 0),
        ("{messages: permessage-deflate, ratio: 0.4, window_bits: 12, memory_level: 5}", "websocket", 36_864),
        ("{messages: permessage-deflate, ratio: 0.4, memory: 64 kB}", "websocket", 64_000),
        ("{messages: gzip, ratio: 0.4}", "sse", 262_144),
        ("{messages: gzip, ratio: 0.4}", "http-streaming", 262_144),
        ("{messages: gzip, ratio: 0.4}", "websocket", 0),
        ("{messages: gzip, ratio: 0.4}", "long-polling", 0),
    ],
)
def test_memory_of_a_connection(tmp_path: Path, written: str, name: str, more: int) -> None:
    """An open connection keeps what zlib needs to go on, by windows and level, where its messages are compressed."""
    kept = [server(one, carry(one, techniques()[name])).memory for one in (load(tmp_path), load(tmp_path, written))]
    assert kept[1].push - kept[0].push == more
    assert kept[1].held == kept[0].held


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("{messages: brotli, ratio: 0.4}", "'brotli' is no way to compress messages"),
        ("{messages: [gzip, gzip], ratio: 0.4}", "once"),
        ("{messages: gzip}", "ratio: is required"),
        ("{messages: gzip, ratio: 0}", "out of range"),
        ("{messages: gzip, ratio: 0.4, window_bits: 8}", "from 9 to 15"),
        ("{messages: gzip, ratio: {file: nothing.jsonl}}", "no such file"),
        ("{messages: gzip, ratio: nothing.jsonl}", "a file of sample messages is {file: nothing.jsonl}"),
        ("{messages: gzip, ratio: {file: .}}", "is a directory"),
        ("{messages: gzip, ratio: {path: nothing.jsonl}}", "choose from file"),
        ("{messages: gzip, ratio: {}}", "the name of a file"),
        ("{messages: gzip, ratio: {file: empty.jsonl}}", "holds no messages"),
        ("{messages: gzip, ratio: {file: long.jsonl}}", f"more than {MOST_SAMPLES:,} messages"),
    ],
)
def test_refused(tmp_path: Path, written: str, words: Any) -> None:
    """What is no way to compress, no share and no file with messages is refused with a line that says what is."""
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    (tmp_path / "long.jsonl").write_text("x\n" * (MOST_SAMPLES + 1), encoding="utf-8")
    told = said(tmp_path, written)
    assert words in told
    assert "packed.yaml:4: wire.compression" in told
