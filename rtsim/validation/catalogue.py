"""The catalogue of cases: theory, published results, worlds that fail, measured servers; and what runs them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType, ModuleType

from rtsim.experiments.executors import ended, local
from rtsim.validation.case import FAULTS, GROUPS, MEASURED, PUBLISHED, THEORY, Case, Row
from rtsim.validation.closed_forms import (
    compression,
    connections,
    fan_out,
    faults,
    framing,
    intermediaries,
    long_polling,
    queues,
    set_up,
    short_polling,
)
from rtsim.validation.failing import (
    brownouts,
    buffers,
    contention,
    fallback,
    losses,
    outages,
    paths,
    presence,
    storms,
    tabs,
    upgrading,
)
from rtsim.validation.measured import measured_cases
from rtsim.validation.published import abril, lubbers_greco, rates, standards, van_de_vyvere

_MODULES: Mapping[str, tuple[ModuleType, ...]] = MappingProxyType(
    {
        THEORY: (short_polling, long_polling, fan_out, set_up, framing, compression, queues, connections),
        FAULTS: (
            faults, intermediaries, outages, paths, contention, fallback, upgrading, brownouts, losses, buffers, tabs,
            storms, presence,
        ),
        PUBLISHED: (standards, lubbers_greco, van_de_vyvere, abril, rates),
    }
)  # fmt: skip
"""The modules whose `CASES` belong to each group, in the order of the table."""


@cache
def cases() -> Mapping[str, Case]:
    """Give every case by its name, in the order of the table.

    >>> "short-polling/fixed-rate" in cases()
    True
    """
    grouped = {group: [case for of in modules for case in of.CASES] for group, modules in _MODULES.items()}
    grouped[MEASURED] = list(measured_cases())
    found = (replace(case, group=group) for group, of_group in grouped.items() for case in of_group)
    return MappingProxyType({case.name: case for case in found})


def chosen(words: Iterable[str], known: Mapping[str, Case]) -> list[str]:
    """Give the names of the cases that `words` choose, in the catalogue's order; all without words.

    A word is a group, a name, or the beginning of names. Raises LookupError with the words that choose none.

    >>> chosen(["rfc-6455", "aws/quota"], cases())
    ['rfc-6455/frames', 'rfc-6455/accept', 'rfc-6455/handshake', 'aws/quota']
    """
    found = {word: _chosen_by(word, known) for word in words}
    if missed := [word for word, names in found.items() if not names]:
        raise LookupError(*missed)
    return [name for name in known if not found or any(name in names for names in found.values())]


def families(known: Mapping[str, Case]) -> list[str]:
    """Give the words that choose several cases: groups, and what names begin with before their stroke.

    >>> families(cases())[:4]
    ['theory', 'faults', 'published', 'measured']
    """
    groups = dict.fromkeys(case.group for case in known.values())
    return list(groups | dict.fromkeys(name.partition("/")[0] for name in known))


def validate(names: Iterable[str], workers: int = 1, progress: Callable[[str], None] = lambda _name: None) -> list[Row]:
    """Run the cases of these names on so many workers; the rows come in the catalogue's order, whatever ends first.

    `progress` is called with a case's name when it is done.
    """
    wanted = set(names)
    ordered = [case for name, case in cases().items() if name in wanted]
    with local(min(workers, len(ordered))) as pool:
        done: dict[str, list[Row]] = {}
        for name, future in ended(pool, {case.name: (case.run,) for case in ordered}):
            done[name] = future.result()
            progress(name)
    return [row for case in ordered for row in done[case.name]]


def _chosen_by(word: str, known: Mapping[str, Case]) -> set[str]:
    if word in known:
        return {word}
    if word in GROUPS:
        return {name for name, case in known.items() if case.group == word}
    return {name for name in known if word and name.startswith(word)}
