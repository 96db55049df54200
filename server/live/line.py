"""The writing end of one socket: whole frames, at once, never waiting for the other side."""

import asyncio
import socket

from server.live.frames import CLOSE, PING, Frame, close_frame, framed, pong_frame


class Line:
    """Writes to the transport itself.

    aiohttp's own ``send_*`` would wait for a slow reader, and cancelling such a wait (``wait_for``) raises in whatever
    is sent next.
    """

    __slots__ = ("_transport", "deflates", "ending", "unsent", "write")

    def __init__(self, transport: asyncio.Transport, *, deflates: bool, send_buffer: int) -> None:
        self._transport = transport
        self.deflates = deflates
        self.ending = False
        self.write = transport.write
        self.unsent = transport.get_write_buffer_size
        raw: socket.socket = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)

    def send(self, frame: Frame) -> int:
        """Write a frame; return its bytes. A socket that has gone meanwhile takes none."""
        sent = frame.deflated if self.deflates else frame.plain
        return self._put(sent)

    def ping(self) -> None:
        self._put(PING)

    def pong(self, data: bytes) -> None:
        self._put(pong_frame(data))

    def end(self, code: int, last: Frame | None = None) -> None:
        """Say goodbye, once (RFC 6455, 7.1.2). The other side answers, or ``abort`` follows."""
        if last is not None:
            self.send(last)
        self._put(close_frame(code))
        self.ending = True

    def answer_end(self, data: bytes) -> None:
        """Return the other side's goodbye and hang up."""
        self._put(framed(CLOSE, data[:2]))
        self.ending = True
        self._transport.close()

    def is_gone(self) -> bool:
        return self._transport.is_closing()

    def abort(self) -> None:
        """Hang up, whatever is still unsent."""
        self._transport.abort()

    def _put(self, data: bytes) -> int:
        if self.ending or self._transport.is_closing():
            return 0
        self.write(data)
        return len(data)
