"""The terms under which the techniques' own tests ask for their carriage."""

from rtsim.plan import Body
from rtsim.techniques import Terms
from rtsim.wire import Wire

KEEP_ALIVE = 75.0


def terms(*, http: str = "1.1", tls: str = "none", each: int = 0) -> Terms:
    """Give terms with the notes' body around messages, and `each` bytes more around every one."""
    body = Body(empty=2, around=2, between=1, each=each)
    return Terms(wire=Wire(http=http, tls=tls), body=body, keep_alive=KEEP_ALIVE)
