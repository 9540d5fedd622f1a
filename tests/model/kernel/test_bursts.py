import numpy as np
import pytest

from rtsim.model.kernel.bursts import burst_waits, power
from rtsim.model.layout import World
from tests.model.runs import clients, planned
from tests.model.worlds import begun

PACKETS = 40_000


def losing(rate: float, burst: float, count: int = 1) -> World:
    """Give a world whose links lose packets in bursts."""
    return begun(planned("websocket", clients=clients(count, loss={"rate": rate, "burst": burst}))).world


def fates(rate: float, burst: float) -> list[int]:
    """Tell of each of many packets in a row whether it was lost."""
    world, found = losing(rate, burst), []
    while len(found) < PACKETS:
        waits = burst_waits(world, 0, 1, rate, burst)
        found += [1] * int(np.log2(waits + 1)) + [0]
    return found


@pytest.mark.parametrize(("rate", "burst"), [(0.2, 5.0), (0.05, 1.0), (0.3, 1.0), (0.1, 1 / 0.9), (0.01, 3.0)])
def test_share_and_length_of_bursts(rate: float, burst: float) -> None:
    """Of all packets, those that are sent again among them, the share is lost, so many in a row on average."""
    lost = np.array(fates(rate, burst))
    begins = int((np.diff(lost, prepend=0) == 1).sum())
    error = 4 * np.sqrt(rate * (1 - rate) * max(1.0, 2 * burst) / PACKETS)
    assert lost.mean() == pytest.approx(rate, abs=error)
    assert lost.sum() / begins == pytest.approx(burst, rel=0.25 if burst > 1 else 1e-12)


def test_losses_that_follow_each_other_by_chance_know_nothing_of_each_other() -> None:
    """Where a burst is as long as independent losses would make it, what follows a loss is lost as often as any."""
    lost = np.array(fates(0.3, 1 / 0.7))
    assert lost[1:][lost[:-1] == 1].mean() == pytest.approx(0.3, abs=0.02)


def test_a_transfer_of_many_packets_waits_for_the_last() -> None:
    """A thousand packets, of which some are surely lost, wait for a time-out at least; of one that is rare."""
    world = losing(0.02, 1.0, count=50)
    assert all(burst_waits(world, number, 1000, 0.02, 1.0) >= 1 for number in range(100))
    assert sum(burst_waits(world, number, 1, 0.02, 1.0) > 0 for number in range(100)) < 12


def test_endpoints_have_luck_of_their_own() -> None:
    """The bursts of one endpoint and those of another, and those of the two ways, are not the same."""
    world = losing(0.5 - 1e-9, 2.0, count=4)
    seen = {tuple(burst_waits(world, number, 1, 0.5 - 1e-9, 2.0) for _ in range(60)) for number in range(8)}
    assert len(seen) == 8


def test_links_begin_in_the_long_run() -> None:
    """Of many links that share is bad at the start, and none where nothing is lost in bursts."""
    rows = losing(0.2, 8.0, count=4_000).losing
    assert rows["bad"].mean() == pytest.approx(0.2, abs=0.02)
    assert rows["left"][rows["bad"] == 1].mean() == pytest.approx(8.0, rel=0.1)
    assert len(begun(planned("websocket", clients=clients(3, loss=0.1))).world.losing) == 0


def test_power() -> None:
    """A whole power is what it is elsewhere."""
    assert power(0.99, 1000) == pytest.approx(0.99**1000)
