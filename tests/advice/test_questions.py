import pytest

from rtsim.advice.flow import CHOICES, answer, answered
from rtsim.scenario.needs import Needs


@pytest.mark.parametrize("key", CHOICES)
def test_every_answer_can_be_given(key: str) -> None:
    """Needs with an answer laid over them give that answer, whichever it was before."""
    for given in CHOICES[key]:
        needs = answered(Needs(), key, given)
        assert answer(needs, key) == given
        assert Needs.model_validate(needs.model_dump(mode="json")) == needs
