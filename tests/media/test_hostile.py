"""A thousand bad packets of each sort: from a stranger, from one who knows a name, from a member."""

import asyncio
import random
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from aioice import stun

from server.errors import BadRequest
from server.media.leg import Leg
from server.media.rooms import Rooms
from tests.support.calls import HERE, Call, LossyPort, Party

Media = tuple[Rooms, LossyPort]
COUNT = 1000


@pytest.fixture(autouse=True)
async def complaints(media: Media) -> Any:
    """Open the room, and let nothing be raised in the loop."""
    media[0].open_room("r", slots=1)
    raised: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: raised.append(context))
    yield raised
    loop.set_exception_handler(None)
    assert raised == []


@pytest.fixture
def stranger() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind((HERE, 0))
        opened.setblocking(False)  # noqa: FBT003  # the standard library's
        yield opened


def leg_of(plane: Rooms, member_id: str) -> Leg:
    leg = plane._rooms["r"].members[member_id].leg
    assert leg is not None
    return leg


def noise(chance: random.Random, first: Callable[[], int]) -> bytes:
    return bytes([first()]) + chance.randbytes(chance.randrange(1500))


@pytest.mark.parametrize(
    ("kind", "least", "most"), [("STUN", 0, 4), ("DTLS", 20, 64), ("RTP and RTCP", 128, 192), ("anything", 0, 256)]
)
async def test_a_stranger_gets_nothing_and_leaves_nothing(
    media: Media, call: Call, stranger: socket.socket, kind: str, least: int, most: int
) -> None:
    plane, udp_port = media
    leader, petitioner = await call("leader", 60), await call("petitioner", 200)
    chance = random.Random(kind)
    for _ in range(COUNT):
        stranger.sendto(noise(chance, lambda: chance.randrange(least, most)), udp_port.address)
    await leader.until_sees(200)
    await petitioner.until_sees(60)
    with pytest.raises(BlockingIOError):
        stranger.recv(100)
    assert plane._forwarding._by_key.keys() == {*leg_of(plane, "leader")._keys, *leg_of(plane, "petitioner")._keys}


async def test_a_stranger_who_knows_a_members_name_but_no_password_is_not_let_in(
    media: Media, call: Call, stranger: socket.socket
) -> None:
    plane, udp_port = media
    leader, petitioner = await call("leader", 60), await call("petitioner", 200)
    leg = leg_of(plane, "leader")
    chance = random.Random(2)
    for number in range(COUNT):
        check = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        check.attributes["USERNAME"] = f"{leg.line.credentials.ufrag}:them"
        check.attributes["PRIORITY"] = number
        check.add_message_integrity(chance.randbytes(16))
        data = bytearray(bytes(check))
        for _ in range(number % 4):
            data[chance.randrange(20, len(data))] = chance.randrange(256)
        stranger.sendto(data, udp_port.address)
    await leader.until_sees(200)
    await petitioner.until_sees(60)
    assert len(leg._keys) == 1


async def test_a_sender_who_knows_the_password_is_remembered_at_a_few_addresses_only(media: Media) -> None:
    plane, udp_port = media
    await plane.join("r", "leader", on_state=print)
    leg = leg_of(plane, "leader")
    names = leg.line.credentials
    for number in range(100):
        check = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        check.attributes["USERNAME"] = f"{names.ufrag}:them"
        check.attributes["PRIORITY"] = number
        check.add_message_integrity(names.password.encode())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
            opened.sendto(bytes(check), udp_port.address)
            plane._forwarding.forward(udp_port)
    assert len(leg._keys) <= 16
    assert len(leg.line._connection._early_checks) <= 100


async def test_a_member_who_sends_nonsense_in_all_form_harms_no_other(media: Media, call: Call) -> None:
    plane, _ = media
    leader, petitioner = await call("leader", 60), await call("petitioner", 200)
    await leader.until_sees(200)
    chance = random.Random(9)
    for _ in range(COUNT):
        send_as(petitioner, b"\x80" + chance.randbytes(11 + chance.randrange(1200)))
    for _ in range(COUNT):
        kind = chance.choice([200, 201, 202, 203, 204, 205, 206, 207])
        body = chance.randbytes(4 * chance.randrange(1, 60))
        length = (len(body) // 4).to_bytes(2, "big")
        send_as(petitioner, bytes([0x80 | chance.randrange(32), kind]) + length + body, control=True)
    await petitioner.until_sees(60)
    await leader.hears()
    leg = leg_of(plane, "petitioner")
    assert len(leg.tracks) <= 2
    assert len(leg._sources) <= 16


def send_as(party: Party, data: bytes, *, control: bool = False) -> None:
    """Send a packet of one's own making, sealed with the line's true key."""
    dtls = party.browser.getTransceivers()[0].receiver.transport
    assert dtls is not None
    session = dtls._tx_srtp
    pair = dtls.transport._connection._nominated[1]
    sealed = session.protect_rtcp(data) if control else session.protect(data)
    pair.protocol.transport.sendto(sealed, pair.remote_addr)


async def test_a_thousand_broken_answers_are_refused_or_lead_nowhere_and_a_good_one_still_counts(
    media: Media, call: Call
) -> None:
    plane, _ = media
    petitioner = await call("petitioner", 200)
    answer = petitioner.browser.localDescription.sdp
    await plane.join("r", "leader", on_state=print)
    chance, taken = random.Random(5), 0
    for _ in range(COUNT):
        with suppress(BadRequest):
            await plane.answer("r", "leader", broken(answer, chance))
            await plane.join("r", "leader", on_state=print)
            taken += 1
    assert 0 < taken < COUNT
    leader = await call("leader", 60)
    await leader.until_sees(200)
    await petitioner.until_sees(60)


def broken(answer: str, chance: random.Random) -> str:
    """An answer with some of its lines lost, doubled, cut off, swapped, spoilt or beside a hostile one."""
    lines = answer.splitlines()
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(lines))
        line, other = lines[at], lines[chance.randrange(len(lines))]
        place = chance.randrange(len(line) + 1)
        spoilt = line[:place] + chr(chance.randrange(1, 0x3000)) + line[place + 1 :]
        address = chance.choice(["127.0.0.1", "255.255.255.255", "::1", "x" * 999])
        hostile = f"a=candidate:1 1 udp 1 {address} 9 typ host\r\n{line}"
        lines[at] = chance.choice([line[:place], f"{line}\r\n{line}", other, spoilt, hostile, ""])
    return "\r\n".join(lines) + "\r\n"


async def test_a_member_who_was_removed_and_goes_on_sending_is_not_passed_on(media: Media, call: Call) -> None:
    plane, _ = media
    leader, petitioner = await call("leader", 60), await call("petitioner", 200)
    await leader.until_sees(200)
    leg = leg_of(plane, "petitioner")
    session, sent = leg.line, leg._packets()
    await plane.remove("r", "petitioner")
    for number in range(COUNT):
        send_as(petitioner, b"\x80\x60" + number.to_bytes(2, "big") + bytes(100))
    helper = await call("helper", 120)
    await leader.until_sees(120)
    await helper.until_sees(60)
    assert (leg.line, leg._packets(), leg.is_up) == (session, sent, False)
