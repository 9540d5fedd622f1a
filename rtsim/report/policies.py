"""Policies: when clients come back, in words and as the table of the documentation.

`python -m rtsim.report.policies` prints the table.
"""

import sys
from math import inf

from rtsim.scenario import Library, reconnects
from rtsim.scenario.retries import Jitter, Reconnect
from rtsim.units import share_text, significant, time_text, unlimited

HEAD = ("| library | its clients come back | pings: by whom, how often, dead after | read from |", "|---|---|---|---|")
"""The head of the table."""

_SHOWN = 10  # delays one by one; of more than that, the first four


def policy_words(policy: Reconnect) -> str:
    """Say when a client comes back.

    >>> policy_words(Reconnect.model_validate({"schedule": ["0 s", "2 s"], "tries": 3, "connect_timeout": "5 s"}))
    'after 0 s, then 2 s; no jitter; 3 tries; a try is given up after 5 s'
    """
    if policy.tries == 0:
        return "does not come back"
    tries = "tries for ever" if policy.tries is None else f"{policy.tries} tries"
    parts = [f"after {delays_words(policy)}", jitter_words(policy), tries]
    if policy.reset_after:
        parts.append(f"counts anew after {time_text(policy.reset_after)} open")
    if policy.connect_timeout is not None:
        parts.append(f"a try is given up after {time_text(policy.connect_timeout)}")
    if policy.stops:
        parts.append(f"ends for good on {' or '.join(policy.stops)}")
    if policy.watch is not None:
        parts.append(f"does not see a close: looks once a first delay, stale after {time_text(policy.watch.stale)}")
    if policy.hidden == "waits":
        parts.append("stays away while its tab is hidden")
    return "; ".join(parts)


def delays_words(policy: Reconnect) -> str:
    """Say what the delays are before jitter; those that no try comes to are left out.

    >>> delays_words(Reconnect.model_validate({"first": "1 s", "factor": 2, "cap": "5 s"}))
    '1 s, 2 s, 4 s, then 5 s'
    """
    most = unlimited(policy.cap)
    if policy.jitter.kind == "decorrelated":
        return f"U({time_text(policy.delays[0])}, 3 times the last delay), {time_text(most)} at most"
    capped = [min(delay, most) for delay in policy.delays]
    delays = list(dict.fromkeys(capped)) if policy.schedule is None else capped
    if policy.tries is not None and policy.tries <= len(delays):
        return ", ".join(map(time_text, delays[: policy.tries]))
    if len(delays) == 1:
        return f"{time_text(delays[0])} each time"
    few = len(delays) <= _SHOWN
    words = [*map(time_text, delays[:-1] if few else delays[:4]), *([] if few else ["…"])]
    return ", ".join(words if most == inf and not few else [*words, f"then {time_text(delays[-1])}"])


def jitter_words(policy: Reconnect) -> str:
    """Say how delays are spread.

    >>> jitter_words(Reconnect.model_validate({"first": "1 s", "jitter": {"kind": "full"}, "floor": "0.5 s"}))
    'full jitter above 500 ms'
    """
    words = _jitter(policy.jitter)
    if policy.first_jitter is not None and policy.first_jitter != policy.jitter:
        words = f"{_jitter(policy.first_jitter)} at first, then {words}"
    if policy.draw == "once":
        words += ", drawn once a client"
    if policy.floor:
        words += f" above {time_text(policy.floor)}"
    return words + (", then the cap" if policy.capped != "before-jitter" else "")


def library_row(name: str, library: Library) -> str:
    """Give a library's line of the table in Markdown: its name, when its clients come back, pings, sources."""
    pings, sources = "", _links(library.source)
    if library.pings is not None:
        times = [each and time_text(each) for each in (library.pings.every, library.pings.answer)]
        pings = f"{library.pings.by}, {times[0] or '?'}, {times[1] or '?'}"
        sources = ", ".join(dict.fromkeys([*sources.split(", "), _links(library.pings.source)]))
    return f"| `{name}` | {policy_words(library.policy)} | {pings} | {sources} ({library.confidence}) |"


def main() -> None:
    """Print the table."""
    rows = map(library_row, reconnects(), reconnects().values())
    sys.stdout.write("\n".join([*HEAD, *rows]) + "\n")


def _links(sources: str) -> str:
    return ", ".join(f"[{address.rpartition('/')[2] or 'post'}]({address})" for address in sources.split(" and "))


def _jitter(jitter: Jitter) -> str:
    if jitter.share is not None:
        return f"jitter ±{share_text(jitter.share)}"
    if jitter.width is not None:
        return f"jitter 0 to {time_text(jitter.width)}"
    if jitter.times is not None:
        return f"jitter 1 to {significant(jitter.times)} times"
    return f"{'no' if jitter.kind == 'none' else jitter.kind} jitter"


if __name__ == "__main__":
    main()
