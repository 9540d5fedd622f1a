"""Compression: which messages are compressed, how far, and what that costs the server."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, ValidationInfo, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from rtsim import units
from rtsim.scenario.errors import choices_text, refusal, refused_at
from rtsim.scenario.fields import SOME, Quantity, Size, Time, Whole
from rtsim.scenario.files import only_file, only_file_schema
from rtsim.scenario.traces import Samples, read_samples
from rtsim.scenario.values import Value
from rtsim.units import shown
from rtsim.wire.compression import SCHEMES


def _schemes(written: Any) -> tuple[str, ...]:
    names = written if isinstance(written, list | tuple) else [written]
    if names == ["none"]:
        return ()
    for name in names:
        if name not in SCHEMES:
            raise refusal(f"{shown(name)} is no way to compress messages: {choices_text(name, [*SCHEMES, 'none'])}")
    if len(set(names)) < len(names) or not names:
        raise refusal("name each way to compress messages once, or write none")
    return tuple(names)


def _ratio(written: Any, info: ValidationInfo) -> float | Samples:
    """Read a share, or a file of sample messages."""
    if isinstance(written, Samples):
        return written
    if isinstance(written, dict):
        return read_samples(only_file(written, "a file with a sample message in each line"), info)
    try:
        return Quantity(units.SHARE, SOME).read(written)
    except PydanticCustomError as error:
        if not isinstance(written, str) or written[:1].isdigit():
            raise
        raise refusal(f"{error.message()}; a file of sample messages is {{file: {written}}}") from None


_FILE = only_file_schema("A sample message in each line, in the order sent; a path from the scenario.")
_RATIO_SCHEMA = {"anyOf": [*Quantity(units.SHARE, SOME).schema()["anyOf"], _FILE]}
_SCHEMES_SCHEMA = {
    "anyOf": [
        {"enum": [*SCHEMES, "none"]},
        {"type": "array", "items": {"enum": list(SCHEMES)}, "minItems": 1, "uniqueItems": True},
    ]
}


class Compression(Value):
    """Which messages are compressed, and how far; what that costs the server. Requests by HTTP never are."""

    messages: Annotated[
        tuple[Literal["permessage-deflate", "gzip"], ...], BeforeValidator(_schemes), WithJsonSchema(_SCHEMES_SCHEMA)
    ]
    """permessage-deflate: WebSocket messages, both ways (RFC 7692); gzip: answers by HTTP, polls' and those that go on,
    as event streams; a list for both, or none."""
    ratio: Annotated[float | Samples, BeforeValidator(_ratio), WithJsonSchema(_RATIO_SCHEMA)] = Field(
        default=1.0, validate_default=False
    )
    """What is left of a message, as a share; or {file: messages.jsonl}, sample messages in the order sent, really
    compressed by zlib as each technique does it. To a share a flush's 4 bytes in a stream and gzip's 18 around an
    answer are added."""
    context_takeover: StrictBool = True
    """permessage-deflate: whether a message may refer to earlier ones of its connection, which then keeps windows."""
    window_bits: Annotated[int, Whole(9, 15)] = 15
    """The window holds 2^window_bits bytes: zlib's own most, and RFC 7692's unless a side asks for less."""
    memory_level: Annotated[int, Whole(1, 9)] = 8
    """How much zlib takes beside the windows, 2^(memory_level + 9) bytes; 8 is its own default."""
    level: Annotated[int, Whole(1, 9)] = 6
    """How hard zlib tries, for sample messages; 6 is its own default."""
    threshold: Size | None = None
    """Smaller messages and polls' answers are not compressed. null: with context takeover all WebSocket messages are,
    else what has 1,024 B (ws, doc/ws.md; expressjs/compression, README). A stream's parts always are."""
    cost: Time = 33e-6
    """What the server takes to compress a message, whatever its size. Node with ws, measured: a message of 100 B takes
    49.2 us with permessage-deflate and 11.4 us without; less the bytes' part."""
    cost_per_byte: Time = 48e-9
    """Each byte before compression, besides: zlib 1.2.8 compresses 21 MB/s at level 6 (lz4, README, 00c3208c; Core
    i5-3340M)."""
    inflate_per_byte: Time = 3.3e-9
    """Each byte of a message that a client has compressed: 300 MB/s, by the same source."""
    memory: Size | None = None
    """What a connection keeps for it. null: zlib's 2^(window_bits + 2) + 2^(memory_level + 9) to compress, and for
    WebSockets 2^window_bits to read (zconf.h): 262 kB and 295 kB; none without context takeover, where it can be let
    go."""

    @model_validator(mode="after")
    def _check(self) -> "Compression":
        if self.messages and "ratio" not in self.model_fields_set:
            raise refused_at("is required: a share as in 40 %, or {file: messages.jsonl} with sample messages", "ratio")
        return self
