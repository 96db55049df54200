"""The writing end of one socket: whole frames, at once, never waiting for the other side."""

import asyncio
import os
import socket

from server.live.frames import CLOSE, PING, Frame, close_frame, framed, pong_frame


class FrameWriter:
    """Writes to the transport itself, and past it to the kernel while the transport has nothing left to send.

    aiohttp's own ``send_*`` would wait for a slow reader, and cancelling such a wait (``wait_for``) raises in whatever
    is sent next. What a transport does for each write beyond the system call costs a broadcast a sixth of its time, on
    either loop (docs/decisions/030).
    """

    __slots__ = ("_own", "_transport", "deflates", "ending", "is_clear", "is_gone", "to_kernel", "unsent")

    def __init__(self, transport: asyncio.Transport, *, deflates: bool, send_buffer: int) -> None:
        self._transport = transport
        self.deflates = deflates
        self.ending = False
        self.unsent = transport.get_write_buffer_size
        self.is_gone = transport.is_closing
        shown: socket.socket = transport.get_extra_info("socket")
        shown.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
        self._own = _own_handle(transport, shown)
        self.to_kernel = _nothing if self._own is None else self._own.send
        """As ``socket.send``; to be used only while the line is clear."""
        self.is_clear = False
        """Nothing waits in the transport, as far as is known."""

    def send(self, frame: Frame) -> None:
        self._put(frame.deflated if self.deflates else frame.plain)

    def write(self, data: bytes) -> None:
        """Write through the transport, which keeps what the kernel does not take. A closing one takes nothing."""
        self.is_clear = False
        if not self.is_gone():
            self._transport.write(data)

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

    def abort(self) -> None:
        """Hang up, whatever is still unsent."""
        self._transport.abort()

    def close(self) -> None:
        """Give back everything."""
        self.abort()
        self.to_kernel = _nothing
        if self._own is not None:
            self._own.close()

    def _put(self, data: bytes) -> None:
        if not self.ending:
            self.write(data)


def _own_handle(transport: asyncio.Transport, shown: socket.socket) -> socket.socket | None:
    """Return a handle of our own on the transport's socket, not to write to a number that another has by now.

    None behind TLS, which nothing may pass by, and where the process has no more descriptors.
    """
    if transport.get_extra_info("sslcontext") is not None:
        return None
    try:
        return socket.socket(fileno=os.dup(shown.fileno()))
    except OSError:
        return None


def _nothing(_data: bytes) -> int:
    """Take nothing, so that all goes through the transport."""
    return 0
