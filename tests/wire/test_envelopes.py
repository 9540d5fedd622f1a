from hypothesis import given
from hypothesis import strategies as st

from rtsim.wire import Envelope, Exchange, Fixed, Plain


@given(body=st.integers(0, 10**7), sequence=st.integers(0, 10**7))
def test_fixed_ignores_the_body(body: int, sequence: int) -> None:
    """A message without a body is as long as its head."""
    assert Fixed(27).size(body, sequence) == 27


@given(body=st.integers(0, 10**7))
def test_plain_adds_the_body(body: int) -> None:
    """A head of constant length costs the same whatever follows it."""
    assert Plain(159).size(body) - body == 159


def test_messages_that_are_all_alike() -> None:
    """An exchange of one envelope gives it first and ever after, and it is an envelope."""
    exchange = Exchange.same(Plain(1))
    assert exchange.first is exchange.repeated
    assert isinstance(exchange.first, Envelope)
