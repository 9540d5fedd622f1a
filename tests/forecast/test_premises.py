from typing import Any

import pytest

from rtsim.forecast.premises import premise_warnings
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes


def world(wire: dict[str, Any], **sections: Any) -> Scenario:
    """Give a scenario with this wire."""
    content = {"name": "premises", "clients": {"count": 2}, "wire": wire, **sections}
    return parse_scenario(content, techniques=settings_classes())


def test_browsers_speak_http_2_over_tls_alone() -> None:
    """HTTP/2 without TLS is warned of, unless the clients are no browsers."""
    (text,) = premise_warnings(world({"http": 2}))
    assert "no browser speaks HTTP/2 without TLS: write wire.tls: 1.3" in text
    assert not premise_warnings(world({"http": 2}, needs={"browsers": []}))


@pytest.mark.parametrize("wire", [{}, {"tls": 1.2}, {"http": 2, "tls": 1.2}, {"http": 3, "tls": 1.3}])
def test_what_browsers_speak_is_not_warned_of(wire: dict[str, Any]) -> None:
    """HTTP/1.1 with and without TLS, and HTTP/2 and 3 over it."""
    assert not premise_warnings(world(wire))


def test_links_that_are_cut_off_are_among_them() -> None:
    """Jitter that takes more than the latency is told of here too."""
    link = {"latency": 0.01, "jitter": {"dist": "normal", "sd": 0.01}}
    (text,) = premise_warnings(world({}, clients={"count": 2, "network": link}))
    assert "less than zero" in text
