"""WebSocket frames (RFC 6455), made once and written to any number of sockets."""

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Final

TEXT: Final = 0x81  # FIN and opcode
DEFLATED_TEXT: Final = 0xC1  # with RSV1, RFC 7692
CLOSE: Final = 0x88
PING: Final = b"\x89\x00"
PONG: Final = 0x8A
AS_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
NOT_WORTH_DEFLATING: Final = 256


def framed(first: int, payload: bytes) -> bytes:
    """Put the header of a server's frame, which has no mask, before its payload."""
    size = len(payload)
    if size < 126:  # noqa: PLR2004  # RFC 6455, 5.2
        return struct.pack("!BB", first, size) + payload
    if size < 1 << 16:
        return struct.pack("!BBH", first, 126, size) + payload
    return struct.pack("!BBQ", first, 127, size) + payload


def deflated(payload: bytes) -> bytes:
    """Compress one message (RFC 7692, 7.2.1).

    The compressor remembers nothing of other messages, so the same bytes are right for every socket that negotiated
    the extension with the full window, whatever it said about context takeover.
    """
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return (squeeze.compress(payload) + squeeze.flush(zlib.Z_SYNC_FLUSH))[:-4]


def close_frame(code: int) -> bytes:
    return framed(CLOSE, struct.pack("!H", code))


def pong_frame(data: bytes) -> bytes:
    return framed(PONG, data)


class Frame:
    """One message as it goes over the line: plain, and deflated once a socket needs it so."""

    __slots__ = ("_deflated", "_payload", "plain")

    def __init__(self, message: Mapping[str, object]) -> None:
        text = AS_JSON(message)
        self._payload = text.encode(errors="replace")  # a lone surrogate would end the line of every reader
        self.plain = framed(TEXT, self._payload)
        self._deflated: bytes | None = None

    @property
    def deflated(self) -> bytes:
        if len(self._payload) < NOT_WORTH_DEFLATING:
            return self.plain
        if self._deflated is None:
            self._deflated = framed(DEFLATED_TEXT, deflated(self._payload))
        return self._deflated
