"""Whether a member is still there, by when their packets came. aiortc itself notices only after half a minute."""

from typing import Final

import structlog

from server.media.plane import State

log = structlog.get_logger(__name__)

SILENT_AFTER: Final = 2.0
"""Seconds without any packet from a browser that sent sound or picture until then."""
QUIET_AFTER: Final = 6.0
"""The same for one that sent neither: it says that it is there every 2.5 s or so."""
GONE_AFTER: Final = 10.0
NEVER_AFTER: Final = 20.0
"""Seconds from the offer until a member who has not connected is given up."""
_FLOWS: Final = 1.0


class Presence:
    """What was heard of one line; all moments in seconds of one clock."""

    def __init__(self, now: float) -> None:
        self.state: State | None = None
        """None until the line is connected."""
        self._began_at = self._heard_at = now
        self._media_at = float("-inf")
        self._has_ended = False

    def hear(self, now: float, *, media: bool) -> None:
        """Note that packets came, sound or picture (``media``) or only signs of life."""
        if not self._has_ended:
            self._heard_at = now
            self._media_at = now if media else self._media_at

    def end(self, now: float) -> None:
        """Note a goodbye, after which nothing counts: as if it had been silent for a while."""
        self._heard_at = now - QUIET_AFTER
        self._has_ended = True

    def set_state(self, state: State | None) -> None:
        """Keep what state_at told; ids are logged where it is told on (rooms.py)."""
        log.debug("line state", old=self.state, new=state)
        self.state = state

    def state_at(self, now: float) -> State | None:
        silence = now - self._heard_at
        if self.state is None:
            return "gone" if now - self._began_at >= NEVER_AFTER else None
        if silence >= GONE_AFTER:
            return "gone"
        flowed = self._heard_at - self._media_at <= _FLOWS
        return "reconnecting" if silence >= (SILENT_AFTER if flowed else QUIET_AFTER) else "connected"
