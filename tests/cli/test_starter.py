from pathlib import Path

import pytest
import typer
from jsonschema import Draft202012Validator

from rtsim.cli.starter import init, starter
from rtsim.scenario import load_scenario
from rtsim.scenario.reading import parse
from rtsim.scenario.schema import scenario_schema
from rtsim.techniques import settings_classes


@pytest.fixture(autouse=True)
def _in_a_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["team-chat", "my chat", "it's", "42", "null", "größe", "a: b"])
def test_the_starter_loads_under_any_name(name: str) -> None:
    """A starter scenario loads as it is, has the name it was given, and simulates all techniques."""
    init(name)
    scenario = load_scenario(Path(f"{name}.yaml"), techniques=settings_classes())
    assert scenario.name == name
    assert set(scenario.techniques) == {"short-polling", "long-polling", "websocket", "sse"}


def test_a_name_may_end_like_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """The file's ending may be given, and what was written is said."""
    init("chat.yaml")
    assert Path("chat.yaml").exists()
    assert capsys.readouterr().out == "wrote chat.yaml; now: rtsim run chat.yaml\n"


def test_what_to_type_next_is_as_a_shell_takes_it(capsys: pytest.CaptureFixture[str]) -> None:
    """A name with a space in it is quoted in the command that comes next."""
    init("my chat")
    assert capsys.readouterr().out == "wrote my chat.yaml; now: rtsim run 'my chat.yaml'\n"


def test_the_starter_keeps_to_the_schema_it_names() -> None:
    """Editors find the schema by the first line, and nothing wrong below it."""
    text = starter("chat")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=scenario.schema.json"
    content = parse(text).value
    assert Draft202012Validator(scenario_schema(settings_classes())).is_valid(content)


def test_a_file_that_exists_is_never_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is taken is refused in one line, and the file stays as it is."""
    Path("chat.yaml").write_text("mine")
    with pytest.raises(typer.Exit) as caught:
        init("chat")
    assert caught.value.exit_code == 2
    assert capsys.readouterr().err == "chat.yaml exists already: choose another name\n"
    assert Path("chat.yaml").read_text() == "mine"


@pytest.mark.parametrize("name", ["", "  ", "no/such/folder", "a\0b", "a\nb", "x" * 300])
def test_a_name_that_no_file_can_have_is_one_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no file can be written, one line says so."""
    with pytest.raises(typer.Exit) as caught:
        init(name)
    assert caught.value.exit_code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
