from rtsim.calibration.lessons import Finding, Lessons, Unknown, size_range
from rtsim.calibration.sample import Sample


def test_lessons_are_parted_in_order() -> None:
    """What was learned and what was not keep the order of the scenario's keys."""
    lessons = Lessons.of([Unknown("a", "why"), Finding("b", 1, 2, "how"), Unknown("c", "why")])
    assert [lesson.key for lesson in lessons.unknown] == ["a", "c"]
    assert [lesson.key for lesson in lessons.findings] == ["b"]


def test_a_single_size_is_not_said_to_be_all() -> None:
    """One value has neither median nor range."""
    assert size_range(Sample.of([7.0])) == "7 B"
