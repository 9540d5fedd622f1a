import pytest

from rtsim.scenario import InputErrors, parse_scenario
from rtsim.techniques import settings_classes

FAR = {"dist": "normal", "mean": "-1 s", "sd": "1 ms"}


def refused(network: object) -> list[str]:
    """Give what is said of a network that is refused; nothing if it is taken."""
    content = {"name": "x", "clients": {"count": 2, "network": network}}
    try:
        parse_scenario(content, techniques=settings_classes())
    except InputErrors as errors:
        return [f"{error.key}: {error.message}" for error in errors.errors]
    return []


@pytest.mark.parametrize(
    "jitter",
    ["-21 ms", FAR, {"dist": "uniform", "low": "-60 ms", "high": "-30 ms"}, {"dist": "empirical", "values": [-1]}],
)
def test_jitter_below_all_latency_is_refused(jitter: object) -> None:
    """Jitter that would let transfers arrive before they are sent is refused, each way by its name."""
    lines = refused({"latency": "20 ms", "jitter": {"up": jitter, "down": "1 ms"}})
    assert len(lines) == 1
    assert lines[0].startswith("clients.network.jitter.up: jitter of -")
    assert lines[0].endswith("the latency of 20 ms: nothing arrives before it is sent")


@pytest.mark.parametrize(
    "jitter", ["-20 ms", {"dist": "normal", "sd": "1 s"}, {"dist": "uniform", "low": "-30 ms", "high": "0 s"}]
)
def test_jitter_around_the_latency_is_taken(jitter: object) -> None:
    """Jitter may take from the latency as long as something is left of it on average."""
    assert refused({"latency": "20 ms", "jitter": jitter}) == []
