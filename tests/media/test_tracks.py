import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.plane import Kind
from server.media.rewriting import HEADER, Missing, PictureWanted, SenderReport, read_control
from server.media.tracks import FLOOR, Slot, Track, Way

Steps = st.lists(st.integers(1, 5), min_size=1, max_size=40)
Turns = st.lists(st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF), Steps), min_size=1, max_size=6)


def track(kind: Kind = "video", ssrc: int = 7) -> tuple[Track, list[bytes]]:
    """Return a track, and what is told to its sender."""
    told: list[bytes] = []
    return Track(kind, ssrc, tell=told.append, reporter=1), told


def slot(kind: Kind = "video", starts: tuple[int, int] = (100, 5000)) -> tuple[Slot, list[bytes]]:
    """Return a slot, and what is told to its viewer."""
    told: list[bytes] = []
    return Slot(kind, 0, 99, Way(told.append), starts=starts), told


def packet(sequence: int, timestamp: int, ssrc: int = 7) -> bytes:
    return b"\x80\x60" + HEADER.pack(sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc) + b"\x10\x01picture"


def come(one: Track, sequence: int, timestamp: int = 0) -> None:
    """Let a packet in as the forwarding loop does."""
    one.ring.put(sequence & 0xFFFF, packet(sequence, timestamp))
    one.take(sequence & 0xFFFF, timestamp)
    for shown in [each for each in one.slots if not each.is_in_step]:
        shown.step_in(sequence & 0xFFFF, timestamp, 10.0)


@given(Turns, st.integers(0, 1 << 14), st.integers(0, 2**31))
def test_however_often_another_is_shown_the_numbers_never_jump_or_go_back(
    turns: list[tuple[int, int, list[int]]], sequence: int, timestamp: int
) -> None:
    viewer, _ = slot(starts=(sequence, timestamp))
    for first, began, steps in turns:
        one, _ = track()
        viewer.show(one, 10.0)
        at, moment = first, began
        for step in [0, *steps]:
            at, moment = at + step, moment + 3000 * step
            come(one, at, moment & 0xFFFFFFFF)
            shown = (at + viewer.sequence_by) & 0xFFFF, (moment + viewer.time_by) & 0xFFFFFFFF
            ahead = ((shown[0] - sequence) & 0xFFFF, (shown[1] - timestamp) & 0xFFFFFFFF)
            assert ahead == ((step or 1), 3000 * step or 1)
            sequence, timestamp = shown


def test_time_that_passed_in_the_dark_has_passed_for_the_viewer_too() -> None:
    viewer, _ = slot("audio")
    one, _ = track("audio")
    viewer.show(one, 10.0)
    come(one, 5, 960)
    before = 960 + viewer.time_by
    viewer.show(None, 20.0)
    viewer.show(one, 20.5)
    viewer.step_in(6, 1920, 21.0)
    assert 1920 + viewer.time_by - before == 48_000 + 1


@given(st.integers(0, 0xFFFF), st.sets(st.integers(1, 60), max_size=20))
def test_every_number_that_did_not_come_is_asked_for_once_and_one_that_comes_late_is_no_loss(
    first: int, lost: set[int]
) -> None:
    one, told = track()
    for number in [number for number in range(62) if number not in lost]:
        come(one, first + number)
    asked = [said for control in told for said in read_control(control)]
    assert [number for said in asked if isinstance(said, Missing) for number in said.sequences] == [
        (first + number) & 0xFFFF for number in sorted(lost)
    ]
    assert (one.expected, one.lost) == (62, len(lost))
    for number in lost:
        come(one, first + number)
    assert one.lost == 0


def test_lost_sound_is_not_asked_for() -> None:
    one, told = track("audio")
    come(one, 1)
    come(one, 5)
    assert (told, one.lost) == ([], 3)


def test_a_gap_too_wide_to_mend_is_not_asked_for() -> None:
    one, told = track()
    come(one, 1)
    come(one, 1000)
    assert told == []


def test_what_a_viewer_misses_is_sent_again_by_their_numbers_and_what_is_not_there_is_asked_for() -> None:
    viewer, _ = slot(starts=(65_500, 0))
    one, told = track()
    viewer.show(one, 10.0)
    for number in (*range(60), 62):
        come(one, number, 3000 * number)
    told.clear()
    again = viewer.again([(65_501 + number) & 0xFFFF for number in (34, 59, 60, 300)])
    read = [HEADER.unpack_from(sent, 2) for sent in again]
    assert [(number, ssrc) for number, _, ssrc in read] == [(65_535, 99), ((65_501 + 59) & 0xFFFF, 99)]
    assert read[1][1] - read[0][1] == 3000 * 25
    assert [read_control(control) for control in told] == [[Missing(7, (60,))]]


