"""What is written is read back by aiortc, which was made by others from the same standards; and the other way round."""

import struct

import pytest
from aiortc import rtp
from hypothesis import given, settings
from hypothesis import strategies as st

from server.media import rewriting
from server.media.rewriting import Estimate, Missing, PictureWanted, Reception, SenderReport, read_control, ufrag_of
from tests.support.breadth import times

SHORT = st.integers(0, 0xFFFF)
WORD = st.integers(0, 0xFFFFFFFF)


@given(SHORT, WORD, WORD, st.binary(max_size=50))
def test_a_packet_for_a_viewer_differs_in_number_time_and_source_only(
    sequence: int, timestamp: int, ssrc: int, payload: bytes
) -> None:
    ours = rtp.RtpPacket(payload_type=96, marker=1, sequence_number=7, timestamp=8, ssrc=9, payload=payload)
    shown = rewriting.rewritten(ours.serialize(), sequence=sequence, timestamp=timestamp, ssrc=ssrc)
    told = rtp.RtpPacket.parse(bytes(shown))
    assert (told.sequence_number, told.timestamp, told.ssrc) == (sequence, timestamp, ssrc)
    assert (told.payload_type, told.marker, told.payload) == (96, 1, payload)


@given(WORD, WORD, st.sets(SHORT, min_size=1, max_size=40))
def test_lost_packets_are_asked_for_and_read_as_asked_for(us: int, them: int, lost: set[int]) -> None:
    (told,) = rtp.RtcpPacket.parse(rewriting.missing(us, them, sorted(lost)))
    assert isinstance(told, rtp.RtcpRtpfbPacket)
    assert (told.fmt, told.ssrc, told.media_ssrc, sorted(told.lost)) == (1, us, them, sorted(lost))
    theirs = rtp.RtcpRtpfbPacket(fmt=1, ssrc=us, media_ssrc=them, lost=sorted(lost))
    (read,) = read_control(bytes(theirs))
    assert isinstance(read, Missing)
    assert (read.ssrc, set(read.sequences)) == (them, lost)


@given(WORD, st.integers(0, 2**64 - 1), WORD, WORD, WORD)
def test_a_senders_report_goes_on_with_whose_it_is(
    ssrc: int, ntp: int, timestamp: int, packets: int, octets: int
) -> None:
    report = SenderReport(ssrc, ntp, timestamp, packets, octets)
    written = rewriting.sender_report(report, cname=b"slot0")
    assert read_control(written) == [report]
    told, whose = rtp.RtcpPacket.parse(written)
    assert isinstance(told, rtp.RtcpSrPacket)
    assert (told.ssrc, told.sender_info) == (ssrc, rtp.RtcpSenderInfo(ntp, timestamp, packets, octets))
    assert whose == rtp.RtcpSdesPacket(chunks=[rtp.RtcpSourceInfo(ssrc=ssrc, items=[(1, b"slot0")])])


@given(
    st.lists(st.builds(Reception, WORD, st.integers(0, 255), st.integers(0, 2**23 - 1), WORD, WORD, WORD), max_size=3)
)
def test_a_receivers_report_is_read_as_written(receptions: list[Reception]) -> None:
    (told,) = rtp.RtcpPacket.parse(rewriting.receiver_report(5, receptions))
    assert isinstance(told, rtp.RtcpRrPacket)
    assert [
        Reception(one.ssrc, one.fraction_lost, one.packets_lost, one.highest_sequence, one.lsr, one.dlsr)
        for one in told.reports
    ] == receptions


@given(WORD, st.integers(0, 2**40))
def test_a_rate_is_read_as_written_but_for_its_last_bits(ssrc: int, rate: int) -> None:
    written = rewriting.estimate(5, ssrc, rate)
    (told,) = rtp.RtcpPacket.parse(written)
    assert isinstance(told, rtp.RtcpPsfbPacket)
    heard, ssrcs = rtp.unpack_remb_fci(told.fci)
    assert ssrcs == [ssrc]
    assert heard == pytest.approx(rate, rel=1e-5)
    assert read_control(written) == [Estimate(heard)]


def test_both_ways_of_wanting_a_picture_are_read() -> None:
    wanted = rewriting.picture_wanted(5, 6)
    assert wanted == bytes(rtp.RtcpPsfbPacket(fmt=1, ssrc=5, media_ssrc=6))
    full = rtp.RtcpPsfbPacket(
        fmt=4, ssrc=5, media_ssrc=0, fci=struct.pack("!LL", 6, 1 << 24) + struct.pack("!LL", 7, 0)
    )
    assert read_control(wanted + bytes(full)) == [PictureWanted(6), PictureWanted(6), PictureWanted(7)]


def test_what_is_broken_ends_a_compound_and_what_came_before_counts() -> None:
    wanted = rewriting.picture_wanted(5, 6)
    assert read_control(wanted + wanted[:-1]) == [PictureWanted(6)]
    assert read_control(wanted + b"\x40" + wanted[1:]) == [PictureWanted(6)]


@settings(max_examples=times(200, 20_000))
@given(st.binary(max_size=1500))
def test_whatever_comes_is_read_without_harm_and_to_a_bounded_length(data: bytes) -> None:
    read = read_control(data)
    assert len(read) <= len(data) / 4
    assert sum(len(one.sequences) for one in read if isinstance(one, Missing)) <= 17 * len(data) / 4
    assert isinstance(ufrag_of(data), str | None)


@pytest.mark.parametrize("name", [b"them:me", b"them", b"them:", b":"])
def test_a_connectivity_check_names_its_line(name: bytes) -> None:
    attribute = struct.pack("!HH", 6, len(name)) + name + bytes(-len(name) % 4)
    other = struct.pack("!HHL", 0x24, 4, 1)
    message = b"\0\1" + struct.pack("!HL", len(other + attribute), 0x2112A442) + bytes(12) + other + attribute
    assert ufrag_of(message) == name.decode().partition(":")[0]
    assert ufrag_of(b"\1\1" + message[2:]) is None
