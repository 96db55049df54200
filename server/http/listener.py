"""The listening side: as aiohttp's, but malformed or oversized HTTP is answered with a problem document too."""

import asyncio
from collections import Counter
from http import HTTPStatus
from typing import Final

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import BaseRequest

from server.errors import BadRequest, Internal, Refused
from server.http.guards import HEADERS
from server.http.problems import problem_response

log = structlog.get_logger(__name__)
silent: Final[Counter[str]] = Counter()
"""How many connections of each address have not asked for anything yet."""


SILENT_FOR: Final = 20.0
"""Seconds within which a connection asks for something, or is closed."""
SILENT_EACH: Final = 500
"""Connections of one address that have not asked for anything yet; a proxy's ask at once."""


class Connection(RequestHandler):
    """One connection. Its errors are those before routing: malformed lines, too many headers, unknown encodings."""

    __slots__ = ("_peer", "_silence")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it as silent until it asks; turn it away where too many of its address are."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self._peer: str = peer[0] if peer else ""
        silent.update((self._peer,))
        self._silence: asyncio.TimerHandle | None = self._loop.call_later(SILENT_FOR, self._too_long_silent)
        if silent[self._peer] > SILENT_EACH:
            log.warning("connection turned away", client=self._peer, silent=SILENT_EACH)
            self.force_close()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._silence is not None and (self._messages or self._current_request is not None):
            self._spoke()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._spoke()
        super().connection_lost(exc)

    def _spoke(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
            silent.subtract((self._peer,))
            if not silent[self._peer]:
                del silent[self._peer]

    def _too_long_silent(self) -> None:
        log.info("connection turned away", client=self._peer, silent_for=SILENT_FOR)
        self.force_close()

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  # it may quote the request
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was begun already")
        refused: Refused = BadRequest("not_a_request")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("connection failed", exc_info=exc)
            refused = Internal("internal")
        response = problem_response(refused, "zh")
        response.headers.update(HEADERS)
        response.force_close()
        return response


class Listener(web.Server):
    """Makes a connection of ours for each that comes in."""

    def __call__(self) -> RequestHandler:
        # what is compressed is refused, whatever the encoding: so it is never unpacked, not even to be thrown away
        return Connection(self, loop=self._loop, auto_decompress=False, **self._kwargs)


class Runner(web.AppRunner):
    """Runs the application behind our listener."""

    __slots__ = ()

    async def _make_server(self) -> web.Server:
        server = await super()._make_server()
        server.__class__ = Listener  # the application makes it in a place that takes no other class
        return server
