"""The plane itself: rooms, their members and which of them are there. See plane.py for what each verb means."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from server.clock import Clock
from server.errors import BadRequest, NotFound, Stopped, Unavailable
from server.media.aiortc_seam import Identity
from server.media.datagrams import BATCH, Arena, UdpPort, announced, kernel_calls
from server.media.forwarding import Forwarding
from server.media.leg import Leg
from server.media.plane import Kind, Offer, OnState, Traffic
from server.media.routing import Seating, Slots

log = structlog.get_logger(__name__)

LOOK: Final = 0.25
"""Seconds between two looks at who is there."""
REPORT_EVERY: Final = 4
"""Looks from one report to the next."""
MOST_LEGS: Final = 400
"""Lines of one process: what one core carries at seven tenths, with members of rooms of two to four."""
_NOBODY: Final = Traffic(0, 0, 0, 0.0, None)


@dataclass
class Member:
    on_state: OnState
    leg: Leg | None = None
    muted: set[Kind] = field(default_factory=set)
    traffic: Traffic = _NOBODY

    def said(self) -> Traffic:
        return self.traffic if self.leg is None else self.leg.traffic()


class Room:
    def __init__(self, room_id: str, *, slots: int) -> None:
        self.room_id, self.slots = room_id, slots
        self.seating = Seating(slots=slots)
        self.members: dict[str, Member] = {}

    def member(self, member_id: str) -> Member:
        if member_id not in self.members:
            raise NotFound("not_found")
        return self.members[member_id]

    def show(self, now: float) -> None:
        """Let every slot show what it is to show now."""
        for member_id, member in self.members.items():
            if member.leg is not None and member.leg.is_up:
                seen = self.seating.seen_by(member_id)
                for slot in member.leg.slots:
                    other = self.members.get(seen[slot.number] or "")
                    leg = None if other is None or slot.kind in other.muted else other.leg
                    slot.show(None if leg is None else leg.track(slot.kind), now)


class Rooms:
    """A plane (plane.py) whose packets pass in this process."""

    def __init__(self, forwarding: Forwarding, clock: Clock) -> None:
        self._forwarding, self._clock = forwarding, clock
        self._identity = Identity()
        self._rooms: dict[str, Room] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._looks = 0
        forwarding.open()
        self._watching = asyncio.create_task(self._watch())

    # --- rooms and members --------------------------------------------------------------------------------------------

    def open_room(self, room_id: str, *, slots: int) -> None:
        self._rooms.setdefault(room_id, Room(room_id, slots=slots))

    async def join(self, room_id: str, member_id: str, *, on_state: OnState) -> Offer:
        room = self._room(room_id)
        before = room.members.get(member_id)
        if (before is None or before.leg is None) and self._legs() >= MOST_LEGS:
            raise Unavailable("media_full")
        if before is not None:
            self._let_go(room, before)
        leg = Leg(
            self._forwarding,
            self._identity,
            self._clock,
            slots=room.slots,
            changed=lambda: self._changed(room, member_id, leg),
        )
        room.members[member_id] = Member(on_state, leg, before.muted if before else set())
        room.seating.enter(member_id)
        room.show(self._clock.seconds())
        log.info("joined", room=room_id, member=member_id, again=before is not None)
        return Offer(leg.offer())

    async def answer(self, room_id: str, member_id: str, sdp: str) -> None:
        leg = self._room(room_id).member(member_id).leg
        if leg is None or not leg.answer(sdp):
            raise BadRequest("not_an_answer")

    def attach(self, room_id: str, viewer_id: str, other_id: str) -> None:
        room = self._room(room_id)
        room.seating.attach(viewer_id, other_id)
        room.show(self._clock.seconds())

    def detach(self, room_id: str, viewer_id: str, other_id: str) -> None:
        room = self._room(room_id)
        room.seating.detach(viewer_id, other_id)
        room.show(self._clock.seconds())

    def seen_by(self, room_id: str, viewer_id: str) -> Slots:
        room = self._room(room_id)
        room.member(viewer_id)
        return room.seating.seen_by(viewer_id)

    def mute(self, room_id: str, member_id: str, kind: Kind, *, on: bool) -> None:
        room = self._room(room_id)
        muted = room.member(member_id).muted
        (muted.add if on else muted.discard)(kind)
        room.show(self._clock.seconds())

    def stats(self, room_id: str) -> Mapping[str, Traffic]:
        return {member_id: member.said() for member_id, member in self._room(room_id).members.items()}

    async def remove(self, room_id: str, member_id: str) -> None:
        room = self._room(room_id)
        member = room.members.pop(member_id, None)
        room.seating.leave(member_id)
        if member is not None:
            self._let_go(room, member)
            log.info("removed", room=room_id, member=member_id)

    async def close(self, room_id: str) -> None:
        for member_id in list(self._rooms[room_id].members) if room_id in self._rooms else ():
            await self.remove(room_id, member_id)
        self._rooms.pop(room_id, None)

    async def aclose(self) -> None:
        self._watching.cancel()
        for room_id in list(self._rooms):
            await self.close(room_id)
        await asyncio.wait([self._watching, *self._closing])
        self._forwarding.close()

    def _room(self, room_id: str) -> Room:
        if room_id not in self._rooms:
            raise NotFound("not_found")
        return self._rooms[room_id]

    def _legs(self) -> int:
        return sum(member.leg is not None for room in self._rooms.values() for member in room.members.values())

    def _let_go(self, room: Room, member: Member) -> None:
        """Take a member's line away; that it is closed properly need not be waited for."""
        leg, member.traffic, member.leg = member.leg, member.said(), None
        if leg is not None:
            leg.drop()
            room.show(self._clock.seconds())
            closing = asyncio.create_task(leg.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    # --- who is there -------------------------------------------------------------------------------------------------

    def _changed(self, room: Room, member_id: str, leg: Leg) -> None:
        """Show what a line has begun to send, or let it see what there is; say so if it has just come up."""
        room.show(self._clock.seconds())
        member = room.members.get(member_id)
        if member is not None and member.leg is leg and not leg.tracks:
            self._say(room, member_id, member, leg)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            self._look(self._clock.seconds(), self._clock.now())

    def _look(self, now: float, at: datetime) -> None:
        self._looks += 1
        for room in list(self._rooms.values()):
            for member_id, member in list(room.members.items()):
                leg = member.leg
                if leg is None:
                    continue
                leg.listen(now, at)
                leg.ask_late(now)
                if self._looks % REPORT_EVERY == 0:
                    leg.report(now)
                state = leg.presence.state_at(now)
                if state != leg.presence.state:
                    leg.presence.set_state(state)
                    self._say(room, member_id, member, leg)

    def _say(self, room: Room, member_id: str, member: Member, leg: Leg) -> None:
        state = leg.presence.state
        log.info("line", room=room.room_id, member=member_id, state=state)
        if state == "gone":
            self._let_go(room, member)
        if state is not None:  # from the loop: the listener may call the plane again
            asyncio.get_running_loop().call_soon(member.on_state, state)


def open_rooms(*, address: str | None, port: int, clock: Clock) -> Rooms:
    """Bind the ports and start; an address or a port that cannot be had is told as Stopped."""
    inbox, calls = Arena(BATCH), kernel_calls()
    udp_ports: list[UdpPort] = []
    try:
        for host in announced(address):
            udp_ports.append(UdpPort(host, udp_ports[0].address[1] if udp_ports else port, inbox=inbox, calls=calls))
    except OSError as error:
        for udp_port in udp_ports:
            udp_port.close()
        raise Stopped(f"The media plane cannot listen at UDP port {port}: {error.strerror}.") from error
    return Rooms(Forwarding(udp_ports, inbox, clock), clock)
