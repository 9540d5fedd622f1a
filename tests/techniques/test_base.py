from typing import Any

import pytest

from rtsim.techniques import Technique
from rtsim.wire import Wire
from tests.techniques.terms import KEEP_ALIVE, terms


def test_a_technique_says_how_it_carries() -> None:
    """A technique without a carriage cannot be made."""

    class Silent(Technique[Any]):
        name = "silent"

    with pytest.raises(TypeError, match="carriage"):
        Silent()  # type: ignore[abstract]


def test_post_is_the_way_up_of_those_without_one() -> None:
    """POSTs have the wire's own sizes and are kept alive as long as the server keeps connections."""
    post, wire = terms().post(), Wire()
    assert post.keep_alive == KEEP_ALIVE
    assert post.request.first.size(200) == wire.publish().first.size(200) > 200
    assert post.response.first.size(0) == wire.publish_response().first.size(0)
