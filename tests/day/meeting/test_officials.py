"""Officials at a meeting: asked to it with leave for exactly that, sent away, and a meeting that is handed over."""

from typing import Any

import pytest

from tests.support.meetings import Table, seats
from tests.support.people import clock_of
from tests.support.world import CITY, COUNTY, NEXT_DOOR, PROVINCE, Seat


async def asked(table: Table, role: str = "department") -> tuple[str, Seat]:
    """A meeting that a leader of the province has called, and an official who was asked to it."""
    table.leader = await table.world.account("leader", PROVINCE)
    official = await table.world.account(role, COUNTY)
    meeting = await table.call()
    status, said = await table.command(meeting, "invite", account=official.ident)
    assert (status, seats(said)["official1"]) == (200, "invited")
    return meeting, official


@pytest.mark.parametrize("role", ["department", "interpreter", "officer"])
async def test_an_official_is_rung_sees_this_meeting_and_comes_in(table: Table, role: str) -> None:
    table.leader = await table.world.account("leader", PROVINCE)
    official = await table.world.account(role, COUNTY)
    line, meeting = await table.line(official), await table.call()
    await table.command(meeting, "invite", account=official.ident)
    ring = await line.until("ring")
    assert (ring["meeting"], ring["participant"]) == (meeting, "official1")
    assert (await table.get(f"/api/meetings/{meeting}", official))[1]["you"] == "official1"
    assert (await line.enter(meeting))["you"] == "official1"


async def test_leave_is_for_this_meeting_alone_and_ends_with_it(table: Table) -> None:
    meeting, official = await asked(table)
    other = await table.call(code=NEXT_DOOR)
    assert (await table.get(f"/api/meetings/{meeting}", official))[0] == 200
    assert (await table.get(f"/api/meetings/{other}", official))[0] == 403
    assert (await table.get("/api/meetings", official))[0] == 403
    await table.command(meeting, "end", reason="改日再谈")
    assert (await table.get(f"/api/meetings/{meeting}", official))[0] == 403


async def test_leave_ends_by_itself_where_a_meeting_is_never_ended(table: Table) -> None:
    meeting, official = await asked(table)
    clock_of(table.client).forward(hours=3, minutes=59)
    assert (await table.get(f"/api/meetings/{meeting}", official))[0] == 200
    clock_of(table.client).forward(minutes=1)
    assert (await table.get(f"/api/meetings/{meeting}", official))[0] in {401, 404}


async def test_a_third_official_finds_no_seat_and_a_desk_is_no_official(table: Table) -> None:
    meeting, first = await asked(table)
    second = await table.world.account("officer", CITY)
    third = await table.world.account("department", COUNTY)
    registrar = await table.world.account("supervisor", COUNTY)
    await table.command(meeting, "invite", account=second.ident)
    assert (await table.command(meeting, "invite", account=third.ident))[1]["code"] == "meeting_full"
    assert (await table.command(meeting, "invite", account=registrar.ident))[1]["code"] == "not_invitable"
    assert (await table.command(meeting, "invite", account=first.ident))[0] == 200
    _, said = await table.get(f"/api/meetings/{meeting}")
    assert [seat["participant"] for seat in said["seats"]] == ["leader", "site", "official1", "official2"]


async def test_only_the_leader_asks_and_sends_away_officials_of_their_places(table: Table) -> None:
    meeting, official = await asked(table)
    other = await table.world.account("leader", PROVINCE)
    foreign = await table.world.account("department", (440000000, 449999999))
    for command, more in (("invite", {"account": official.ident}), ("remove", {"participant": "official1"})):
        assert (await table.command(meeting, command, other, **more))[1]["code"] == "not_your_meeting"
        assert (await table.command(meeting, command, official, **more))[1]["code"] == "not_your_meeting"
    assert (await table.command(meeting, "invite", account=foreign.ident))[1]["code"] == "not_found"
    assert (await table.command(meeting, "remove", participant="site"))[1]["code"] == "not_found"


