import json
import zlib

import pytest

from server.live.frames import Frame, close_frame, framed

LONG = {"type": "changes", "set": {"sites": {f"HN-{n}": {"name_zh": "（示例）长沙县接访点"} for n in range(40)}}}


@pytest.mark.parametrize(
    ("size", "header"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65535, b"\x81\x7e\xff\xff"),
        (65536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_the_header_says_how_long_the_payload_is(size: int, header: bytes) -> None:
    assert framed(0x81, b"x" * size) == header + b"x" * size


def test_a_frame_is_the_message_as_json() -> None:
    frame = Frame({"type": "tick", "now": "九点"})
    assert json.loads(frame.plain[2:]) == {"type": "tick", "now": "九点"}


def test_a_deflated_frame_can_be_read_with_and_without_a_kept_context() -> None:
    keeps = zlib.decompressobj(wbits=-15)
    for turn in range(3):
        deflated = Frame(LONG | {"turn": turn}).deflated
        assert deflated[0] == 0xC1
        body = deflated[4:] + b"\x00\x00\xff\xff"
        assert json.loads(keeps.decompress(body)) == LONG | {"turn": turn}
        assert json.loads(zlib.decompressobj(wbits=-15).decompress(body)) == LONG | {"turn": turn}


def test_what_is_too_short_to_gain_anything_is_not_deflated() -> None:
    frame = Frame({"type": "pong"})
    assert frame.deflated is frame.plain


def test_a_lone_surrogate_ends_no_line() -> None:
    assert json.loads(Frame({"name": "\ud800"}).plain[2:]) == {"name": "?"}


def test_a_goodbye_carries_its_code() -> None:
    assert close_frame(1013) == b"\x88\x02\x03\xf5"
