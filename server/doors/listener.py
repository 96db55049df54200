"""The listening side: as aiohttp's, but what is no HTTP, or too much of it, is answered with a problem too."""

from http import HTTPStatus

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import BaseRequest

from server.doors.guards import HEADERS
from server.doors.problems import Internal, problem_response
from server.errors import BadRequest, Refused

log = structlog.get_logger(__name__)


class Connection(RequestHandler):
    """One connection. Its errors are those before routing: malformed lines, too many headers, unknown encodings."""

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
