"""RTP and RTCP as bytes: what is read of them, and what is written (RFC 3550, 4585, 5104, REMB). Nothing here raises.

Sequence numbers are modulo 2^16, timestamps and SSRCs modulo 2^32. NTP times are the 64 bits of RFC 3550, 4.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

HEADER: Final = struct.Struct("!HLL")
"""Sequence number, timestamp and SSRC, from the third byte of a packet on."""
AT: Final = 2

_SR, _RR, _SDES, _RTPFB, _PSFB = 200, 201, 202, 205, 206
_NACK, _PLI, _FIR, _APPLICATION = 1, 1, 4, 15
_MOST_MISSING = 17 * 64
"""Numbers taken from one question for lost packets; more would be a browser that lost everything."""
_STUN_HEADER, _STUN_COOKIE, _STUN_USERNAME = 20, b"\x21\x12\xa4\x42", 0x0006
_COMMON = struct.Struct("!BBHL")
_REPORT = struct.Struct("!QLLL")
_BLOCK = struct.Struct("!LB3sLLLL")


@dataclass(frozen=True, slots=True)
class SenderReport:
    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    octets: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A viewer did not get these packets."""

    ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PictureWanted:
    """A viewer cannot go on without a whole picture."""

    ssrc: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a viewer's line can take, in bit/s, all streams together."""

    rate: int


@dataclass(frozen=True, slots=True)
class Reception:
    """What is told to a sender about one stream: ``fraction`` lost since the last report, of 256."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    last_report: int
    since_report: int


Control = SenderReport | Missing | PictureWanted | Estimate


def read_control(data: bytes) -> list[Control]:
    """Return what matters of a compound packet; what is malformed ends it, what is not known is passed over."""
    return [said for kind, count, ssrc, body in _packets(data) for said in _read(kind, count, ssrc, body)]


def _packets(data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Give type, count or format, the sender's SSRC and the rest of each packet."""
    start = 0
    while len(data) - start >= _COMMON.size:
        first, kind, words, ssrc = _COMMON.unpack_from(data, start)
        end = start + 4 + 4 * words
        if first >> 6 != 2 or words == 0 or end > len(data):  # noqa: PLR2004  # the version
            return
        yield kind, first & 0x1F, ssrc, data[start + _COMMON.size : end]
        start = end


def _read(kind: int, count: int, ssrc: int, body: bytes) -> Iterator[Control]:
    if kind == _SR and len(body) >= _REPORT.size:
        yield SenderReport(ssrc, *_REPORT.unpack_from(body))
    elif kind in {_RTPFB, _PSFB} and len(body) >= 4:  # noqa: PLR2004  # the SSRC it is about
        about = int.from_bytes(body[:4], "big")
        if kind == _RTPFB and count == _NACK:
            yield Missing(about, _numbers(body[4:]))
        elif kind == _PSFB and count == _PLI:
            yield PictureWanted(about)
        elif kind == _PSFB and count == _FIR:
            yield from (PictureWanted(int.from_bytes(body[at : at + 4], "big")) for at in range(4, len(body) - 7, 8))
        elif kind == _PSFB and count == _APPLICATION and body[4:8] == b"REMB" and len(body) >= 12:  # noqa: PLR2004
            coded = int.from_bytes(body[9:12], "big")
            yield Estimate((coded & 0x3FFFF) << (coded >> 18))


def _numbers(pairs: bytes) -> tuple[int, ...]:
    """Return the numbers of pairs of a first number and a mask of the sixteen after it (RFC 4585, 6.2.1)."""
    found: list[int] = []
    for first, mask in struct.iter_unpack("!HH", pairs[: len(pairs) & ~3]):
        found.append(first)
        found.extend((first + 1 + bit) & 0xFFFF for bit in range(16) if mask >> bit & 1)
    return tuple(found[:_MOST_MISSING])


def rewritten(packet: bytes, *, sequence: int, timestamp: int, ssrc: int) -> bytearray:
    """Return an RTP packet as it goes to a viewer."""
    copy = bytearray(packet)
    HEADER.pack_into(copy, AT, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return copy


def sender_report(report: SenderReport, *, cname: bytes) -> bytes:
    """Return a report and whose stream it is: what lets a browser play sound and picture together."""
    body = _REPORT.pack(report.ntp, report.timestamp & 0xFFFFFFFF, report.packets, report.octets)
    return _packet(_SR, 0, report.ssrc, body) + _description(report.ssrc, cname)


def _description(ssrc: int, cname: bytes) -> bytes:
    items = bytes((1, len(cname))) + cname
    return _packet(_SDES, 1, ssrc, items + bytes(4 - len(items) % 4))


def receiver_report(reporter: int, receptions: Sequence[Reception]) -> bytes:
    blocks = b"".join(
        _BLOCK.pack(
            one.ssrc,
            one.fraction,
            min(one.lost, 0x7FFFFF).to_bytes(3, "big"),
            one.highest & 0xFFFFFFFF,
            0,
            one.last_report,
            one.since_report & 0xFFFFFFFF,
        )
        for one in receptions
    )
    return _packet(_RR, len(receptions), reporter, blocks)


def picture_wanted(reporter: int, ssrc: int) -> bytes:
    return _packet(_PSFB, _PLI, reporter, ssrc.to_bytes(4, "big"))


def missing(reporter: int, ssrc: int, sequences: Sequence[int]) -> bytes:
    pairs = b"".join(struct.pack("!HH", number, 0) for number in sequences)
    return _packet(_RTPFB, _NACK, reporter, ssrc.to_bytes(4, "big") + pairs)


def estimate(reporter: int, ssrc: int, rate: int) -> bytes:
    """Return the most that a sender shall send of a stream, in bit/s (draft-alvestrand-rmcat-remb-03)."""
    exponent = max(0, rate.bit_length() - 18)
    coded = exponent << 18 | rate >> exponent
    return _packet(
        _PSFB, _APPLICATION, reporter, bytes(4) + b"REMB\x01" + coded.to_bytes(3, "big") + ssrc.to_bytes(4, "big")
    )


def _packet(kind: int, count: int, ssrc: int, body: bytes) -> bytes:
    return _COMMON.pack(0x80 | count, kind, 1 + len(body) // 4, ssrc) + body


def ufrag_of(data: bytes) -> str | None:
    """Return the line that a STUN request names: the first half of its user name (RFC 8489, 14.3; RFC 8445, 7.2.2)."""
    if len(data) < _STUN_HEADER or data[:2] != b"\0\1" or data[4:8] != _STUN_COOKIE:
        return None
    start = _STUN_HEADER
    while start + 4 <= len(data):
        kind, length = struct.unpack_from("!HH", data, start)
        if kind == _STUN_USERNAME:
            return data[start + 4 : start + 4 + length].partition(b":")[0].decode("ascii", "replace")
        start += 4 + length + -length % 4
    return None
