"""Polls: which GETs are polls, and which of their answers are empty."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isnan

from rtsim.calibration.exchange import Sizes
from rtsim.calibration.traffic import Paths

NOTHING = 2
"""Bytes of a body that holds no message whatever it is: `[]`, `{}`, or less."""

_NO_BODY = (204, 304)  # RFC 9110 sections 15.3.5 and 15.4.5: no content; not modified since the last poll


@dataclass
class Polls:
    """The GETs of paths that were asked again, parted by their answers."""

    paths: dict[str, int] = field(default_factory=dict)
    """How often each path was asked, the most often asked first."""
    answered: list[Sizes] = field(default_factory=list)
    """Those that brought something."""
    empty: list[Sizes] = field(default_factory=list)
    """Those that brought nothing."""
    alike: bool = False
    """Whether no path has answers of different sizes, so that nothing shows which were empty."""

    @property
    def all(self) -> list[Sizes]:
        """Both."""
        return self.answered + self.empty

    @classmethod
    def of(cls, paths: Paths, version: str) -> "Polls":
        """Find the polls among the GETs, of one HTTP version, in what is kept of each path."""
        polls, parted = cls(), False
        for path, reservoir in paths.repeated().items():
            rows = [row for row in reservoir.kept if row.version == version]
            if not rows:
                continue
            polls.paths[path] = reservoir.count
            empty = _empty(rows)
            parted = parted or bool(empty)
            polls.empty += [row for row in rows if row in empty]
            polls.answered += [row for row in rows if row not in empty]
        polls.alike = bool(polls.paths) and not parted
        return polls


def _empty(rows: Iterable[Sizes]) -> set[Sizes]:
    """Tell which answers are empty: no body, next to none, or the smallest of several sizes if that comes again."""
    rows = list(rows)
    bodies = Counter(row.response_body for row in rows if row.status == 200 and not isnan(row.response_body))
    smallest = min(bodies, default=-1.0)
    usual = smallest if len(bodies) > 1 and bodies[smallest] > 1 else -1.0
    return {row for row in rows if row.status in _NO_BODY or row.response_body <= NOTHING or row.response_body == usual}
