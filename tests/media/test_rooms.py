import asyncio
import socket

import pytest

from server.errors import BadRequest, NotFound
from server.media.rooms import Rooms
from tests.support.calls import Call, LossyPort, Party

Media = tuple[Rooms, LossyPort]


@pytest.fixture(autouse=True)
def _room(media: Media) -> None:
    media[0].open_room("r", slots=2)


async def test_two_see_and_hear_each_other_and_no_third(call: Call) -> None:
    leader, petitioner = await call("leader", 60), await call("petitioner", 200)
    await leader.until_sees(200)
    await petitioner.until_sees(60)
    await leader.hears()
    await petitioner.hears()


@pytest.mark.parametrize("loss", [0.05, 0.10])
async def test_what_is_lost_on_the_way_is_asked_for_again_and_the_picture_goes_on(
    media: Media, call: Call, loss: float
) -> None:
    _, udp_port = media
    leader, petitioner = await call("leader", 60), await call("petitioner", 200)
    udp_port.loss = loss
    await leader.until_sees(200)
    await petitioner.until_sees(60)
    for _ in range(60):
        assert abs(await leader.sees() - 200) < 8
        assert abs(await petitioner.sees() - 60) < 8
    assert udp_port.lost > 0


async def test_a_member_who_comes_back_takes_their_own_slot_and_is_seen_once(media: Media, call: Call) -> None:
    plane, _ = media
    leader, before = await call("leader", 60), await call("petitioner", 200)
    await leader.until_sees(200)
    again = await call("petitioner", 120)
    await leader.until_sees(120)
    await again.until_sees(60)
    assert plane.seen_by("r", "leader") == ("petitioner", None)
    assert before.states.empty()


async def test_a_member_who_is_removed_is_not_seen_any_more_though_they_go_on_sending(media: Media, call: Call) -> None:
    plane, _ = media
    leader, helper, petitioner = await call("leader", 60), await call("helper", 120), await call("petitioner", 200)
    await leader.until_sees(200, slot=1)
    await plane.remove("r", "petitioner")
    assert plane.seen_by("r", "leader") == ("helper", None)
    assert list(plane.stats("r")) == ["leader", "helper"]
    await helper.until_sees(60)
    assert petitioner.states.empty()


async def test_a_member_who_sits_apart_is_neither_seen_nor_sees_until_called_back(media: Media, call: Call) -> None:
    plane, _ = media
    plane.detach("r", "petitioner", "helper")
    petitioner, helper = await call("petitioner", 200), await call("helper", 120)
    await helper.until_sees(200)
    assert plane.seen_by("r", "petitioner") == (None, None)
    plane.attach("r", "petitioner", "helper")
    await petitioner.until_sees(120)


async def test_a_muted_camera_is_dark_while_the_sound_goes_on_and_comes_back(media: Media, call: Call) -> None:
    plane, _ = media
    leader, petitioner = await call("leader", 60), await call("petitioner", 200)
    await leader.until_sees(200)
    plane.mute("r", "petitioner", "video", on=True)
    await leader.hears()
    await petitioner.until_sees(60)
    plane.mute("r", "petitioner", "video", on=False)
    await leader.until_sees(200)


async def test_the_traffic_of_each_is_told(media: Media, call: Call) -> None:
    plane, _ = media
    leader, _petitioner = await call("leader", 60), await call("petitioner", 200)
    await leader.until_sees(200)
    traffic = plane.stats("r")["petitioner"]
    assert traffic.packets > 0
    assert traffic.bytes > 12 * traffic.packets
    assert traffic.lost == 0


async def test_what_is_no_answer_is_refused_and_may_be_tried_again(media: Media) -> None:
    plane, _ = media
    heard: asyncio.Queue[str] = asyncio.Queue()
    offer = await plane.join("r", "leader", on_state=heard.put_nowait)
    for not_an_answer in ("", "v=0", offer.sdp, "m=audio 9 x\r\n" * 6, "\0" * 100_000):
        with pytest.raises(BadRequest, match="not_an_answer"):
            await plane.answer("r", "leader", not_an_answer)
    party = Party(plane, "leader", 60)
    await party.join("r")
    with pytest.raises(BadRequest, match="not_an_answer"):
        await plane.answer("r", "leader", party.browser.localDescription.sdp)
    await party.browser.close()
    assert heard.empty()


async def test_a_room_that_is_not_open_and_a_member_who_is_not_there_are_not_found(media: Media) -> None:
    plane, _ = media
    with pytest.raises(NotFound):
        await plane.join("other", "leader", on_state=print)
    with pytest.raises(NotFound):
        await plane.answer("r", "leader", "")
    with pytest.raises(NotFound):
        plane.seen_by("r", "leader")
    await plane.remove("r", "leader")
    await plane.close("r")
    await plane.close("r")
    with pytest.raises(NotFound):
        plane.stats("r")


async def test_a_member_who_says_goodbye_is_away_at_once(call: Call) -> None:
    leader, petitioner = await call("leader", 60), await call("petitioner", 200)
    await leader.until_sees(200)
    await leader.browser.close()
    assert await leader.said() == "reconnecting"
    assert petitioner.states.empty()


async def test_what_comes_from_an_address_that_is_no_members_goes_nowhere(media: Media, call: Call) -> None:
    plane, udp_port = media
    leader = await call("leader", 60)
    before = dict(plane._forwarding._by_key)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for first in range(256):
            stranger.sendto(bytes([first]) + bytes(200), udp_port.address)
    petitioner = await call("petitioner", 200)
    await petitioner.until_sees(60)
    await leader.until_sees(200)
    assert before.items() <= plane._forwarding._by_key.items()
    assert len(plane._forwarding._by_key) <= len(before) + 2
