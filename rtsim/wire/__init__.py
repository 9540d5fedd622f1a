"""Wire: the exact bytes of HTTP/1.1, HTTP/2, WebSocket and event streams, of TLS records and of TCP/IP packets."""

from rtsim.wire.compression import Compressed, Compression
from rtsim.wire.deflate import Deflate
from rtsim.wire.envelopes import Envelope, Exchange, Fixed, Plain
from rtsim.wire.headers import HeaderSet, header_sets
from rtsim.wire.heads import Heads
from rtsim.wire.tcp import Packets
from rtsim.wire.tls import Handshake, Resuming
from rtsim.wire.wire import Wire

__all__ = [
    "Compressed",
    "Compression",
    "Deflate",
    "Envelope",
    "Exchange",
    "Fixed",
    "Handshake",
    "HeaderSet",
    "Heads",
    "Packets",
    "Plain",
    "Resuming",
    "Wire",
    "header_sets",
]
