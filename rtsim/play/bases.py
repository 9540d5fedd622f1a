"""Bases: the scenarios to start from: that of the command line, and the examples that rtsim comes with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from rtsim.scenario import Scenario
from rtsim.scenario.document import Document, read_document
from rtsim.scenario.loader import validate
from rtsim.techniques import settings_classes

MOST_CLIENTS = 20_000  # of an example: a larger one answers too slowly to be played with


@dataclass(frozen=True, eq=False)
class Base:
    """A scenario's document, as a file has it."""

    document: Document

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario as it stands; raises `InputErrors` if it is wrong."""
        return validate(self.document, settings_classes())

    @property
    def title(self) -> str:
        """What it is about, in a line."""
        return self.scenario.title or self.scenario.name


def bases(config: Path | None = None) -> Mapping[str, Base]:
    """Give the scenarios by name, that of `config` first; raises `InputErrors` if it is wrong."""
    inside = Path(str(files("rtsim"))) / "configs"  # of an installed package
    folder = inside if inside.is_dir() else inside.parent.parent / "configs"  # of one that is worked on
    examples = [Base(read_document(path)) for path in sorted(folder.glob("*.yaml"))]
    own = [Base(read_document(config))] if config else []
    found: dict[str, Base] = {}
    for base in (*own, *(one for one in examples if one.scenario.clients.count <= MOST_CLIENTS)):
        found.setdefault(base.scenario.name, base)
    return found