def test_a_viewer_who_asks_for_the_same_forever_does_not_slow_others() -> None:
    viewer, _ = slot()
    one, told = track()
    viewer.show(one, 10.0)
    come(one, 1)
    come(one, 3)
    for _ in range(1000):
        viewer.again([102])
    assert len([control for control in told if isinstance(read_control(control)[0], Missing)]) <= 10


def test_a_viewer_who_begins_to_see_a_camera_gets_a_whole_picture() -> None:
    viewer, _ = slot()
    one, told = track()
    viewer.show(one, 10.0)
    viewer.show(one, 10.1)
    assert [read_control(control) for control in told] == [[PictureWanted(7)]]


@pytest.mark.parametrize(("last", "asks"), [(b"\x10\x01", 2), (b"\x10\x00", 1)])
def test_a_second_wish_is_asked_late_unless_a_picture_came_meanwhile(last: bytes, asks: int) -> None:
    one, told = track()
    come(one, 1)
    one.want_picture(10.0)
    one.want_picture(10.1)
    one.ring.put(2, packet(2, 0)[:12] + last)
    one.take(2, 0)
    one.ask_late(10.2)
    one.ask_late(10.4)
    assert len(told) == asks


def test_a_picture_that_came_before_a_wish_does_not_answer_it() -> None:
    one, told = track()
    come(one, 1)
    one.want_picture(10.0)
    one.ring.put(2, packet(2, 0)[:12] + b"\x10\x00")
    one.take(2, 0)
    one.want_picture(10.1)
    come(one, 3)
    one.ask_late(10.4)
    assert len(told) == 2


def test_a_wish_that_was_answered_meanwhile_does_not_hold_up_the_next() -> None:
    one, told = track()
    come(one, 1)
    one.want_picture(10.0)
    one.want_picture(10.1)
    one.ring.put(2, packet(2, 0)[:12] + b"\x10\x00")
    one.take(2, 0)
    one.ask_late(10.4)
    one.want_picture(10.5)
    assert len(told) == 2


def test_a_report_goes_on_as_of_the_viewers_own_stream() -> None:
    viewer, told = slot()
    one, _ = track()
    report = SenderReport(7, 1 << 40, 90_000, 5, 6)
    viewer.show(one, 10.0)
    one.hear_report(report, 10.0)
    assert told == []  # nothing has been shown yet
    come(one, 1, 87_000)
    one.hear_report(report, 10.5)
    assert read_control(told[0]) == [SenderReport(99, 1 << 40, 5001 + 3000, 5, 6)]
    reception = one.reception(11.5)
    assert (reception.last_report, reception.since_report) == ((1 << 40) >> 16, 65536)


@pytest.mark.parametrize(
    ("came", "fraction", "lost"),
    [(range(10), 0, 0), ([0, 1, 2, 3, 9], 128, 5), ([0, 1, 1, 1], 0, 0), ([0], 0, 0)],
)
def test_a_sender_is_told_what_part_was_lost(came: list[int], fraction: int, lost: int) -> None:
    one, _ = track()
    for number in came:
        come(one, 65_530 + number)
    first = one.reception(1.0)
    assert (first.fraction, first.lost) == (fraction, lost)
    assert one.reception(2.0).fraction == 0


@pytest.mark.parametrize(
    ("estimates", "rate"),
    [([], 500_000), ([400_000], 400_000), ([400_000, 300_000], 300_000), ([10_000], FLOOR), ([9_000_000], 500_000)],
)
def test_the_narrowest_line_sets_the_rate_but_not_below_what_a_picture_needs(estimates: list[int], rate: int) -> None:
    one, _ = track()
    for estimate in estimates:
        viewer, _ = slot()
        viewer.way.estimate = estimate
        viewer.show(one, 10.0)
    assert one.rate(500_000) == rate


def test_numbers_at_random_harm_nothing_and_keep_nothing() -> None:
    chance = random.Random(5)
    one, _ = track()
    viewer, _ = slot()
    viewer.show(one, 10.0)
    for _ in range(10_000):
        come(one, chance.randrange(1 << 16), chance.randrange(1 << 32))
        viewer.again([chance.randrange(1 << 16) for _ in range(3)])
    assert len(one._missing) <= 128
    assert one.reception(1.0).fraction in range(256)
