"""Price books: small named sets of terms over the catalogue of prices, each number with its source."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from rtsim.scenario.catalogues import prices, read_catalogue, validated
from rtsim.scenario.fields import PositiveTime
from rtsim.scenario.values import Value

_SHARED = "nothing"  # the terms that books begin with, which are no book of their own


class Step(Value):
    """One step of a term: a price of the catalogue, and the amount up to which it holds."""

    price: str
    """A name of the catalogue of prices."""
    up_to: str | None = None
    """Where the step ends; nothing for the last one."""


class Term(Value):
    """One term of a book: a price of the catalogue, steps of such prices, or a number with its source."""

    price: str | None = None
    """A name of the catalogue of prices."""
    steps: tuple[Step, ...] = ()
    """Prices of the catalogue, one above the other."""
    value: str | int | float | None = None
    """A number that is no price of the catalogue, as a user would write it."""
    source: str = ""
    """Who published the number."""
    note: str = ""
    """Why it is assumed, or what to know before using it."""

    @property
    def written(self) -> Any:
        """The term as a user would write it."""
        if self.steps:
            steps = [{"price": prices()[step.price].value, "up_to": step.up_to} for step in self.steps]
            return [{key: part for key, part in step.items() if part is not None} for step in steps]
        return self.value if self.price is None else prices()[self.price].value


class Book(Value):
    """A price book: what a provider charges for, and what it does not carry."""

    title: str
    """What it is, in a few words."""
    terms: Mapping[str, Term]
    """Each term by its key under `prices:`."""
    note: str = ""
    """What is not in it."""
    event_streams: bool = True
    """Whether it passes on a response that does not end."""
    longest_request: PositiveTime | None = None
    """After how long it gives up a request; nothing for never."""
    source: str = ""
    """Who published what it does not carry."""

    def written(self) -> dict[str, Any]:
        """Give the terms as a user would write them."""
        return {name: term.written for name, term in self.terms.items()}


@cache
def books() -> Mapping[str, Book]:
    """Give the price books by name.

    >>> list(books())
    ['servers', 'api-gateway']
    """
    content = read_catalogue("books.yaml")
    content.pop(_SHARED)
    return validated(Book, content)


@cache
def shared_terms() -> Mapping[str, Term]:
    """Give the terms that every book begins with, which charge for nothing."""
    return validated(Term, read_catalogue("books.yaml")[_SHARED])
