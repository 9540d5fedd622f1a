"""Compression before anything runs: what it takes, what a message comes to, and what it saves and costs in all."""

from collections.abc import Iterator, Mapping

from rtsim.forecast.rows import Row, row
from rtsim.forecast.stream import Stream
from rtsim.plan import Compressing, Pull, Push
from rtsim.planning.compression import kept_to_compress
from rtsim.scenario import Scenario
from rtsim.scenario.traces import Samples
from rtsim.techniques import Carriage
from rtsim.wire import Compressed, Envelope
from rtsim.wire.compression import Law

DIFFERENCE = "with it less without it"


def packing(costs: Compressing, envelope: Envelope, body: float, sequence: int = 0) -> float:
    """Give the seconds that it takes to compress a message, if it is."""
    taken = envelope.taken(round(body), sequence) if isinstance(envelope, Compressed) else 0
    return costs.message + costs.per_byte * taken if taken else 0.0


def unpacking(costs: Compressing, envelope: Envelope, body: int) -> float:
    """Give the seconds that it takes to read a message that a client has compressed."""
    return costs.inflate_per_byte * envelope.taken(body) if isinstance(envelope, Compressed) else 0.0


def without_compression(scenario: Scenario) -> Scenario:
    """Give the same scenario with nothing compressed."""
    return scenario.model_copy(update={"wire": scenario.wire.model_copy(update={"compression": None})})


def compression_rows(
    scenario: Scenario, carriage: Carriage, stream: Stream, own: Mapping[str, float], plain: Mapping[str, float]
) -> Iterator[Row]:
    """Give what compression does, from what is expected with it and without it."""
    mechanism = carriage.mechanism
    payload = stream.payload + (mechanism.body.each if isinstance(mechanism, Pull) else mechanism.each)
    envelope = mechanism.response.first if isinstance(mechanism, Pull) else mechanism.message
    if not isinstance(envelope, Compressed):
        return
    text = mechanism.body.around + payload if isinstance(mechanism, Pull) else envelope.content.size(payload, 100_000)
    packed = envelope.law.size(text) if text >= envelope.least else text
    law = _words(envelope.law) if text >= envelope.least else "below the threshold: all"
    origin, doubts = _origin(scenario, payload)
    varies = ["payloads vary; the mean is taken"] if scenario.messages.payload.variance else []
    yield row("compressed_bytes", packed, f"{law} of {text:,} B", origin, doubts, varies)
    saved = sum(plain[key] - own[key] for key in ("up_bytes_per_s", "down_bytes_per_s"))
    yield row("compression_saves", saved, "without it less with it", "the wire", doubts, varies)
    cores = own["utilisation"] - plain["utilisation"]
    yield row("compression_cpu", cores, DIFFERENCE, "wire.compression.cost", doubts, varies)
    if isinstance(mechanism, Push):
        keeps = kept_to_compress(scenario.wire.compression, carriage) > 0
        memory = own["memory_bytes"] - plain["memory_bytes"] if keeps else 0.0
        yield row("compression_memory", memory, DIFFERENCE, "theory.compression.zlib_bytes")


def _words(law: Law) -> str:
    share = f"{law.ratio:.1%}"
    return f"{law.fixed:.3g} B + {share}" if law.fixed else share


def _origin(scenario: Scenario, payload: float) -> tuple[str, list[str]]:
    """Say where the law comes from, and whether it is stretched beyond that."""
    said = scenario.wire.compression
    if said is None or not isinstance(said.ratio, Samples):
        return "wire.compression.ratio", []
    sizes = [len(message) for message in said.ratio.messages]
    beyond = not min(sizes) <= payload <= max(sizes)
    doubt = f"the samples have {min(sizes):,} to {max(sizes):,} B, and a message {payload:,.0f} B"
    return f"zlib, from {len(sizes):,} samples", [doubt] if beyond else []
