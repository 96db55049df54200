"""A media plane without packets: it keeps who is where, and says what a test lets it say."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from server.errors import BadRequest, NotFound
from server.media.plane import Kind, Offer, OnState, State, Traffic
from server.media.routing import Seating, Slots

ANSWER = "v=0 an answer"
"""What the fake plane takes for an answer."""
SILENT = Traffic(packets=0, bytes=0, lost=0, kbps=0.0, last_packet_at=None)


@dataclass
class FakeMember:
    on_state: OnState
    joined: int = 1
    answered: bool = False
    muted: set[Kind] = field(default_factory=set)
    traffic: Traffic = SILENT


@dataclass
class FakeRoom:
    seating: Seating
    members: dict[str, FakeMember] = field(default_factory=dict)


class FakePlane:
    """Looks like server.media.plane.Plane; ``rooms`` shows what it was told, ``say`` lets a line change its state."""

    def __init__(self) -> None:
        self.rooms: dict[str, FakeRoom] = {}
        self.holds: dict[str, asyncio.Event] = {}
        """Rooms that no member can join before the event."""
        self.is_closed = False

    def say(self, room_id: str, member_id: str, state: State) -> None:
        """Report a state as the real plane does when packets come or stay away."""
        self._member(room_id, member_id).on_state(state)

    def open_room(self, room_id: str, *, slots: int) -> None:
        self.rooms.setdefault(room_id, FakeRoom(Seating(slots=slots)))

    async def join(self, room_id: str, member_id: str, *, on_state: OnState) -> Offer:
        if room_id in self.holds:
            await self.holds[room_id].wait()
        room = self._room(room_id)
        before = room.members.get(member_id)
        room.members[member_id] = FakeMember(on_state, joined=before.joined + 1 if before else 1)
        room.seating.enter(member_id)
        return Offer(f"v=0 an offer to {member_id}")

    async def answer(self, room_id: str, member_id: str, sdp: str) -> None:
        member = self._member(room_id, member_id)
        if sdp != ANSWER:
            raise BadRequest("not_an_answer")
        member.answered = True

    def attach(self, room_id: str, viewer_id: str, other_id: str) -> None:
        self._room(room_id).seating.attach(viewer_id, other_id)

    def detach(self, room_id: str, viewer_id: str, other_id: str) -> None:
        self._room(room_id).seating.detach(viewer_id, other_id)

    def seen_by(self, room_id: str, viewer_id: str) -> Slots:
        self._member(room_id, viewer_id)
        return self._room(room_id).seating.seen_by(viewer_id)

    def mute(self, room_id: str, member_id: str, kind: Kind, *, on: bool) -> None:
        muted = self._member(room_id, member_id).muted
        if on:
            muted.add(kind)
        else:
            muted.discard(kind)

    def stats(self, room_id: str) -> Mapping[str, Traffic]:
        return {member_id: member.traffic for member_id, member in self._room(room_id).members.items()}

    async def remove(self, room_id: str, member_id: str) -> None:
        room = self._room(room_id)
        room.members.pop(member_id, None)
        room.seating.leave(member_id)

    async def close(self, room_id: str) -> None:
        self.rooms.pop(room_id, None)

    async def aclose(self) -> None:
        self.rooms.clear()
        self.is_closed = True

    def _room(self, room_id: str) -> FakeRoom:
        if room_id not in self.rooms:
            raise NotFound("not_found")
        return self.rooms[room_id]

    def _member(self, room_id: str, member_id: str) -> FakeMember:
        room = self._room(room_id)
        if member_id not in room.members:
            raise NotFound("not_found")
        return room.members[member_id]
