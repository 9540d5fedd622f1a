import pytest
from pydantic import ValidationError

from rtsim.chance import Constant, Uniform
from rtsim.plan import Pull, Timing
from rtsim.techniques.short_polling import ShortPolling, ShortPollingSettings
from rtsim.wire import Wire
from tests.techniques.terms import KEEP_ALIVE, terms


def pull(**settings: object) -> Pull:
    """Give the mechanism under these settings."""
    mechanism = ShortPolling().carriage(ShortPollingSettings.model_validate(settings), terms()).mechanism
    assert isinstance(mechanism, Pull)
    return mechanism


def test_nothing_is_held() -> None:
    """By default a client asks 5 s after each response, as in the study notes, and is answered at once."""
    assert (pull().hold, pull().pause, pull().timing) == (0.0, Constant(5.0), Timing.AFTER_RESPONSE)


def test_an_empty_answer_has_a_body() -> None:
    """An answer without news is a 200 with an empty list."""
    assert pull().body.empty == 2
    assert pull().empty.first.size(2) == Wire().poll_empty().first.size(2)


@pytest.mark.parametrize(("connection", "seconds"), [("keep-alive", KEEP_ALIVE), ("close", 0.0)])
def test_connection(connection: str, seconds: float) -> None:
    """A connection is kept as long as the server keeps it, or not at all."""
    assert pull(connection=connection).keep_alive == seconds


def test_random_interval() -> None:
    """An interval may be random; a refused client comes back after its mean."""
    mechanism = pull(interval={"dist": "uniform", "low": "2 s", "high": "4 s"}, timing="fixed-rate")
    assert (mechanism.pause, mechanism.retry, mechanism.timing) == (Uniform(2.0, 4.0), 3.0, Timing.FIXED_RATE)


@pytest.mark.parametrize(
    "settings", [{"interval": "0 s"}, {"timing": "sometimes"}, {"connection": "open"}, {"timeout": "3 s"}], ids=str
)
def test_refused(settings: dict[str, str]) -> None:
    """An interval of nothing, unknown words and another technique's keys are refused."""
    with pytest.raises(ValidationError):
        ShortPollingSettings.model_validate(settings)
