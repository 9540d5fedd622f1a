"""The JSON Schemas of scenarios and experiments as users write them: quantities with units, names, short forms."""

from collections.abc import Iterable, Mapping
from math import isinf
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind
from pydantic_core import PydanticSerializationError

from rtsim import units
from rtsim.chance import Constant
from rtsim.scenario.catalogues import networks, reconnects_by_any_name, stacks
from rtsim.scenario.distributions import Jitter, RandomQuantity
from rtsim.scenario.experiment import OWN, Experiment, Range, Until
from rtsim.scenario.intermediaries import intermediaries
from rtsim.scenario.measures import METRICS
from rtsim.scenario.pricing import books
from rtsim.scenario.scenario import MOST_REPLICATIONS, Scenario
from rtsim.scenario.values import Settings, Value
from rtsim.wire import header_sets

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/{model}"
_NAME = r"^[^/\\\n\x00]*[^/\\\s\x00][^/\\\n\x00]*$"  # that a file can have
_PATH = r"^[^.=]+(\.[^.=]+)*$"


class _AsWritten(GenerateJsonSchema):
    """Shows defaults as a user would write them, and leaves out those that are sections of their own."""

    ignored_warning_kinds: set[JsonSchemaWarningKind] = {"non-serializable-default", "skipped-choice"}  # noqa: RUF012

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, Constant):
            return dft.value
        if isinstance(dft, float) and isinf(dft):
            return None
        if isinstance(dft, BaseModel):
            raise PydanticSerializationError("a section has no default of its own: its keys have")
        return super().encode_default(dft)


def scenario_schema(techniques: Settings) -> dict[str, Any]:
    """Describe what `load_scenario` accepts; `techniques` are the classes of each technique's settings, by name."""
    schema = Scenario.model_json_schema(schema_generator=_AsWritten)
    parts: dict[str, Any] = schema["$defs"]
    parts |= _definitions(techniques.values())
    properties = schema["properties"]
    properties["techniques"] = {"description": properties["techniques"]["description"], **_techniques(techniques)}
    _spell_out_short_forms(parts)
    _name_catalogues(parts, properties["path"])
    return {"$schema": DIALECT, **schema, "title": "rtsim scenario"}


def experiment_schema() -> dict[str, Any]:
    """Describe what `load_experiment` accepts; what varies are dotted paths into any scenario."""
    schema = Experiment.model_json_schema(schema_generator=_AsWritten)
    parts: dict[str, Any] = schema.setdefault("$defs", {})
    parts |= _definitions((Range, Until))
    parts["Range"]["properties"] |= {key: _end(parts["Range"]["properties"][key]) for key in ("from", "to")}
    parts["Until"]["properties"]["of"]["enum"] = list(METRICS)
    properties = schema["properties"]
    properties["name"]["pattern"] = _NAME
    properties["replications"]["anyOf"][0] |= {"minimum": 1, "maximum": MOST_REPLICATIONS}
    properties["vary"] |= {
        "minProperties": 1,
        "propertyNames": {"pattern": _PATH, "not": {"enum": list(OWN)}},
        "additionalProperties": {"anyOf": [{"type": "array", "minItems": 1}, {"$ref": _REF.format(model="Range")}]},
    }
    return {"$schema": DIALECT, **schema, "title": "rtsim experiment", "allOf": _designs()}


def _end(described: Mapping[str, Any]) -> dict[str, Any]:
    """Say what an end of a range may be: a number, or a quantity of any kind."""
    texts = [{"type": "string", "pattern": kind.pattern(), "examples": [kind.example]} for kind in units.TEXTS]
    return {"description": described["description"], "anyOf": [{"type": "number"}, *texts]}


def _designs() -> list[dict[str, Any]]:
    """Say what a design needs: a latin hypercube how many points, the others how many values a range has."""
    hypercube = {"properties": {"design": {"const": "latin-hypercube"}}, "required": ["design"]}
    stepped = {"if": {"type": "object"}, "then": {"required": ["steps"], "properties": {"steps": {"type": "integer"}}}}
    other = {"properties": {"samples": {"type": "null"}, "vary": {"additionalProperties": stepped}}}
    counted = {"required": ["samples"], "properties": {"samples": {"type": "integer"}}}
    return [{"if": hypercube, "then": counted, "else": other}]


def _definitions(models: Iterable[type[Value]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for model in models:
        schema = model.model_json_schema(schema_generator=_AsWritten)
        found |= schema.pop("$defs", {})
        found[model.__name__] = schema
    return found


def _techniques(techniques: Settings) -> dict[str, Any]:
    """Accept a list of names, a mapping of names to settings, or nothing for all of them."""
    names = {"type": "array", "items": {"enum": list(techniques)}, "minItems": 1, "uniqueItems": True}
    by_name = {
        name: {"anyOf": [{"$ref": _REF.format(model=settings.__name__)}, {"type": "null"}]}
        for name, settings in techniques.items()
    }
    mapping = {"type": "object", "properties": by_name, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [names, mapping, {"type": "null"}]}


def _spell_out_short_forms(parts: dict[str, Any]) -> None:
    """Add the forms that the validators turn into the full ones."""
    for model, reader in (("Latencies", RandomQuantity(units.TIME)), ("Jitters", Jitter(units.TIME))):
        parts[model] = {"description": parts[model]["description"], "anyOf": [*reader.schema()["anyOf"], parts[model]]}
    for model in ("Costs", "Memory"):
        del parts[model]["required"]  # what is not written is the stack's
    terms = {**parts["Prices"], "required": ["book"]}  # what is not written is the book's
    terms["properties"]["book"]["enum"] = names = list(books())
    short = {"description": terms["description"], "required": ["book"]}  # which text does not need
    parts["Prices"] = {**short, "anyOf": [{"enum": names}, terms]}
    heads = [{"enum": sorted(header_sets())}, {"$ref": _REF.format(model="Sizes")}]
    parts["Heads"] = {"description": parts["Heads"]["description"], "anyOf": heads}


def _name_catalogues(parts: dict[str, Any], path: dict[str, Any]) -> None:
    """List the names of the catalogues where one may be written."""
    parts["Server"]["properties"]["stack"]["enum"] = list(stacks())
    for place in (parts["Clients"], parts["Senders"], parts["Portion"]):
        _name(place["properties"]["network"], networks())
    _name(parts["Clients"]["properties"]["reconnect"], reconnects_by_any_name())
    _name(path["items"], intermediaries())


def _name(place: dict[str, Any], names: Iterable[str]) -> None:
    """List the names where one is among what may be written."""
    for choice in place["anyOf"]:
        if choice == {"type": "string"}:
            choice["enum"] = list(names)
