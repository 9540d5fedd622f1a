"""The decision flow of the study notes: three questions, four techniques."""

from dataclasses import dataclass

from rtsim.scenario.needs import Needs


@dataclass(frozen=True)
class Walk:
    """A way through the flow: the technique that it ends at, and its steps in words."""

    technique: str
    steps: tuple[str, ...]


def walk(needs: Needs) -> Walk:
    """Walk the flow with the answers that `needs` gives.

    >>> walk(Needs(direction="server-to-client", simple=True)).technique
    'sse'
    """
    if not needs.real_time:
        return Walk("short-polling", ("real time needed: no", "short polling, for basic updates"))
    if needs.direction == "bidirectional":
        outcome = "WebSocket, for chat, gaming and dashboards"
        return Walk("websocket", ("real time needed: yes", "direction: bidirectional", outcome))
    asked = ("real time needed: yes", "direction: server to client only")
    if needs.simple:
        return Walk("sse", (*asked, "simple implementation: yes", "SSE, for notifications and live feeds"))
    outcome = "long polling, for simple real-time updates"
    return Walk("long-polling", (*asked, "simple implementation: no", outcome))
