"""One member's line to the plane: what they send, the slots in which they see others, and what is said about both."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from server.clock import Clock
from server.media import rewriting
from server.media.aiortc_seam import Identity, Transport
from server.media.describing import OPUS, VP8, offer, read_answer
from server.media.forwarding import Forwarding
from server.media.plane import Kind, Traffic
from server.media.presence import Presence
from server.media.tracks import Slot, Track, Way

KINDS: Final[dict[int, Kind]] = {OPUS: "audio", VP8: "video"}
_MOST_ADDRESSES: Final = 16
_MOST_SOURCES: Final = 16
"""SSRCs that one line may use in its life: libsrtp keeps a state for each."""
_MOST_AGAIN: Final = 256


def ceiling(slots: int) -> int:
    """Return what a camera may send in a room in which each sees so many others, in bit/s."""
    return 1_000_000 if slots <= 1 else 500_000 if slots <= 4 else 300_000  # noqa: PLR2004


class Leg:
    """A line from its offer to its end. ``changed`` is called when there is more to show, or a viewer to show it to."""

    def __init__(
        self, forwarding: Forwarding, identity: Identity, clock: Clock, *, slots: int, changed: Callable[[], None]
    ) -> None:
        self._forwarding, self._clock, self._changed = forwarding, clock, changed
        self.line = Transport(identity, forwarding.udp_ports, admitted=self._admit, moved=self._lead)
        self.inbound: Any = None
        """libsrtp's session for what comes in; None until the line is up, and when it is closed."""
        self.tracks: dict[int, Track] = {}
        self.presence = Presence(clock.seconds())
        self.last_packet_at: datetime | None = None
        self._slots_each = slots
        self._reporter = secrets.randbits(32)
        self._way = Way(self.tell)
        self.slots = [self._slot(kind, number) for number in range(slots) for kind in ("audio", "video")]
        self._by_ssrc = {slot.ssrc: slot for slot in self.slots}
        self._keys: list[int] = []
        self._sources: set[int] = set()
        self._connecting: asyncio.Task[None] | None = None
        self._signs = self._packets_before = 0
        self._told: tuple[float, int] = (clock.seconds(), 0)
        self._kbps = 0.0
        self._gone_packets = self._gone_bytes = self._gone_lost = 0
        forwarding.expect(self)

    def _slot(self, kind: Kind, number: int) -> Slot:
        # numbers start low, so that the first packets do not turn them (RFC 3711, 3.3.1)
        starts = (secrets.randbelow(1 << 14), secrets.randbits(31))
        return Slot(kind, number, secrets.randbits(32), self._way, starts=starts)

    # --- setting up ---------------------------------------------------------------------------------------------------

    def offer(self) -> str:
        return offer(
            self.line.credentials,
            addresses=[udp_port.address for udp_port in self._forwarding.udp_ports],
            slots=[(audio.ssrc, video.ssrc) for audio, video in zip(self.slots[::2], self.slots[1::2], strict=True)],
            ceiling=ceiling(self._slots_each),
        )

    def answer(self, sdp: str) -> bool:
        """Take the browser's answer; return False if there was one already."""
        answer = read_answer(sdp, sections=2 + len(self.slots))
        if self._connecting is not None:
            return False

        async def connect() -> None:
            if await self.line.connect(answer, ended=self._end):
                self._up()

        self._connecting = asyncio.create_task(connect())
        return True

    def _admit(self, key: int) -> None:
        """Hear that a check with the line's password came from this address."""
        self._signs += 1
        if key not in self._keys and self._forwarding.admit(self, key):
            self._keys.append(key)

    def may_come_from(self, key: int) -> bool:
        """Return whether a check from this address is listened to: each new one is remembered, here and in aioice."""
        return key in self._keys or len(self._keys) < _MOST_ADDRESSES

    def _up(self) -> None:
        self.inbound, self._way.outbound = self.line.sessions()
        self._lead()
        self.presence.hear(self._clock.seconds(), media=False)
        self.presence.set_state("connected")
        self._changed()

    def _lead(self) -> None:
        way = self.line.way()
        if way is not None:
            self._forwarding.lead(self._way, *way)

    def _end(self) -> None:
        self.presence.end(self._clock.seconds())

    @property
    def is_up(self) -> bool:
        return self.inbound is not None

    async def close(self) -> None:
        """Let go of everything; what still comes from there is dropped."""
        self.drop()
        if self._connecting is not None:
            await asyncio.wait([self._connecting])
        await self.line.close()

    def drop(self) -> None:
        """Take and send nothing more."""
        self.inbound = None
        if self._connecting is not None:
            self._connecting.cancel()
        self._forwarding.forget(self, self._keys)
        for slot in self.slots:
            slot.show(None, self._clock.seconds())

    # --- what comes ---------------------------------------------------------------------------------------------------

    def may_send(self, ssrc: int) -> bool:
        return ssrc in self._sources or len(self._sources) < _MOST_SOURCES

    def new_track(self, ssrc: int, payload_type: int) -> Track | None:
        """Take a stream that is not known yet; one more of a kind is the browser's new one, in place of the old."""
        self._sources.add(ssrc)
        kind = KINDS.get(payload_type)
        if kind is None:
            return None
        old = self.track(kind)
        if old is not None:
            del self.tracks[old.ssrc]
            self._gone_packets += old.packets
            self._gone_bytes += old.bytes
            self._gone_lost += old.lost
        track = self.tracks[ssrc] = Track(kind, ssrc, tell=self.tell, reporter=self._reporter)
        self._changed()
        return track

    def track(self, kind: Kind) -> Track | None:
        return next((track for track in self.tracks.values() if track.kind == kind), None)

    def hear_control(self, data: bytes) -> None:
        ssrc = int.from_bytes(data[4:8], "big")
        plain = self.line.open_control(data) if self.may_send(ssrc) else None
        if plain is None:
            return
        self._sources.add(ssrc)
        self._signs += 1
        now = self._clock.seconds()
        for said in rewriting.read_control(plain):
            match said:
                case rewriting.SenderReport():
                    if said.ssrc in self.tracks:
                        self.tracks[said.ssrc].hear_report(said, now)
                case rewriting.Missing():
                    self._send_again(said)
                case rewriting.PictureWanted():
                    track = self._shown_in(said.ssrc)
                    if track is not None:
                        track.want_picture(now)
                case rewriting.Estimate():
                    pictures = sum(slot.kind == "video" and slot.track is not None for slot in self.slots)
                    self._way.estimate = said.rate // max(1, pictures)

    def _shown_in(self, ssrc: int) -> Track | None:
        slot = self._by_ssrc.get(ssrc)
        return None if slot is None else slot.track

    def _send_again(self, said: rewriting.Missing) -> None:
        slot = self._by_ssrc.get(said.ssrc)
        if slot is not None:
            for packet in slot.again(said.sequences[:_MOST_AGAIN]):
                self._forwarding.send(self._way, packet)

    # --- what is said -------------------------------------------------------------------------------------------------

    def tell(self, control: bytes) -> None:
        """Send RTCP."""
        sealed = self.line.seal_control(control) if self.is_up else None
        if sealed is not None:
            self._way.outbox.send(sealed, self._way.key)

    def ask_late(self, now: float) -> None:
        for track in self.tracks.values():
            track.ask_late(now)

    def listen(self, now: float, at: datetime) -> None:
        """Note whether packets have come since the last time."""
        packets = self._packets()
        if packets != self._packets_before:
            self.last_packet_at = at
            self.presence.hear(now, media=True)
        elif self._signs:
            self.presence.hear(now, media=False)
        self._packets_before, self._signs = packets, 0

    def report(self, now: float) -> None:
        """Tell the browser how its streams arrive and what it may send; once a second or so."""
        before, byte_count = self._told
        self._told = (now, self._bytes())
        self._kbps = 8 * (self._told[1] - byte_count) / 1000 / max(now - before, 1e-3)
        heard = [track for track in self.tracks.values() if track.newest >= 0]
        if heard:
            said = rewriting.receiver_report(self._reporter, [track.reception(now) for track in heard])
            for track in heard:
                if track.kind == "video":
                    rate = track.rate(ceiling(self._slots_each))
                    said += rewriting.estimate(self._reporter, track.ssrc, rate)
            self.tell(said)

    def traffic(self) -> Traffic:
        return Traffic(self._packets(), self._bytes(), self._lost(), round(self._kbps, 1), self.last_packet_at)

    def _packets(self) -> int:
        return self._gone_packets + sum(track.packets for track in self.tracks.values())

    def _bytes(self) -> int:
        return self._gone_bytes + sum(track.bytes for track in self.tracks.values())

    def _lost(self) -> int:
        return self._gone_lost + sum(track.lost for track in self.tracks.values())
