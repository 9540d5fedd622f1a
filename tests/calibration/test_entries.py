import json
from io import BytesIO
from typing import Any

import pytest

from rtsim.calibration.entries import Entry, read_entries
from rtsim.scenario.rows import WrongRowError
from tests.calibration.captures import SECRET, document, entry, polls, upgrade


def entries(content: Any) -> list[Entry]:
    """Read the entries of a document."""
    text = content if isinstance(content, bytes) else json.dumps(content, indent=2).encode()
    return list(read_entries(BytesIO(text)))


def test_entries_come_in_order_with_their_values() -> None:
    """Each entry has its number, the values of use and no others, and its header fields."""
    read = entries(document([entry(), entry(response__status=204)]))
    assert [(one.number, one.values["response.status"]) for one in read] == [(1, 200), (2, 204)]
    assert "response.content.text" not in read[0].values
    assert ("Accept", "*/*") in read[0].fields["request"]
    assert read[0].tool == "WebInspector"


def test_messages_are_measured_as_they_come() -> None:
    """Text counts its UTF-8 bytes, base64 the bytes it stands for, and control frames do not count."""
    messages = [
        {"type": "receive", "time": 1.5, "opcode": 1, "data": "price \u20ac"},
        {"type": "receive", "time": 1.6, "opcode": 2, "data": "AAECAw=="},
        {"type": "receive", "time": 1.7, "opcode": 9, "data": "ping"},
        {"type": "send", "time": 1.8, "opcode": 1, "data": "hello"},
        {"type": "error", "time": 1.9, "opcode": -1, "data": "Connection closed"},
    ]
    only = entries(document([upgrade(messages)]))[0]
    assert sorted(only.received.kept) == [4, 9]
    assert list(only.sent.kept) == [5]


def test_what_stands_deep_is_passed_over() -> None:
    """Chrome's stacks of asynchronous calls may nest without end."""
    nested = b'{"a":' * 5_000 + b"1" + b"}" * 5_000
    text = b'{"log":{"x":' + nested + b',"entries":[{"_initiator":' + nested + b',"time":7}]}}'
    assert [one.values for one in entries(text)] == [{"time": 7}]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off(share: float) -> None:
    """One line says in which entry, near which line; nothing of the content is shown."""
    text = json.dumps(document(polls()), indent=2).encode()
    with pytest.raises(WrongRowError, match="cut off in entry") as raised:
        entries(text[: int(len(text) * share)])
    assert SECRET not in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


def test_the_line_of_damage_is_near() -> None:
    """The line is that of the damage, or a few lines before."""
    lines = json.dumps(document(polls()), indent=2).split("\n")
    lines[400] = lines[400] + " nonsense"
    with pytest.raises(WrongRowError, match="is not valid JSON near this line") as raised:
        entries("\n".join(lines).encode())
    assert 401 - 250 <= raised.value.line <= 401


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{}", "no list log.entries"),
        (b"[1, 2]", "no list log.entries"),
        (b'{"log": {"entries": {}}}', "no list log.entries"),
        (b'{"log": {"entries": null}}', "no list log.entries"),
        (b'{"type": "Metric"}\n{"type": "Point"}', "is not valid JSON"),
        (b'{"log": {"entries": [NaN]}}', "is not valid JSON"),
        (b'{"log": {"entries": [{"time": 1e999}]}}', "is not valid JSON"),
        (b'{"log": "\xff"}', "is not valid JSON"),
        (b'{"log": {"ent', "cut off before the first entry"),
    ],
)
def test_what_is_no_har(text: bytes, message: str) -> None:
    """JSON of another kind, and what is no JSON, are refused in one line."""
    with pytest.raises(WrongRowError, match=message):
        entries(text)


@pytest.mark.parametrize(
    "text", [b"[" + b"1," * 1_200_000 + b"1]", b'{"log": {"entries": [' + b"{}," * 600_000 + b"{}]}}"]
)
def test_a_file_holds_so_many_values_at_most(text: bytes) -> None:
    """A file that would take long is refused with the number of values that are read, whatever it holds."""
    with pytest.raises(WrongRowError, match="it holds more than 1,000,000 values"):
        entries(text)
