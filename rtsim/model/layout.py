"""Layout: the tables of one run, in rows of plain numbers that compiled code and NumPy both read and write.

Times are seconds, sizes bytes; an index of -1 points nowhere. A row that is touched at every step of a client's cycle
fits one line of the processor's cache, for with a million clients nothing else counts.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rtsim.chance import Array
from rtsim.model.row import named, row
from rtsim.plan import Numbers

Rows: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.void]]
Small: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.int8]

STATE = row(
    l="sequence pending gap ends credit wants steps kept told acknowledged log connections spare cells spare_cell "
    "owed published expected delivered lost duplicates out_of_order carried opened refused reconnects "
    "closed_in found buffered copies waiting attempts returned replayed cut_idle cut_lifetime "
    "withheld spare_withheld thrown sends spare_send announced joined dropped away fell_back opened_back "
    "opened_late opened_early tcp tcp_late tcp_early tcp_closed",
    f="now early age_area age_time waited",
)
"""What changes as a run goes on, and belongs to nobody: one row."""

SETTINGS = row(
    l="clients nodes births opening cores turns foresees in_turn replays after_fan_out skips_own closed traced "
    "keeps_deliveries doors most threaded round_trips segment answered bins faulty forgets survives log_most "
    "threads_each endpoints retries seconds hidden silent_idle silent_lifetime stands_in withholds outages "
    "linear_syns restarts buffers full announces entry backlog manners refuses falls_back remembers resuming "
    "round_trips_late round_trips_early shared streams goaway record record_limit alone_polls alone_posts "
    "probes anew probe_asks probe_says probe_ends welcome named connects connected",
    f="start end horizon per_byte backplane gap per_bit width log_age idle lifetime patience server_detect buffer "
    "after resumed saves stays flow",
)
"""What stays as it is: one row. Truths are 0 and 1.

There are so many `manners`. The server has `in_turn` for each message the turn in which it is written to all that are
open, and what somebody misses `replays` in one manner at least. Whose upgrade does not pass is told so if that
`refuses`, and `falls_back` `after` so long if not, which it `remembers`. Who polls first `probes` for a WebSocket by
messages of so many bytes, and begins `anew` after a cut.
"""

MANNER = row(
    l="pushes upgrades replays holds fixed staged clockwork pausing request empty around between each extents ping "
    "pong handshake opened posts acknowledgement buffering codes slots extra packs packs_from",
    f="hold pause keep_alive again retry post_keep_alive post_retry heartbeat detect packed_fixed packed_ratio pack "
    "pack_byte",
)
"""How some of the clients get their messages: what a technique's settings come to. Truths are 0 and 1.

A push connection keeps so many bytes `extra` beside those of one of the first manner.
"""

EVENT = named([("at", "f8"), ("order", "i8"), ("index", "i4"), ("kind", "i2"), ("node", "i2")])
"""One entry of the calendar: `index` is a client, a connection, a message or a node, as its kind has it."""

CLIENT = row(f="newest since due", i="cursor kept pool place node number seat earlier later stale")
OVERLAP = row(f="follows", i="read first last pad")
"""What a client that polls by the clock knows besides: the next departure, and the answers on their way to it."""

ENDPOINT = row(f="opened", i="pool first last node")
"""What a publisher has: its connections for POST, or its socket and the messages that wait for it."""

RECOVERY = row(
    f="dark since before luck expires lapses fails back heard notice unheard unanswered noticed passed",
    i="tries attempt connection event present closing said stored withheld_first withheld_last mute muted half ghosts "
    "member manner blocked trying returned stage probe",
)
"""What an endpoint knows where paths are cut.

It is dark since an instant (-1: it is not), and its push connection open since another. It has made so many `tries` in
a row, and as many as `attempt` in all. `before` is the delay that its policy gave last, `luck` what it draws once;
`event` the fault that it comes back from. Its connection is closed after the next answer if it is `closing`.
Its push connection `expires` if nothing passes until then, and `lapses` whatever passes. What its connection's end has
`said` may end its tries. So many bytes are `stored` for it on the way, and the messages in them from the first to the
last. It is a `member` of its room or not, or about to be announced.

