"""Messages: all that is published in a run, and the digest by which two runs tell whether they carried the same."""

from hashlib import sha256

import numpy as np

from rtsim.plan import OpenLoop, Plan


def digest(messages: OpenLoop, plan: Plan) -> str:
    """Give 16 hexadecimal digits of the messages born up to the window's end, who gets them, and which count.

    How many are born after it depends on how long the run goes on, and so on the technique. The digits are the same in
    every process and on every machine.
    """
    window, clients = plan.window, plan.clients
    born = int(np.searchsorted(messages.birth, window.end))
    found = sha256(repr((born, window.start, window.end, clients.skips_own)).encode())
    found.update(messages.birth[:born].astype("<f8").tobytes())
    for column in (messages.origin[:born], messages.channel[:born], messages.payload[:born], clients.channels):
        found.update(column.astype("<i8").tobytes())
    return found.hexdigest()[:16]
