"""Failing tables: what the kernel knows of clients whose paths are cut, as the rows that a run begins with."""

from collections.abc import Sequence
from itertools import pairwise
from math import inf, prod

import numpy as np

from rtsim.faults import Brownout, Faults, Policy
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


def outage_rows(faults: Faults, row_of: Numbers, recoveries: Rows) -> Rows:
    """Give the rows of all outages, in the order of time; each endpoint is told of its first one."""
    plan = faults.outages
    rows: Rows = np.zeros(len(plan.at), layout.OUTAGE)
    rows["at"], rows["until"], rows["mute"] = plan.at, plan.until, plan.silent
    rows["endpoint"] = row_of[plan.client]
    rows["event"] = np.where(plan.event >= 0, plan.event + len(faults.restarts), plan.event)
    order = np.lexsort((np.arange(len(rows)), rows["endpoint"]))
    sorted_rows = rows[order]
    follows = np.flatnonzero(sorted_rows["endpoint"][1:] == sorted_rows["endpoint"][:-1])
    sorted_rows["next"] = inf
    sorted_rows["next"][follows] = sorted_rows["at"][follows + 1]
    sorted_rows["next_mute"][follows] = sorted_rows["mute"][follows + 1]
    rows[order] = sorted_rows
    firsts = sorted_rows[np.unique(sorted_rows["endpoint"], return_index=True)[1]]
    recoveries["fails"][firsts["endpoint"]] = firsts["at"]
    recoveries["mute"][firsts["endpoint"]] = firsts["mute"]
    return rows


def slow_spells(brownouts: Sequence[Brownout], nodes: int) -> tuple[Rows, Numbers]:
    """Give the rows of all spells, and for each node from which to before which of them are its own.

    The second is an array of shape (2, nodes). Nodes that are slow at the same times share their rows.
    """
    found: list[tuple[float, float, float]] = []
    spans = np.zeros((2, nodes), np.int64)
    first = 0
    for last in sorted({one.nodes for one in brownouts}):
        spans[0, first:last] = len(found)
        found += _one_by_one([one for one in brownouts if one.nodes >= last])
        spans[1, first:last] = len(found)
        first = last
    return np.array(found, layout.SPELL), spans


def _one_by_one(brownouts: Sequence[Brownout]) -> list[tuple[float, float, float]]:
    """Cut brownouts that overlap into spells that do not, in each of which their times multiply."""
    begins = sorted(brownouts, key=lambda one: one.at)
    instants = sorted({at for one in brownouts for at in (one.at, one.over)})
    found: list[tuple[float, float, float]] = []
    under_way: list[Brownout] = []
    place = 0
    for begin, end in pairwise(instants):
        while place < len(begins) and begins[place].at <= begin:
            under_way.append(begins[place])
            place += 1
        under_way = [one for one in under_way if one.over > begin]
        if under_way:
            found.append((begin, end, prod(one.slower for one in under_way)))
    return found


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
