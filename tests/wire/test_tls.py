import ssl
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rtsim.wire import Fixed, Handshake, Plain
from rtsim.wire.tls import Greeting, sealed, securities

# A certificate for localhost that exists for these tests alone
CERTIFICATE = Path(__file__).with_name("localhost.pem")
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


class End:
    """One end of a TLS connection in memory."""

    def __init__(self, context: ssl.SSLContext, *, server_side: bool) -> None:
        """Make the end that has read and written nothing."""
        self.arrived, self.leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.connection = context.wrap_bio(self.arrived, self.leaving, server_side=server_side)

    def advance(self) -> None:
        """Go on with the handshake as far as what arrived allows."""
        try:
            self.connection.do_handshake()
        except ssl.SSLWantReadError:
            return


def contexts_of(version: str) -> list[ssl.SSLContext]:
    """Give what a client and a server agree on, with AES-GCM."""
    contexts = [ssl.SSLContext(kind) for kind in (ssl.PROTOCOL_TLS_CLIENT, ssl.PROTOCOL_TLS_SERVER)]
    for context in contexts:
        context.minimum_version = context.maximum_version = VERSIONS[version]
        context.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
    contexts[0].check_hostname, contexts[0].verify_mode = False, ssl.CERT_NONE
    contexts[1].load_cert_chain(CERTIFICATE)
    return contexts


def shake_hands(contexts: list[ssl.SSLContext], session: ssl.SSLSession | None = None) -> tuple[End, End, int, int]:
    """Give both ends of an open connection, and the bytes up and down that opened it."""
    client, server = End(contexts[0], server_side=False), End(contexts[1], server_side=True)
    if session is not None:
        client.connection.session = session
    up = down = 0
    for _ in range(3):
        client.advance()
        up += server.arrived.write(client.leaving.read())
        server.advance()
        down += client.arrived.write(server.leaving.read())
    with suppress(ssl.SSLWantReadError):
        client.connection.read(1)  # the tickets
    return client, server, up, down


SERVERS = {version: shake_hands(contexts_of(version))[1] for version in VERSIONS}


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_a_resumed_handshake_is_as_long_as_openssl_writes_it(version: str) -> None:
    """What this machine's OpenSSL writes for a session of before is what was measured, but for what names add."""
    contexts = contexts_of(version)
    client, *_ = shake_hands(contexts)
    again, _, up, down = shake_hands(contexts, client.connection.session)
    assert again.connection.session_reused
    resumed = securities()[version].resumed
    assert resumed is not None
    assert (up, down) == (pytest.approx(resumed.up, rel=0.05), pytest.approx(resumed.down, rel=0.05))


def test_early_data_is_a_resumed_handshake_with_its_marks() -> None:
    """The extension both ways, and the message that ends it in a record of its own."""
    found = securities()["1.3"]
    assert found.resumed is not None
    assert found.early is not None
    assert found.early.up - found.resumed.up == 4 + sealed(4, found.record)
    assert found.early.down - found.resumed.down == 4


def test_without_tls_nothing_is_resumed() -> None:
    """There is no session then, and no early data with TLS 1.2."""
    for version, greeting in (("none", Greeting.RESUMED), ("1.2", Greeting.EARLY)):
        with pytest.raises(ValueError, match=f"no {greeting.value} handshake"):
            securities()[version].handshake((), (), greeting)


@settings(deadline=None)
@given(version=st.sampled_from(sorted(VERSIONS)), write=st.integers(1, 100_000))
@example(version="1.3", write=16_384)
@example(version="1.3", write=16_385)
@example(version="1.2", write=32_769)
def test_records_are_as_long_as_openssl_writes_them(version: str, write: int) -> None:
    """A write costs 22 B (TLS 1.3) or 29 B (TLS 1.2) for each 16,384 B, as OpenSSL cuts and encrypts it."""
    server = SERVERS[version]
    server.connection.write(b"x" * write)
    assert sealed(write, securities()[version].record) == len(server.leaving.read())


def test_nothing_written_is_no_record() -> None:
    """An empty write sends nothing."""
    assert sealed(0, 22) == 0


@pytest.mark.parametrize(("version", "record"), [("none", 0), ("1.2", 29), ("1.3", 22)])
def test_an_envelope_is_sealed_as_one_write(version: str, record: int) -> None:
    """Head and body leave together, in one record as long as they fit."""
    assert securities()[version].seal(Plain(100)).size(50) == 150 + record


def test_without_tls_nothing_wraps_the_envelope() -> None:
    """An unsecured envelope goes out as it is."""
    envelope = Fixed(3)
    assert securities()["none"].seal(envelope) is envelope


@pytest.mark.parametrize(
    ("version", "expected"),
    [("none", Handshake(1, 0, 0)), ("1.2", Handshake(3, 275, 847)), ("1.3", Handshake(2, 325, 1270))],
)
def test_handshakes(version: str, expected: Handshake) -> None:
    """TCP takes one round trip before the first request, TLS 1.3 one more and TLS 1.2 two."""
    assert securities()[version].handshake((), ()) == expected


def test_what_opens_the_protocol_above_is_sealed_too() -> None:
    """Each write of an HTTP/2 opening is a record of its own."""
    assert securities()["1.3"].handshake((70, 9), (40,)) == Handshake(2, 325 + 79 + 2 * 22, 1270 + 40 + 22)


def test_every_size_has_a_source() -> None:
    """Each version says where its numbers come from and how sure they are."""
    assert all(found.source and found.confidence for found in securities().values())
