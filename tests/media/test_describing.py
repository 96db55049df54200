import re
from contextlib import suppress

import pytest
from aiortc import sdp as theirs
from hypothesis import given, settings
from hypothesis import strategies as st

from server.errors import BadRequest
from server.media.describing import Answer, Credentials, offer, read_answer
from tests.support.breadth import times

OURS = Credentials("u" * 16, "p" * 32, ":".join(["AB"] * 32))
OFFER = offer(OURS, addresses=[("192.0.2.7", 4000), ("127.0.0.1", 4000)], slots=[(11, 12), (21, 22)], ceiling=500_000)
COMMON = [
    "a=ice-ufrag:user",
    "a=ice-pwd:" + "w" * 24,
    "a=fingerprint:sha-256 " + ":".join(["0f"] * 32),
    "a=setup:active",
]
ANSWER = [
    "v=0",
    *("m=audio 9 UDP/TLS/RTP/SAVPF 111", *COMMON, "a=mid:0"),
    *("m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:1"),
]


def text(lines: list[str]) -> str:
    return "\r\n".join(lines) + "\r\n"


def test_an_offer_is_read_by_others_as_it_is_meant() -> None:
    read = theirs.SessionDescription.parse(OFFER)
    assert [(media.kind, media.direction) for media in read.media] == [
        ("audio", "recvonly"),
        ("video", "recvonly"),
        *[("audio", "sendonly"), ("video", "sendonly")] * 2,
    ]
    assert [media.ssrc[0].ssrc for media in read.media[2:]] == [11, 12, 21, 22]
    assert [media.msid for media in read.media[2:]] == [
        f"slot{number} slot{number}-{kind}" for number in (0, 1) for kind in ("audio", "video")
    ]
    assert [(found.ip, found.port) for found in read.media[0].ice_candidates] == [
        ("192.0.2.7", 4000),
        ("127.0.0.1", 4000),
    ]
    assert read.media[0].ice_candidates[0].priority > read.media[0].ice_candidates[1].priority
    assert read.group[0].items == ["0", "1", "2", "3", "4", "5"]
    assert "b=TIAS:500000" in OFFER


def test_no_section_has_header_extensions_or_lines_out_of_their_order() -> None:
    assert "extmap" not in OFFER
    for section in OFFER.split("m=")[1:]:
        assert re.fullmatch(r"mc(b*)a+", "".join(line[0] for line in ("m=" + section).splitlines()))


def test_an_answer_says_who_may_come_and_in_which_part() -> None:
    assert read_answer(text(ANSWER), sections=2) == Answer(
        "user", "w" * 24, (("sha-256", ":".join(["0f"] * 32)),), "server"
    )
    passive = [line.replace("active", "passive") for line in ANSWER]
    assert read_answer(text(passive), sections=2).role == "client"


@pytest.mark.parametrize("missing", COMMON)
def test_an_answer_that_lacks_something_is_none(missing: str) -> None:
    with pytest.raises(BadRequest, match="not_an_answer"):
        read_answer(text([line for line in ANSWER if line != missing]), sections=2)


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ("a=setup:active", "a=setup:actpass"),
        ("a=ice-ufrag:user", "a=ice-ufrag:us"),
        ("a=ice-ufrag:user", "a=ice-ufrag:us er"),
        ("m=audio 9 ", "m=video 9 "),
        ("m=video 9 ", "m=application 9 "),
        ("m=audio 9 ", "m=audio 0 "),
        ("sha-256", "md5"),
        ("0f:0f", "0g:0f"),
    ],
)
def test_an_answer_that_is_wrong_somewhere_is_none(what: str, instead: str) -> None:
    with pytest.raises(BadRequest, match="not_an_answer"):
        read_answer(text(ANSWER).replace(what, instead), sections=2)


@pytest.mark.parametrize("sections", [0, 4, 6])
def test_an_answer_to_another_offer_is_none(sections: int) -> None:
    with pytest.raises(BadRequest, match="not_an_answer"):
        read_answer(text(ANSWER), sections=sections)


@pytest.mark.parametrize(
    "candidate",
    [
        "1 1 udp 2130706431 169.254.169.254 80 typ host",
        "1 1 udp -1 255.255.255.255 99999 typ relay raddr 0.0.0.0 rport 0",
        "1 1 tcp 1 ::1 22 typ host tcptype active",
        "\u202e" * 400,
        "",
    ],
)
def test_candidates_of_a_browser_are_not_read_whatever_they_say(candidate: str) -> None:
    first, *rest = text(ANSWER).split("m=video")
    assert read_answer("m=video".join([f"{first}a=candidate:{candidate}\r\n", *rest]), sections=2) == read_answer(
        text(ANSWER), sections=2
    )


@settings(max_examples=times(200, 20_000))
@given(st.lists(st.sampled_from(ANSWER) | st.text(max_size=30), max_size=30))
def test_whatever_comes_is_an_answer_or_refused(lines: list[str]) -> None:
    with suppress(BadRequest):
        assert len(read_answer(text(lines), sections=2).fingerprints) <= 8
