"""Uniform mixture: the law of a delay that is uniform in pieces; a piece without width is an atom.

Polling's latency is of this kind: a message that falls anywhere in a gap of known length waits for a
uniform time.
"""

from dataclasses import dataclass
from math import inf, sqrt

from rtsim.theory.domain import require_share


@dataclass(frozen=True)
class Piece:
    """A uniform law on [low, high] in seconds that holds for the share `weight` of the cases."""

    weight: float
    low: float
    high: float

    def within(self, seconds: float) -> float:
        """Give the share of this piece that takes `seconds` or less."""
        if seconds >= self.high:
            return 1.0
        if seconds <= self.low:
            return 0.0
        return (seconds - self.low) / (self.high - self.low)

    def below(self, seconds: float) -> float:
        """Give the share of this piece that takes less than `seconds`: an atom at `seconds` does not count."""
        return self.within(seconds) if seconds > self.low else 0.0


@dataclass(frozen=True)
class UniformMixture:
    """A delay in seconds that follows one of several uniform laws; the weights add up to 1.

    >>> law = UniformMixture((Piece(0.75, 1.0, 1.0), Piece(0.25, 1.0, 3.0)))
    >>> law.mean, law.sup, law.share_within(1.0), law.quantile(0.5), law.quantile(0.875)
    (1.25, 3.0, 0.75, 1.0, 2.0)
    """

    pieces: tuple[Piece, ...]

    @property
    def mean(self) -> float:
        """The expected delay."""
        return sum(piece.weight * (piece.low + piece.high) / 2 for piece in self.pieces)

    @property
    def variance(self) -> float:
        """The variance: within the pieces (width^2 / 12) and between their middles."""
        mean = self.mean
        return sum(
            piece.weight * ((piece.high - piece.low) ** 2 / 12 + ((piece.low + piece.high) / 2 - mean) ** 2)
            for piece in self.pieces
        )

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return sqrt(self.variance)

    @property
    def least(self) -> float:
        """The shortest delay that happens."""
        return min((piece.low for piece in self.pieces if piece.weight > 0), default=inf)

    @property
    def sup(self) -> float:
        """The bound that no delay passes and that delays come arbitrarily close to."""
        return max((piece.high for piece in self.pieces if piece.weight > 0), default=0.0)

    def share_within(self, seconds: float) -> float:
        """Give the share of delays of `seconds` or less (the distribution function)."""
        return sum(piece.weight * piece.within(seconds) for piece in self.pieces)

    def quantile(self, share: float) -> float:
        """Give the least delay that the share `share` of all delays does not pass, exactly; ValueError outside [0, 1].

        Between two edges of pieces the distribution function is a straight line; at an atom it jumps.
        """
        require_share(share=share)
        start = self.least
        for edge in sorted({edge for piece in self.pieces for edge in (piece.low, piece.high)}):
            reached = self.share_within(start)
            if share <= reached:
                return start
            before = sum(piece.weight * piece.below(edge) for piece in self.pieces)
            if share <= before:
                return start + (edge - start) * (share - reached) / (before - reached)
            start = max(start, edge)
        return self.sup
