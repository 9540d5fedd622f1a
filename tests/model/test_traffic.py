import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.model.traffic import EMPTY, FRAMING, HANDSHAKE, PARTS, PUBLISHING, REQUESTS, RESPONSES, Traffic
from rtsim.plan import Window
from rtsim.recording import Transfers
from rtsim.wire import Packets

WINDOW = Window(start=1.0, end=2.0, horizon=3.0)
PACKETS = Packets()
MOVE = st.tuples(
    st.sampled_from([REQUESTS, RESPONSES, PUBLISHING]), st.floats(0, 3), st.integers(0, 9000), st.booleans()
)


@given(st.lists(MOVE, max_size=30), st.lists(MOVE, max_size=30))
@settings(deadline=None, derandomize=True)
def test_parts_add_up(ups: list[tuple[int, float, int, bool]], downs: list[tuple[int, float, int, bool]]) -> None:
    """All parts together are every byte of the window; on the wire each transfer has its segments' headers."""
    traffic, expected = Traffic(WINDOW, PACKETS), Transfers()
    for part, at, size, answered in ups:
        traffic.up(part, at, size, size // 3, answered=answered)
        if 1.0 <= at < 2.0:
            bare = 0 if answered else PACKETS.acknowledgements(size)
            expected += Transfers(size, 0, PACKETS.on_wire(size), bare)
    for part, at, size, _ in downs:
        traffic.down(part, at, size, size // 2)
        if 1.0 <= at < 2.0:
            expected += Transfers(0, size, PACKETS.acknowledgements(size), PACKETS.on_wire(size))
    parts = traffic.parts()
    assert set(parts) == {*PARTS, "payload"}
    assert sum(parts.values(), Transfers()) == expected
    payload = sum(size // 3 for _, at, size, _ in ups if 1 <= at < 2) + sum(
        s // 2 for _, at, s, _ in downs if 1 <= at < 2
    )
    assert traffic.payload == payload == parts["payload"].up + parts["payload"].down
    for part in (REQUESTS, RESPONSES):
        assert traffic.count_up(part) == sum(of == part and 1 <= at < 2 for of, at, _, _ in ups)
        assert traffic.count_down(part) == sum(of == part and 1 <= at < 2 for of, at, _, _ in downs)


def test_many_are_counted_as_one_by_one() -> None:
    """A fan-out's frames are the same bytes as so many single frames."""
    together, single, instants = Traffic(WINDOW, PACKETS), Traffic(WINDOW, PACKETS), np.array([0.5, 1.0, 1.5, 2.0])
    assert together.down_many(FRAMING, instants, 2000, 1990) == 2
    for at in instants.tolist():
        single.down(FRAMING, at, 2000, 1990)
    assert together.parts() == single.parts()
    assert together.count_down(FRAMING) == 2
    assert together.down_many(EMPTY, np.array([5.0]), 9, 0) == 0
    assert together.count_down(EMPTY) == 0


def test_set_up_can_be_taken_back() -> None:
    """Packets of a connection's end that did not come after all leave nothing."""
    traffic, closing = Traffic(WINDOW, PACKETS), Transfers(0, 0, *PACKETS.closing)
    traffic.bare(1.5, closing)
    traffic.bare(2.0, closing)
    assert traffic.parts()[PARTS[HANDSHAKE]] == closing
    traffic.bare(1.5, -closing)
    assert traffic.parts()[PARTS[HANDSHAKE]] == Transfers()
