"""A synthetic member: a peer of our own that sends a recorded clip in a loop, without encoding it.

For rehearsals. It takes an offer as a browser does and knows no more of the plane than a browser.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from aiortc import MediaStreamTrack, RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from av import Packet

MILLISECONDS: Final = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Clip:
    """What is sent: of each kind the packets with when they are due, and after how long all begins anew (ms)."""

    length: int
    audio: Sequence[tuple[int, bytes]]
    video: Sequence[tuple[int, bytes]]


def read_clip(path: Path) -> Clip:
    """Read a Matroska file of one VP8 and one Opus stream; the picture begins with a whole one."""
    found: dict[str, list[tuple[int, bytes]]] = {"audio": [], "video": []}
    with av.open(str(path)) as file:
        for packet in file.demux():
            if packet.size and packet.pts is not None and packet.time_base is not None:
                due = round(packet.pts * packet.time_base * 1000)
                found[packet.stream.type].append((max(0, due), bytes(packet)))
    length = 2 * found["video"][-1][0] - found["video"][-2][0]
    return Clip(length, [one for one in found["audio"] if one[0] < length], found["video"])


class _Loop(MediaStreamTrack):
    """One kind of a clip, as aiortc asks for it: each packet when it is due."""

    def __init__(self, kind: str, packets: Sequence[tuple[int, bytes]], length: int) -> None:
        super().__init__()
        self.kind = kind
        self._packets, self._length, self._sent = packets, length, 0
        self._began_at: float | None = None

    async def recv(self) -> Any:
        loop = asyncio.get_running_loop()
        if self._began_at is None:
            self._began_at = loop.time()
        rounds, number = divmod(self._sent, len(self._packets))
        due, data = self._packets[number]
        self._sent += 1
        moment = rounds * self._length + due
        await asyncio.sleep(max(0, self._began_at + moment / 1000 - loop.time()))
        packet = Packet(data)
        packet.pts, packet.time_base = moment, MILLISECONDS
        return packet


class Party:
    """A member that answers one offer and sends until it is closed. It takes nothing of what others send."""

    def __init__(self, clip: Clip) -> None:
        self._tracks = [_Loop("audio", clip.audio, clip.length), _Loop("video", clip.video, clip.length)]
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))

    async def answer(self, offer: str) -> str:
        await self._peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        for number, transceiver in enumerate(self._peer.getTransceivers()):
            transceiver.direction = "sendonly" if number < len(self._tracks) else "inactive"
            if number < len(self._tracks):
                transceiver.sender.replaceTrack(self._tracks[number])
        await self._peer.setLocalDescription(await self._peer.createAnswer())
        return str(self._peer.localDescription.sdp)

    async def close(self) -> None:
        for track in self._tracks:
            track.stop()
        await self._peer.close()
