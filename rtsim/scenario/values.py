"""Values: the frozen base class of all that a user says."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any, ClassVar, Self

from numpy import ndarray
from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema

from rtsim.scenario.errors import Refusals, unknown_key, wording
from rtsim.scenario.traces import Samples, Trace


class Value(BaseModel):
    """A frozen value that refuses keys it does not know, naming those it does."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        defer_build=True,
    )

    @model_validator(mode="wrap")
    @classmethod
    def _name_the_keys(cls, written: Any, validate: ModelWrapValidatorHandler[Self]) -> Self:
        """Add the choices to the errors about unknown keys, which pydantic's own wording leaves out."""
        try:
            return validate(written)
        except ValidationError as error:
            if not any(_is_unknown_key(line) for line in error.errors()):
                raise
            raise _with_choices(error, list(cls.keys())) from None

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the fields by the texts below them."""
        shape = handler(core)
        properties = handler.resolve_ref_schema(shape).get("properties", {})
        for name, text in described(cls).items():
            key = cls.model_fields[name].alias or name
            if key in properties:
                properties[key]["description"] = text
        return shape

    # Fields that came later: they count in a digest only where they differ from their defaults.
    later: ClassVar[frozenset[str]] = frozenset()

    # The field that a value was before it had others: in a digest it stands for the whole where no other counts.
    alone: ClassVar[str] = ""

    @classmethod
    def keys(cls) -> Iterator[str]:
        """Give the keys as they are written in YAML."""
        return (field.alias or name for name, field in cls.model_fields.items())


@cache
def described(kind: type) -> dict[str, str]:
    """Give the text below each field of a class, those of its base classes included; read where a schema is written.

    >>> from rtsim.scenario.needs import Needs
    >>> described(Needs)["real_time"]
    'Must messages arrive as they happen?'
    """
    texts: dict[str, str] = {}
    for above in reversed(kind.__mro__[:-1]):
        if above.__module__.startswith(__package__.partition(".")[0]):
            texts |= _own(above)
    return texts


def _own(kind: type) -> dict[str, str]:
    [tree] = ast.parse(dedent(getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    return {
        field.target.id: cleandoc(text.value.value)
        for field, text in pairwise(tree.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }


class TechniqueSettings(Value):
    """The base class of a technique's settings: its fields are the keys below the technique's name."""

    # Whether a scenario that names no techniques has this one.
    usual: ClassVar[bool] = True

    def conflicts(self, scenario: Any) -> Mapping[str, str]:  # noqa: ARG002 - for those that have some
        """Give the keys that do not go with the rest of a scenario, and what to write instead."""
        return {}

    def resolved(self, _others: Mapping[str, "TechniqueSettings"]) -> "TechniqueSettings":
        """Give these settings with what they take from those of `others`: all techniques', by name."""
        return self


Settings = Mapping[str, type[TechniqueSettings]]
"""The classes of techniques' settings, by the techniques' names."""


def usual_techniques(known: Settings) -> list[str]:
    """Give the names of those that a scenario has which names none; the others are there for whoever names them."""
    return [name for name, settings in known.items() if settings.usual]


def _is_unknown_key(line: Any) -> bool:
    return line["type"] == "extra_forbidden" and len(line["loc"]) == 1


def _with_choices(error: ValidationError, keys: list[str]) -> ValidationError:
    refusals = Refusals()
    for line in error.errors():
        if _is_unknown_key(line):
            refusals.add(unknown_key(line["loc"][0], keys), *line["loc"])
        else:
            refusals.add(wording(line), *line["loc"])
    return refusals.error()


def _is_given(value: BaseModel, name: str) -> bool:
    return bool(getattr(value, name) != type(value).model_fields[name].get_default(call_default_factory=True))


def canonical(value: Any) -> Any:
    """Reduce a value to plain mappings, lists and numbers that JSON can hold, the same for equal values.

    >>> canonical({"b": 1.0, "a": (1, 2)})
    {'b': 1.0, 'a': [1, 2]}
    """
    if isinstance(value, BaseModel):
        parts = {name: getattr(value, name) for name in type(value).model_fields}
        later = value.later if isinstance(value, Value) else frozenset()
        found = {name: canonical(part) for name, part in parts.items() if name not in later or _is_given(value, name)}
        return found[value.alone] if isinstance(value, Value) and found.keys() == {value.alone} else found
    if isinstance(value, Trace | Samples):
        return value.digest
    if is_dataclass(value):
        parts = {field.name: canonical(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **parts}
    if isinstance(value, dict):
        return {key: canonical(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(part) for part in value]
    return value.tolist() if isinstance(value, ndarray) else value
