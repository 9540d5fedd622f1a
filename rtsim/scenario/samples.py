"""Samples: messages as an application sends them, read from a file while the scenario is loaded."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pydantic import ValidationInfo

from rtsim.scenario.errors import refused_at
from rtsim.scenario.files import read_text
from rtsim.units import shown

MOST_SAMPLES = 100_000
MOST_BYTES = 20_000_000  # of all samples together: zlib compresses them in a second


@dataclass(frozen=True)
class Samples:
    """Messages in the order in which they were sent; `digest` stands for them."""

    messages: tuple[bytes, ...]
    digest: str


def read_samples(name: Any, info: ValidationInfo) -> Samples:
    """Read the file named under `file`, a message in each line; empty lines are none."""
    text = read_text(name, info, key="file")
    messages = tuple(line.encode() for line in text.split("\n") if line.strip())
    if not messages:
        raise refused_at(f"{shown(name)} holds no messages: write one in each line", "file")
    if len(messages) > MOST_SAMPLES or sum(map(len, messages)) > MOST_BYTES:
        most = f"{MOST_SAMPLES:,} messages or {MOST_BYTES:,} bytes"
        raise refused_at(f"{shown(name)} holds more than {most}, which say nothing more", "file")
    return Samples(messages, sha256(b"\n".join(messages)).hexdigest())
