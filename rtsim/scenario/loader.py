"""The loader: from a YAML file to a scenario, or to all that is wrong with it, line by line."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from rtsim.scenario.document import Document, read_document
from rtsim.scenario.errors import InputError, InputErrors, wording
from rtsim.scenario.overrides import apply
from rtsim.scenario.scenario import Scenario
from rtsim.scenario.values import Settings, Value, usual_techniques

T = TypeVar("T", bound=Value)


def load_scenario(path: Path | str, *, techniques: Settings, overrides: Sequence[str] = ()) -> Scenario:
    """Read a scenario from a YAML file.

    `techniques` are the classes that read the settings of each technique, by name; `overrides` are texts `PATH=VALUE`
    that are laid over the file. Raises `InputErrors` with all that is wrong.
    """
    return validate(apply(read_document(Path(path)), overrides, usual_techniques(techniques)), techniques)


def parse_scenario(
    content: Mapping[str, Any],
    *,
    techniques: Settings,
    overrides: Sequence[str] = (),
    source: Path | str = "scenario",
) -> Scenario:
    """Read a scenario from a plain mapping, as YAML would give it.

    `source` names it in errors; files that it names are looked for in the folder of `source`.
    """
    document = Document(str(source), dict(content), {})
    return validate(apply(document, overrides, usual_techniques(techniques)), techniques)


def validate(document: Document, techniques: Settings) -> Scenario:
    """Read a scenario from a document; raises `InputErrors` with all that is wrong."""
    source = Path(document.file)
    context = {"techniques": techniques, "directory": source.parent, "source": source}
    return value_of(Scenario, document, context)


def value_of(kind: type[T], document: Document, context: Mapping[str, Any] | None = None) -> T:
    """Read a value of one kind from a document; raises `InputErrors` that say in which lines what is wrong stands."""
    try:
        return kind.model_validate(document.content, context=context)
    except ValidationError as error:
        lines = error.errors(include_url=False)
        raise InputErrors(_located(document, line["loc"], wording(line)) for line in lines) from None


def _located(document: Document, place: tuple[int | str, ...], message: str) -> InputError:
    """Say where in the document an error stands."""
    key = document.key(place)
    return InputError(*document.where(key), ".".join(map(str, key)), message)
