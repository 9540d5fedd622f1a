from rtsim.claims.known import EVENT_SOURCE, FETCH, WEB_SOCKET, XHR, versions
from rtsim.techniques import techniques


def test_unsupported_browsers_agree_with_the_traits() -> None:
    """What the techniques say that they are not supported by is what the table of browsers says."""
    never = {browser for browser, version in EVENT_SOURCE.first.items() if not version}
    assert never == set(techniques()["sse"].traits.unsupported)
    assert all(WEB_SOCKET.first.values()) == (not techniques()["websocket"].traits.unsupported)


def test_fetch_is_younger_than_what_it_is_compared_with() -> None:
    """The notes' polls need a later version of every browser than WebSocket, and than EventSource but for Edge."""
    interfaces = {"fetch": FETCH, "websocket": WEB_SOCKET, "eventsource": EVENT_SOURCE, "xhr": XHR}
    numbers = {
        name: {browser: float(version or "inf") for browser, version in one.first.items()}
        for name, one in interfaces.items()
    }
    assert all(numbers["fetch"][name] > numbers["websocket"][name] for name in numbers["fetch"])
    later = {name for name in numbers["fetch"] if numbers["fetch"][name] > numbers["eventsource"][name]}
    assert later == {"chrome", "firefox", "safari"}
    assert all(numbers["xhr"][name] <= numbers["websocket"][name] for name in numbers["xhr"])


def test_versions() -> None:
    """Versions are written by browser, and never where there is none."""
    assert versions(EVENT_SOURCE).endswith("never in Internet Explorer")
