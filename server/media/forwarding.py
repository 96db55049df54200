"""The loop in which packets pass: in at a port, decrypted, renumbered for each viewer, encrypted, out at a port.

Nothing here waits, and on the way of a packet nothing is called that need not be. What is not RTP goes to the lines.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from server.clock import Clock
from server.media.aiortc_seam import PROTECT, UNPROTECT, Transport, length_cell, pointers
from server.media.datagrams import BATCH, LENGTH_AT, LENGTH_STEP, SIZE, WAITING, Arena, Outbox, UdpPort, address_of
from server.media.rewriting import AT, HEADER, ufrag_of
from server.media.tracks import Track, Way

LARGEST = 1600
"""Bytes of a packet that is passed on; a line carries 1500."""


class Sender(Protocol):
    """Whose packets come: the line of a member (leg.py)."""

    line: Transport
    inbound: object
    tracks: dict[int, Track]

    def may_come_from(self, key: int) -> bool: ...
    def new_track(self, ssrc: int, payload_type: int) -> Track | None: ...
    def may_send(self, ssrc: int) -> bool: ...
    def hear_control(self, data: bytes) -> None: ...


class Forwarding:
    """All ports, and the line that comes by them from each address."""

    def __init__(self, udp_ports: Sequence[UdpPort], inbox: Arena, clock: Clock) -> None:
        self.udp_ports = udp_ports
        self._clock = clock
        self._inbox, self._pointers, self._cell = inbox, pointers(inbox, BATCH), length_cell()
        self._out = {udp_port.outbox: pointers(udp_port.outbox.arena, WAITING) for udp_port in udp_ports}
        self._by_key: dict[int, Sender] = {}
        self._by_ufrag: dict[str, Sender] = {}

    def open(self) -> None:
        loop = asyncio.get_running_loop()
        for udp_port in self.udp_ports:
            loop.add_reader(udp_port.socket.fileno(), self.forward, udp_port)

    def close(self) -> None:
        loop = asyncio.get_running_loop()
        for udp_port in self.udp_ports:
            loop.remove_reader(udp_port.socket.fileno())
            udp_port.close()

    def expect(self, sender: Sender) -> None:
        """Let a line in that names the user it was given."""
        self._by_ufrag[sender.line.credentials.ufrag] = sender

    def admit(self, sender: Sender, key: int) -> bool:
        """Take an address for a line's; return False if another line has proved that it is its own."""
        return self._by_key.setdefault(key, sender) is sender

    def forget(self, sender: Sender, keys: Sequence[int]) -> None:
        """Drop whatever still comes from a line."""
        self._by_ufrag.pop(sender.line.credentials.ufrag, None)
        for key in keys:
            if self._by_key.get(key) is sender:
                del self._by_key[key]

    def lead(self, way: Way, udp_port: UdpPort, key: int) -> None:
        """Send to a viewer by this port and to this address from now on."""
        way.outbox, way.pointers, way.key = udp_port.outbox, self._out[udp_port.outbox], key

    def send(self, way: Way, packet: bytes | bytearray) -> None:
        """Send one RTP packet that is numbered already, with whatever waits."""
        outbox: Outbox = way.outbox
        if outbox.waiting == WAITING:
            outbox.flush()
        place, length = outbox.waiting, len(packet)
        outbox.arena.view[place * SIZE : place * SIZE + length] = packet
        self._cell[0] = length
        if PROTECT(way.outbound, way.pointers[place], self._cell) == 0:
            outbox.arena.sizes[2 * place + 1], outbox.arena.keys[2 * place] = self._cell[0], way.key
            outbox.waiting = place + 1
        outbox.flush()

    def forward(self, udp_port: UdpPort) -> None:
        """Take what has come at a port and pass it on. One long loop, for each call costs every packet."""
        count = udp_port.receive()
        data, view = self._inbox.data, self._inbox.view
        keys, lengths = self._inbox.keys, self._inbox.lengths
        by_key, here, cell = self._by_key, self._pointers, self._cell
        read, write = HEADER.unpack_from, HEADER.pack_into
        for number in range(count):
            start = number * SIZE
            length = lengths[LENGTH_STEP * number + LENGTH_AT]
            sender = by_key.get(keys[2 * number])
            if sender is None or not 127 < data[start] < 192 or not 12 <= length <= LARGEST:  # noqa: PLR2004  # RFC 7983
                self._hear(udp_port, bytes(view[start : start + length]), keys[2 * number])
                continue
            if sender.inbound is None:
                continue
            mark = data[start + 1]
            if 192 <= mark <= 223:  # noqa: PLR2004  # RTCP among RTP: RFC 5761, 4
                sender.hear_control(bytes(view[start : start + length]))
                continue
            sequence, timestamp, ssrc = read(data, start + AT)
            track = sender.tracks.get(ssrc)
            if track is None and not sender.may_send(ssrc):
                continue
            cell[0] = length
            if UNPROTECT(sender.inbound, here[number], cell):
                continue
            length = cell[0]
            if track is None:
                track = sender.new_track(ssrc, mark & 0x7F)
                if track is None:
                    continue
            packet = view[start : start + length].tobytes()
            track.places[sequence & 511] = packet
            track.bytes += length
            if sequence == track.next:
                track.packets += 1
                track.newest, track.next, track.timestamp = sequence, sequence + 1, timestamp
            else:
                track.take(sequence, timestamp)
            for slot in track.slots:
                if not slot.is_in_step:
                    slot.step_in(sequence, timestamp, self._clock.seconds())
                way = slot.way
                outbox = way.outbox
                place = outbox.waiting
                if place == WAITING:
                    outbox.flush()
                    place = 0
                arena = outbox.arena
                to = place * SIZE
                arena.view[to : to + length] = packet
                write(
                    arena.data,
                    to + AT,
                    (sequence + slot.sequence_by) & 0xFFFF,
                    (timestamp + slot.time_by) & 0xFFFFFFFF,
                    slot.ssrc,
                )
                cell[0] = length
                if PROTECT(way.outbound, way.pointers[place], cell):
                    continue
                arena.sizes[2 * place + 1] = cell[0]
                arena.keys[2 * place] = way.key
                outbox.waiting = place + 1
        for one in self.udp_ports:
            if one.outbox.waiting:
                one.outbox.flush()

    def _hear(self, udp_port: UdpPort, data: bytes, key: int) -> None:
        """Take what is no media: STUN of expected lines, and DTLS of known ones (RFC 7983)."""
        if not data:
            return
        if data[0] < 4:  # noqa: PLR2004
            ufrag = ufrag_of(data)
            sender = self._by_key.get(key) if ufrag is None else self._by_ufrag.get(ufrag)
            if sender is not None and sender.may_come_from(key):
                sender.line.hear_stun(udp_port, data, address_of(key))
        elif 20 <= data[0] < 64:  # noqa: PLR2004
            with suppress(KeyError):
                self._by_key[key].line.hear_dtls(data)
