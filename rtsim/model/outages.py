"""Outages: the rows of all, each of which knows when its endpoint's next one is."""

from math import inf

import numpy as np

from rtsim.faults import Faults
from rtsim.model import layout
from rtsim.model.layout import Rows
from rtsim.plan import Numbers


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