Its own path is cut next when it `fails`, without anybody's being told if that is `mute`, as the present outage is if
`muted`, and is there again when it is `back`. Its push connection has brought something last when it is `heard`; the
first that its node has sent in vain left when it is `unheard`, the first heartbeat without an answer when it is
`unanswered`. It believes in a connection that is cut while it is `half` open, until its `notice`. It `noticed` the
present cut then. Its `ghosts` are connections that its node believes in alone. It has
`returned` last as its row of the returns says, which is nobody's (-1) if that did not come to pass.

It gets its messages in one `manner`. Its upgrades do not pass if it is `blocked`; it is `trying` one nevertheless, or
has no way up for another reason. Where it polls first, its session is at a `stage`, and its `probe` has `passed` at an
instant.
"""

SPELL = row(f="begins ends slower")
"""A spell in which a node's work takes so many times as long; a node's spells lie one after the other."""

SPAN = row(f="low high")
"""The shortest and the longest delay before a try."""

POLICY = row(f="floor most reset_after timeout stale heartbeat", l="start length tries grows once stream hidden stops")
"""When an endpoint tries again.

The delay of a try is drawn evenly from its row of the `spans`, `most` at most; with `grows` it lies between the
shortest delay and three times the one before, but for the `floor` that is in both. `hidden` says what it does in a tab
that is.
"""

BROWSER = row(i="busy pool first last")
"""What tabs share: the connections in use, the idle ones, and the requests that wait for one."""

TAB = row(f="phase since", i="browser polls")
"""A client's tab: of a browser that has so many of its `polls` under way. It is hidden `since` an instant, and its
browser's clock is so many seconds ahead; before 0 s if it is not hidden."""

RETURN = row(f="at dark noticed", i="endpoint event")
"""That an endpoint's path is open again at an instant, which had been cut at another, as it noticed at a third."""

OUTAGE = row(f="at until next", i="endpoint event mute next_mute")
"""An outage of an endpoint's path, and when its next one is."""

WAY = row(f="latency last free asked")
"""One direction of an endpoint's link; the row of endpoint e is 2 e upwards and 2 e + 1 downwards."""

LINK = row(f="shift bandwidth loss burst", l="jitter losses")
"""One direction of a kind of link: `jitter` and `losses` are streams of drawn numbers."""

BUFFER = row(f="due", l="waits", i="first last leaving pad")
"""What waits at the server to leave for a client: so many bytes that have not begun to, from `first` to `last`.

At `due` the link is free for the next one, or the one that is `leaving` has left.
"""

SEND = row(f="handed done begins there", l="length", i="message client entry attempt next")
"""A message, the log's `entry`, that was written on the connection of a client's so many-th `attempt`."""

LOSING = row(l="left", i="first second third bad")
"""How one direction of an endpoint's link loses packets in bursts: for so many packets it stays `bad` or good.

The other three are what its own random numbers go on from.
"""

CONNECTION = row(
    f="idle closes departs at done reached",
    i="client next requests first last again purpose message way onward used before busy dead waits manner "
    "greeting sent onto streams",
)
"""One connection; `first` and `last` are the places in the log between which its answer lies. It is
`busy` while it is one of those that its browser has in use, and `dead` if it was cut without its client's knowing. Its
request `reached` its node at an instant, and `waits` there for a thread (2: for nobody any more). Its ends' `greeting`
was one of those below. Its request has so many bytes: `sent`. One that shares a connection has a row of its own, which
lies `onto` that of the connection, its transport. That has so many `streams` under way, none any more once `dead`; its
`first` and `last` are what its heads' compression knows of what went up and down."""

SESSION = row(f="notice", i="stage transport first last blocked pad")
"""The connection that an endpoint's requests share, at a stage: those from `first` to `last` wait for it. Where it is
dead the endpoint knows at its `notice`. It is over TCP though others are over UDP where that is `blocked`."""


