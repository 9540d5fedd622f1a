"""The reference of the command line, made from the commands themselves: `python -m rtsim.cli.reference`."""

import sys
from collections.abc import Iterator
from inspect import cleandoc

import typer
from typer.core import TyperArgument, TyperOption

from rtsim.cli.commands import COMMANDS, application

_HEAD = """# Options

Every command with its arguments and options, written by `python -m rtsim.cli.reference` from the commands themselves.
[Commands](commands.md) says what they do, what they print, and with which status they end.
"""


def reference() -> str:
    """Give the page in Markdown, a section for each command."""
    return "\n".join([_HEAD, *("\n".join(_section(name)) for name in COMMANDS)])


def _section(name: str) -> Iterator[str]:
    command = typer.main.get_group(application([name])).commands[name]
    arguments = [parameter for parameter in command.params if isinstance(parameter, TyperArgument)]
    options = [parameter for parameter in command.params if isinstance(parameter, TyperOption)]
    yield f"## rtsim {name}\n"
    yield f"`{' '.join(['rtsim', name, *map(_argument, arguments), '[OPTIONS]'])}`\n"
    yield f"{cleandoc(command.help or '')}\n"
    yield "| argument or option | meaning |\n|---|---|"
    yield from (f"| `{_escaped(_argument(known))}` | {_meaning(known)} |" for known in arguments)
    yield from (f"| {_option(known)} | {_meaning(known)} |" for known in options)
    yield ""


def _argument(known: TyperArgument) -> str:
    """Write an argument as it is used, in brackets where it may be left out."""
    written = known.metavar or str(known.name).upper()
    more = f"{written}..." if known.nargs != 1 and not written.endswith(("...", "]")) else written
    return more if known.required or more.startswith("[") else f"[{more}]"


def _option(known: TyperOption) -> str:
    """Write an option's names, the last with what it takes: a number where nothing else is said."""
    *names, last = [*known.opts, *known.secondary_opts]
    takes = "" if known.is_flag else f" {known.metavar or 'N'}"
    return ", ".join(f"`{_escaped(written)}`" for written in (*names, f"{last}{takes}"))


def _meaning(known: TyperArgument | TyperOption) -> str:
    return _escaped(str(getattr(known, "help", None) or ""))


def _escaped(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(reference())
