"""Plain JSON: documents without the numbers that JSON, or a machine, does not have."""

import json
from math import isfinite
from typing import Any

MOST_DIGITS = 20
"""Digits of a whole number."""


def parsed(text: str) -> Any:
    """Give what a JSON text says; raises `ValueError` or `RecursionError` for what is no JSON, Infinity or too long.

    >>> parsed("[1, -2.5, null]")
    [1, -2.5, None]
    """
    return json.loads(text, parse_constant=_number, parse_float=_number, parse_int=_whole)


def _number(written: str) -> float:
    value = float(written)
    if not isfinite(value):
        raise ValueError
    return value


def _whole(written: str) -> int:
    if len(written) > MOST_DIGITS:
        raise ValueError
    return int(written)
