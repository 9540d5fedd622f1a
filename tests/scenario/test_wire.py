from collections.abc import Callable

import pytest
from pydantic import ValidationError

from rtsim.scenario import Scenario
from rtsim.scenario.values import canonical
from rtsim.scenario.wire import Wire

Load = Callable[..., Scenario]


@pytest.mark.parametrize(
    ("written", "http", "tls"),
    [
        ("{}", "1.1", "none"),
        ("{http: 1.1, tls: 1.3}", "1.1", "1.3"),
        ("{http: 2, tls: '1.2'}", "2", "1.2"),
        ("{http: 2.0, tls: none}", "2", "none"),
        ("{http: '2'}", "2", "none"),
    ],
)
def test_versions_may_be_numbers(load: Load, written: str, http: str, tls: str) -> None:
    """YAML takes versions for numbers, and they are read all the same."""
    wire = load(f"wire: {written}\n").wire
    assert (wire.http, wire.tls.version) == (http, tls)


def test_headers_are_a_set_or_sizes(load: Load) -> None:
    """Sizes override heads of the usual set; a name chooses another one."""
    assert load("wire: {headers: minimal}\n").wire.headers == "minimal"
    wire = load("wire: {headers: {poll: 388 B, upgrade: 486}}\n").wire
    assert (wire.headers, wire.sizes) == ("chrome", {"poll": 388, "upgrade": 486})


def test_the_usual_body_is_a_list(load: Load) -> None:
    """Messages stand in brackets with commas between."""
    body = load("").wire.body
    assert (body.empty, body.around, body.between, body.each, body.publish, body.publish_ack) == (2, 2, 1, 0, 0, 0)


def test_resumption_needs_a_version_that_has_it() -> None:
    """A mapping says the version with what is resumed; nothing is without TLS, and TLS 1.2 has no early data."""
    found = Wire.model_validate({"tls": {"version": 1.3, "resumption": "80 %", "early_data": True}}).tls
    assert (found.version, found.resumption, found.early_data) == ("1.3", 0.8, True)
    for wrong in (
        {"resumption": 1},
        {"version": 1.2, "resumption": 1, "early_data": True},
        {"version": 1.3, "early_data": True},
    ):
        with pytest.raises(ValidationError, match="needs"):
            Wire.model_validate({"tls": wrong})


def test_a_version_alone_has_the_digest_of_before() -> None:
    """A mapping that says no more than the version stands for the version."""
    assert canonical(Wire.model_validate({"tls": 1.3}))["tls"] == "1.3"
    assert canonical(Wire.model_validate({"tls": {"version": 1.3, "resumption": 1}}))["tls"]["resumption"] == 1
