"""When a browser is asked for a whole picture, and how one is known (VP8: RFC 7741)."""

from typing import Final

BETWEEN: Final = 0.3
"""Seconds between two questions to one camera: a whole picture costs as much as dozens of others."""


class Asking:
    """What was asked of one camera. A wish that comes too soon after another is kept until its time."""

    __slots__ = ("_asked_at", "is_waiting")

    def __init__(self) -> None:
        self._asked_at = float("-inf")
        self.is_waiting = False

    def may_ask(self, now: float) -> bool:
        """Wish for a picture now; return whether to ask at once (``now`` in seconds)."""
        self.is_waiting = now - self._asked_at < BETWEEN
        if not self.is_waiting:
            self._asked_at = now
        return not self.is_waiting

    def is_due(self, now: float) -> bool:
        """Return whether a wish that had to wait is to be asked now."""
        return self.is_waiting and self.may_ask(now)


def is_keyframe(packet: bytes) -> bool:
    """Return whether an RTP packet begins a whole VP8 picture; what is no such packet does not."""
    start = payload_at(packet)
    if start is None or len(packet) <= start:
        return False
    descriptor = packet[start]
    if not descriptor & 0x10 or descriptor & 0x0F:  # S: start of a partition, and it is the first
        return False
    start += 1
    if descriptor & 0x80:
        if len(packet) <= start:
            return False
        more = packet[start]
        start += 1
        if more & 0x80:  # a picture id of one byte, or of two
            start += 2 if len(packet) > start and packet[start] & 0x80 else 1
        start += (more >> 6 & 1) + bool(more & 0x30)
    return len(packet) > start and not packet[start] & 0x01


def payload_at(packet: bytes) -> int | None:
    """Return where the payload of an RTP packet starts (RFC 3550, 5.1), None if it has none."""
    if len(packet) < 12 or packet[0] >> 6 != 2:  # noqa: PLR2004  # a header's bytes, and the version
        return None
    start = 12 + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        if len(packet) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(packet[start + 2 : start + 4], "big")
    return start if start <= len(packet) else None
