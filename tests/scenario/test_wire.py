from collections.abc import Callable

import pytest

from rtsim.scenario import Scenario

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
    assert (wire.http, wire.tls) == (http, tls)


def test_headers_are_a_set_or_sizes(load: Load) -> None:
    """Sizes override heads of the usual set; a name chooses another one."""
    assert load("wire: {headers: minimal}\n").wire.headers == "minimal"
    wire = load("wire: {headers: {poll: 388 B, upgrade: 486}}\n").wire
    assert (wire.headers, wire.sizes) == ("chrome", {"poll": 388, "upgrade": 486})


def test_the_usual_body_is_a_list(load: Load) -> None:
    """Messages stand in brackets with commas between."""
    body = load("").wire.body
    assert (body.empty, body.around, body.between, body.each, body.publish, body.publish_ack) == (2, 2, 1, 0, 0, 0)
