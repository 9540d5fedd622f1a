"""Premises: what a reader should know of a scenario as it is written, whoever carries its messages."""

from collections.abc import Iterator

from rtsim.forecast.jitter import jitter_warnings
from rtsim.scenario import Scenario


def premise_warnings(scenario: Scenario) -> list[str]:
    """Say where links are cut off at zero, and where a version of HTTP is one that the clients do not speak."""
    return [*jitter_warnings(scenario), *_of_versions(scenario)]


def _of_versions(scenario: Scenario) -> Iterator[str]:
    """Warn of HTTP/2 without TLS, which goes by prior knowledge (RFC 9113, section 3.3): browsers have none."""
    if scenario.wire.http == "2" and scenario.wire.tls.version == "none" and scenario.needs.browsers:
        yield (
            "no browser speaks HTTP/2 without TLS: write wire.tls: 1.3, or needs.browsers: [] if these clients are "
            "none, as services among themselves"
        )
