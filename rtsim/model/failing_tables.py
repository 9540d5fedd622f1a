"""Failing tables: what the kernel knows of clients whose paths are cut, as the rows that a run begins with."""

from collections.abc import Sequence
from math import inf

import numpy as np

from rtsim.faults import Policy
from rtsim.model import layout
from rtsim.model.draws import Draws
from rtsim.model.layout import NOWHERE, Rows
from rtsim.model.manners import UNREACHED, manners
from rtsim.model.row import empty_rows
from rtsim.plan import Numbers, Plan, Push


def buffers(plan: Plan) -> Rows:
    """Give what waits for each client, which is nothing yet."""
    used = plan.faults is not None and plan.faults.buffer is not None
    return empty_rows(plan.clients.count if used else 0, layout.BUFFER, "first last leaving", "due")


def recoveries(plan: Plan, order: Numbers) -> Rows:
    """Give what each endpoint knows of cuts: its luck is drawn whether its policy asks for it or not.

    A client that is blocked has the manner that it falls back to, if there is one; with a probe all begin with that.
    """
    nowhere = "connection withheld_first withheld_last ghosts returned probe"
    endless = "since fails notice unheard unanswered noticed passed expires lapses"
    rows = empty_rows(len(plan.clients.nodes) if plan.faults else 0, layout.RECOVERY, nowhere, endless)
    rows["dark"] = -1.0
    rows["luck"] = plan.streams.generator("luck").random(len(rows)) if len(rows) else 0.0
    if plan.faults is not None and len(plan.faults.blocked):
        rows["blocked"][: plan.clients.count] = plan.faults.blocked[order]
        rows["manner"] = rows["trying"] = 0 if plan.fallback is None else rows["blocked"]
    if plan.fallback is not None and plan.fallback.probe is not None:
        first = rows[: plan.clients.count]
        first["manner"], first["trying"], first["stage"] = layout.FALLBACK, True, layout.GREETING
    return rows


def browsers(plan: Plan) -> Rows:
    """Give the browsers that share connections among their tabs, if that is limited."""
    limited = any(manner.connections < inf for manner in manners(plan))
    count = int(plan.faults.tabs.browser[-1]) + 1 if plan.faults and limited else 0
    return empty_rows(count, layout.BROWSER, "pool first last")


def tabs(plan: Plan, order: Numbers) -> Rows:
    """Give the tab of each client; the phase of one that is hidden is its browser's clock's."""
    if plan.faults is None:
        return empty_rows(0, layout.TAB)
    rows, given = empty_rows(plan.clients.count, layout.TAB), plan.faults.tabs
    rows["browser"], rows["since"] = given.browser[order], given.since[order]
    rows["phase"] = np.where(np.isfinite(given.since), given.phase, -1.0)[order]
    return rows


def policies(plan: Plan, draws: Draws) -> tuple[Rows, Rows]:
    """Give the rows of the policies, that of reconnects first, and the spans that they point to."""
    faults = plan.faults
    if faults is None:
        return empty_rows(0, layout.POLICY), empty_rows(0, layout.SPAN)
    own = plan.mechanism.reconnect if isinstance(plan.mechanism, Push) else None
    found = [("reconnect", own or faults.reconnect)]
    found += [] if faults.publish is None else [("publish again", faults.publish)]
    return policy_tables(found, draws)


def policy_tables(found: Sequence[tuple[str, Policy]], draws: Draws) -> tuple[Rows, Rows]:
    """Give the rows of policies, each with the name of its decision, and the spans that they point to."""
    spans = np.array([span for _, policy in found for span in policy.spans], layout.SPAN)
    rows, start = empty_rows(len(found), layout.POLICY), 0
    for row, (decision, policy) in zip(rows, found, strict=True):
        for name in ("floor", "most", "reset_after", "timeout", "stale", "heartbeat", "grows", "once", "stops"):
            row[name] = getattr(policy, name)
        row["start"], row["length"] = start, len(policy.spans)
        row["hidden"] = policy.hidden.value
        row["tries"] = min(policy.tries, UNREACHED)
        drawn = policy.grows or policy.stale > 0 or any(low < high for low, high in policy.spans)
        row["stream"] = draws.add_uniform(decision) if drawn else NOWHERE
        start += len(policy.spans)
    return rows, spans
