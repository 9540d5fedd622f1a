"""The budget: how long a search may take, and whether its time is over."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from time import monotonic


@dataclass
class Budget:
    """So many seconds of the wall's time from now on; `clock` tells the time."""

    seconds: float = inf
    clock: Callable[[], float] = monotonic
    cut: bool = False
    """Whether something was left out because the time was over."""
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    @property
    def used(self) -> float:
        """The seconds that have passed."""
        return self.clock() - self.began

    @property
    def left(self) -> float:
        """The seconds that are left; below zero where it is overdrawn."""
        return self.seconds - self.used

    def allows(self, seconds: float = 0.0) -> bool:
        """Tell whether something that takes so long may still be begun; take note if it may not."""
        if self.used + seconds < self.seconds:
            return True
        self.cut = True
        return False

    def part(self, share: float) -> "Budget":
        """Give a budget of a share of what is left."""
        return Budget(share * max(0.0, self.seconds - self.used), self.clock)

    def document(self) -> dict[str, float | str]:
        """Give what the JSON says of it."""
        return {"seconds": self.seconds, "ended": "budget" if self.cut else "settled"}
