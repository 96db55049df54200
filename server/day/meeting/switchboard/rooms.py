"""The rooms whose packets pass through this process: whose line is in which, and what each is told of the others.

Nothing here is stored: a room is opened when a participant comes in, and made to agree with the seats in the database
after every change of theirs.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from typing import Protocol, TypeVar

import structlog

from server.day.meeting.model import Seat
from server.day.meeting.rules import SLOTS, LineState, SeatState
from server.day.meeting.switchboard.frames import MediaOffer, MediaSlot, Told
from server.day.meeting.switchboard.words import LineAddress, ToRoom
from server.errors import Refused
from server.live.messages import Refusal
from server.media.plane import Plane
from server.media.routing import Slots

log = structlog.get_logger(__name__)

Say = Callable[[LineAddress, Told], None]
Heard = Callable[["Leg", LineState], None]
STAYS = frozenset({SeatState.SEATED, SeatState.AWAY})


class AtTable(Protocol):
    """What was read of a meeting, as far as its room must agree with it."""

    @property
    def seats(self) -> Sequence[Seat]: ...
    @property
    def is_over(self) -> bool: ...


T = TypeVar("T", bound=AtTable)


@dataclass(slots=True)
class Leg:
    """One participant's line of media; another one each time they come in."""

    meeting: str
    place: int
    participant: str
    who: str
    line: LineAddress
    id: str = field(default_factory=lambda: token_hex(6))
    has_line: bool = True
    """Whether its live line is open; media may outlive it for a moment."""
    muted: bool = False


@dataclass(slots=True)
class _Room:
    legs: dict[str, Leg] = field(default_factory=dict)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Rooms:
    """``say`` tells a line something, wherever it is; ``heard`` is told what the plane says of a leg."""

    def __init__(self, plane: Plane, *, say: Say, heard: Heard) -> None:
        self._plane = plane
        self._say = say
        self._heard = heard
        self._rooms: defaultdict[str, _Room] = defaultdict(_Room)

    async def hear(self, word: ToRoom) -> None:
        """Do what a line asks; what cannot be done it is told."""
        try:
            async with self._in(word.meeting) as room:
                match word.do:
                    case "enter":
                        await self._enter(room, word)
                    case "answer":
                        await self._answer(room, word)
                    case "gone":
                        await self._gone(room, word)
        except Refused as refused:
            self._say(word.line, Refusal(type="refused", code=refused.code, meeting=word.meeting))

    def legs(self) -> list[Leg]:
        """Return all lines of media here."""
        return [leg for room in self._rooms.values() for leg in room.legs.values()]

    async def settle(self, meeting: str, read: Callable[[], Awaitable[T]]) -> T:
        """Read a meeting and make the room agree with its seats: a former participant is neither seen nor heard.

        The seats are read while no participant can come in: one who just did must not be sent away by older news.
        """
        if meeting not in self._rooms:
            return await read()
        async with self._in(meeting) as room:
            found = await read()
            sitting: dict[str, Seat] = {seat.participant: seat for seat in found.seats if seat.state in STAYS}
            for leg in list(room.legs.values()):
                seat = sitting.get(leg.participant)
                if found.is_over or seat is None or seat.who != leg.who:
                    await self._take_away(room, leg)
                elif leg.muted == seat.audio:
                    leg.muted = not seat.audio
                    self._plane.mute(meeting, leg.participant, "audio", on=leg.muted)
            if found.is_over:
                await self._plane.close(meeting)
        return found

    @asynccontextmanager
    async def _in(self, meeting: str) -> AsyncIterator[_Room]:
        """Be the only one who changes a room; an empty room is forgotten."""
        room = self._rooms[meeting]
        room.users += 1
        try:
            async with room.turn:
                yield room
        finally:
            room.users -= 1
            if not room.users and not room.legs:
                del self._rooms[meeting]

    async def _enter(self, room: _Room, word: ToRoom) -> None:
        """Offer a line; the one that this participant had before, wherever it was, is theirs no longer."""
        self._plane.open_room(word.meeting, slots=SLOTS)
        before = self._views(room, word.meeting)
        leg = Leg(word.meeting, word.place, word.participant, word.who, word.line)
        offer = await self._plane.join(word.meeting, word.participant, on_state=partial(self._on_state, leg))
        old, room.legs[word.participant] = room.legs.get(word.participant), leg
        if old is not None and old.line != leg.line and old.has_line:
            self._say(old.line, Refusal(type="refused", code="seat_moved", meeting=word.meeting))
        slots = list(self._plane.seen_by(word.meeting, word.participant))
        self._say(
            leg.line,
            MediaOffer(
                type="media_offer", meeting=word.meeting, leg=leg.id, sdp=offer.sdp, slots=slots, you=word.participant
            ),
        )
        self._tell_slots(room, word.meeting, before)

    async def _answer(self, room: _Room, word: ToRoom) -> None:
        leg = room.legs.get(word.participant)
        if leg is not None and (leg.id, leg.line) == (word.leg, word.line):  # else it answers an offer that is over
            await self._plane.answer(word.meeting, word.participant, word.sdp)

    async def _gone(self, room: _Room, word: ToRoom) -> None:
        """Wait for them to come back; the plane notices soon enough whether packets still come."""
        leg = room.legs.get(word.participant)
        if leg is None or leg.line != word.line:
            return
        leg.has_line = False
        self._heard(leg, "gone")
        if word.cut:
            await self._take_away(room, leg)

    async def _take_away(self, room: _Room, leg: Leg) -> None:
        before = self._views(room, leg.meeting)
        del room.legs[leg.participant]
        await self._plane.remove(leg.meeting, leg.participant)
        self._tell_slots(room, leg.meeting, before)

    def _on_state(self, leg: Leg, state: LineState) -> None:
        """Hear of a leg, unless its participant has another by now. Of one without a live line only that it ended."""
        room = self._rooms.get(leg.meeting)
        if room is not None and room.legs.get(leg.participant) is leg and (leg.has_line or state != "connected"):
            self._heard(leg, state)

    def _views(self, room: _Room, meeting: str) -> dict[str, Slots]:
        return {participant: self._plane.seen_by(meeting, participant) for participant in room.legs}

    def _tell_slots(self, room: _Room, meeting: str, before: Mapping[str, Slots]) -> None:
        """Tell each who was there and is there still what their slots show now."""
        for participant, leg in room.legs.items():
            now = self._plane.seen_by(meeting, participant)
            for slot, (was, seen) in enumerate(zip(before.get(participant, now), now, strict=True)):
                if was != seen:
                    self._say(leg.line, MediaSlot(type="media_slot", meeting=meeting, slot=slot, participant=seen))
