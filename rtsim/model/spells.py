"""Spells: when each node is slow, one spell after the other."""

import itertools
from collections.abc import Sequence
from math import prod

import numpy as np

from rtsim.faults import Brownout
from rtsim.model import layout
from rtsim.model.layout import Rows
from rtsim.plan import Numbers


def slow_spells(brownouts: Sequence[Brownout], nodes: int) -> tuple[Rows, Numbers]:
    """Give the rows of all spells, and for each node from which to before which of them are its own.

    The second is an array of shape (2, nodes). Nodes that are slow at the same times share their rows.
    """
    found: list[tuple[float, float, float]] = []
    spans = np.zeros((2, nodes), np.int64)
    first = 0
    for last in sorted({one.nodes for one in brownouts}):
        spans[0, first:last] = len(found)
        found += _one_by_one([one for one in brownouts if one.nodes >= last])
        spans[1, first:last] = len(found)
        first = last
    return np.array(found, layout.SPELL), spans


def _one_by_one(brownouts: Sequence[Brownout]) -> list[tuple[float, float, float]]:
    """Cut brownouts that overlap into spells that do not, in each of which their times multiply."""
    begins = sorted(brownouts, key=lambda one: one.at)
    instants = sorted({at for one in brownouts for at in (one.at, one.over)})
    found: list[tuple[float, float, float]] = []
    under_way: list[Brownout] = []
    place = 0
    for begin, end in itertools.pairwise(instants):
        while place < len(begins) and begins[place].at <= begin:
            under_way.append(begins[place])
            place += 1
        under_way = [one for one in under_way if one.over > begin]
        if under_way:
            found.append((begin, end, prod(one.slower for one in under_way)))
    return found
