import asyncio
from typing import Any

import pytest

from rtsim.play.serving import Guard

GOOD = {"host": "127.0.0.1:8080"}


async def reached(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer everybody."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def status(path: str, headers: dict[str, str]) -> int:
    """Give the status that a request gets."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "headers": raw, "method": "GET"}
    asyncio.run(Guard(reached, 8080, "secret")(scope, receive, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
def test_this_machine_is_let_through(host: str) -> None:
    """All names of this machine are, with the page's own origin or none."""
    assert status("/secret/", {"host": host}) == 200
    assert status("/secret/move", {"host": host, "origin": f"http://{host}"}) == 200


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", GOOD),
        ("/wrong/", GOOD),
        ("/secretly/", GOOD),
        ("/secret/", {}),
        ("/secret/", {"host": "evil.example:8080"}),
        ("/secret/", {"host": "127.0.0.1:8081"}),
        ("/secret/", {"host": "127.0.0.1"}),
        ("/secret/move", {**GOOD, "origin": "http://evil.example"}),
        ("/secret/move", {**GOOD, "origin": "null"}),
        ("/secret/move", {**GOOD, "origin": "https://127.0.0.1:8080"}),
    ],
)
def test_others_are_not(path: str, headers: dict[str, str]) -> None:
    """A wrong token, a foreign host and a foreign origin get 403."""
    assert status(path, headers) == 403


@pytest.mark.parametrize("length", ["10001", "-1", "many"])
def test_what_is_too_large_is_not_read(length: str) -> None:
    """A request whose body is larger than any question is refused."""
    assert status("/secret/move", {**GOOD, "content-length": length}) == 413
