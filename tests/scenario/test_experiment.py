from pathlib import Path

import pytest

from rtsim.experiments.point import text
from rtsim.scenario import InputErrors
from rtsim.scenario.experiment import Range, Until, in_base_unit, load_experiment

START = "name: x\nscenario: s.yaml\n"


def refused(folder: Path, text: str, start: str = START) -> str:
    """Give what is said of an experiment that is wrong, without its folder."""
    path = folder / "e.yaml"
    path.write_text(start + text, encoding="utf-8")
    with pytest.raises(InputErrors) as errors:
        load_experiment(path)
    return str(errors.value).replace(f"{folder}/", "")


def test_defaults(tmp_path: Path) -> None:
    """A grid with five replications from seed 1 is what an experiment is that says nothing else."""
    path = tmp_path / "e.yaml"
    path.write_text(f"{START}vary: {{clients.count: [1, 2], server.cores: [1, 2, 4]}}\n", encoding="utf-8")
    experiment = load_experiment(path).experiment
    assert (experiment.design, experiment.replications, experiment.seed, experiment.count) == ("grid", 5, 1, 6)
    assert experiment.base == tmp_path / "s.yaml"


def test_replications_until(tmp_path: Path) -> None:
    """A precision is a share, with a measure and a bound of its own."""
    path = tmp_path / "e.yaml"
    path.write_text(f"{START}vary: {{clients.count: [1]}}\nreplications: {{until: 5 %, at_most: 12}}\n", "utf-8")
    experiment = load_experiment(path).experiment
    assert experiment.replications == Until(until=0.05, of="latency_s.p95", at_most=12)
    assert experiment.most_replications == 12


def test_ranges() -> None:
    """A range is linear or logarithmic, in base units, and meets its ends exactly."""
    linear = Range.model_validate({"from": "1 min", "to": "3 min", "steps": 3})
    log = Range.model_validate({"from": "0.1 / min", "to": "1000 / min", "steps": 5, "scale": "log"})
    assert [linear.at(share) for share in (0, 0.5, 1)] == [60, 120, 180]
    assert log.at(0) == 0.1 / 60
    assert log.at(0.25) == pytest.approx(1 / 60)
    assert log.at(1) == 1000 / 60


@pytest.mark.parametrize(
    ("ends", "written"),
    [
        (("0.1 / min", "10 / min"), ["0.1 / min", "1 / min", "10 / min"]),
        (("10 ms", "100 s"), ["10 ms", "1 s", "100 s"]),
        (("2 %", "50 %"), ["2 %", "10 %", "50 %"]),
        ((1e-3, 1e3), [1e-3, 1.0, 1e3]),
    ],
)
def test_values_of_a_range_are_written_in_its_units(ends: tuple[object, object], written: list[object]) -> None:
    """A value between is in the largest unit of an end that leaves at least 1, and is read as the very same number."""
    range_ = Range.model_validate({"from": ends[0], "to": ends[1], "scale": "log"})
    shares = [0, 0.5, 1]
    assert [text(range_.written(share)) for share in shares] == [text(value) for value in written]
    assert [in_base_unit(range_.written(share)) for share in shares] == [range_.at(share) for share in shares]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "e.yaml:1: vary: is required"),
        ("vary: {}\n", "e.yaml:3: vary: a mapping is no mapping of paths to values"),
        ("vary: [a]\n", "e.yaml:3: vary: a list is no mapping"),
        ("vary:\n  a.b: 3\n", "e.yaml:4: vary.a.b: 3 is neither a list of values nor a range"),
        ("vary:\n  a.b: []\n", "e.yaml:4: vary.a.b: a list is neither"),
        ("vary:\n  a..b: [1]\n", "e.yaml:4: vary.a..b: 'a..b' is not a path"),
        ("vary:\n  seed: [1]\n", "seed does not vary within an experiment"),
        ("vary:\n  a.b: {from: 1, to: 2}\n", "vary.a.b.steps: is required by a grid"),
        ("vary:\n  a.b: {from: 1, to: 2, steps: 1}\n", "steps: 1 is out of range"),
        ("vary:\n  a.b: {from: 1, to: 2, steps: 3, scael: log}\n", "did you mean 'scale'?"),
        ("vary:\n  a.b: {from: 0, to: 2, steps: 3, scale: log}\n", "from: 0 has no place on a log scale"),
        ("vary:\n  a.b: {from: 1, to: x, steps: 3}\n", "to: 'x' is not a number"),
        ("vary:\n  a.b: {from: 1 s, to: 2 kB, steps: 3}\n", "to: '2 kB' and '1 s' are not in units of one kind"),
        ("vary:\n  a.b: {from: 1, to: 2, steps: 3, scale: cubic}\n", "scale: 'cubic' is not known"),
        ("vary: {a: [1, 2], b: [1]}\ndesign: zip\n", "a zip needs as many values for each path: a has 2, b has 1"),
        ("vary: {a: [1]}\ndesign: latin-hypercube\n", "samples: is required by a latin hypercube"),
        ("vary: {a: [1]}\nsamples: 3\n", "e.yaml:4: samples: a grid has no samples"),
        ("vary: {a: [1]}\ndesign: gird\n", "did you mean 'grid'?"),
        ("vary: {a: {from: 1, to: 2, steps: 400}, b: {from: 1, to: 2, steps: 400}}\n", "160,000 points are too many"),
        ("vary: {a: [1]}\nreplications: 0\n", "replications: 0 is out of range"),
        ("vary: {a: [1]}\nreplications: {until: 0 %}\n", "replications.until: '0 %' is out of range"),
        ("vary: {a: [1]}\nreplications: {until: 5 %, of: latency}\n", "replications.of: 'latency' is not a measure"),
        ("vary: {a: [1]}\nreplications: {until: 5 %, at_most: 2}\n", "at_most: 2 is out of range"),
        ("vary: {a: [1]}\nrepetitions: 3\n", "unknown key 'repetitions'; did you mean 'replications'?"),
    ],
)
def test_wrong_experiments(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong with an experiment is said in one line with its file, line and key."""
    said = refused(tmp_path, text)
    assert message in said
    assert said.startswith("e.yaml:")
    assert "\n" not in said


def test_name_is_that_of_a_file(tmp_path: Path) -> None:
    """A name that no file can have is refused: the store is named after it."""
    assert "'a/b' is not a name that a file can have" in refused(
        tmp_path, "vary: {a: [1]}\n", "name: a/b\nscenario: s\n"
    )
