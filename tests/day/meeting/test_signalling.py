"""What is said over live lines: rings, offers, slots, who is away, who is seen no longer. The plane is fake."""

import asyncio

import pytest
from sqlalchemy import event

from tests.support.feed import until
from tests.support.meetings import Table, seats
from tests.support.people import clock_of
from tests.support.world import CITY, COUNTY, HERE, NEXT_DOOR


async def test_a_call_rings_at_the_desks_of_its_site_and_at_no_other(table: Table) -> None:
    here, there = await table.line(table.desk), await table.line(table.world.devices[NEXT_DOOR])
    meeting = await table.call()
    ring = await here.until("ring")
    assert (ring["meeting"], ring["participant"], ring["mode"], ring["site"]) == (meeting, "site", "video", HERE)
    await there.say("ping")
    await there.until("pong")
    assert {frame["type"] for frame in there.frames} == {"welcome", "pong"}


async def test_a_desk_that_comes_while_it_rings_is_told_of_the_meeting(table: Table) -> None:
    meeting = await table.call()
    late = await table.line(table.desk)
    assert (await late.until("meeting"))["meeting"]["id"] == meeting


async def test_a_participant_who_comes_in_is_offered_a_line_and_is_seen_in_a_slot(table: Table) -> None:
    meeting = await table.call()
    desk, leader = await table.line(table.desk), await table.line(table.leader)
    assert (await desk.enter(meeting))["slots"] == [None, None, None]
    offer = await leader.enter(meeting)
    assert (offer["you"], offer["slots"]) == ("leader", ["site", None, None])
    slot = await desk.until("media_slot")
    assert (slot["slot"], slot["participant"]) == (0, "leader")
    said = await leader.until_meeting(lambda said: said["state"] == "open")
    assert (said["you"], seats(said)) == ("leader", {"leader": "seated", "site": "seated"})
    assert table.plane.rooms[meeting].members["leader"].answered


async def test_a_participant_who_falls_silent_is_away_for_all_and_seated_again_when_heard(table: Table) -> None:
    meeting, leader, _ = await table.open_meeting()
    table.plane.say(meeting, "site", "reconnecting")
    said = await leader.until_meeting(lambda said: seats(said)["site"] == "away")
    assert said["seats"][1]["away_since"] is not None
    table.plane.say(meeting, "site", "connected")
    await leader.until_meeting(lambda said: seats(said)["site"] == "seated")


async def test_a_line_that_breaks_is_told_and_its_participant_comes_back_to_the_seat(table: Table) -> None:
    meeting, leader, desk = await table.open_meeting()
    await desk.socket.close()
    await leader.until_meeting(lambda said: seats(said)["site"] == "away")
    back = await table.line(table.desk)
    assert (await back.enter(meeting))["you"] == "site"
    said = await leader.until_meeting(lambda said: seats(said)["site"] == "seated")
    assert set(seats(said)) == {"leader", "site"}
    assert table.plane.rooms[meeting].members["site"].joined == 2


async def test_the_same_person_elsewhere_has_the_seat_and_the_page_before_is_told_so(table: Table) -> None:
    meeting, leader, desk = await table.open_meeting()
    elsewhere = await table.line(table.leader)
    await elsewhere.enter(meeting)
    assert (await leader.until("refused"))["code"] == "seat_moved"
    assert set(table.plane.rooms[meeting].members) == {"leader", "site"}
    await leader.socket.close()
    await elsewhere.say("media_state", meeting=meeting, audio=False, video=True)
    said = await desk.until_meeting(lambda said: not said["seats"][0]["audio"])
    assert seats(said)["leader"] == "seated"


async def test_a_line_that_the_plane_closed_is_offered_anew_while_its_page_is_there(table: Table) -> None:
    meeting, leader, _ = await table.open_meeting()
    table.plane.say(meeting, "leader", "gone")
    await leader.until("media_offer")
    assert table.plane.rooms[meeting].members["leader"].joined == 2


async def test_a_meeting_that_is_stuck_delays_neither_the_ring_nor_the_telling_of_another(table: Table) -> None:
    stuck, leader, _ = await table.open_meeting()
    desk, caller = await table.line(table.world.devices[NEXT_DOOR]), await table.world.account("leader", CITY)
    goes_on = table.plane.holds[stuck] = asyncio.Event()
    table.plane.say(stuck, "leader", "gone")  # a new line is offered, and the plane does not get on with it
    meeting = await table.call(code=NEXT_DOOR, by=caller)
    assert (await desk.until("ring"))["meeting"] == meeting
    await table.command(meeting, "seat", table.world.devices[NEXT_DOOR])
    await desk.until_meeting(lambda said: seats(said)["site"] == "seated")
    goes_on.set()
    await leader.until("media_offer")


async def test_a_meeting_is_read_once_to_be_told_however_many_lines_are_told(table: Table) -> None:
    meeting, leader, desk = await table.open_meeting()
    more = [await table.line(seat) for seat in (table.leader, table.desk, table.desk)]
    for line in more:
        await line.until("meeting")
    read: list[str] = []
    engine = table.world.database._engine.sync_engine  # where statements are seen
    event.listen(engine, "before_cursor_execute", lambda *said: read.append(" ".join(said[2].split())))

    async def times_read(*, audio: bool) -> int:
        """How often what only the telling reads is read, from a change until each line is told."""
        read.clear()
        await leader.say("media_state", meeting=meeting, audio=audio, video=True)
        for line in (leader, desk, *more):
            await line.until_meeting(lambda said: said["seats"][0]["audio"] == audio)
        return sum("FROM day " in sql for sql in read)

    assert (
        min([await times_read(audio=audio) for audio in (False, True, False)]) == 1
    )  # an arrival may be told meanwhile


