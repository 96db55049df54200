"""The intake of the media plane: rooms, members, and what their browsers are offered. It knows no aiortc and no day.

Nothing here is stored: every room can be rebuilt from the meetings in the database. What a member sends goes, not
decoded, to those who see them. A browser is offered its line once (``join``, ``answer``); members come and go by taking
a slot, and nothing is agreed upon again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from server.media.routing import Slots

State = Literal["connected", "reconnecting", "gone"]
"""Packets come; none has come for 2 s; none for 10 s, and the line is closed while the member keeps the seat."""
Kind = Literal["audio", "video"]
OnState = Callable[[State], None]


@dataclass(frozen=True, slots=True)
class Offer:
    """The session description (RFC 8866) for the browser to answer.

    Its first two media sections take the browser's own audio and video; then each slot has an audio and a video
    section, whose stream is called ``slot0``, ``slot1`` and so on.
    """

    sdp: str


@dataclass(frozen=True, slots=True)
class Traffic:
    """What came from one member, audio and video together, since they joined; kbps over the last second or so."""

    packets: int
    bytes: int
    lost: int
    kbps: float
    last_packet_at: datetime | None


class Plane(Protocol):
    """A verb raises NotFound for a room that is not open or a member who is not in it, but as remove and close say."""

    def open_room(self, room_id: str, *, slots: int) -> None:
        """Open a room in which each member can see so many others at once; an open one stays as it is."""

    async def join(self, room_id: str, member_id: str, *, on_state: OnState) -> Offer:
        """Let a member in, or in again: a line they had is closed in silence, and their slots in others' views stay.

        ``on_state`` hears each change of this line and must return at once. Unavailable("media_full") is raised where
        the plane has no more room.
        """

    async def answer(self, room_id: str, member_id: str, sdp: str) -> None:
        """Take the browser's answer to the member's last offer; raises BadRequest("not_an_answer")."""

    def attach(self, room_id: str, viewer_id: str, other_id: str) -> None:
        """Let a member see another again."""

    def detach(self, room_id: str, viewer_id: str, other_id: str) -> None:
        """Let a member neither see nor hear another; either may yet have to join."""

    def seen_by(self, room_id: str, viewer_id: str) -> Slots:
        """Return the member that each slot of a member shows. It changes by join, remove, attach and detach alone."""

    def mute(self, room_id: str, member_id: str, kind: Kind, *, on: bool) -> None:
        """Pass on nothing of this kind from a member, or again what they send."""

    def stats(self, room_id: str) -> Mapping[str, Traffic]:
        """Return the traffic of every member of a room."""

    async def remove(self, room_id: str, member_id: str) -> None:
        """Close a member's line and forget them; others' slots are free again. An absent member may be removed."""

    async def close(self, room_id: str) -> None:
        """Remove everybody and close the room; one that is closed may be closed."""

    async def aclose(self) -> None:
        """Close all rooms and every socket."""
