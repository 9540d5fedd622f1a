"""The application: what the page asks for, and what it is answered."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from plotly.offline import get_plotlyjs
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from rtsim.play.answering import Answering, Turn
from rtsim.play.page import page, script
from rtsim.play.question import read, settled, understood
from rtsim.report import animation
from rtsim.report.page.render import part
from rtsim.scenario import InputErrors

PING = 15  # seconds between comments on a quiet stream
RETRY = 1000  # milliseconds after which a page asks again for a stream that has ended
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data: blob:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_NOTHING_YET = PlainTextResponse("nothing has been answered yet", 404, headers=HEADERS)
_FILE = "text/html"  # which has a policy of its own
_NAMES = 64  # characters of a page's own name


def application(answering: Answering, token: str) -> Starlette:
    """Give the application; all that it answers is below the token."""
    served = _Served(answering)
    routes = [
        Route("/", served.page),
        Route("/inputs", served.inputs),
        Route("/move", served.move, methods=["POST"]),
        Route("/events", served.events),
        Route("/scenario.yaml", served.yaml),
        Route("/report.html", served.report),
        Route("/messages", served.messages),
        Route("/plotly.js", _script(get_plotlyjs)),
        Route("/page.js", _script(lambda: part("page.js"))),
        Route("/animation.js", _script(lambda: animation.part("animation.js"))),
        Route("/play.js", _script(script)),
    ]

    @asynccontextmanager
    async def living(_app: Starlette) -> AsyncIterator[None]:
        answering.crew.begin()
        yield
        await answering.end()

    return Starlette(routes=[Mount(f"/{token}", routes=routes)], lifespan=living)


class _Served:
    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def page(self, _request: Request) -> Response:
        """Give the page."""
        return HTMLResponse(page(self._answering.bases, self._answering.first), headers=HEADERS)

    async def inputs(self, request: Request) -> Response:
        """Give the inputs of a question."""
        try:
            question = read(request.url.query)
            understood(question, self._answering.bases)
        except InputErrors as errors:
            return _wrong(errors)
        return JSONResponse(settled(question, self._answering.bases), headers=HEADERS)

    async def move(self, request: Request) -> Response:
        """Take up a question; its answers come on the stream of events."""
        try:
            asked = json.loads(await request.body())
            turn = Turn(_plain(str(asked["page"]))[:_NAMES], int(asked["number"]), read(str(asked["question"])))
        except InputErrors as errors:
            return _wrong(errors)
        except (ValueError, KeyError, TypeError):
            return PlainTextResponse("write {page, number, question}", 400, headers=HEADERS)
        await self._answering.ask(turn)
        return Response(status_code=202, headers=HEADERS)

    async def events(self, request: Request) -> Response:
        """Give the stream of events."""
        heard = self._answering.listen(request.headers.get("last-event-id", ""))

        async def told() -> AsyncIterator[ServerSentEvent]:
            async for event in heard:
                yield ServerSentEvent(
                    json.dumps(event.content, allow_nan=False), event=event.kind, id=event.id, retry=RETRY
                )

        return EventSourceResponse(told(), ping=PING, headers=HEADERS)

    async def yaml(self, _request: Request) -> Response:
        """Give the scenario of the answer that is shown."""
        if self._answering.shown is None:
            return _NOTHING_YET
        asked, answer = self._answering.shown
        return PlainTextResponse(asked.yaml(answer.replications), headers=HEADERS)

    async def report(self, _request: Request) -> Response:
        """Give the report of the answer that is shown, as a file."""
        if self._answering.shown is None:
            return _NOTHING_YET
        _, answer = self._answering.shown
        name = _plain(f"{answer.comparison.scenario.name}.html")
        text = await asyncio.to_thread(answer.page)
        return Response(text, media_type=_FILE, headers={"content-disposition": f'attachment; filename="{name}"'})

    async def messages(self, _request: Request) -> Response:
        """Give the animation of one client in the answer that is shown."""
        if self._answering.shown is None:
            return _NOTHING_YET
        _, answer = self._answering.shown
        return HTMLResponse(await asyncio.to_thread(answer.messages_html), headers=HEADERS)


def _script(text: Callable[[], str]) -> Callable[[Request], Any]:
    async def served(_request: Request) -> Response:
        return Response(text(), media_type="text/javascript", headers=HEADERS)

    return served


def _wrong(errors: InputErrors) -> Response:
    return JSONResponse({"lines": [str(error) for error in errors.errors]}, 400, headers=HEADERS)


def _plain(name: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "-" for letter in name)
