"""The other side of the video bench: a process of people who send packets like a camera's and count what comes back.

It is told what to do by lines on its standard input and answers each with one line. ``ours NAME PORT ROOMS PARTY`` and
``janus NAME PORT ROOMS PARTY`` let people into rooms and say ``ok``. ``start NAME`` and ``stop NAME`` let them send: 50
packets of sound and 110 of picture a second. ``count NAME`` says how many they have sent and got.
"""

import asyncio
import os
import random
import socket
import struct
import sys
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

import uvloop
from aiohttp import ClientSession
from aioice import ice
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCRtpTransceiver, RTCSessionDescription
from pylibsrtp import ffi, lib  # type: ignore[attr-defined]  # the binding below its classes

from server.bench.janus import HERE, Signalling

SOUND: Final = (0.02, 1, 100, 960)
"""Seconds from one turn to the next, packets in a turn, bytes of each, and how far the timestamp goes."""
PICTURE: Final = (0.0333, 3.667, 1110, 3000)
TICK: Final = 0.002
UP: Final = 30
HEADER: Final = struct.Struct("!BBHLL")


class Counting(ice.StunProtocol):
    """Counts media instead of decrypting it: what is measured is the server."""

    group: "Group | None" = None

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        if self.group is not None and isinstance(data, bytes) and 127 < data[0] < 192:  # noqa: PLR2004  # RFC 7983
            self.group.got += not 192 <= data[1] <= 223  # noqa: PLR2004  # RFC 5761
            return
        super().datagram_received(data, addr)


class Stream:
    """One stream of one person, made of noise."""

    def __init__(self, ssrc: int, payload_type: int, kind: tuple[float, float, int, int]) -> None:
        self.pause, self.each, size, self.step = kind
        self._ssrc, self._type = ssrc, payload_type
        self._payload = os.urandom(size)
        self._sequence, self._timestamp = random.randrange(30_000), random.randrange(1 << 31)  # noqa: S311  # no secret
        self.due, self.owed = 0.0, 0.0

    def turn(self) -> list[bytes]:
        """Return the packets of one turn."""
        self.owed += self.each
        number, self.owed = int(self.owed), self.owed % 1
        self._timestamp = (self._timestamp + self.step) & 0xFFFFFFFF
        return [self._packet(marker=0x80 if place == number - 1 else 0) for place in range(number)]

    def _packet(self, *, marker: int) -> bytes:
        self._sequence = (self._sequence + 1) & 0xFFFF
        head = HEADER.pack(0x80, self._type | marker, self._sequence, self._timestamp, self._ssrc)
        return head + self._payload


class Person:
    """A caller whose packets go out sealed with a line's key, past everything that aiortc would do with them."""

    def __init__(self, browser: RTCPeerConnection, sections: list[RTCRtpTransceiver]) -> None:
        dtls = browser.getTransceivers()[0].receiver.transport
        self._seal = dtls._tx_srtp._srtp[0]
        pair = dtls.transport._connection._nominated[1]
        shown = pair.protocol.transport.get_extra_info("socket")
        self._socket, self._address = socket.socket(fileno=os.dup(shown.fileno())), pair.remote_addr
        kinds = (SOUND, PICTURE)
        self.streams = [
            Stream(section.sender._ssrc, section._codecs[0].payloadType or 0, kind)
            for section, kind in zip(sections, kinds, strict=True)
        ]
        self._buffer = bytearray(2048)
        self._pointer, self._cell = ffi.from_buffer("char[]", self._buffer), ffi.new("int *")

    def send(self, packet: bytes) -> bool:
        self._buffer[: len(packet)] = packet
        self._cell[0] = len(packet)
        lib.srtp_protect(self._seal, self._pointer, self._cell)
        try:
            self._socket.sendto(self._buffer[: self._cell[0]], self._address)
        except OSError:
            return False
        return True


@dataclass
class Group:
    """All people at one server."""

    people: list[Person] = field(default_factory=list)
    lines: list[RTCPeerConnection] = field(default_factory=list)
    sent: int = 0
    got: int = 0
    sending: asyncio.Task[None] | None = None

    async def send(self) -> None:
        loop = asyncio.get_running_loop()
        for person in self.people:
            for stream in person.streams:
                stream.due = loop.time() + stream.pause * random.random()  # noqa: S311  # no secret
        while True:
            now = loop.time()
            for person in self.people:
                for stream in person.streams:
                    if now >= stream.due:
                        stream.due += stream.pause
                        self.sent += sum(person.send(packet) for packet in stream.turn())
            await asyncio.sleep(TICK)

    async def connected(self, line: RTCPeerConnection) -> None:
        async with asyncio.timeout(UP):
            while line.connectionState != "connected":  # noqa: ASYNC110  # its event would need a queue of its own
                await asyncio.sleep(0.01)
        for protocol in line.getTransceivers()[0].receiver.transport.transport._connection._protocols:
            protocol.group = self  # type: ignore[attr-defined]  # it is one of Counting
        self.lines.append(line)


