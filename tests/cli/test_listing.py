from pathlib import Path

import pytest
import typer

from rtsim.cli.listing import LISTINGS, list_catalogue
from rtsim.scenario import networks, prices, reconnects, stacks
from rtsim.scenario.pricing import books
from rtsim.techniques import techniques
from rtsim.wire import header_sets

NAMES = {
    "techniques": list(techniques()),
    "networks": list(networks()),
    "stacks": list(stacks()),
    "prices": [*prices(), *books(), "every book"],
    "reconnects": list(reconnects()),
    "headers": list(header_sets()),
}


@pytest.mark.parametrize("kind", NAMES)
def test_a_catalogue_lists_every_entry_within_80_columns(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each entry starts a line of its own with its name, and no line is wider than a terminal of 80 columns."""
    list_catalogue(kind)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines if not line.startswith(" ")] == NAMES[kind]
    assert max(map(len, lines)) <= 80


def test_on_a_narrow_terminal_words_go_to_the_next_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On 40 columns no line is wider, and nothing is cut off."""
    list_catalogue("techniques")
    wide = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "40")
    list_catalogue("techniques")
    narrow = capsys.readouterr().out
    assert max(map(len, narrow.splitlines())) <= 40
    assert narrow.split() == wide.split()


def test_the_listing_of_networks_shows_numbers_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    """A network shows its link, its source, or why it is assumed."""
    list_catalogue("networks")
    text = " ".join(capsys.readouterr().out.split())
    assert "one way 75 ms, up 750 kbit/s, down 1.6 Mbit/s, loss 0 %" in text
    assert "(commit 00d120bf, high)" in text
    assert "assumed: Half a millisecond of round trip" in text


def test_the_listing_of_stacks_tells_own_from_borrowed(capsys: pytest.CaptureFixture[str]) -> None:
    """A stack shows what was published for it, and what is borrowed from whom."""
    list_catalogue("stacks")
    text = " ".join(capsys.readouterr().out.split())
    assert "socket.io Socket.IO on Node, WebSocket transport open 415.6 us" in text
    assert "assumed, borrowed from node-ws: request 22 us" in text


def test_the_listing_of_stacks_leaves_nothing_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Every number of every stack is there with its source, however long the list of those with one source is."""
    list_catalogue("stacks")
    signs = "".join(capsys.readouterr().out.split())
    places = {name: signs.index("".join(f"{name}{stack.title}".split())) for name, stack in stacks().items()}
    for name, stack in stacks().items():
        here = signs[places[name] : min((place for place in places.values() if place > places[name]), default=None)]
        for key, number in {**stack.costs, **stack.memory}.items():
            assert "".join(f"{key}{number.value}".split()) in here
            assert number.assumed or "".join(number.source.split()) in here


def test_the_listing_of_reconnects_shows_delays_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    """A library shows when it comes back, how it finds a dead connection, and where that was read."""
    list_catalogue("reconnects")
    text = " ".join(capsys.readouterr().out.split())
    assert "also: socket.io after 1 s, 2 s, 4 s, then 5 s; jitter ±50 %, then the cap; tries for ever" in text
    assert "a try is given up after 20 s" in text
    assert "the server pings every 25 s, given up 20 s later" in text
    assert "withAutomaticReconnect() after 0 s, 2 s, 10 s, 30 s; no jitter; 4 tries" in text
    assert "SockJS does not come back" in text
    assert "assumed: The form is published" in text
    assert all(f"({library.date}, {library.confidence})" in text for library in reconnects().values())


def test_configs_are_those_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The configs below the current folder are listed with their titles, a broken one too."""
    folder = tmp_path / "configs"
    folder.mkdir()
    (folder / "b.yaml").write_text("title: Two\n")
    (folder / "a.yaml").write_text("title: One\n")
    (folder / "c.yaml").write_text("title: [\n")
    (folder / "scenario.schema.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    list_catalogue("configs")
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in lines] == [
        f"{Path('configs/a.yaml')}  One",
        f"{Path('configs/b.yaml')}  Two",
        f"{Path('configs/c.yaml')}  (cannot be read: rtsim run says why)",
    ]


def test_an_unknown_catalogue_is_one_line_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    """A catalogue that does not exist is refused with the choices."""
    with pytest.raises(typer.Exit) as caught:
        list_catalogue("netwroks")
    assert caught.value.exit_code == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line == f"'netwroks' is not a catalogue: choose from {', '.join(LISTINGS)}; did you mean 'networks'?"


def test_no_configs_are_one_line_and_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there is no folder of configs, that is said."""
    monkeypatch.chdir(tmp_path)
    list_catalogue("configs")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("no configs here: ")
    assert len(printed.err.splitlines()) == 1


def test_prices_name_public_sources(capsys: pytest.CaptureFixture[str]) -> None:
    """Each price was read at an address, and what could not be verified says so."""
    list_catalogue("prices")
    text = capsys.readouterr().out
    assert "copy" not in text
    assert "from memory" not in text
    assert all(price.source.startswith("https://") for price in prices().values())


def test_price_books_show_their_terms(capsys: pytest.CaptureFixture[str]) -> None:
    """A book names the prices that it takes from the catalogue, and what is assumed says so."""
    list_catalogue("prices")
    text = " ".join(capsys.readouterr().out.split())
    assert "server_hour: aws-ec2-c6g-large" in text
    assert "requests: aws-apigw-http-api up to 300 million, then aws-apigw-http-api-next" in text
    assert "target_utilisation: 70 % (assumed: " in text
