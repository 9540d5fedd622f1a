import pytest

from rtsim.play.bases import bases
from rtsim.play.inputs import inputs
from rtsim.play.question import Question, read, settled, understood
from rtsim.scenario import InputErrors, parse_scenario
from rtsim.scenario.reading import parse
from rtsim.techniques import settings_classes

BASES = bases()
LARGE = "million-notifications"


@pytest.mark.parametrize("name", ["team-chat", "live-sports-scores"])
def test_each_choice_of_each_input_is_another_scenario(name: str) -> None:
    """What the page offers can be asked, one value at a time; fewer people than a room has are refused in a line."""
    own = BASES[name].scenario
    few = range(own.messages.room_size) if own.messages.audience == "room" else ()
    for one in inputs(BASES[name]):
        for choice in one.choices:
            question = Question(name, {one.path: choice.value} if choice.value else {})
            if one.path == "clients.count" and choice.value and int(choice.value) in few:
                with pytest.raises(InputErrors, match=r"is larger than clients\.count"):
                    understood(question, BASES)
            else:
                assert (understood(question, BASES).scenario == own) == (not choice.value)


@pytest.mark.parametrize("name", BASES)
def test_an_input_begins_with_what_the_scenario_says(name: str) -> None:
    """Each input has one place that is the scenario's own; numbers stand in order, each once."""
    for one in inputs(BASES[name]):
        assert [choice.value for choice in one.choices].count("") == 1
        assert one.choices[one.own].value == ""
        texts = [choice.text for choice in one.choices]
        assert len(set(texts)) == len(texts), one.path


def test_what_does_not_apply_is_not_offered() -> None:
    """A scenario to everyone has no rooms, one of bursts no rate."""
    paths = {one.path for one in inputs(BASES["live-sports-scores"])}
    assert "messages.bursts.every" in paths
    assert not paths & {"messages.rate", "messages.room_size"}


@pytest.mark.parametrize("name", BASES)
def test_a_restart_comes_when_a_third_of_the_window_is_over(name: str) -> None:
    """A server that crashes or drains does so while the run is watched, and what follows of it is seen too."""
    (fails,) = (one for one in inputs(BASES[name]) if one.path == "faults")
    asked = [choice.value for choice in fails.choices if "restarts" in choice.value]
    assert len(asked) == 2
    for value in asked:
        found = understood(Question(name, {"faults": value}), BASES).scenario
        assert found.faults.restarts[0].at == pytest.approx(found.warmup + found.duration / 3)


def test_large_examples_are_left_out() -> None:
    """A million clients are simulated in a minute, not while a slider moves."""
    assert LARGE not in BASES
    assert len(BASES) >= 10


def test_a_question_is_the_text_of_a_link() -> None:
    """A link restores values whatever is in them."""
    question = Question(
        "team-chat", {"faults": "{restarts: [{at: 170 s, kind: crash, down: 2 s}]}", "clients.count": "5"}
    )
    assert read(question.text) == question


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not a question"),
        ("clients.count=5", "is not a question"),
        ("base=team-chat&" + "x=y&" * 2000 + "x=y", "is not a question"),
        ("base=nowhere", "'nowhere' is not a scenario"),
        ("base=team-chat&seed=5", "'seed' cannot be moved"),
        ("base=team-chat&messages.trace.file=/etc/passwd", "cannot be moved"),
        ("base=team-chat&clients.count=many", "clients.count"),
        ("base=team-chat&clients.count=0", "clients.count"),
        ("base=team-chat&server.cores=1e9", "server.cores"),
    ],
)
def test_a_wrong_question_is_refused_in_a_line(text: str, says: str) -> None:
    """The scenario's own models check what is asked; only what the page moves can be named."""
    with pytest.raises(InputErrors) as raised:
        understood(read(text), BASES)
    lines = [str(error) for error in raised.value.errors]
    assert len(lines) == 1
    assert says in lines[0]
    assert "\n" not in lines[0]


def test_the_yaml_is_the_scenario_that_was_asked() -> None:
    """What is copied reads as the same scenario, with the replications that were shown."""
    asked = understood(Question("team-chat", {"clients.count": "50", "wire.tls": "none"}), BASES)
    read_again = parse_scenario(parse(asked.yaml(3)).value, techniques=settings_classes())
    assert read_again == asked.scenario.model_copy(update={"replications": 3})


def test_the_inputs_stand_where_a_question_has_moved_them() -> None:
    """A link's values are where the controls stand."""
    told = settled(Question("team-chat", {"clients.count": "50"}), BASES)
    clients = told["groups"]["Clients and messages"][0]
    assert (clients["path"], clients["texts"][clients["at"]]) == ("clients.count", "50")