MESSAGE = row(f="birth dies", l="payload unread", i="origin channel bin counts connection next manner pad")
SIZES = row(f="packs unpacks", l="pushed up carried brought")
"""The bytes of a message in a manner: pushed, and sent up first on a connection.
Of its payload so much is `carried` down and `brought` up; by compression a push and a publish take so many seconds
longer (`packs`, `unpacks`)."""

ENTRY = row(i="message next")
NODE = row(
    f="free sending asked admits over fails up",
    l="inside threads waits_first waits_last held_first held_last armed gathering first last "
    "spell spells says accepted",
)
"""A node; its spells that are not over are those from `spell` to before `spells`."""

PLACE = row(i="first last start seats here logged oldest kept members ghosts")
"""A channel at a node: its log of so many messages, and its seats, of which so many are `here`: held, or open.

The log keeps so many of its messages, from the `oldest` on. So many clients are announced as `members`,
and so many `ghosts` are of clients that sit there."""

BEAT = row(f="due", i="next earlier")
PULSE = row(i="first last")  # whose heartbeats come next and last
WITHHELD = row(i="message entry next pad")
"""A message that is held back on its way."""
CELL = row(i="kind index next pad")
WORK = row(l="count bytes", f="seconds")
TRAFFIC = row(l="up up_bytes up_segments up_answers down down_bytes down_segments down_answers payload_up payload_down")
TALLY = row(l="count", f="total least greatest")
STEP = named([("at", "f8"), ("bytes", "i8"), ("opened", "i2"), ("pushed", "i2"), ("held", "i2"), ("pad", "i2")])
DELIVERY = row(f="at", i="message client")
FACT = row(f="a b c d", l="length", i="kind connection message first last node")
ACKNOWLEDGED = row(f="at", l="message")
LEVEL = row(
    l="opened pushed held bytes",
    f="since fixed idle push keep open_area held_area memory_area open_peak held_peak memory_peak",
)
"""The levels at an instant, their integrals and peaks over the window, and the bytes that each thing keeps."""


class World(NamedTuple):
    """All tables of a run, each empty where nothing else is said of it."""

    state: Rows = np.zeros(0, STATE)
    settings: Rows = np.zeros(0, SETTINGS)
    manners: Rows = np.zeros(0, MANNER)
    costs: Array = np.zeros(0)
    calendar: Rows = np.zeros(0, EVENT)
    ends: Rows = np.zeros(0, EVENT)
    clients: Rows = np.zeros(0, CLIENT)
    overlaps: Rows = np.zeros(0, OVERLAP)
    endpoints: Rows = np.zeros(0, ENDPOINT)
    recoveries: Rows = np.zeros(0, RECOVERY)
    policies: Rows = np.zeros(0, POLICY)
    spans: Rows = np.zeros(0, SPAN)
    spells: Rows = np.zeros(0, SPELL)
    tried: Numbers = np.zeros(0, np.int64)
    returns: Rows = np.zeros(0, RETURN)
    outages: Rows = np.zeros(0, OUTAGE)
    sessions: Rows = np.zeros(0, SESSION)
    saved: NDArray[np.int64] = np.zeros((0, 0, 0), np.int64)
    after: NDArray[np.int64] = np.zeros((0, 0, 0), np.int64)
    browsers: Rows = np.zeros(0, BROWSER)
    tabs: Rows = np.zeros(0, TAB)
    sendings: Small = np.zeros(0, np.int32)
    ways: Rows = np.zeros(0, WAY)
    links: Rows = np.zeros(0, LINK)
    link: Small = np.zeros(0, np.int32)
    losing: Rows = np.zeros(0, LOSING)
    lists: Numbers = np.zeros(0, np.int64)
    buffers: Rows = np.zeros(0, BUFFER)
    sends: Rows = np.zeros(0, SEND)
    connections: Rows = np.zeros(0, CONNECTION)
    messages: Rows = np.zeros(0, MESSAGE)
    sizes: Rows = np.zeros(0, SIZES)
    entries: Rows = np.zeros(0, ENTRY)
    nodes: Rows = np.zeros(0, NODE)
    cores: Array = np.zeros((0, 0))
    accepts: Array = np.zeros((0, 0))
    places: Rows = np.zeros(0, PLACE)
    seats: Small = np.zeros(0, np.int32)
    here: Flags = np.zeros(0, np.int8)
    beats: Rows = np.zeros(0, BEAT)
    pulses: Rows = np.zeros(0, PULSE)
    cells: Rows = np.zeros(0, CELL)
    withheld: Rows = np.zeros(0, WITHHELD)
    starts: Small = np.zeros(0, np.int32)
    visible: Array = np.zeros(0)
    numbers: Array = np.zeros((0, 0))
    drawn: Numbers = np.zeros(0, np.int64)
    work: Rows = np.zeros(0, WORK)
    traffic: Rows = np.zeros(0, TRAFFIC)
    tallies: Rows = np.zeros(0, TALLY)
    buckets: NDArray[np.int64] = np.zeros((0, 0), np.int64)
    bin_deliveries: Numbers = np.zeros(0, np.int64)
    bin_latency: Array = np.zeros(0)
    extents: NDArray[np.int64] = np.zeros((0, 0, 0), np.int64)
    steps: Rows = np.zeros(0, STEP)
    levels: Rows = np.zeros(0, LEVEL)
    areas: Array = np.zeros((0, 0))
    deliveries: Rows = np.zeros(0, DELIVERY)
    facts: Rows = np.zeros(0, FACT)
    acknowledged: Rows = np.zeros(0, ACKNOWLEDGED)
    scratch: Array = np.zeros(0)
    bits: Numbers = np.zeros(0, np.int64)


