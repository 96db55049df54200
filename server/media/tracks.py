"""One stream of a member, and the places in viewers' lines where it is shown. Pure: packets pass elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from server.media import rewriting
from server.media.keyframes import Asking, is_keyframe
from server.media.plane import Kind
from server.media.rewriting import Reception, SenderReport
from server.media.ring import Ring

CLOCK: Final[dict[Kind, int]] = {"audio": 48_000, "video": 90_000}
"""Ticks of an RTP timestamp in a second."""
FLOOR: Final = 150_000
"""The least that is asked of a camera, in bit/s: one bad line must not spoil the picture for all."""
_MOST_MISSING: Final = 128
_MOST_TRIES: Final = 10
_HALF: Final = 0x8000


Tell = Callable[[bytes], None]
"""Takes RTCP to one browser."""


class Way:
    """How packets get to one viewer, as the forwarding loop wants it; all slots of a line share one."""

    __slots__ = ("estimate", "key", "outbound", "outbox", "pointers", "tell")

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.outbound: Any = None
        self.outbox: Any = None
        self.pointers: Sequence[Any] = ()
        self.key = 0
        self.estimate: int | None = None
        """What the viewer's line can take of one video, in bit/s, as far as is known."""


class Track:
    """What a member sends of one kind, as it comes in; the forwarding loop counts packets in order here itself."""

    __slots__ = (
        *("bytes", "kind", "newest", "next", "packets", "places", "ring", "slots", "ssrc", "timestamp"),
        *("_asking", "_first", "_missing", "_reporter", "_tell", "_turns", "_wished_after"),
        *("_heard", "_heard_at", "_told_expected", "_told_packets"),
    )

    def __init__(self, kind: Kind, ssrc: int, *, tell: Tell, reporter: int) -> None:
        self.kind, self.ssrc = kind, ssrc
        self.ring = Ring()
        self.places = self.ring.places
        self.slots: list[Slot] = []
        """Where it is shown; none while it is muted."""
        self.packets = self.bytes = self.timestamp = 0
        self.newest = self.next = -1
        """The latest number, and the one after it: 65536 where the numbers turn, which the loop leaves to ``take``."""
        self._first = self._turns = 0
        self._missing: dict[int, int] = {}
        """Numbers asked for again, each with how often."""
        self._asking, self._wished_after = Asking(), -1
        self._tell, self._reporter = tell, reporter
        self._heard: SenderReport | None = None
        self._heard_at = 0.0
        self._told_expected = self._told_packets = 0

    def take(self, sequence: int, timestamp: int) -> None:
        """Count a packet that is not simply the next, and ask for those that it shows to be missing."""
        self.packets += 1
        if self.newest < 0:
            self._first = sequence
            self._step_to(sequence, timestamp)
            return
        step = (sequence - self.newest) & 0xFFFF
        if step == 0 or step >= _HALF:
            self._missing.pop(sequence, None)
            return
        lost = [(self.newest + number) & 0xFFFF for number in range(1, step)] if step <= _MOST_MISSING else []
        self._turns += sequence < self.newest
        self._step_to(sequence, timestamp)
        self._ask_for(lost)

    def _step_to(self, sequence: int, timestamp: int) -> None:
        self.newest, self.next, self.timestamp = sequence, sequence + 1, timestamp

    def ask_again(self, sequences: Sequence[int]) -> None:
        """Ask once more for what a viewer misses and the plane never got."""
        self._ask_for([number for number in sequences if 0 < self._missing.get(number, 0) < _MOST_TRIES])

    def _ask_for(self, sequences: Sequence[int]) -> None:
        if not sequences or self.kind == "audio":  # sound that comes late is no sound; Opus mends it by itself
            return
        for sequence in sequences:
            self._missing[sequence] = self._missing.get(sequence, 0) + 1
        while len(self._missing) > _MOST_MISSING:
            del self._missing[next(iter(self._missing))]
        self._tell(rewriting.missing(self._reporter, self.ssrc, sequences))

    def want_picture(self, now: float) -> None:
        """Ask for a whole picture, now or as soon as it may be asked for again."""
        if self.kind != "video":
            return
        self._wished_after = self.newest  # a picture that came before is no answer to this wish
        if self._asking.may_ask(now):
            self._ask_for_picture()

    def ask_late(self, now: float) -> None:
        """Ask for the picture that had to wait, unless one has come since it was last wished for."""
        if self._asking.is_waiting and self._had_picture():
            self._asking.is_waiting = False
        elif self._asking.is_due(now):
            self._ask_for_picture()

    def _ask_for_picture(self) -> None:
        self._tell(rewriting.picture_wanted(self._reporter, self.ssrc))

    def _had_picture(self) -> bool:
        if self.newest in {-1, self._wished_after}:
            return False
        return any(is_keyframe(packet) for packet in self.ring.among((self._wished_after + 1) & 0xFFFF, self.newest))

    def hear_report(self, report: SenderReport, now: float) -> None:
        """Pass a sender's report on to all who watch, as of their own stream (lip sync: RFC 3550, 6.4.1)."""
        self._heard, self._heard_at = report, now
        for slot in self.slots:
            slot.report(report)

    def rate(self, ceiling: int) -> int:
        """Return what to send at most, in bit/s: what the narrowest line to a viewer takes, but never too little."""
        narrowest = min((slot.way.estimate for slot in self.slots if slot.way.estimate is not None), default=ceiling)
        return min(max(narrowest, FLOOR), ceiling)

    @property
    def expected(self) -> int:
        return 0 if self.newest < 0 else (self._turns << 16) + self.newest - self._first + 1

    @property
    def lost(self) -> int:
        return max(0, self.expected - self.packets)

    def reception(self, now: float) -> Reception:
        """Return what to tell the sender, and remember that it was told."""
        expected, packets = self.expected - self._told_expected, self.packets - self._told_packets
        self._told_expected, self._told_packets = self.expected, self.packets
        fraction = max(0, min(255, 256 * (expected - packets) // expected)) if expected > 0 else 0
        last, since = 0, 0
        if self._heard is not None:
            last, since = self._heard.ntp >> 16 & 0xFFFFFFFF, int(65536 * (now - self._heard_at))
        return Reception(self.ssrc, fraction, self.lost, (self._turns << 16) + max(0, self.newest), last, since)


class Slot:
    """A section of a viewer's line that shows now one member's track, now another's, as one unbroken stream.

    ``sequence_by`` and ``time_by`` are added to what the track's packets say; they change only when another track is
    shown, or the same again after a pause, for browsers and libsrtp drop a stream that goes back.
    """

    __slots__ = (
        *("is_in_step", "kind", "number", "sequence_by", "ssrc", "time_by", "track", "way"),
        *("_cname", "_last", "_last_at"),
    )

    def __init__(self, kind: Kind, number: int, ssrc: int, way: Way, *, starts: tuple[int, int]) -> None:
        self.kind, self.number, self.ssrc, self.way = kind, number, ssrc, way
        self.track: Track | None = None
        self.sequence_by = self.time_by = 0
        self.is_in_step = False
        self._cname = f"slot{number}".encode()
        self._last, self._last_at = starts, 0.0

    def show(self, track: Track | None, now: float) -> None:
        """Show a track from its next packet on, or none."""
        if track is self.track:
            return
        if self.track is not None:
            self._pause(self.track, now)
            self.track.slots.remove(self)
        self.track, self.is_in_step = track, False
        if track is not None:
            track.slots.append(self)
            track.want_picture(now)

    def _pause(self, track: Track, now: float) -> None:
        if self.is_in_step:
            self._last = ((track.newest + self.sequence_by) & 0xFFFF, (track.timestamp + self.time_by) & 0xFFFFFFFF)
            self._last_at = now

    def step_in(self, sequence: int, timestamp: int, now: float) -> None:
        """Go on where the slot stood with the track's packet of these numbers."""
        gap = int(CLOCK[self.kind] * min(now - self._last_at, 3600.0)) if self._last_at else 0
        self.sequence_by = (self._last[0] + 1 - sequence) & 0xFFFF
        self.time_by = (self._last[1] + gap + 1 - timestamp) & 0xFFFFFFFF
        self.is_in_step = True

    def again(self, sequences: Sequence[int]) -> list[bytearray]:
        """Return the packets that the viewer names by the slot's numbers; ask the member for those never got."""
        if self.track is None or not self.is_in_step:
            return []
        theirs = [(number - self.sequence_by) & 0xFFFF for number in sequences]
        kept = {number: self.track.ring.get(number) for number in theirs}
        self.track.ask_again([number for number, packet in kept.items() if packet is None])
        return [self.shown(packet) for packet in kept.values() if packet is not None]

    def shown(self, packet: bytes) -> bytearray:
        sequence, timestamp, _ = rewriting.HEADER.unpack_from(packet, rewriting.AT)
        return rewriting.rewritten(
            packet, sequence=sequence + self.sequence_by, timestamp=timestamp + self.time_by, ssrc=self.ssrc
        )

    def report(self, report: SenderReport) -> None:
        if self.is_in_step:
            ours = replace(report, ssrc=self.ssrc, timestamp=report.timestamp + self.time_by)
            self.way.tell(rewriting.sender_report(ours, cname=self._cname))
