"""Points: the places at which an experiment looks at its scenario, each validated before anything runs."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from rtsim.chance import latin_hypercube
from rtsim.experiments.point import Base, Point, Values, override, overrides, text, values_text
from rtsim.scenario import InputError, InputErrors, Scenario
from rtsim.scenario.document import Document, read_document
from rtsim.scenario.experiment import Experiment, Question, Range
from rtsim.scenario.needs import Needs
from rtsim.scenario.overrides import apply
from rtsim.scenario.values import Settings, usual_techniques

MOST_ERRORS = 20  # what is wrong at one point is mostly wrong at many


def points(question: Question, techniques: Settings) -> list[Point]:
    """Give all points of an experiment, in order; raises `InputErrors` that name the points and the keys.

    `techniques` are the classes of each technique's settings, by name.
    """
    experiment = question.experiment
    shared = (f"seed={experiment.seed}", f"replications={experiment.most_replications}")
    base = Base(apply(_document(question), shared, usual_techniques(techniques)), techniques)
    own, wrong = _errors(base, ()), _Wrong(question)
    found = []
    for number, written in enumerate(_design(experiment, base), start=1):
        try:
            scenario = base.scenario(overrides(written))
        except InputErrors as errors:
            wrong.add(number, written, errors, own)
            continue
        found.append(Point(number, written, _digests(scenario), base))
    wrong.raise_any()
    return found


def point_beside(point: Point, number: int, changes: Values) -> Point:
    """Give a point that differs from another one in what `changes` name; raises `InputErrors`."""
    written = {**point.written, **changes}
    return Point(number, written, _digests(point.base.scenario(overrides(written))), point.base)


def _document(question: Question) -> Document:
    try:
        return read_document(question.experiment.base)
    except InputErrors as errors:
        file, line = question.document.where(("scenario",))
        raise InputErrors([InputError(file, line, "scenario", str(error)) for error in errors.errors]) from None


def _errors(base: Base, changes: Sequence[str]) -> frozenset[InputError]:
    try:
        base.scenario(changes)
    except InputErrors as errors:
        return frozenset(errors.errors)
    return frozenset()


def _digests(scenario: Scenario) -> dict[str, str]:
    """Give the key of each technique's runs: a digest of what their numbers depend on, and of nothing else."""
    common = {"replications": 1, "needs": Needs(), "slo": ()}
    return {
        name: scenario.model_copy(update={**common, "techniques": {name: settings}}).digest()
        for name, settings in scenario.techniques.items()
    }


class _Wrong:
    """What is wrong, each thing at the first point that has it."""

    def __init__(self, question: Question) -> None:
        self._document = question.document
        self._found: dict[tuple[str, str, str], InputError] = {}

    def add(self, number: int, written: Values, errors: InputErrors, own: frozenset[InputError]) -> None:
        """Note the errors of a point; `own` are those that the scenario has without any point."""
        paths = {f"--set {override(path, value)}": path for path, value in written.items()}
        for error in errors.errors:
            path = paths.get(error.file, "")
            if error in own:
                self._found[error.file, error.key, error.message] = error
            elif path:
                at = f"{path} = {text(written[path])}"
                key = "" if error.key == path else f"{error.key}: " if error.key else ""
                self._note((path, error.key, error.message), f"point {number} ({at}): {key}{error.message}", path)
            else:
                at = values_text(written)
                message = f"point {number} ({at}): {error.key}: {error.message}"
                self._note(("", error.key, error.message), message, next(iter(written)))
        if len(self._found) >= MOST_ERRORS:
            self.raise_any()

    def _note(self, what: tuple[str, str, str], message: str, path: str) -> None:
        file, line = self._document.where(("vary", path))
        self._found.setdefault(what, InputError(file, line, f"vary.{path}", message))

    def raise_any(self) -> None:
        """Raise what was noted, if anything."""
        if self._found:
            raise InputErrors(self._found.values())


def _design(experiment: Experiment, base: Base) -> Iterator[Values]:
    """Give what varies at each point, as written."""
    whole = {path for path, values in experiment.vary.items() if _is_whole(base, path, values)}
    paths = list(experiment.vary)
    if experiment.design == "latin-hypercube":
        rows: Iterator[Sequence[Any]] = _hypercube(experiment, whole)
    else:
        columns = [_column(values, whole=path in whole) for path, values in experiment.vary.items()]
        rows = product(*columns) if experiment.design == "grid" else zip(*columns, strict=True)
    return (dict(zip(paths, row, strict=True)) for row in rows)


def _column(values: tuple[Any, ...] | Range, *, whole: bool) -> list[Any]:
    if not isinstance(values, Range):
        return list(values)
    assert values.steps is not None
    return [_at(values, step / (values.steps - 1), whole=whole) for step in range(values.steps)]


def _hypercube(experiment: Experiment, whole: set[str]) -> Iterator[Sequence[Any]]:
    """Spread points so that each path's values are even."""
    generator = np.random.default_rng(experiment.seed)
    for shares in latin_hypercube(len(experiment.vary), experiment.samples or 0, generator).tolist():
        yield [
            _at(values, share, whole=path in whole) if isinstance(values, Range) else _listed(values, share)
            for share, (path, values) in zip(shares, experiment.vary.items(), strict=True)
        ]


def _listed(values: tuple[Any, ...], share: float) -> Any:
    return values[min(int(share * len(values)), len(values) - 1)]


def _at(values: Range, share: float, *, whole: bool) -> Any:
    return round(values.at(share)) if whole else values.written(share)


def _is_whole(base: Base, path: str, values: tuple[Any, ...] | Range) -> bool:
    """Tell whether a range is one of whole numbers: its ends are, and its key refuses fractions but takes an end."""
    if not isinstance(values, Range) or not all(isinstance(end, int) for end in values.ends):
        return False
    return _refuses(base, path, values.ends[0] + 0.5) and not _refuses(base, path, values.ends[0])


def _refuses(base: Base, path: str, value: float) -> bool:
    change = override(path, value)
    return any(error.file == f"--set {change}" for error in _errors(base, [change]))
