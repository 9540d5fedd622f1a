import ast
from pathlib import Path

import numpy as np
import pytest

from rtsim.model import layout
from rtsim.model.layout import World
from tests.model.worlds import laid_out

NAMES = ("short-polling", "long-polling", "websocket", "sse")
KINDS = (
    "ARRIVE SETTLE TIME_OUT BIRTH AT_NODE SHOW RELAY SHOW_RELAYED BEAT_DUE MARK LEAVE CLOCK KNOCK AGAIN READY "
    "OPENING ESTABLISHED START RESUME TAKE_IN TAKE_UP GIVE_BACK SOCKET TURN REPLY"
)
LINE = 64  # bytes of a line of a processor's cache


@pytest.mark.parametrize("name", NAMES)
def test_every_world_has_the_same_types(name: str) -> None:
    """Whatever the technique, each table has the rows and the dimensions that compiled code is made for."""
    for one, other in zip(laid_out(name), World(), strict=True):
        assert (one.dtype, one.ndim) == (other.dtype, other.ndim)
        assert one.flags.c_contiguous


@pytest.mark.parametrize("name", ["EVENT", "CLIENT", "OVERLAP", "ENDPOINT", "WAY", "BEAT", "PLACE", "STEP", "ENTRY"])
def test_a_row_of_a_client_s_cycle_fits_a_line_of_the_cache(name: str) -> None:
    """What is touched at every step is no larger than a line, and rows lie at even addresses."""
    kind = getattr(layout, name)
    assert kind.itemsize <= LINE
    assert kind.itemsize % 8 == 0 or name == "PLACE"


def test_numbers_have_the_room_that_they_need() -> None:
    """Times are doubles; what counts bytes or happens often is a long integer."""
    for kind in (layout.CLIENT, layout.WAY, layout.CONNECTION, layout.MESSAGE, layout.EVENT, layout.STEP):
        for name, (field, _) in kind.fields.items():
            if name in {"at", "due", "birth", "free", "closes", "idle", "departs", "done", "since"}:
                assert field == np.float64
    long = {layout.MESSAGE: "payload unread", layout.SIZES: "pushed up", layout.STEP: "bytes"}
    for kind, names in (*long.items(), (layout.EVENT, "order")):
        assert all(kind.fields[name][0] == np.int64 for name in names.split())


def test_events_have_kinds_of_their_own() -> None:
    """No two kinds of events, reasons to stop, or purposes of a connection are one number."""
    for names in (KINDS, "DONE ROOM MARKED TOLD", "POLLING PUSHING POSTING STANDING CARRYING"):
        numbers = [getattr(layout, name) for name in names.split()]
        assert sorted(numbers) == list(range(len(numbers)))


def test_a_name_stands_for_one_number() -> None:
    """No name of the layout is given twice, for the second number would hide the first."""
    text = ast.parse(Path(layout.__file__).read_text(encoding="utf-8"))
    targets = [target for part in text.body if isinstance(part, ast.Assign) for target in part.targets]
    names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    assert len(names) == len(set(names))
