"""Units: how people write quantities, and how these are shown again.

Inside rtsim everything is seconds, bytes, bit/s, per second, and shares from 0 to 1; units live in YAML and in reports.
Each reader takes text with a unit, or a plain number in the base unit; its `ValueError` says what is accepted.
Prefixes are those of the SI (kB is 1,000 bytes) and of IEC 80000-13 (KiB is 1,024 bytes).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from math import inf, isfinite

Text = Callable[[float], str]
"""What writes a value for people."""

LEAST, MOST = 1e-18, 1e18
"""Every quantity in its base unit is 0, or as large as this, whatever its sign: the model's sums stay finite."""

_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)")
_NOTHING = re.compile(r"[+-]?[0.]*(?:[eE]|$)")
_TINY, _HUGE = 1e-60, 1e60
_SLASH = re.compile(r"\s*/\s*")

_TIMES = {
    "s": "1",
    "ms": "0.001",
    "us": "0.000001",
    "µs": "0.000001",  # the micro sign
    "\u03bcs": "0.000001",  # the Greek letter, which looks the same
    "ns": "0.000000001",
    "min": "60",
    "h": "3600",
    "d": "86400",
}
_SIZES = {"B": "1"} | {
    prefix + "B": str(base**power)
    for base, prefixes in ((1000, ("k", "M", "G", "T")), (1024, ("Ki", "Mi", "Gi", "Ti")))
    for power, prefix in enumerate(prefixes, start=1)
}
_BANDWIDTHS = {
    prefix + unit: str(1000**power)
    for unit in ("bit/s", "bps")
    for power, prefix in enumerate(("", "k", "M", "G", "T"))
}


