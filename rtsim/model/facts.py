"""Facts: the kinds of rows that the kernel writes down about the traced client.

What their columns mean: `a` to `d` are instants, `length` bytes, `first` and `last` places in the log unless said
otherwise; `length` of a refusal is what its connection was for, `first` of a step which one it is of those that bring a
client from its polls to its WebSocket.
"""

(SET_UP, REFUSED, CLOSED, TAKEN_UP, ASKED, TAKEN_IN, HELD, TIMED_OUT, RELEASED, ANSWERED, EMPTY_ANSWER, OPENED, WORKED,
 PUSHED, BEATEN, BORN, SENT, PUBLISHED, SHOWN, MISSED, ACKNOWLEDGED, CUT,
 PASSED, EXPIRED, BLOCKED, RIDES, STEPPED) = range(27)  # fmt: skip
