import json
import unicodedata

import pytest

from rtsim.printable import LONGEST, cut, one_line, printable, printable_json

COMMANDS = [
    "\x00",
    "\x07",
    "\x1b",
    "\r",
    "\x0b",
    "\x7f",
    "\x80",
    "\x85",
    "\x9b",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
]
HALVES = ["\ud800", "\udcff"]


@pytest.mark.parametrize("sign", [*COMMANDS, *HALVES])
def test_no_sign_commands_a_terminal(sign: str) -> None:
    """Controls, separators, what turns the order of signs, and halves of signs are replaced one by one."""
    assert printable(f"a{sign}b") == "a\ufffdb"


def test_plain_text_stays() -> None:
    """Letters of any script, signs, ends of lines and tabulators are as they were."""
    text = "naïve 日本語 עברית 👩\u200d💻 ± → ▁\n\tend"
    assert printable(text) == text


def test_no_category_of_controls_is_left() -> None:
    """All controls, separators and halves of signs are replaced, but for the line's end and the tabulator."""
    wrong = {chr(number) for number in range(0x11000) if unicodedata.category(chr(number)) in {"Cc", "Cs", "Zl", "Zp"}}
    assert {sign for sign in wrong if printable(sign) == sign} == {"\n", "\t"}


@pytest.mark.parametrize("sign", COMMANDS)
def test_a_document_says_the_same_escaped(sign: str) -> None:
    """A JSON document without ASCII's escapes is printable, and is read as before."""
    written = printable_json(json.dumps({"a": f"ä{sign}"}, ensure_ascii=False))
    assert written == printable(written)
    assert json.loads(written) == {"a": f"ä{sign}"}


def test_a_message_is_one_line_whose_ends_are_kept() -> None:
    """Lines are joined, and of a long one the beginning and the end are left."""
    said = cut(one_line("begin\n" + "x\n\n" * 1000 + "end"))
    assert len(said) == LONGEST
    assert (said[:5], said[-3:], said.count("…")) == ("begin", "end", 1)
