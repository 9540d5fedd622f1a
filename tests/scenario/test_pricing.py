from collections.abc import Callable

import pytest

from rtsim.scenario import InputErrors, Scenario, prices
from rtsim.scenario.pricing import Prices, books, shared_terms

Load = Callable[..., Scenario]


def test_there_are_no_prices_unless_they_are_written(load: Load) -> None:
    """A price book is an assumption, and is made by whoever writes the scenario."""
    assert load("").prices is None
    assert load("prices: null\n").prices is None


def test_a_name_is_a_book_as_it_is(load: Load) -> None:
    """The short form and the mapping with nothing but a book are the same."""
    assert load("prices: servers\n").prices == load("prices: {book: servers}\n").prices


def test_what_is_written_lies_over_the_book(load: Load) -> None:
    """A term of one's own replaces the book's, on the command line too; the others stay."""
    book = load("prices: servers\n").prices
    own = load("prices: {book: servers, server_hour: 36.50 $ / month, server_memory: 8 GiB}\n").prices
    assert own is not None
    assert book is not None
    assert own.server_hour == pytest.approx(0.05)
    assert own.server_memory == 8 * 2**30
    assert own.egress == book.egress
    assert load("prices: servers\n", "prices.server_hour=0.05", "prices.server_memory=8 GiB").prices == own


def test_prices_do_not_change_the_digest(load: Load) -> None:
    """Runs that differ in prices alone are the same runs, and a store keeps them once."""
    assert load("prices: servers\n").digest() == load("").digest()


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("server", "prices: 'server' is not a price book: choose from servers, api-gateway; did you mean 'servers'?"),
        ("5", "prices: 5 is not a price book: choose from servers, api-gateway"),
        ("{}", "prices.book: is required: choose from servers, api-gateway"),
        ("{server_hour: 1}", "prices.book: is required: choose from servers, api-gateway"),
        ("{book: [1]}", "prices.book: a list is not a price book: choose from servers, api-gateway"),
        ("{book: servers, server_our: 1}", "prices.server_our: unknown key 'server_our'; did you mean 'server_hour'?"),
        (
            "{book: servers, target_memory: 0}",
            "prices.target_memory: 0 is out of range: write a share above 0 %, at most 100 %",
        ),
        (
            "{book: servers, egress: [{price: 1, up_to: 5 TB}]}",
            "prices.egress.0.up_to: every step but the last has an end",
        ),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(load: Load, written: str, line: str) -> None:
    """An error in the prices names the line, the key and the choices."""
    with pytest.raises(InputErrors) as caught:
        load(f"prices: {written}\n")
    [error] = str(caught.value).splitlines()
    assert error.endswith(f"c.yaml:3: {line}")


@pytest.mark.parametrize("name", books())
def test_a_book_has_every_term(name: str) -> None:
    """The terms are the keys that a scenario may override, each of them once."""
    assert set(books()[name].terms) | {"book"} == set(Prices.keys())
    assert Prices.model_validate(name).book == name


@pytest.mark.parametrize("name", books())
def test_a_book_takes_its_prices_from_the_catalogue(name: str) -> None:
    """No book has a price of its own: what it asks for has a source, a date and a confidence."""
    for term in books()[name].terms.values():
        for price in filter(None, (term.price, *(step.price for step in term.steps))):
            assert price in prices()
    asked = {key: Prices.model_validate(name).model_dump()[key] for key in ("server_hour", "balancer_hour")}
    assert all(not amount or books()[name].terms[key].price for key, amount in asked.items())


def test_what_is_no_price_has_a_source_or_says_that_it_is_assumed() -> None:
    """Sizes and shares that books share are published somewhere, or called an assumption."""
    plain = {"server_connections", "balancer_rules"}
    asks = [key for key, term in shared_terms().items() if term.value != 0 and key not in plain]
    assert all(shared_terms()[key].source or "assumed" in shared_terms()[key].note for key in asks)
