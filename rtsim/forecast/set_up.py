"""Set-up: what opening a connection takes in the mean over full and resumed handshakes."""

from dataclasses import dataclass
from math import ceil

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
    def of(cls, shake: Handshake, *, late: bool = False, blocked: float = 0.0) -> "SetUp":
        """Give the mean; `late` for what cannot be early data, as a POST.

        A share of the endpoints takes one round trip more: those for whom UDP is `blocked`.

        >>> SetUp.of(Handshake(2, 325, 1270)).round_trips
        2.0
        """
        resumption = shake.resumption
        if resumption is None:
            most = shake.round_trips + ceil(blocked)
            return cls(shake.round_trips + blocked, most, shake.up, shake.down, 0.0)
        share, other = resumption.share, resumption.late if late else resumption.early
        return cls(
            round_trips=shake.round_trips + blocked + share * (other.round_trips - shake.round_trips),
            most=(shake if share < 1 else other).round_trips + ceil(blocked),
            up=shake.up + share * (other.up - shake.up),
            down=shake.down + share * (other.down - shake.down),
            saves=share * resumption.saves,
        )
