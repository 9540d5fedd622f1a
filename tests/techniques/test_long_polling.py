import pytest
from pydantic import ValidationError

from rtsim.chance import Constant
from rtsim.plan import Pull, Timing
from rtsim.techniques.long_polling import LongPolling, LongPollingSettings
from rtsim.wire import Wire
from tests.techniques.terms import KEEP_ALIVE, terms


def pull(**settings: object) -> Pull:
    """Give the mechanism under these settings."""
    mechanism = LongPolling().carriage(LongPollingSettings.model_validate(settings), terms()).mechanism
    assert isinstance(mechanism, Pull)
    return mechanism


def test_the_client_asks_again_at_once() -> None:
    """By default a request is held for 30 s, and nothing passes between an answer and the next request."""
    assert (pull().hold, pull().pause, pull().timing) == (30.0, Constant(0.0), Timing.AFTER_RESPONSE)
    assert pull().keep_alive == KEEP_ALIVE


def test_a_time_out_is_a_head_alone() -> None:
    """A request that times out is answered by a 204, which has no body."""
    assert pull().body.empty == 0
    assert pull().empty.first.size(0) == Wire().no_content().first.size(0)


def test_settings() -> None:
    """Time-out and pause are the user's."""
    mechanism = pull(timeout="20 s", pause="100 ms")
    assert (mechanism.hold, mechanism.pause) == (20.0, Constant(0.1))


@pytest.mark.parametrize("settings", [{"timeout": "0 s"}, {"timeout": None}, {"interval": "5 s"}], ids=str)
def test_refused(settings: dict[str, str | None]) -> None:
    """A time-out of nothing and another technique's keys are refused."""
    with pytest.raises(ValidationError):
        LongPollingSettings.model_validate(settings)
