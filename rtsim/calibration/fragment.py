"""Fragments: what was learned as YAML to paste into a scenario, or as one JSON document."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import takewhile
from textwrap import wrap
from typing import Any

from rtsim import __version__
from rtsim.calibration.lessons import Finding, Lessons, Unknown, counted
from rtsim.calibration.traffic import Source, Traffic

WIDTH = 100
"""Columns of a line."""


def fragment_text(traffic: Traffic, lessons: Lessons) -> str:
    """Give the YAML: a comment above each value says how it was learned, and those at the end what was not."""
    head = (line for source in traffic.sources for line in _comment(_said(source), ""))
    return "\n".join([*head, *_values(lessons.findings), *_tail(lessons.unknown), ""])


def fragment_document(traffic: Traffic, lessons: Lessons) -> dict[str, Any]:
    """Give the JSON document: the fragment as it stands in YAML, and how each value of it was learned."""
    return {
        "rtsim": __version__,
        "files": list(map(asdict, traffic.sources)),
        "fragment": _nested(lessons.findings),
        "learned": [asdict(finding) for finding in lessons.findings if finding.note],
        "unknown": list(map(asdict, lessons.unknown)),
    }


def unknown_lines(lessons: Lessons) -> list[str]:
    """Say what could not be learned, a line each."""
    return [f"not learned: {keys}: {reason}" for keys, reason in _together(lessons.unknown)]


def _together(unknown: Iterable[Unknown]) -> list[tuple[str, str]]:
    """Give the keys that share a reason in one line with it."""
    keys: dict[str, list[str]] = {}
    for lesson in unknown:
        keys.setdefault(lesson.reason, []).append(lesson.key)
    return [(", ".join(named), reason) for reason, named in keys.items()]


def _nested(findings: tuple[Finding, ...]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for finding in findings:
        *above, last = finding.key.split(".")
        here = tree
        for step in above:
            here = here.setdefault(step, {})
        here[last] = finding.value
    return tree


def _said(source: Source) -> str:
    left_out = f", {source.left_out:,} left out" if source.left_out else ""
    things = counted(source.used, "value" if source.kind == "round trips" else "exchange")
    return f"from {source.file.encode('unicode_escape').decode()} ({source.kind}): {things}{left_out}"


def _values(findings: tuple[Finding, ...]) -> Iterator[str]:
    """Write each value below the keys that it stands under, which are written once."""
    open_keys: list[str] = []
    for finding in findings:
        *above, last = finding.key.split(".")
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(above, open_keys, strict=False)))
        for depth in range(shared, len(above)):
            yield f"{'  ' * depth}{above[depth]}:"
        open_keys = above
        indent = "  " * len(above)
        yield from _comment(finding.note, indent)
        yield from _value(last, finding.value, indent)


def _value(key: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and "values" in value:
        yield f"{indent}{key}:"
        yield f"{indent}  dist: {value['dist']}"
        listed = ", ".join(value["values"])
        yield from wrap(
            f"values: [{listed}]",
            WIDTH,
            initial_indent=f"{indent}  ",
            subsequent_indent=f"{indent}    ",
            break_on_hyphens=False,
        )
    else:
        yield f"{indent}{key}: {value or '{}'}"


def _comment(text: str, indent: str) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}#   ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _tail(unknown: tuple[Unknown, ...]) -> Iterator[str]:
    yield "# not learned:"
    for keys, reason in _together(unknown):
        yield from _comment(f"- {keys}: {reason}", "")