async def test_what_each_sends_is_seen_by_the_others_and_the_leader_may_mute_all(table: Table) -> None:
    meeting, leader, desk = await table.open_meeting()
    await leader.say("media_state", meeting=meeting, audio=True, video=False)
    said = await desk.until_meeting(lambda said: not said["seats"][0]["video"])
    assert said["seats"][0]["audio"]
    await table.command(meeting, "mute_all")
    said = await desk.until_meeting(lambda said: not said["seats"][1]["audio"])
    assert said["seats"][0]["audio"]
    await until(lambda: table.plane.rooms[meeting].members["site"].muted == {"audio"})
    await desk.say("media_state", meeting=meeting, audio=True, video=True)
    await desk.until_meeting(lambda said: said["seats"][1]["audio"])
    await until(lambda: table.plane.rooms[meeting].members["site"].muted == set())


async def test_a_participant_who_leaves_is_neither_seen_nor_heard_and_the_end_closes_the_room(table: Table) -> None:
    meeting, leader, desk = await table.open_meeting()
    await desk.say("leave", meeting=meeting)
    await leader.until("media_slot", participant=None)
    assert set(table.plane.rooms[meeting].members) == {"leader"}
    await table.command(meeting, "end", reason="信访人离开")
    assert (await leader.until_meeting(lambda said: said["state"] == "ended"))["end_reason"] == "reason"
    assert (await desk.until_meeting(lambda said: said["state"] == "ended"))["lacks"] == []
    await until(lambda: table.plane.rooms == {})
    await leader.say("enter", meeting=meeting)
    assert (await leader.until("refused"))["code"] == "meeting_ended"


async def test_an_answer_to_an_offer_that_is_over_changes_nothing(table: Table) -> None:
    meeting = await table.call()
    leader = await table.line(table.leader)
    await leader.say("enter", meeting=meeting)
    offer = await leader.until("media_offer")
    await leader.say("media_answer", meeting=meeting, leg="another", sdp="v=0 an answer")
    await leader.say("media_answer", meeting=meeting, leg=offer["leg"], sdp="v=0 nonsense")
    assert (await leader.until("refused"))["code"] == "not_an_answer"
    assert not table.plane.rooms[meeting].members["leader"].answered


async def test_a_participant_token_seats_its_owner_once_and_soon(table: Table) -> None:
    meeting = await table.call()
    _, given = await table.command(meeting, "enter")
    line = await table.line(table.leader)
    await line.enter(meeting, participant_token=given["token"])
    await line.say("enter", meeting=meeting, participant_token=given["token"])
    assert (await line.until("refused"))["code"] == "token_not_valid"


async def test_a_token_that_is_old_or_anothers_or_made_up_gives_no_seat(table: Table) -> None:
    meeting = await table.call()
    _, given = await table.command(meeting, "enter")
    _, of_site = await table.command(meeting, "seat", table.desk)
    line = await table.line(table.leader)
    clock_of(table.client).forward(minutes=2, seconds=1)
    for token in (given["token"], of_site["token"], "made-up"):
        await line.say("enter", meeting=meeting, participant_token=token)
        assert (await line.until("refused"))["code"] == "token_not_valid"
    assert table.plane.rooms == {}


async def test_a_person_without_a_right_to_the_meeting_learns_nothing(table: Table) -> None:
    meeting, _, _ = await table.open_meeting()
    other = await table.line(await table.world.account("leader", COUNTY))
    await other.say("enter", meeting=meeting)
    assert (await other.until("refused"))["code"] == "not_at_table"
    foreign = await table.line(table.world.devices[NEXT_DOOR])
    for called in (meeting, "018bb165-9350-7564-b3e0-bbbbf419c5e6"):
        await foreign.say("enter", meeting=called)
        assert (await foreign.until("refused"))["code"] == "not_found"
        await foreign.say("media_answer", meeting=called, leg="1", sdp="v=0")
        assert (await foreign.until("refused"))["code"] == "not_at_table"
        await foreign.say("media_state", meeting=called, audio=True, video=True)
        assert (await foreign.until("refused"))["code"] == "not_found"


async def test_a_participant_whose_rights_are_cut_is_out_of_the_room_at_once(table: Table) -> None:
    meeting, leader, desk = await table.open_meeting()
    await table.client.post("/api/sign-out-everywhere", headers=table.leader.headers)
    await desk.until_meeting(lambda said: seats(said)["leader"] == "away")
    await until(lambda: set(table.plane.rooms[meeting].members) == {"site"})
    assert (await leader.until("ended"))["code"] == "signed_out"


async def test_a_reception_in_person_has_no_room_on_the_plane(table: Table) -> None:
    meeting = await table.call(mode="in_person")
    leader = await table.line(table.leader)
    await leader.say("enter", meeting=meeting)
    await leader.until_meeting(lambda said: said["state"] == "open")
    assert table.plane.rooms == {}


@pytest.mark.parametrize("word", [{"type": "enter", "meeting": "none"}, {"type": "media_answer", "meeting": "x"}])
async def test_words_that_are_none_are_refused_and_the_line_stays(table: Table, word: dict[str, object]) -> None:
    line = await table.line(table.leader)
    await line.socket.send_json(word)
    assert (await line.until("refused"))["code"] == "not_a_request"


async def test_a_long_answer_may_come_and_no_other_long_word(table: Table) -> None:
    line = await table.line(table.leader)
    meeting = await table.call()
    await line.say("media_answer", meeting=meeting, leg="1", sdp="v" * 30_000)
    assert (await line.until("refused"))["code"] == "not_at_table"
    await line.socket.send_str('{"type":"ping"' + " " * 5_000 + "}")
    assert (await line.socket.receive()).data == 1009
