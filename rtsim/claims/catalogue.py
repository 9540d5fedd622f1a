"""The catalogue of claims: technique by technique, in the order in which the notes make them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rtsim.claims import long_polling, short_polling, sse, table, uses, websocket
from rtsim.claims.claim import Claim
from rtsim.claims.relations import TITLES

_ALL = (*short_polling.CLAIMS, *long_polling.CLAIMS, *websocket.CLAIMS, *sse.CLAIMS, *table.CLAIMS, *uses.CLAIMS)

CLAIMS: Mapping[str, Claim] = MappingProxyType(
    {claim.id: claim for technique in TITLES for claim in _ALL if claim.technique == technique}
)
"""Every claim by its id, in the order of the page."""


def chosen(words: Iterable[str]) -> list[str]:
    """Give the ids of the claims that have one of `words` in them, in the catalogue's order; all without words.

    Raises LookupError with the words that are in none.

    >>> chosen(["polling/memory", "sse/flow"])
    ['long-polling/memory', 'sse/flow']
    """
    found = {word: {name for name in CLAIMS if word and word in name} for word in words}
    if missed := [word for word, names in found.items() if not names]:
        raise LookupError(*missed)
    return [name for name in CLAIMS if not found or any(name in names for names in found.values())]
