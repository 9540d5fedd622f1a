"""Wired cases: bytes that the wire's formats give, without a run."""

from dataclasses import dataclass

from rtsim.validation.case import PUBLISHED, Row
from rtsim.validation.check import Check
from rtsim.wire import Exchange, Wire


@dataclass(frozen=True)
class Size:
    """The bytes of one kind of the wire's messages with a body of so many bytes, less what a publication leaves out."""

    kind: str
    body: int = 0
    less: int = 0

    def __call__(self, wire: Wire) -> float:
        """Ask the wire."""
        found = getattr(wire, self.kind)()
        envelope = found.first if isinstance(found, Exchange) else found
        return float(envelope.size(self.body) - self.less)


@dataclass(frozen=True, kw_only=True)
class WiredCase:
    """What a scenario's connections speak, and the sizes that it has to give."""

    name: str
    source: str
    wire: Wire
    checks: tuple[Check[Wire], ...]
    group: str = PUBLISHED

    def run(self) -> list[Row]:
        """Compare."""
        return [check.row(self, [self.wire]) for check in self.checks]
