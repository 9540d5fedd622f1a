"""Mixtures: what a crowd of two kinds comes to on average."""

from rtsim.theory.domain import require_share


def mixture(share: float, of: float, rest: float) -> float:
    """Give the mean of a quantity that is `of` for a share of a crowd, and `rest` for the others.

    >>> round(mixture(0.03, of=0.080, rest=0.060), 4)
    0.0606
    """
    require_share(share=share)
    return share * of + (1 - share) * rest if share else rest


def opens_after(*, after: float, set_up: float) -> float:
    """Give the seconds from a client's first try until it has a path by which it has fallen back.

    It gives the upgrade that does not pass `after` seconds, and sets up what it falls back to.

    >>> opens_after(after=10.0, set_up=0.25)
    10.25
    """
    return after + set_up
