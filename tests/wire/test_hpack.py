"""RFC 7541, appendix C: the encoder that the tables of heads follow writes the standard's examples to the byte."""

from collections.abc import Sequence

import pytest
from hpack import Decoder, Encoder, HeaderTuple, NeverIndexedHeaderTuple
from hpack.hpack import encode_integer

from rtsim.wire.heads import explored
from rtsim.wire.http2 import FRAME_HEAD, _encoded, _known
from tests.wire.savings import saved

Fields = Sequence[tuple[str, str]]

ASKED: Fields = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "www.example.com")]
REQUESTS: list[Fields] = [
    ASKED,
    [*ASKED, ("cache-control", "no-cache")],
    [(":method", "GET"), (":scheme", "https"), (":path", "/index.html"), (":authority", "www.example.com"),
     ("custom-key", "custom-value")],
]  # fmt: skip
PRIVATE = ("cache-control", "private")
LOCATION = ("location", "https://www.example.com")
RESPONSES: list[Fields] = [
    [(":status", "302"), PRIVATE, ("date", "Mon, 21 Oct 2013 20:13:21 GMT"), LOCATION],
    [(":status", "307"), PRIVATE, ("date", "Mon, 21 Oct 2013 20:13:21 GMT"), LOCATION],
    [(":status", "200"), PRIVATE, ("date", "Mon, 21 Oct 2013 20:13:22 GMT"), LOCATION, ("content-encoding", "gzip"),
     ("set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1")],
]  # fmt: skip

SEQUENCES = {
    "C.3": (REQUESTS, 4_096, False, (57, 110, 164), (
        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "8286 84be 5808 6e6f 2d63 6163 6865",
        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
    )),
    "C.4": (REQUESTS, 4_096, True, (57, 110, 164), (
        "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
        "8286 84be 5886 a8eb 1064 9cbf",
        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
    )),
    "C.5": (RESPONSES, 256, False, (222, 222, 215), (
        ("4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120"
         "474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"),
        "4803 3330 37c1 c0bf",
        ("88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738"
         "666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33"
         "3630 303b 2076 6572 7369 6f6e 3d31"),
    )),
    "C.6": (RESPONSES, 256, True, (222, 222, 215), (
        ("4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718"
         "63c7 8f0b 97c8 e9ae 82ae 43d3"),
        "4883 640e ffc1 c0bf",
        ("88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7"
         "b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07"),
    )),
}  # fmt: skip


def fresh(room: int) -> Encoder:
    """Give an encoder whose table has so much room from the start."""
    encoder = Encoder()
    encoder.header_table.maxsize = room
    return encoder


@pytest.mark.parametrize(("value", "prefix", "example"), [(10, 5, "0a"), (1_337, 5, "1f9a0a"), (42, 8, "2a")])
def test_integers(value: int, prefix: int, example: str) -> None:
    """C.1: integers in a prefix of some bits, and beyond it."""
    assert encode_integer(value, prefix).hex() == example


@pytest.mark.parametrize(
    ("section", "name", "content", "example"),
    [
        ("C.2.1", "custom-key", "custom-header", "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"),
        ("C.2.3", "password", "secret", "1008 7061 7373 776f 7264 0673 6563 7265 74"),
        ("C.2.4", ":method", "GET", "82"),
    ],
)
def test_fields(section: str, name: str, content: str, example: str) -> None:
    """C.2: a field that the table takes, one that it must never take, and one that it has; only the first is kept."""
    kind = NeverIndexedHeaderTuple if section == "C.2.3" else HeaderTuple
    encoder = Encoder()
    assert encoder.encode([kind(name, content)], huffman=False) == bytes.fromhex(example)
    assert len(_known(encoder)) == (section == "C.2.1")


def test_a_field_that_is_not_kept_is_read() -> None:
    """C.2.2: this encoder never writes a literal without indexing, but reads the example, and keeps nothing of it."""
    decoder = Decoder()
    assert decoder.decode(bytes.fromhex("040c 2f73 616d 706c 652f 7061 7468")) == [(":path", "/sample/path")]
    assert not decoder.header_table.dynamic_entries


@pytest.mark.parametrize("section", SEQUENCES)
def test_sequences(section: str) -> None:
    """C.3 to C.6: three heads on one connection, with Huffman's code and without, and the table's size after each.

    The answers have a table of 256 B, out of which the second one's status pushes the first one's.
    """
    sequence, room, huffman, sizes, blocks = SEQUENCES[section]
    encoder = fresh(room)
    for fields, size, block in zip(sequence, sizes, blocks, strict=True):
        assert encoder.encode(fields, huffman=huffman) == bytes.fromhex(block)
        assert encoder.header_table._current_size == size


@pytest.mark.parametrize(("section", "room"), [("C.4", 4_096), ("C.6", 256)])
def test_tables_of_heads_have_the_examples(section: str, room: int) -> None:
    """What is saved of each head, when they are sent in the order of C.4 and of C.6, is what the blocks say."""
    sequence, *_, blocks = SEQUENCES[section]
    written = [[HeaderTuple(*field) for field in fields] for fields in sequence]
    heads = explored(fresh(room), 3, lambda encoder, kind: _encoded(encoder, written[kind]), _known)
    alone = [_encoded(fresh(room), fields)[0] for fields in written]
    told = [whole - less for whole, less in zip(alone, saved(heads, range(3)), strict=True)]
    assert told == [FRAME_HEAD + len(bytes.fromhex(block)) for block in blocks]
