import pytest
from rich.console import Console

from rtsim.analysis.comparison import Comparison, compare
from rtsim.report.text.cost import cost_lines
from tests.analysis.outcomes import OVERLOADED, outcome, small
from tests.money.test_bill import priced


def shown(comparison: Comparison, width: int) -> list[str]:
    """Give the lines that are printed on a screen of this width."""
    console = Console(width=width, highlight=False)
    with console.capture() as captured:
        for line in cost_lines(comparison):
            console.print(line)
    return [line.rstrip() for line in captured.get().splitlines()]


def test_without_prices_nothing_is_printed() -> None:
    """The table is for those who asked for it."""
    assert cost_lines(small()) == []


@pytest.mark.parametrize("book", ["servers", "api-gateway"])
@pytest.mark.parametrize("width", [80, 40])
def test_the_table_fits_the_screen(book: str, width: int) -> None:
    """Every technique has its row, or its cells below one another, and no line is too long or cut."""
    lines = shown(priced(book), width)
    assert max(map(len, lines)) <= width
    assert not any("…" in line for line in lines)
    assert all(any(line.startswith(title) for line in lines) for title in ("Short polling", "WebSocket", "SSE"))


def test_the_servers_say_what_binds_them() -> None:
    """A server is paid for 730 hours, and what asks for it is below its price."""
    lines = shown(priced("servers"), 80)
    assert any("49.64" in line for line in lines)  # 0.068 x 730
    assert sum("1 by memory" in line for line in lines) == 4


def test_one_is_the_cheapest_and_the_others_say_by_how_much() -> None:
    """Exactly one row is called so."""
    lines = shown(priced("servers"), 80)
    assert sum("cheapest" in line and "." in line for line in lines) == 1


def test_what_is_not_offered_says_why() -> None:
    """The row has no number, and a line below gives the reason."""
    text = " ".join(" ".join(shown(priced("api-gateway"), 80)).split())
    assert "SSE not offered - - - - -" in text
    assert "sse: a response that never ends is not passed on" in text
    assert "long-polling: a request is given up after 30 s: hold requests for 29 s at most" in text
    assert "The gateway alone, not what answers behind it" in text


def test_overload_is_not_priced() -> None:
    """An overloaded technique has no number either."""
    text = " ".join(" ".join(shown(compare(outcome(OVERLOADED, prices="servers")), 80)).split())
    assert "WebSocket overloaded - - - -" in text
    assert "websocket: overloaded: no steady load to price" in text
