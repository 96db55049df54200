import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.keyframes import Asking, is_keyframe, payload_at

PLAIN = b"\x80\x60" + bytes(10)
EXTENDED = b"\x90\x60" + bytes(10) + b"\xbe\xde\x00\x01" + bytes(4)
SOURCES = b"\x82\x60" + bytes(10) + bytes(8)


@pytest.mark.parametrize("header", [PLAIN, EXTENDED, SOURCES])
@pytest.mark.parametrize(
    ("payload", "answer"),
    [
        (b"\x10\x00", True),
        (b"\x10\x01", False),  # an interframe
        (b"\x00\x00", False),  # the middle of a picture
        (b"\x11\x00", False),  # another partition
        (b"\x90\x80\x01\x00", True),  # with a picture id of seven bits
        (b"\x90\x80\x81\x01\x00", True),  # of fifteen
        (b"\x90\xe0\x81\x01\x02\x03\x00", True),  # and layers
        (b"\x90\xe0\x81\x01\x02\x03\x01", False),
        (b"\x10", False),
        (b"\x90", False),
        (b"\x90\x80", False),
        (b"", False),
    ],
)
def test_a_whole_picture_is_known_by_its_first_packet(*, header: bytes, payload: bytes, answer: bool) -> None:
    assert is_keyframe(header + payload) is answer


@given(st.binary(max_size=64))
def test_whatever_comes_is_looked_at_without_harm(data: bytes) -> None:
    assert is_keyframe(data) in {True, False}
    assert payload_at(data) in {None, *range(12, len(data) + 1)}


@pytest.mark.parametrize(
    ("wishes", "asked"),
    [
        ([0.0], [0.0]),
        ([0.0, 0.1, 0.2], [0.0, 0.3]),
        ([0.0, 0.3], [0.0, 0.3]),
        ([0.0, 0.29, 0.31, 0.5], [0.0, 0.3, 0.6]),
    ],
)
def test_a_camera_is_asked_three_times_a_second_at_most_and_no_wish_is_forgotten(
    wishes: list[float], asked: list[float]
) -> None:
    asking = Asking()
    told = []
    for hundredth in range(100):
        moment = hundredth / 100
        told += [moment] * asking.is_due(moment)
        told += [moment for wish in wishes if wish == moment and asking.may_ask(moment)]
    assert told == pytest.approx(asked)
