"""Parties of a call: real aiortc peers that each send one grey, and ports that lose packets by a seed."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from aioice import ice
from aiortc import MediaStreamTrack, RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
from av import VideoFrame

from server.clock import Clock
from server.media.datagrams import BATCH, LENGTH_AT, LENGTH_STEP, SIZE, Arena, UdpPort, kernel_calls
from server.media.forwarding import Forwarding
from server.media.plane import State
from server.media.rooms import Rooms
from tests.support.patience import HANG

HERE = "127.0.0.1"
Call = Callable[..., Awaitable["Party"]]


class Grey(VideoStreamTrack):
    """Small pictures of one grey, thirty a second."""

    def __init__(self, grey: int) -> None:
        super().__init__()
        self._grey = grey

    async def recv(self) -> VideoFrame:
        pts, base = await self.next_timestamp()
        frame = VideoFrame(128, 96, "yuv420p")
        for plane, level in zip(frame.planes, (self._grey, 128, 128), strict=True):
            plane.update(bytes([level]) * plane.buffer_size)
        frame.pts, frame.time_base = pts, base
        return frame


class LossyPort(UdpPort):
    """Loses a part of what comes in, by a seed; ``lost`` counts."""

    def __init__(self, inbox: Arena, *, host: str = HERE, port: int = 0) -> None:
        super().__init__(host, port, inbox=inbox, calls=kernel_calls())
        self.loss, self.lost = 0.0, 0
        self.random = random.Random(3)

    def receive(self) -> int:
        """Take a batch, and make of some packets ones of no length."""
        count = super().receive()
        for number in range(count):
            if self.random.random() < self.loss:
                self.lost += 1
                self._inbox.lengths[LENGTH_STEP * number + LENGTH_AT] = 0
                self._inbox.data[number * SIZE] = 0xFF
        return count


class Party:
    """One member with an aiortc client. ``states`` is what the plane said of the line."""

    def __init__(self, plane: Rooms, member_id: str, grey: int) -> None:
        self.plane, self.member_id = plane, member_id
        self.states: asyncio.Queue[State] = asyncio.Queue()
        self.seen: list[MediaStreamTrack] = []
        self.picture = Grey(grey)
        config = RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        self.browser = RTCPeerConnection(config)
        self.browser.on("track", self.seen.append)

    async def join(self, room_id: str) -> None:
        offer = await self.plane.join(room_id, self.member_id, on_state=self.states.put_nowait)
        await self.browser.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        audio, video = self.browser.getTransceivers()[:2]
        audio.direction = video.direction = "sendonly"
        audio.sender.replaceTrack(AudioStreamTrack())
        video.sender.replaceTrack(self.picture)
        await self.browser.setLocalDescription(await self.browser.createAnswer())
        await self.plane.answer(room_id, self.member_id, self.browser.localDescription.sdp)
        assert await self.said() == "connected"

    async def said(self) -> State:
        """Wait for the next thing that the plane says of the line."""
        async with asyncio.timeout(HANG):
            return await self.states.get()

    async def sees(self, slot: int = 0) -> int:
        """Wait for the next picture in a slot; return its grey."""
        async with asyncio.timeout(HANG):
            frame = await [track for track in self.seen if track.kind == "video"][slot].recv()
        assert isinstance(frame, VideoFrame)
        return bytes(frame.planes[0])[64]

    async def hears(self, slot: int = 0) -> None:
        """Wait for the next sound in a slot."""
        async with asyncio.timeout(HANG):
            await [track for track in self.seen if track.kind == "audio"][slot].recv()

    async def until_sees(self, grey: int, slot: int = 0) -> None:
        """Wait until a slot shows about this grey."""
        async with asyncio.timeout(HANG):
            while abs(await self.sees(slot) - grey) > 8:
                pass


def lossy_plane(clock: Clock, hosts: Sequence[str]) -> tuple[Rooms, list[LossyPort]]:
    """A plane that listens at these addresses, all at one port, and its ports; the caller closes it."""
    inbox = Arena(BATCH)
    udp_ports: list[LossyPort] = []
    for host in hosts:
        udp_ports.append(LossyPort(inbox, host=host, port=udp_ports[0].address[1] if udp_ports else 0))
    return Rooms(Forwarding(udp_ports, inbox, clock), clock), udp_ports


@asynccontextmanager
async def running_plane(clock: Clock) -> AsyncIterator[tuple[Rooms, LossyPort]]:
    """A plane with one port on this machine alone, and that port."""
    rooms, (udp_port,) = lossy_plane(clock, [HERE])
    try:
        yield rooms, udp_port
    finally:
        await rooms.aclose()


@pytest.fixture
async def media(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Rooms, LossyPort]]:
    """Give a plane with one port on this machine alone, and that port."""
    monkeypatch.setattr(ice, "get_host_addresses", lambda **_: [HERE])
    async with running_plane(Clock()) as opened:
        yield opened


@pytest.fixture
async def call(media: tuple[Rooms, LossyPort]) -> AsyncIterator[Call]:
    """Give the function that lets a member into room r; all hang up after the test."""
    plane, _ = media
    parties: list[Party] = []

    async def join(member_id: str, grey: int = 128) -> Party:
        party = Party(plane, member_id, grey)
        parties.append(party)
        await party.join("r")
        return party

    yield join
    for party in parties:
        await party.browser.close()
