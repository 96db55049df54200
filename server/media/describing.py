"""The session description that a browser is offered, and what is read of its answer (RFC 8866, 8829, 8839, 8842).

The plane offers as a server does: all in one bundle, the browser connects, and payload types are the same in every
browser, so that none is rewritten. No header extensions: an identifier of one browser's section means nothing to
another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from server.errors import BadRequest

OPUS: Final = 111
VP8: Final = 96
LONGEST: Final = 256 * 1024
"""Characters of an answer that are looked at; one to a room of ten is about 20 KiB."""
_AUDIO = (
    f"m=audio 9 UDP/TLS/RTP/SAVPF {OPUS}",
    f"a=rtpmap:{OPUS} opus/48000/2",
    f"a=fmtp:{OPUS} minptime=10;useinbandfec=1",
)
_VIDEO = (
    f"m=video 9 UDP/TLS/RTP/SAVPF {VP8}",
    f"a=rtpmap:{VP8} VP8/90000",
    f"a=rtcp-fb:{VP8} nack",
    f"a=rtcp-fb:{VP8} nack pli",
    f"a=rtcp-fb:{VP8} ccm fir",
    f"a=rtcp-fb:{VP8} goog-remb",
)
_UFRAG = re.compile(r"a=ice-ufrag:([A-Za-z0-9+/]{4,256})")
_PASSWORD = re.compile(r"a=ice-pwd:([A-Za-z0-9+/]{22,256})")
_FINGERPRINT = re.compile(r"a=fingerprint:(sha-(?:256|384|512)) ((?:[0-9A-F]{2}:){31,63}[0-9A-F]{2})", re.IGNORECASE)
_SETUP = re.compile(r"a=setup:(active|passive)")
_SECTION = re.compile(r"m=(audio|video) [1-9]\d{0,4} ")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What lets a browser in: ICE user and password, and the certificate that it will be shown."""

    ufrag: str
    password: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser said of itself; ``role`` is the part that the plane takes in the DTLS handshake."""

    ufrag: str
    password: str
    fingerprints: tuple[tuple[str, str], ...]
    role: Literal["client", "server"]


def offer(
    credentials: Credentials,
    *,
    addresses: Sequence[tuple[str, int]],
    slots: Sequence[tuple[int, int]],
    ceiling: int,
) -> str:
    """Return the offer: two sections for what the browser sends, at most ``ceiling`` bit/s of video, and two a slot.

    ``addresses`` are where the plane listens, best first; ``slots`` the SSRCs of each slot's audio and video.
    """
    common = [
        f"a=ice-ufrag:{credentials.ufrag}",
        f"a=ice-pwd:{credentials.password}",
        f"a=fingerprint:sha-256 {credentials.fingerprint}",
        "a=setup:actpass",
        "a=rtcp-mux",
        # in each section, though one is enough in a bundle: aiortc as a client goes by the last
        *(_candidate(place, *address) for place, address in enumerate(addresses)),
        "a=end-of-candidates",
    ]
    media = [
        [*_begun(_AUDIO), *common, "a=recvonly"],
        [*_begun(_VIDEO, f"b=AS:{ceiling // 1000}", f"b=TIAS:{ceiling}"), *common, "a=recvonly"],
    ]
    for number, (audio, video) in enumerate(slots):
        for kind, section, ssrc in (("audio", _AUDIO, audio), ("video", _VIDEO, video)):
            stream = f"slot{number} slot{number}-{kind}"
            said = [
                "a=sendonly",
                f"a=msid:{stream}",
                f"a=ssrc:{ssrc} cname:slot{number}",
                f"a=ssrc:{ssrc} msid:{stream}",
            ]
            media.append([*_begun(section), *common, *said])
    bundle = " ".join(str(mid) for mid in range(len(media)))
    head = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite", f"a=group:BUNDLE {bundle}"]
    numbered = [[*section, f"a=mid:{mid}"] for mid, section in enumerate(media)]
    return "\r\n".join(line for section in (head, *numbered) for line in section) + "\r\n"


def _begun(section: Sequence[str], *bandwidth: str) -> list[str]:
    """Return a section with what the grammar wants between its name and its attributes."""
    return [section[0], "c=IN IP4 0.0.0.0", *bandwidth, *section[1:]]


def _candidate(place: int, host: str, port: int) -> str:
    priority = (126 << 24) + ((65535 - place) << 8) + 255
    return f"a=candidate:{place + 1} 1 udp {priority} {host} {port} typ host"


def read_answer(sdp: str, *, sections: int) -> Answer:
    """Read the answer to an offer of so many sections; raises BadRequest("not_an_answer")."""
    lines = [line.removesuffix("\r") for line in sdp[:LONGEST].split("\n")]
    kinds = [match.group(1) for line in lines if (match := _SECTION.match(line))]
    first = lines[: _second_section(lines)]
    ufrag, password, setup = (_first(pattern, first) for pattern in (_UFRAG, _PASSWORD, _SETUP))
    fingerprints = tuple(
        (match.group(1).lower(), match.group(2)) for line in first if (match := _FINGERPRINT.fullmatch(line))
    )
    if kinds != ["audio", "video"] * (sections // 2) or None in {ufrag, password, setup} or not fingerprints:
        raise BadRequest("not_an_answer")
    return Answer(str(ufrag), str(password), fingerprints[:8], "server" if setup == "active" else "client")


def _second_section(lines: Sequence[str]) -> int:
    """Return where the second section starts: the first one stands for the whole bundle."""
    starts = [number for number, line in enumerate(lines) if line.startswith("m=")]
    return starts[1] if len(starts) > 1 else len(lines)


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str | None:
    return next((match.group(1) for line in lines if (match := pattern.fullmatch(line))), None)
