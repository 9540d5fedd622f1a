import pytest

from rtsim.scenario import prices
from rtsim.scenario.pricing import Prices, books, shared_terms


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
