import json

import pytest
import typer
from jsonschema import Draft202012Validator

from rtsim.cli.schema import print_schema
from rtsim.techniques import settings_classes


def test_the_schema_is_printed_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output is one JSON document, a schema that knows every technique's settings."""
    print_schema("scenario", settings_classes())
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert all(settings.__name__ in schema["$defs"] for settings in settings_classes().values())


def test_an_experiment_has_one_too(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema of experiments is another one, with the keys of an experiment."""
    print_schema("experiment", settings_classes())
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert {"vary", "design", "samples", "replications"} <= schema["properties"].keys()


def test_an_unknown_kind_is_one_line_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    """A kind of file that has no schema is refused with the choices, and prints nothing on standard output."""
    with pytest.raises(typer.Exit) as caught:
        print_schema("scenaro", settings_classes())
    out, err = capsys.readouterr()
    assert (caught.value.exit_code, out) == (2, "")
    assert err == "'scenaro' has no schema: choose from scenario, experiment; did you mean 'scenario'?\n"
