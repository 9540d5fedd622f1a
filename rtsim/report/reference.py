"""The reference of the scenario: every key with its type, default and reason, drawn from the JSON Schema.

`python -m rtsim.report.reference > docs/reference/scenario.md` writes the page.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import isclose
from typing import Any

from rtsim import units
from rtsim.scenario.catalogues import networks, reconnects_by_any_name, stacks
from rtsim.scenario.distributions import RandomQuantity
from rtsim.scenario.experiment import NARROW
from rtsim.scenario.fields import ANY, FRAME, LOSSES, NOT_NEGATIVE, PART, POSITIVE, SOME, Whole
from rtsim.scenario.intermediaries import intermediaries
from rtsim.scenario.measures import METRICS
from rtsim.scenario.pricing import books
from rtsim.scenario.schema import scenario_schema
from rtsim.scenario.tariffs import AMOUNT, PER_GIGABYTE, PER_HOUR, PER_MILLION, price_text
from rtsim.scenario.values import Settings
from rtsim.scenario.wire import USUAL_HEADERS, Tls
from rtsim.techniques import settings_classes
from rtsim.units import Kind
from rtsim.wire import header_sets

Node = Mapping[str, Any]  # a part of the schema

_SHOWN: Mapping[Kind, units.Text] = {
    **units.TEXTS,
    PER_HOUR: price_text,
    PER_GIGABYTE: price_text,
    PER_MILLION: price_text,
    AMOUNT: units.significant,
}
_BOUNDS = (PART, SOME, FRAME, LOSSES, POSITIVE, NOT_NEGATIVE, ANY, NARROW)
_PLAIN = {
    "boolean": "true or false",
    "string": "text",
    "null": "null",
    "number": "a number",
    "object": "a mapping",
    "array": "a list",
}
_FROM_ELSEWHERE = {"Costs": "the stack's", "Memory": "the stack's", "Prices": "the book's"}
_NAMED = {"headers": USUAL_HEADERS, "tls": Tls().version}  # whose default is a mapping with this name
_HEAD = """\
# Scenario

<!-- Written by: python -m rtsim.report.reference > docs/reference/scenario.md -->

A scenario is one YAML file. A key that is not listed here is refused, with the line it stands on and the nearest key
that exists. `rtsim schema` prints the same as JSON Schema, for editors. Every key may be set from the command line
too: `--set clients.count=500`. A key without a default here is a mapping whose own keys have theirs, or its meaning
says what holds.
"""
_QUANTITIES = """\
## Quantities

Text with a unit, or a plain number in the base unit, which is the first of each row.

| quantity | example | units |
|---|---|---|
"""
_DISTRIBUTIONS = """\
## Distributions

Where a distribution is accepted, a plain quantity is a constant. `mean`, `sd`, `low` and `high` are quantities of the
same kind; `file` has one value a line. A `normal` that would often be below 0 is better written as `lognormal` or
`gamma`, which never are.

| `dist` | keys |
|---|---|
"""


@dataclass(frozen=True)
class Section:
    """A mapping of the scenario: the path it stands at, its name in the schema, and its schema."""

    path: str
    model: str
    schema: Node


def reference(techniques: Settings) -> str:
    """Give the page in Markdown; `techniques` are the classes of each technique's settings, by name."""
    return "\n".join([_HEAD, *sections(scenario_schema(techniques)), _quantities(), _distributions()])


def sections(schema: Node) -> list[str]:
    """Give a section in Markdown for each mapping that a schema describes, the whole first."""
    _inline(schema["$defs"])
    found: dict[str, Section] = {"": Section("", "", schema)}
    _collect(found[""], schema["$defs"], found)
    return [_section(section, found) for section in found.values()]


def _inline(definitions: Mapping[str, Any]) -> None:
    """Put what has no keys of its own, such as a name or a mapping, where it is referred to."""
    for schema in definitions.values():
        for key, node in _properties(schema).items():
            definition = definitions.get(node.get("$ref", "").rpartition("/")[2], schema)
            if not _properties(definition):
                own = {name: value for name, value in node.items() if name != "$ref"}
                schema["properties"][key] = {**definition, **own}


def _collect(section: Section, definitions: Mapping[str, Node], found: dict[str, Section]) -> None:
    """Find all mappings below a section, each where it first stands."""
    for key, node in _properties(section.schema).items():
        path = f"{section.path}.{key}".lstrip(".")
        for place, model in _references(node, path):
            if model not in found:
                found[model] = Section(place, model, definitions[model])
                _collect(found[model], definitions, found)


def _references(node: Node, path: str) -> Iterator[tuple[str, str]]:
    """Give the mappings that a key may hold, each with its path; those of a list have one of their own."""
    if "$ref" in node:
        yield path, node["$ref"].rpartition("/")[2]
    for choice in node.get("anyOf", ()):
        yield from _references(choice, path)
    for each in ("items", "additionalProperties"):
        if isinstance(node.get(each), Mapping):
            yield from _references(node[each], f"{path} (each)")
    for key, below in node.get("properties", {}).items():
        yield from _references(below, f"{path}.{key}")


def _properties(schema: Node) -> Mapping[str, Node]:
    """Give the keys of a mapping, which may be one of several forms."""
    choices = (choice.get("properties", {}) for choice in schema.get("anyOf", ()) if not _is_distribution(choice))
    return dict(chain(schema.get("properties", {}).items(), *(choice.items() for choice in choices)))


