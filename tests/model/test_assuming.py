import dis
from typing import Any

from rtsim.model import layout
from rtsim.model.assuming import assuming
from rtsim.model.compiled import MODULES
from rtsim.model.kernel import push
from rtsim.model.layout import World


def called(function: Any) -> set[str]:
    """Give the names that a function takes from its module."""
    return {step.argval for step in dis.get_instructions(function) if step.opname == "LOAD_GLOBAL"}


def test_what_a_setting_rules_out_is_not_there() -> None:
    """Where nothing fails, a function does not even name what it would do if something did."""
    calm = assuming(MODULES, {"faulty": False})
    assert "fail_to_open" in called(push.ask_to_open)
    assert called(calm["ask_to_open"]) == called(push.ask_to_open) - {
        "fail_to_open", "fail_to_connect", "lose_dead", "cut", "ends", "is_blocked", "_be_blocked",
    }  # fmt: skip


def test_without_anything_known_functions_are_the_same() -> None:
    """With nothing known, all names are there, and functions do what they did."""
    found = assuming(MODULES, {})
    assert found["NOWHERE"] == layout.NOWHERE
    assert found["ask_to_open"].__code__.co_code == push.ask_to_open.__code__.co_code
    assert found["ask_to_open"].__annotations__ == push.ask_to_open.__annotations__


def test_only_the_settings_say_whether_anything_fails() -> None:
    """The name that is known belongs to no other table."""
    tables = {name: array.dtype.names or () for name, array in World()._asdict().items()}
    assert [name for name, fields in tables.items() if "faulty" in fields] == ["settings"]
