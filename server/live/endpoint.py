"""GET /api/live: from an HTTP request to a connection that the hub knows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from functools import partial

import structlog
from aiohttp import WSCloseCode, web

from server.errors import BadRequest, NotAllowed, Refused, Unavailable
from server.instants import with_offset
from server.language import choose_language
from server.live.connection import Connection, Socket
from server.live.frame_writer import FrameWriter
from server.live.hub import Hub
from server.live.messages import Hello, Parse, Ping, Pong, Refusal, Said, Unwatch, WatchDay, Welcome
from server.live.switchboard import MeetingWord, TestWord

log = structlog.get_logger(__name__)

FULL_WINDOW = 15
"""The shared frames are deflated with this window; a client that asked for less gets them plain."""


def install(app: web.Application, hub: Hub, *, parse: Parse) -> None:
    """Open the endpoint, keep the hub running while the app does, and end every connection before it stops."""
    app.router.add_get("/api/live", endpoint(hub, parse), allow_head=False)
    app.cleanup_ctx.append(partial(_running, hub))
    app.on_shutdown.append(lambda _: hub.say_goodbye())


async def _running(hub: Hub, _: web.Application) -> AsyncIterator[None]:
    ready = asyncio.Event()
    task = asyncio.create_task(hub.run(ready))
    await ready.wait()
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def endpoint(hub: Hub, parse: Parse) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the handler; ``parse`` reads the frames of clients, the line's own and those of rooms."""

    async def live(request: web.Request) -> web.StreamResponse:
        socket = Socket(autoping=False, autoclose=False, max_msg_size=hub.limits.answer + 1)
        _check(request, socket, hub)
        await socket.prepare(request)
        transport = request.transport
        if transport is None:  # gone while shaking hands
            return socket
        line = FrameWriter(transport, deflates=socket.compress == FULL_WINDOW, send_buffer=hub.limits.send_buffer)
        connection = Connection(line, hub.limits, hub.sources.network(request))
        hub.enter(connection)
        try:
            await _converse(hub, connection, request, connection.words(socket, parse))
            if not line.is_gone():  # our goodbye may still be on its way; the sweep sees to its end
                await connection.gone.wait()
        finally:
            hub.leave(connection)
            line.close()
        return socket

    return live


def _check(request: web.Request, socket: Socket, hub: Hub) -> None:
    """Refuse what is no upgrade, what another site's page asks for, and what is too much."""
    if not socket.can_prepare(request):
        raise BadRequest("not_a_request")
    if not hub.sources.same_origin(request):
        raise NotAllowed("foreign_origin")
    if hub.is_full() or hub.is_crowded(hub.sources.network(request)):
        cause = "as many as there may be" if hub.is_full() else "too many of this address say nothing"
        log.warning("socket turned away", cause=cause)
        raise Unavailable("busy", retry_after=5)


async def _converse(hub: Hub, connection: Connection, request: web.Request, words: AsyncIterator[Said]) -> None:
    """Hear the client out. The second of the three catch-alls."""
    try:
        async for word in words:
            await _hear(hub, connection, request, word)
    except Exception:  # one broken conversation is one desk's, which comes back
        log.exception("conversation failed")
        connection.end(WSCloseCode.INTERNAL_ERROR)


async def _hear(hub: Hub, connection: Connection, request: web.Request, word: Said) -> None:
    if connection.viewer:
        hub.heard(connection.viewer)
    match word:
        case Ping():
            connection.say(Pong(type="pong"))
        case Hello() if not connection.greeted:
            await _greet(hub, connection, request, word)
        case WatchDay() if connection.viewer:
            hub.watch(connection, word)
        case Unwatch() if connection.viewer:
            connection.unwatch(word.topic)
        case MeetingWord() if connection.viewer and hub.switchboard:
            await hub.switchboard.hear(connection, word)
        case TestWord() if connection.viewer and hub.tester:
            await hub.tester.hear(connection, word)
        case _:
            code = "not_a_request" if connection.viewer else "not_signed_in"
            connection.say(Refusal(type="refused", code=code))


async def _greet(hub: Hub, connection: Connection, request: web.Request, hello: Hello) -> None:
    """Find the viewer of a hello. Where the database cannot say now, the desk comes back later."""
    connection.greeted, connection.language = True, choose_language(hello.language)
    viewer = None
    try:
        async with asyncio.timeout(hub.limits.read):
            viewer = await hub.sources.viewer(request, hello.token)
    except TimeoutError:
        connection.end(WSCloseCode.TRY_AGAIN_LATER)
    except Refused as refused:
        if refused.status >= 500:  # noqa: PLR2004  # an outage, no judgement
            connection.end(WSCloseCode.TRY_AGAIN_LATER)
    if hub.admit(connection, viewer):
        now = with_offset(hub.clock.now(), "microseconds")
        connection.say(Welcome(type="welcome", epoch=hub.epoch, server_time=now))
