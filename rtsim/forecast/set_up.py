"""Set-up: what opening a connection takes in the mean over full and resumed handshakes."""

from dataclasses import dataclass

from rtsim.wire import Handshake


@dataclass(frozen=True)
class SetUp:
    """Round trips before the first request, bytes each way, and CPU seconds that are saved of a full handshake's.

    Round trips are `most` where the handshake is full, or where no other one is to be had.
    """

    round_trips: float
    most: float
    up: float
    down: float
    saves: float

    @classmethod
    def of(cls, shake: Handshake, *, late: bool = False) -> "SetUp":
        """Give the mean; `late` for what cannot be early data, as a POST.

        >>> SetUp.of(Handshake(2, 325, 1270)).round_trips
        2
        """
        resumption = shake.resumption
        if resumption is None:
            return cls(shake.round_trips, shake.round_trips, shake.up, shake.down, 0.0)
        share, other = resumption.share, resumption.late if late else resumption.early
        return cls(
            round_trips=shake.round_trips + share * (other.round_trips - shake.round_trips),
            most=(shake if share < 1 else other).round_trips,
            up=shake.up + share * (other.up - shake.up),
            down=shake.down + share * (other.down - shake.down),
            saves=share * resumption.saves,
        )

    def mixed(self, other: "SetUp", share: float) -> "SetUp":
        """Give the mean where a share of the endpoints has another set-up, as those without UDP.

        >>> SetUp.of(Handshake(1, 2700, 3900)).mixed(SetUp.of(Handshake(2, 700, 2900)), 0.1).up
        2500.0
        """
        if not share:
            return self
        return SetUp(
            round_trips=self.round_trips + share * (other.round_trips - self.round_trips),
            most=max(self.most, other.most),
            up=self.up + share * (other.up - self.up),
            down=self.down + share * (other.down - self.down),
            saves=self.saves + share * (other.saves - self.saves),
        )