def unlimited(limit: float | None) -> float:
    """Give a limit, infinite where there is none.

    >>> unlimited(5), unlimited(None)
    (5, inf)
    """
    return inf if limit is None else limit


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of quantity: its name with its article, an example, and what each unit is worth in the base unit."""

    name: str
    example: str
    units: Mapping[str, Decimal]

    @cached_property
    def plain(self) -> Mapping[str, Decimal]:
        """The units without blanks around a slash."""
        return {_plain(unit): worth for unit, worth in self.units.items()}

    def refuse(self, written: object) -> ValueError:
        """Make the error for something that is no quantity of this kind."""
        return ValueError(f"{shown(written)} is not {self.name}: write {self.wanted()}")

    def refuse_size(self, written: object) -> ValueError:
        """Make the error for a quantity that is larger or smaller than any that means something."""
        return ValueError(f"{shown(written)} is out of range: {self.name} is 0, or from {LEAST:g} to {MOST:g} in size")

    def wanted(self) -> str:
        """Say what is accepted.

        >>> TIME.wanted()
        "a number with a unit (s, ms, us, ns, min, h, d), as in '30 s'"
        """
        return f"a number with a unit ({', '.join(filter(str.isascii, self.units))}), as in '{self.example}'"

    def pattern(self) -> str:
        """Give a regular expression (ECMA 262) that the text of such a quantity matches."""
        units = "|".join(re.escape(unit).replace("/", r"\s*/\s*").replace("\\ ", "") for unit in self.units)
        return rf"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*({units})?\s*$"


def _kind(name: str, example: str, units: Mapping[str, str]) -> Kind:
    return Kind(name, example, {unit: Decimal(worth) for unit, worth in units.items()})


TIME = _kind("a time", "30 s", _TIMES)
SIZE = _kind("a size", "200 B", _SIZES)
BANDWIDTH = _kind("a bandwidth", "10 Mbit/s", _BANDWIDTHS)
RATE = Kind("a rate", "2 / min", {f"/ {unit}": 1 / Decimal(_TIMES[unit]) for unit in ("s", "ms", "min", "h", "d")})
SHARE = _kind("a share", "70 %", {"%": "0.01"})
MONTHLY = Kind(
    "an amount a month",
    "10 / month",
    {
        f"{sign}/ {of}": worth
        for of, worth in (("month", Decimal(1)), ("year", 1 / Decimal(12)))
        for sign in ("", "USD ", "$ ")
    },
)
"""US dollars a month."""


def shown(written: object) -> str:
    """Show a value as YAML has it, short enough for a line.

    >>> shown("5 parsecs"), shown(None), shown(True), shown({"a": 1})
    ("'5 parsecs'", 'null', 'true', 'a mapping')
    """
    match written:
        case None | bool():
            text = "null" if written is None else str(written).lower()
        case dict() | list() | tuple():
            text = "a mapping" if isinstance(written, dict) else "a list"
        case int() if abs(written) >= 10**20:
            text = "a number of more than 20 digits"
        case str():
            text = repr(written if len(written) <= 60 else written[:57] + "...")
        case _:
            text = str(written)
    return text


def read(written: object, kind: Kind) -> float:
    """Read a quantity: its value in the base unit.

    Raises `ValueError` for anything else, and for what is not 0 and beyond `LEAST` or `MOST`.

    >>> read("60 us", TIME)  # decimal arithmetic: not 5.9999999999999995e-05
    6e-05
    """
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        raise kind.refuse(written)
    if isinstance(written, int) or (isinstance(written, float) and isfinite(written)):
        return _ranged(written, kind, written)
    found = _QUANTITY.fullmatch(str(written).strip())
    worth = _worth(found[2], kind) if found else None
    if found is None or worth is None:
        raise kind.refuse(written)
    number = float(found[1])
    if not number and not _NOTHING.match(found[1]):
        raise kind.refuse_size(written)
    if found[2] and _TINY < abs(number) < _HUGE:  # beyond these Decimal itself may fail
        number = float(Decimal(found[1]) * worth)
    return _ranged(number, kind, written)


def _ranged(number: float, kind: Kind, written: object) -> float:
    """Give a number in the base unit as it is, if it has a size that means something."""
    if number and not LEAST <= abs(number) <= MOST:
        raise kind.refuse_size(written)
    return number + 0.0  # a zero has no sign


def unit(written: str) -> str:
    """Give the unit of a quantity as it is written; empty where it has none.

    >>> unit("1e3 ms"), unit("30 / min"), unit("5")
    ('ms', '/ min', '')
    """
    found = _QUANTITY.fullmatch(written.strip())
    return found[2] if found else ""


def written(value: float, unit: str, kind: Kind) -> str:
    """Write a quantity in this unit, with as few digits as `read` needs to give the very same number.

    >>> written(0.25, "ms", TIME), written(1 / 60, "/ min", RATE), written(0.3, "", TIME)
    ('250 ms', '1 / min', '0.3')
    """
    number = Decimal(value) / (_worth(unit, kind) or 1)
    texts = (f"{number:.{digits}g}" for digits in range(1, 25))
    plain = (f"{Decimal(text).normalize():f} {unit}".strip() for text in texts)
    return next(text for text in plain if read(text, kind) == value)


@cache
def _worth(unit: str, kind: Kind) -> Decimal | None:
    return kind.plain.get(_plain(unit)) if unit else Decimal(1)


def _plain(unit: str) -> str:
    return _SLASH.sub("/", unit)


def time(written: object) -> float:
    """Read a time: seconds.

    >>> time("25 ms"), time("5 min"), time(1.5)
    (0.025, 300.0, 1.5)
    """
    return read(written, TIME)


def size(written: object) -> float:
    """Read a size: bytes.

    >>> size("1.5 kB"), size("64 KiB"), size(200)
    (1500.0, 65536.0, 200.0)
    """
    return read(written, SIZE)


def share(written: object) -> float:
    """Read a share: a number that is 1 for the whole.

    >>> share("70 %"), share(0.7)
    (0.7, 0.7)
    """
    return read(written, SHARE)


def significant(value: float, digits: int = 3) -> str:
    """Write a number with so many significant digits and no exponent.

    >>> significant(25.06), significant(1234.5), significant(0.0), significant(0.00123)
    ('25.1', '1,234', '0', '0.00123')
    """
    rounded = float(f"{value:.{digits - 1}e}")
    if not isfinite(value) or abs(value) >= 10**digits:
        return f"{value:,.0f}"
    return f"{Decimal(repr(rounded)).normalize():f}" if rounded else "0"


def time_text(seconds: float) -> str:
    """Write a time for people.

    >>> time_text(0.0251), time_text(90.0), time_text(6e-05), time_text(0.0)
    ('25.1 ms', '90 s', '60 us', '0 s')
    """
    return _text(seconds, (("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)))


def size_text(size_bytes: float) -> str:
    """Write a size for people.

    >>> size_text(1500), size_text(12), size_text(3.2e9)
    ('1.5 kB', '12 B', '3.2 GB')
    """
    return _text(size_bytes, (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("B", 1.0)))


def bandwidth_text(bit_s: float) -> str:
    """Write a bandwidth for people.

    >>> bandwidth_text(1e7), bandwidth_text(float("inf"))
    ('10 Mbit/s', 'unlimited')
    """
    if not isfinite(bit_s):
        return "unlimited"
    return _text(bit_s, (("Gbit/s", 1e9), ("Mbit/s", 1e6), ("kbit/s", 1e3), ("bit/s", 1.0)))


def rate_text(per_second: float) -> str:
    """Write a rate for people.

    >>> rate_text(1 / 30), rate_text(200.0), rate_text(0.0)
    ('2 / min', '200 / s', '0 / s')
    """
    return _text(per_second, (("/ s", 1.0), ("/ min", 1 / 60), ("/ h", 1 / 3600)))


def share_text(part: float) -> str:
    """Write a share for people.

    >>> share_text(0.6988), share_text(1.0)
    ('69.9 %', '100 %')
    """
    return f"{significant(part * 100)} %"


TEXTS: Mapping[Kind, Text] = {
    TIME: time_text, SIZE: size_text, BANDWIDTH: bandwidth_text, RATE: rate_text, SHARE: share_text
}  # fmt: skip
"""What writes a value of each kind."""


def _text(value: float, units: tuple[tuple[str, float], ...]) -> str:
    """Use the largest unit that leaves at least 1 before the point; the base unit for zero."""
    base = next(unit for unit, worth in units if worth == 1.0)
    fitting = [(unit, worth) for unit, worth in units if abs(value) >= worth * 0.9995]
    unit, worth = fitting[0] if fitting else (units[-1] if value else (base, 1.0))
    return f"{significant(value / worth)} {unit}"