async def nothing(*_: Any) -> None:
    """Neither encode nor decode."""


def a_line() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


def quiet(line: RTCPeerConnection) -> None:
    for section in line.getTransceivers():
        section.sender.send = nothing  # type: ignore[assignment,method-assign]
        section.receiver.receive = nothing  # type: ignore[assignment,method-assign]


async def answer(line: RTCPeerConnection, offer: str) -> str:
    await line.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    quiet(line)
    await line.setLocalDescription(await line.createAnswer())
    return line.localDescription.sdp


async def join_ours(group: Group, http: ClientSession, port: int, rooms: int, party: int) -> None:
    for room in range(rooms):
        for member in range(party):
            where = f"{room}/{member}"
            async with http.post(f"http://{HERE}:{port}/join/{where}?slots={party - 1}") as offered:
                line, offer = a_line(), await offered.text()
            await line.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            own = line.getTransceivers()[:2]
            for section in own:
                section.direction = "sendonly"
            quiet(line)
            await line.setLocalDescription(await line.createAnswer())
            async with http.post(f"http://{HERE}:{port}/answer/{where}", data=line.localDescription.sdp) as taken:
                taken.raise_for_status()
            await group.connected(line)
            group.people.append(Person(line, own))


async def join_janus(group: Group, http: ClientSession, port: int, rooms: int, party: int) -> None:
    janus = await Signalling.open(http, port)
    first = await janus.handle()
    for _ in range(rooms):
        room = await janus.room(first, publishers=party)
        for member in range(party):
            await publish(group, janus, room, member)
        feeds: list[int] = []
        while len(feeds) < party:  # it lists people some time after they have come
            await asyncio.sleep(TICK)
            feeds = await janus.feeds(first, room)
        for own in feeds:
            await subscribe(group, janus, room, [feed for feed in feeds if feed != own])


async def publish(group: Group, janus: Signalling, room: int, member: int) -> None:
    handle = await janus.handle()
    await janus.say(handle, {"request": "join", "ptype": "publisher", "room": room, "display": str(member)})
    line = a_line()
    own = [line.addTransceiver(kind, direction="sendonly") for kind in ("audio", "video")]
    quiet(line)
    await line.setLocalDescription(await line.createOffer())
    offer = {"type": "offer", "sdp": line.localDescription.sdp}
    told = await janus.say(handle, {"request": "configure", "audio": True, "video": True}, offer)
    await line.setRemoteDescription(RTCSessionDescription(told["jsep"]["sdp"], "answer"))
    await group.connected(line)
    group.people.append(Person(line, own))


async def subscribe(group: Group, janus: Signalling, room: int, feeds: list[int]) -> None:
    wanted = [{"feed": feed} for feed in feeds]
    handle = await janus.handle()
    told = await janus.say(handle, {"request": "join", "ptype": "subscriber", "room": room, "streams": wanted})
    line = a_line()
    sdp = await answer(line, told["jsep"]["sdp"])
    await janus.say(handle, {"request": "start", "room": room}, {"type": "answer", "sdp": sdp})
    await group.connected(line)


async def obey(words: list[str], groups: dict[str, Group], http: ClientSession) -> str:
    match words:
        case ["ours" | "janus" as kind, name, port, rooms, party]:
            join = join_ours if kind == "ours" else join_janus
            await join(groups.setdefault(name, Group()), http, int(port), int(rooms), int(party))
            return "ok"
        case ["start", name]:
            groups[name].sending = asyncio.create_task(groups[name].send())
            return "ok"
        case ["stop", name]:
            sending = groups[name].sending
            if sending is not None:
                sending.cancel()
            return "ok"
        case ["count", name]:
            return f"{groups[name].sent} {groups[name].got}"
    return "what?"


async def main(address: str) -> None:
    """Obey until standard input ends."""
    ice.StunProtocol = Counting  # type: ignore[misc]
    ice.get_host_addresses = lambda use_ipv4, use_ipv6: [address] if use_ipv4 or use_ipv6 else []
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    groups: dict[str, Group] = {}
    async with ClientSession() as http:
        for _ in count():
            line = (await lines.readline()).decode()
            if not line:
                os._exit(0)  # hundreds of lines need no goodbye: their servers are stopped next
            sys.stdout.write(f"{await obey(line.split(), groups, http)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