# The kinds of events, in the order of how often they come.
(ARRIVE, SETTLE, TIME_OUT, BIRTH, AT_NODE, SHOW, RELAY, SHOW_RELAYED, BEAT_DUE, MARK, LEAVE, CLOCK, KNOCK, AGAIN, READY,
 OPENING, ESTABLISHED, START, RESUME, TAKE_IN, TAKE_UP, GIVE_BACK, SOCKET, TURN, REPLY, ENDED, FREED,
 COME_BACK, GIVE_UP,
 SEND_AGAIN, CLOSE, IDLE, LET_GO, EXPIRE, LAPSE,
 OUT, GHOST, NOTICE, VOID, SYN_AGAIN, UNREACHABLE, WRITTEN, LINK_FREE, JOINED, LEFT,
 OVERDUE, SHOW_HELD, FALL_BACK, GREETED, PROBING, PROBED, PASSES, NUDGE, SWITCH, GO_OVER) = range(55)  # fmt: skip

# What a full buffer does.
CLOSES, DROPS_OLDEST, COALESCES = range(3)

# How a room is told of its members, and whether a client is one.
NOTHING, DELTA, FULL = range(3)
NOBODY, MEMBER, ABOUT_TO = range(3)

DONE, ROOM, MARKED, TOLD = range(4)  # why the kernel stops

# What a connection is opened for.
POLLING, PUSHING, POSTING, STANDING, CARRYING = range(5)

# How a connection's ends greet each other: in full, or resuming a session with early data or without.
ANEW, LATE, EARLY = 1, 2, 3

# What becomes of a connection that requests share.
CLOSED_SESSION, OPENING_SESSION, OPEN_SESSION, DEAD_SESSION = range(4)

# Who is at the other end of a connection in which its client alone believes: nobody, or one that answers by a reset.
VOID_END, RESET = 1, 2

UP, DOWN = range(2)
OWN, FALLBACK = range(2)  # the manners: the technique's own, and the one that is fallen back to
GREETING, NAMING, POLLS = -2, -1, 0  # where a session of polls is: to be opened, to be connected, or both done
NOWHERE = -1
VOID_TRANSPORT = -2  # that of a request on a session that is dead
MOST_ATTEMPTS = (1 << 15) - 1  # that an event can tell apart
