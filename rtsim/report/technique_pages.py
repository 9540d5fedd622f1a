"""The pages of the techniques: what happens, in how many bytes, with which settings, drawn from a one-client trace.

`python -m rtsim.report.technique_pages` writes them below docs/explanation/techniques.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from inspect import getdoc
from pathlib import Path
from textwrap import fill
from typing import Any

from rtsim.experiments.runner import traced
from rtsim.recording import Trace, What
from rtsim.report.mermaid import mermaid
from rtsim.report.phrases import Phrases, phrases
from rtsim.report.reference import reference
from rtsim.report.sequence.diagram import diagram
from rtsim.report.whole_file import write_whole
from rtsim.scenario import Scenario, parse_scenario
from rtsim.scenario.reading import parse
from rtsim.techniques import Technique, settings_classes
from rtsim.techniques.catalogue import BUILT_IN

FOLDER = Path("docs/explanation/techniques")
WIDTH = 118  # columns of a paragraph

_MESSAGES: Mapping[str, str] = {
    "websocket": "{from: clients, echo: true, to: everyone, process: periodic, rate: 4 / min}"
}
_FROM_SERVER = "{from: server, to: everyone, process: periodic, rate: 4 / min}"
_SCENARIO = """\
name: one-client
seed: 5
warmup: 0 s
duration: 45 s
clients: {{count: 1, connect_over: 0 s, network: {{latency: 20 ms}}}}
messages: {messages}
techniques:
  short-polling: {{interval: 5 s}}
  long-polling: {{timeout: 10 s}}
  websocket: {{heartbeat: 20 s}}
  sse: {{heartbeat: 20 s}}
"""
_RESTART = ("faults.restarts=[{at: 20 s, down: 2 s}]", "messages.retry={first: 250 ms}")
_PAGE = """\
# {title}

<!-- Written by: python -m rtsim.report.technique_pages -->

{summary}

## What happens

One client, 20 ms from the server each way, and a message every 15 s:

```yaml one-client.yaml
{scenario}```

```console
$ rtsim trace one-client.yaml --technique {name} --format mermaid
```

prints this diagram of what the model did:

```mermaid
{diagram}```

[Trace a client](../../how-to/trace-a-client.md) shows the same with times and bytes, and for scenarios of your own.
[The model](../model.md) says exactly what each step is.

## When the server restarts

The same client, whose server is killed after 20 s and back after 2 s; whoever publishes tries again each 250 ms:

```console
$ rtsim trace one-client.yaml --technique {name} --format mermaid {sets}
```

```mermaid
{restarted}```

## The bytes of each step

Of this run: HTTP/1.1 without TLS, the usual header set. *On the connection* are the bytes of TCP's payload; *on the
wire* has TCP/IP and Ethernet headers besides, and the acknowledgements that travel alone the other way.

| step | way | message | on the connection | on the wire up | on the wire down |
|---|---|---|---|---|---|
{rows}

## Settings

{settings}
All keys of a scenario are in the [reference](../../reference/scenario.md).

## Traits

In the words of the comparison table of the [notes](../the-notes.md).

| | |
|---|---|
{traits}

## Closed form

What the simulation must agree with where the assumptions hold; [validation](../validation.md) shows that it does, and
`rtsim explain` works these out for a scenario.

{forms}
"""
_TRAITS = {
    "Direction": "direction",
    "Connection": "connection",
    "Latency": "latency",
    "Server load": "server_load",
    "Network traffic": "network_traffic",
    "Implementation": "implementation",
    "Browsers": "browsers",
}


def technique_page(technique: Technique[Any]) -> str:
    """Give the page of a built-in technique in Markdown."""
    name = technique.name
    scenario = _SCENARIO.format(messages=_MESSAGES.get(name, _FROM_SERVER))
    trace = traced(_read(scenario), technique)
    restarted = traced(_read(scenario, _RESTART), technique)
    return _PAGE.format(
        title=technique.title,
        summary=getdoc(type(technique)),
        scenario=scenario,
        name=name,
        diagram=mermaid(diagram(trace, name)),
        sets=" ".join(f"--set '{change}'" for change in _RESTART),
        restarted=mermaid(diagram(restarted, name)),
        rows="\n".join(_rows(trace, phrases(name, trace))),
        settings=_settings(name),
        traits="\n".join(f"| {title} | {getattr(technique.traits, of)} |" for title, of in _TRAITS.items()),
        forms="\n".join(_form(function) for function in technique.forms),
    )


def _read(text: str, changes: Sequence[str] = ()) -> Scenario:
    """Read a scenario with changes laid over it, as `--set` takes them."""
    return parse_scenario(parse(text).value, techniques=settings_classes(), overrides=changes)


def _rows(trace: Trace, said: Phrases) -> Iterator[str]:
    names, seen = {What.SET_UP: "connection opens", What.CLOSE: "connection closes"}, set()
    for fact in trace:
        step = fact.what, fact.size
        if (fact.size.wire_up or fact.size.wire_down) and step not in seen:
            seen.add(step)
            name = names.get(fact.what) or f"`{said[fact.what].replace(' {}', ' …')}`"
            way, size = "both" if fact.what in names else fact.where.value, fact.size
            numbers = fact.payload, size.up + size.down, size.wire_up, size.wire_down
            yield f"| {name} | {way} | {' | '.join(f'{number} B' for number in numbers)} |"


def _settings(name: str) -> str:
    """Give the technique's section of the scenario's reference, with its links leading there."""
    _, _, section = reference(settings_classes()).partition(f"## techniques.{name}\n\n")
    return section.partition("\n## ")[0].replace("](#", "](../../reference/scenario.md#")


def _form(function: Callable[..., object]) -> str:
    """Give what a closed form says of itself, up to its example, as an item of a list."""
    told = re.split(r"\n*>>> ", getdoc(function) or "")[0]
    module = function.__module__.rpartition(".")[2]
    first, *more = told.split("\n\n")
    paragraphs = [f"- `theory.{module}.{function.__name__}`: {first}", *more]
    filled = partial(fill, width=WIDTH, subsequent_indent="  ", break_long_words=False)
    return "\n\n".join(filled(text, initial_indent="  " if place else "") for place, text in enumerate(paragraphs))


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for technique in BUILT_IN:
        write_whole(FOLDER / f"{technique.name}.md", technique_page(technique))


if __name__ == "__main__":
    main()
