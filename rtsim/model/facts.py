"""Facts: the kinds of rows that the kernel writes down about the traced client."""

(SET_UP, REFUSED, TAKEN_UP, ASKED, TAKEN_IN, HELD, TIMED_OUT, RELEASED, ANSWERED, EMPTY_ANSWER, OPENED, PUSHED, BEATEN,
 BORN, SENT, PUBLISHED, SHOWN, MISSED, ACKNOWLEDGED) = range(19)  # fmt: skip
