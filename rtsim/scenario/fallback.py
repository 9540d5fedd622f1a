"""Fallback: what a client uses whose upgrade does not pass."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationInfo

from rtsim.scenario.fields import PositiveTime
from rtsim.scenario.values import TechniqueSettings, Value


def _settings(written: Any, info: ValidationInfo) -> Any:
    """Read the settings with the class of the technique that is fallen back to, which the context holds."""
    known = (info.context or {}).get("techniques", {})
    if isinstance(written, dict) and info.data.get("to") in known:
        return known[info.data["to"]].model_validate(written, context=info.context)
    return written


class Fallback(Value):
    """Another technique, and how soon a client takes to it."""

    to: Literal["long-polling", "short-polling", "sse"]
    """The technique that is fallen back to."""
    after: PositiveTime = 10.0
    """How long a client waits for its upgrade, if nobody says that it does not pass. engine.io gives an upgrade 10 s
    (upgradeTimeout), phoenix.js with longPollFallbackMs 2.5 s, pusher-js 2 s."""
    remembers: bool = True
    """Whether a client that has fallen back does not try the upgrade again when its path has been cut. phoenix.js
    remembers it for the browser's session (socket.js), pusher-js from the fourth time on for half an hour
    (websocket_prioritized_cached_strategy.ts); SignalR begins with the upgrade every time (HttpConnection.ts)."""
    settings: Annotated[TechniqueSettings | None, BeforeValidator(_settings, json_schema_input_type=dict | None)] = None
    """The settings of that technique; null for those that the scenario gives it, or its defaults."""