async def test_an_official_who_is_sent_away_is_out_of_the_room_and_cannot_come_back(table: Table) -> None:
    meeting, official = await asked(table)
    line, leader = await table.line(official), await table.line(table.leader)
    await leader.enter(meeting)
    await line.enter(meeting)
    await leader.until("media_slot", participant="official1")
    await table.command(meeting, "remove", participant="official1")
    await leader.until("media_slot", participant=None)
    assert set(table.plane.rooms[meeting].members) == {"leader"}
    assert (await line.until("refused"))["code"] == "not_at_table"
    await line.say("enter", meeting=meeting)
    assert (await line.until("refused"))["code"] == "not_at_table"
    assert (await table.get(f"/api/meetings/{meeting}", official))[0] == 403
    assert "official1" not in seats((await table.get(f"/api/meetings/{meeting}"))[1])


async def test_an_official_who_is_asked_no_longer_is_told_so_without_having_come_in(table: Table) -> None:
    meeting, official = await asked(table)
    line = await table.line(official)
    await line.until_meeting(lambda said: said["you"] == "official1")
    await table.command(meeting, "remove", participant="official1")
    assert await line.until("refused") == {"type": "refused", "code": "not_at_table", "meeting": meeting}


async def test_an_official_who_was_sent_away_may_be_asked_again(table: Table) -> None:
    meeting, official = await asked(table)
    await table.command(meeting, "remove", participant="official1")
    await table.command(meeting, "invite", account=official.ident)
    assert (await table.get(f"/api/meetings/{meeting}", official))[1]["you"] == "official1"


async def test_the_officials_that_a_leader_may_ask_are_listed_by_name(table: Table) -> None:
    of_county = table.leader
    meeting, official = await asked(table)
    await table.world.account("department", (430103000, 430103999))
    await table.world.account("auditor", COUNTY)
    status, said = await table.get(f"/api/meetings/{meeting}/officials")
    assert (status, {each["account"] for each in said["items"]}) == (200, {official.ident, of_county.ident})
    assert said["items"][0]["place_name"]
    assert (await table.get(f"/api/meetings/{meeting}/officials", official))[0] == 403


async def test_a_meeting_that_is_handed_over_has_another_leader_and_the_one_before_is_out(table: Table) -> None:
    city = await table.world.account("leader", CITY)
    meeting, leader, desk = await table.open_meeting()
    matter = (await table.get(f"/api/meetings/{meeting}"))[1]["matter"]
    path = f"/api/days/2023-11-09/sites/HN-D-430102/turns/{matter}/commands"
    asking = {"command": "hand_over", "to": "430100", "reason": "须由市里协调"}
    assert (await table.client.post(path, json=asking, headers=table.leader.headers)).status == 200
    theirs = await table.line(city)
    accepted = await table.client.post(path, json={"command": "accept_hand_over"}, headers=city.headers)
    assert accepted.status == 200
    assert (await theirs.until("ring"))["participant"] == "leader"
    assert (await leader.until("refused"))["code"] == "not_at_table"
    assert (await theirs.enter(meeting))["slots"][0] == "site"
    await desk.until_meeting(lambda said: seats(said)["leader"] == "seated" and said["state"] == "open")
    assert (await table.get(f"/api/meetings/{meeting}", city))[1]["state"] == "open"
    assert (await table.command(meeting, "end", reason="不再由我"))[1]["code"] == "not_your_meeting"
    assert (await table.command(meeting, "end", city, reason="改日"))[0] == 200


async def test_what_an_official_had_switched_off_is_off_when_they_are_asked_again(table: Table) -> None:
    meeting, leader, _ = await table.open_meeting()
    official = await table.world.account("department", COUNTY)
    await table.command(meeting, "invite", account=official.ident)
    line = await table.line(official)
    await line.enter(meeting)
    await line.say("media_state", meeting=meeting, audio=False, video=False)
    await leader.until_meeting(lambda said: sending(said, "official1") == (False, False))
    await table.command(meeting, "remove", participant="official1")
    _, said = await table.command(meeting, "invite", account=official.ident)
    assert sending(said, "official1") == (False, False)
    await table.command(meeting, "remove", participant="official1")
    other = await table.world.account("department", COUNTY)
    _, said = await table.command(meeting, "invite", account=other.ident)
    assert sending(said, "official1") == (True, True)


def sending(meeting: dict[str, Any], participant: str) -> tuple[bool, bool]:
    [seat] = [seat for seat in meeting["seats"] if seat["participant"] == participant]
    return seat["audio"], seat["video"]