def _section(section: Section, found: Mapping[str, Section]) -> str:
    title = f"## {section.path}" if section.path else "## The whole"
    rows = [_row(section, key, node, found) for key, node in _properties(section.schema).items()]
    forms = section.schema.get("anyOf", ())
    short = [form for form in forms if "properties" not in form or _is_distribution(form)]
    instead = [f"Instead of the mapping: {_words({'anyOf': short}, found)}."] if short else []
    lines = [title, "", section.schema["description"], *instead]
    return "\n".join([*lines, "", "| key | what | default | meaning |", "|---|---|---|---|", *rows, ""])


def _row(section: Section, key: str, node: Node, found: Mapping[str, Section]) -> str:
    model = node.get("$ref", "").rpartition("/")[2]
    meaning = " ".join((node.get("description") or found[model].schema["description"]).split())
    cells = (f"`{key}`", _words(node, found), _default(section, key, node), meaning)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _words(node: Node, found: Mapping[str, Section]) -> str:
    kind = _kind(node)
    random = any(map(_is_distribution, node.get("anyOf", ())))
    words = [f"{kind.name} {_bounds(node['anyOf'])}"] if kind else []
    words += ["a [distribution](#distributions) of it"] if random else []
    choices = node.get("anyOf", [node])
    quantities = [choice for choice in choices if kind and ("pattern" in choice or choice.get("type") == "number")]
    rest = [choice for choice in choices if not _is_distribution(choice) and choice not in quantities]
    return " or ".join(dict.fromkeys([*words, *(_one(choice, found) for choice in rest)]))


def _one(node: Node, found: Mapping[str, Section]) -> str:
    if "$ref" in node:
        section = found[node["$ref"].rpartition("/")[2]]
        return f"[{section.path}](#{_anchor(section.path)})"
    if "enum" in node:
        return "a [measure](measures.md)" if set(node["enum"]) == set(METRICS) else _choice(node["enum"])
    if "items" in node:
        return f"a list of {_words(node['items'], found)}"
    if isinstance(node.get("additionalProperties"), Mapping) and "anyOf" in node["additionalProperties"]:
        return f"a mapping of paths, each {_words(node['additionalProperties'], found)}"
    if node.get("type") == "integer":
        return f"a whole number {Whole(node['minimum'], node['maximum']).wanted()}"
    below = [_words(each, found) for each in node.get("properties", {}).values() if "anyOf" in each]
    return f"a mapping of {', '.join(below)}" if below else _PLAIN[node["type"]]


def _choice(values: Sequence[Any]) -> str:
    for catalogue, names in (
        ("networks", networks()),
        ("stacks", stacks()),
        ("reconnects", reconnects_by_any_name()),
        ("intermediaries", intermediaries()),
        ("prices", books()),
        ("headers", header_sets()),
    ):
        if set(values) == set(names):
            return f"a name from `rtsim list {catalogue}`"
    return ", ".join(f"`{name}`" for name in dict.fromkeys(map(str, values)))


def _default(section: Section, key: str, node: Node) -> str:
    if key in section.schema.get("required", ()):
        return "required"
    if "default" not in node:
        return f"`{_NAMED[key]}`" if key in _NAMED else _FROM_ELSEWHERE.get(section.model, "")
    default, kind = node["default"], _kind(node)
    if kind and isinstance(default, int | float):
        limits = [choice.get("exclusiveMinimum", -1) for choice in node["anyOf"]]
        refused = any(isclose(default, limit, abs_tol=0.0) for limit in limits)  # for a value that is found elsewhere
        return "" if refused else f"`{_SHOWN[kind](default)}`"
    texts = {"": "none", "[]": "none", "None": "`null`", "True": "`true`", "False": "`false`"}
    flow = f"[{', '.join(default)}]" if isinstance(default, list | tuple) else str(default)
    return texts.get(str(default), f"`{default:g}`" if isinstance(default, float) else f"`{flow}`")


def _kind(node: Node) -> Kind | None:
    examples = [choice["examples"][0] for choice in node.get("anyOf", ()) if "pattern" in choice]
    return next((kind for kind in _SHOWN if kind.example in examples), None)


def _bounds(choices: Sequence[Node]) -> str:
    limits = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
    number = next(choice for choice in choices if choice.get("type") == "number")
    written = {name: number[name] for name in limits if name in number}
    return next(bounds.words for bounds in _BOUNDS if dict(bounds.schema) == written)


def _is_distribution(node: Node) -> bool:
    return "dist" in node.get("properties", {})


def _anchor(path: str) -> str:
    """Give a heading's anchor, as GitHub makes it.

    >>> _anchor("clients.network (each)")
    'clientsnetwork-each'
    """
    return "".join(letter for letter in path.lower().replace(" ", "-") if letter.isalnum() or letter in "-_")


def _quantities() -> str:
    rows = (f"| {kind.name} | `{kind.example}` | {', '.join(f'`{unit}`' for unit in kind.units)} |" for kind in _SHOWN)
    return _QUANTITIES + "\n".join(rows) + "\n"


def _distributions() -> str:
    choices = RandomQuantity(units.TIME).schema()["anyOf"]
    shapes = [choice["properties"] for choice in choices if _is_distribution(choice)]
    rows = (f"| `{shape['dist']['const']}` | {', '.join(f'`{key}`' for key in list(shape)[1:])} |" for shape in shapes)
    return _DISTRIBUTIONS + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference(settings_classes()))
