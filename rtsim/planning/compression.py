"""Compression: what a scenario says of it, as the wire and the plan take it."""

from rtsim import plan as plans
from rtsim.plan import Push
from rtsim.scenario import compression as written
from rtsim.scenario.traces import Samples
from rtsim.techniques import Carriage
from rtsim.wire import Compression, Deflate
from rtsim.wire.compression import ANSWERS, FRAMES, NONE


def compression(said: written.Compression | None) -> Compression:
    """Give how messages are compressed."""
    if said is None:
        return NONE
    measured = said.ratio if isinstance(said.ratio, Samples) else None
    return Compression(
        schemes=said.messages,
        deflate=Deflate(window=said.window_bits, memory=said.memory_level, level=said.level),
        takeover=said.context_takeover,
        least=None if said.threshold is None else round(said.threshold),
        ratio=1.0 if isinstance(said.ratio, Samples) else said.ratio,
        samples=measured.messages if measured else (),
    )


def compressing(said: written.Compression | None) -> plans.Compressing:
    """Give the CPU seconds that it takes."""
    if said is None:
        return plans.Compressing()
    return plans.Compressing(message=said.cost, per_byte=said.cost_per_byte, inflate_per_byte=said.inflate_per_byte)


def kept_to_compress(said: written.Compression | None, carriage: Carriage) -> float:
    """Give the bytes that an open push connection keeps for it."""
    scheme = FRAMES if carriage.stack == "websocket" else ANSWERS
    if said is None or scheme not in said.messages or not isinstance(carriage.mechanism, Push):
        return 0.0
    if said.memory is not None:
        return said.memory
    deflate = compression(said).deflate
    if scheme == ANSWERS:
        return float(deflate.kept)
    return float(deflate.kept + deflate.read) if said.context_takeover else 0.0