async def test_an_official_says_not_now_or_soon_and_the_leader_sees_which(table: Table) -> None:
    meeting, official = await asked(table)
    assert (await table.command(meeting, "answer", official))[1]["code"] == "invalid"
    assert (await table.command(meeting, "answer", table.leader, answer="soon"))[1]["code"] == "not_your_meeting"
    _, said = await table.command(meeting, "answer", official, answer="soon")
    assert reply(said) == ("invited", "soon")
    _, said = await table.command(meeting, "enter", official)
    assert reply(said) == ("seated", None)
    assert (await table.command(meeting, "answer", official, answer="soon"))[1]["code"] == "not_from_here"
    await table.command(meeting, "remove", participant="official1")
    _, said = await table.command(meeting, "invite", account=official.ident)
    assert reply(said) == ("invited", None)
    _, said = await table.command(meeting, "answer", official, answer="not_now")
    assert reply(said) == ("left", "not_now")
    clock_of(table.client).forward(minutes=2)
    _, said = await table.command(meeting, "invite", account=official.ident)
    assert reply(said) == ("invited", None)
    [seat] = [seat for seat in said["seats"] if seat["participant"] == "official1"]
    assert (seat["role"], seat["away_since"]) == ("department", said["now"])


@pytest.mark.parametrize("role", ["department", "interpreter", "officer", "leader"])
async def test_an_invited_person_sits_there_by_their_role(table: Table, role: str) -> None:
    meeting, official = await asked(table, role)
    _, said = await table.command(meeting, "enter", official)
    assert [seat["role"] for seat in said["seats"]] == [None, None, role]


def reply(meeting: dict[str, Any]) -> tuple[str, str | None]:
    [seat] = [seat for seat in meeting["seats"] if seat["participant"] == "official1"]
    return seat["state"], seat["answer"]


async def test_the_reason_of_a_hand_over_is_told_to_the_leaders_asked_and_to_the_one_who_took_it(table: Table) -> None:
    meeting = await table.call()
    _, said = await table.get(f"/api/meetings/{meeting}")
    at = f"/api/days/2023-11-09/sites/{said['site']}/turns/{said['matter']}/commands"
    brief = f"/api/days/2023-11-09/matters/{said['matter']}/brief?site={said['site']}"
    other, third = await table.world.account("leader", CITY), await table.world.account("leader", COUNTY)

    async def command(seat: Seat, **body: str) -> int:
        return (await table.client.post(at, json=body, headers=seat.headers)).status

    async def told(seat: Seat) -> str | None:
        return (await table.get(brief, seat))[1]["handed_over"]  # type: ignore[no-any-return]

    assert await told(other) is None
    assert await command(table.leader, command="hand_over", to="430100", reason="要开会") == 200
    assert [await told(seat) for seat in (other, table.leader, third)] == ["要开会", None, None]
    assert await command(other, command="accept_hand_over") == 200
    assert [await told(seat) for seat in (other, table.leader, third)] == ["要开会", None, None]


async def test_an_official_reads_the_calls_of_the_day_and_nothing_of_the_petitioner(table: Table) -> None:
    meeting, official = await asked(table)
    bystander = await table.world.account("department", COUNTY)
    status, said = await table.get("/api/me/calls", official)
    (call,) = said["items"]
    assert (status, call["meeting"], call["state"], call["seat"], call["is_open"]) == (
        *(200, meeting, "ringing", "invited"),
        True,
    )
    assert {"matter", "turn"}.isdisjoint(call)
    assert (await table.get("/api/me/calls", bystander))[1]["items"] == []
    await table.command(meeting, "answer", official, answer="soon")
    assert (await table.get("/api/me/calls", official))[1]["items"][0]["reply"] == "soon"
    await table.command(meeting, "end", reason="改日再谈")
    past = (await table.get("/api/me/calls", official))[1]["items"][0]
    assert (past["state"], past["is_open"], past["ended_at"] is not None) == ("ended", False, True)
    clock_of(table.client).forward(hours=24)
    later = await table.world.account("department", COUNTY)
    assert (await table.get("/api/me/calls", later))[0] == 200


async def test_one_who_was_sent_away_is_shown_the_call_without_a_way_in(table: Table) -> None:
    meeting, official = await asked(table)
    await table.command(meeting, "remove", participant="official1")
    (call,) = (await table.get("/api/me/calls", official))[1]["items"]
    assert (call["seat"], call["is_open"]) == ("removed", False)
