from collections.abc import Callable

import pytest

from rtsim.scenario import InputErrors, Scenario

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
