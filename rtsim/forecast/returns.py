"""Returns: when the clients of a server that was away are back, by the delays between their tries, without queues.

A client notices the cut, waits, and tries; a try that comes before the server is up is refused and costs a round trip.
The law of the first try that is not refused is an integral over the delays, taken by quasi-random points: additive
recurrence with the square roots of primes (Richtmyer; Niederreiter 1978, doi:10.1090/S0002-9904-1978-14532-7).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from rtsim.chance import Array
from rtsim.faults import Policy
from rtsim.plan import Numbers
from rtsim.theory.domain import require_not_negative

POINTS = 1 << 13
MOST_TRIES = 600  # that are followed: those of a minute at ten a second


@dataclass(frozen=True, eq=False)
class Returns:
    """When tries that succeed set out, in seconds after the cut: equally likely values in ascending order.

    Those that never do are infinite.
    """

    values: Array

    def within(self, share: float) -> float:
        """Give the seconds within which a share has set out; infinite where it never does."""
        last = len(self.values) - 1
        return float(self.values[min(last, int(share * last + 0.5))])

    @property
    def mean(self) -> float:
        """The mean; infinite where some never set out."""
        return float(self.values.mean())

    @property
    def missing(self) -> float:
        """The share that never sets out."""
        return float(np.mean(self.values == inf))

    def most_in(self, seconds: float) -> float:
        """Give the largest share that sets out within so many seconds, wherever they begin."""
        found = self.values[self.values < inf]
        return float((np.searchsorted(found, found + seconds, "left") - np.arange(len(found))).max(initial=0)) / len(
            self.values
        )

    def longest_wait(self, work: float) -> float:
        """Give how long the last in the queue waits at most where all that come make so many seconds of work.

        That is Lindley's recursion on a fluid: the work that has come less the time that has passed, above its least.
        """
        found = self.values[self.values < inf]
        if not len(found):
            return 0.0
        left = work / len(self.values) * np.arange(len(found)) - found
        return float((left - np.minimum.accumulate(left)).max())


def returns(policy: Policy, *, away: float, notice: float = 0.0, up: float = 0.0, refusal: float = 0.0) -> Returns:
    """Give when tries succeed at a server that is `away` for so many seconds.

    A client notices after `notice`; its try is there `up` seconds after it sets out, and a refusal is known `refusal`
    seconds after that. Assumes that each connection was open for long, and that no try is given up.

    >>> steady = returns(Policy(spans=((3.0, 3.0),)), away=10.0)
    >>> steady.within(0.0), steady.within(1.0)
    (12.0, 12.0)
    """
    require_not_negative(away=away, notice=notice, up=up, refusal=refusal)
    each = each_return(policy, away=np.full(POINTS, away), notice=np.full(POINTS, notice), up=up, refusal=refusal)
    return Returns(np.sort(each))


def each_return(  # noqa: PLR0913 - what a try meets
    policy: Policy,
    *,
    away: Array,
    notice: Array,
    up: float = 0.0,
    refusal: float = 0.0,
    knocks: Sequence[float] = (),
) -> Array:
    """Give when the try succeeds of each of `POINTS` clients, which have `away` and `notice` of their own.

    The first packet of a try that is not answered is sent again `knocks` seconds after the first time; the try is known
    to have failed when it is not refused before, `refusal` seconds after it is there.
    """
    number = np.arange(1, POINTS + 1)
    tried, waits = notice.copy(), np.zeros(POINTS)
    back, luck = np.full(POINTS, inf), fraction(number, 2)
    open_, primes = np.isfinite(notice), _primes(MOST_TRIES)
    for failures in range(int(min(policy.tries, MOST_TRIES))):
        chance = luck if policy.once else fraction(number, primes[failures])
        waits = _delays(policy, failures, waits, chance)
        tried = tried + waits
        for knock in (0.0, *knocks):
            arrived = open_ & (tried + knock + up >= away)
            back[arrived] = tried[arrived] + knock
            open_ &= ~arrived
        if not open_.any():
            break
        tried = tried + up + refusal
    return back


def _delays(policy: Policy, failures: int, before: Array, chance: Array) -> Array:
    """Give the delays after so many failures in a row."""
    low, high = policy.spans[min(failures, len(policy.spans) - 1)]
    highest = 3.0 * (before if failures else np.full(len(before), low)) - 2.0 * policy.floor if policy.grows else high
    return np.minimum(low + chance * (highest - low), policy.most)


def fraction(number: Numbers, prime: int) -> Array:
    """Give the point of a sequence of (0, 1) at each number, which the square root of a prime belongs to."""
    return np.asarray(number * float(prime) ** 0.5 % 1.0)


def _primes(count: int) -> list[int]:
    sieve = np.ones(count * 12, bool)
    sieve[:2] = False
    for factor in range(2, int(len(sieve) ** 0.5) + 1):
        sieve[factor * factor :: factor] &= not sieve[factor]
    return [int(prime) for prime in np.flatnonzero(sieve)[:count]]
