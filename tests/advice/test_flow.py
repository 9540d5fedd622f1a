from itertools import product
from pathlib import Path

import pytest

from rtsim.advice.flow import CHOICES, answer, answered, load_flow, notes_flow, notes_flow_text, walk
from rtsim.scenario import InputErrors
from rtsim.scenario.needs import Needs

SHORT = """
title: Ours
first: old
questions:
  old:
    ask: Must Internet Explorer work?
    label: Internet Explorer
    needs: browsers.ie
    answers:
      - {is: true, says: "yes", then: long}
      - {is: false, says: "no", then: stream}
outcomes:
  long: {technique: long-polling, title: Long polling, says: long polling}
  stream: {technique: sse, title: SSE, says: SSE, use_cases: [feeds]}
"""


@pytest.mark.parametrize(
    ("real_time", "direction", "simple"),
    list(product([True, False], ["bidirectional", "server-to-client"], [True, False])),
)
def test_the_flow_is_that_of_the_notes(real_time: bool, direction: str, simple: bool) -> None:  # noqa: FBT001
    """Section 6 of the notes: no real time is short polling, both ways WebSocket, one way SSE if simple, else long."""
    needs = Needs.model_validate({"real_time": real_time, "direction": direction, "simple": simple})
    one_way = "sse" if simple else "long-polling"
    expected = ("websocket" if direction == "bidirectional" else one_way) if real_time else "short-polling"
    assert walk(notes_flow(), needs).technique == expected


def test_every_step_is_told() -> None:
    """A walk through all three questions has three answers and an outcome, with its use cases."""
    walked = walk(notes_flow(), Needs.model_validate({"direction": "server-to-client", "simple": True}))
    assert walked.steps == (
        "real time needed: yes",
        "direction: server to client only",
        "simple implementation: yes",
        "SSE, for notifications and live feeds",
    )
    assert walked.path == ("real-time", "direction", "simple", "sse")
    assert walked.use_cases == ("notifications", "live feeds")


def test_the_file_that_is_shown_is_the_flow(tmp_path: Path) -> None:
    """What --show-flow prints can be read again, and is the same flow."""
    path = tmp_path / "copy.yaml"
    path.write_text(notes_flow_text(), encoding="utf-8")
    assert load_flow(path) == notes_flow()


def test_a_flow_may_ask_other_keys(tmp_path: Path) -> None:
    """A question about a browser is answered by needs.browsers."""
    path = tmp_path / "flow.yaml"
    path.write_text(SHORT, encoding="utf-8")
    flow = load_flow(path)
    assert walk(flow, Needs()).technique == "sse"
    assert walk(flow, Needs(browsers=("ie",))).steps == ("Internet Explorer: yes", "long polling")


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("browsers.ie", "browsers.id", "flow.yaml:8: questions.old.needs: 'browsers.id' is not a key of needs: "),
        ("technique: sse", "technique: see", "flow.yaml:14: outcomes.stream.technique: 'see' is not a technique: "),
        (
            "then: stream",
            "then: steam",
            "'steam' is neither a question nor an outcome: choose from old, long, stream; ",
        ),
        ("then: stream", "then: old", "flow.yaml:5: questions.old: the flow goes round in a circle: old > old"),
        ("is: false", "is: true", "flow.yaml:11: questions.old.answers.1.is: true is answered twice"),
        ("is: false", "is: maybe", "'maybe' is no answer to browsers.ie: choose from true, false"),
        ("then: stream", "then: long", "flow.yaml:14: outcomes.stream: nothing leads here"),
        (
            "first: old",
            "first: odl",
            "flow.yaml:3: first: 'odl' is not a question: choose from old; did you mean 'old'?",
        ),
        ("  stream:", "  old:", "outcomes.old: is the name of a question too"),
        ('      - {is: false, says: "no", then: stream}\n', "", "flow.yaml:9: questions.old.answers: "),
        ("ask: Must", "aks: Must", "flow.yaml:6: questions.old.aks: unknown key 'aks'; did you mean 'ask'?"),
    ],
)
def test_a_wrong_flow_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, error: str
) -> None:
    """What is wrong is told with file, line and key, and with the valid choices."""
    monkeypatch.chdir(tmp_path)
    Path("flow.yaml").write_text(SHORT.replace(old, new), encoding="utf-8")
    with pytest.raises(InputErrors) as raised:
        load_flow("flow.yaml")
    assert error in str(raised.value)


@pytest.mark.parametrize("key", CHOICES)
def test_every_answer_can_be_given(key: str) -> None:
    """Needs with an answer laid over them give that answer, whichever it was before."""
    for given in CHOICES[key]:
        needs = answered(Needs(), key, given)
        assert answer(needs, key) == given
        assert Needs.model_validate(needs.model_dump(mode="json")) == needs
