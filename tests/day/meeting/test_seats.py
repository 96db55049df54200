"""The seats of a meeting, when it opens, and what its routes say to each person."""

from typing import Any

import pytest

from tests.support.meetings import Table, seats
from tests.support.people import clock_of
from tests.support.statements import statements_of_requests
from tests.support.world import CITY, COUNTY, HERE, NEXT_DOOR, SECOND, SITES


async def test_a_call_by_video_rings_at_the_site_and_opens_once_both_sides_sit_there(table: Table) -> None:
    meeting = await table.call()
    status, said = await table.get(f"/api/meetings/{meeting}")
    assert (status, said["state"], said["mode"], said["you"]) == (200, "ringing", "video", "leader")
    assert seats(said) == {"leader": "invited", "site": "invited"}
    _, said = await table.command(meeting, "enter")
    assert (said["state"], seats(said)) == ("ringing", {"leader": "seated", "site": "invited"})
    status, said = await table.command(meeting, "seat", table.desk)
    assert (status, said["state"], said["you"]) == (200, "open", "site")
    assert said["opened_at"] is not None
    assert said["turn"]["state"] == "in_session"


@pytest.mark.parametrize("mode", ["in_person", "phone"])
async def test_a_reception_without_video_is_recorded_alike_and_opens_with_the_first_who_sits(
    table: Table, mode: str
) -> None:
    meeting = await table.call(mode=mode)
    _, said = await table.command(meeting, "enter")
    assert (said["mode"], said["state"], seats(said)["leader"]) == (mode, "open", "seated")
    assert table.plane.rooms == {}


async def test_a_leader_who_sits_at_the_site_receives_there_in_person(table: Table) -> None:
    table.leader = await table.world.account("leader", (SITES[HERE], SITES[HERE]))
    meeting = await table.call(mode="in_person")
    _, said = await table.command(meeting, "enter")
    assert (said["state"], said["you"], seats(said)) == ("open", "leader", {"leader": "seated", "site": "invited"})
    assert (await table.command(meeting, "end", reason="改日"))[0] == 200


async def test_a_call_repeated_is_the_same_meeting(table: Table) -> None:
    meeting = await table.call()
    path = f"/api/days/2023-11-09/sites/{HERE}/turns/{(await table.get(f'/api/meetings/{meeting}'))[1]['matter']}"
    answer = await table.client.post(f"{path}/commands", json={"command": "recall"}, headers=table.leader.headers)
    assert answer.status == 200
    _, said = await table.get("/api/meetings?day=2023-11-09")
    assert [each["id"] for each in said["items"]] == [meeting]


async def test_a_person_without_a_seat_is_told_so_and_one_of_other_places_that_there_is_nothing(
    table: Table,
) -> None:
    meeting = await table.call()
    other = await table.world.account("leader", COUNTY)
    elsewhere = await table.world.account("leader", (430103000, 430103999))
    assert (await table.command(meeting, "enter", other))[1]["code"] == "not_at_table"
    assert (await table.command(meeting, "end", other, reason="不是我"))[1]["code"] == "not_your_meeting"
    assert (await table.command(meeting, "enter", elsewhere))[1]["code"] == "not_found"
    assert (await table.get(f"/api/meetings/{meeting}", table.world.devices[NEXT_DOOR]))[0] == 404
    assert (await table.command(meeting, "seat", table.world.devices[SECOND]))[1]["code"] == "not_found"


async def test_the_sites_number_is_told_to_those_who_are_not_there(table: Table) -> None:
    meeting = await table.call()
    told = {seat.name: (await table.get(f"/api/meetings/{meeting}", seat))[1] for seat in (table.leader, table.desk)}
    assert told[table.leader.name]["telephone"] == "12-430102-001"
    assert told[table.desk.name]["telephone"] is None


async def test_another_desk_of_the_site_takes_the_seat_only_where_it_says_so(table: Table) -> None:
    meeting = await table.call()
    second = await table.world.device(HERE)
    await table.command(meeting, "seat", table.desk)
    assert (await table.command(meeting, "enter", second))[1]["code"] == "seat_taken"
    assert (await table.command(meeting, "seat", second))[1]["you"] == "site"
    assert (await table.get(f"/api/meetings/{meeting}", table.desk))[1]["you"] is None


async def test_meetings_are_listed_by_day_place_and_state_the_latest_first(table: Table) -> None:
    first = await table.call()
    city = await table.world.account("leader", CITY)
    second = await table.call(code=NEXT_DOOR, by=city)
    await table.command(first, "end", reason="改日")
    _, said = await table.get("/api/meetings?day=2023-11-09", city)
    assert [each["id"] for each in said["items"]] == [second, first]
    _, said = await table.get(f"/api/meetings?place={SITES[HERE]}", city)
    assert [each["id"] for each in said["items"]] == [first]
    _, said = await table.get("/api/meetings?state=ringing", city)
    assert [each["id"] for each in said["items"]] == [second]
    _, said = await table.get("/api/meetings?day=2023-11-09&mine=true", city)
    assert [each["id"] for each in said["items"]] == [second]
    _, page = await table.get("/api/meetings?limit=1", city)
    _, rest = await table.get(f"/api/meetings?limit=1&cursor={page['next']}", city)
    assert [each["id"] for each in (*page["items"], *rest["items"])] == [second, first]
    assert rest["next"] is None
    _, said = await table.get("/api/meetings", table.leader)
    assert [each["id"] for each in said["items"]] == [first]


async def test_a_page_of_meetings_takes_as_many_statements_however_many_there_are(table: Table) -> None:
    city = await table.world.account("leader", CITY)
    sent = statements_of_requests(table.world.database)

    async def page() -> tuple[int, Any]:
        sent.clear()
        _, said = await table.get("/api/meetings?day=2023-11-09", city)
        shown = ("FROM day", "FROM journal LEFT", "JOIN turn", "FROM journal_head")  # what nothing else reads meanwhile
        return sum(any(table in " ".join(sql.split()) for table in shown) for sql in sent), said["items"]

    first = await table.call()
    for_one, [alone] = await page()
    await table.command(first, "end", reason="改日")
    await table.call(code=NEXT_DOOR, by=city)
    await table.call(by=city)
    for_three, [last, *_, ended] = await page()
    assert (for_three, ended["id"]) == (for_one, alone["id"])
    assert last == (await table.get(f"/api/meetings/{last['id']}", city))[1] | {"next": None, "now": last["now"]}


async def test_a_meeting_ends_only_with_what_came_of_it_or_why_nothing_did(table: Table) -> None:
    meeting = await table.call()
    await table.command(meeting, "seat", table.desk)
    await table.command(meeting, "enter")
    status, said = await table.command(meeting, "end")
    assert (status, said["code"]) == (409, "outcome_missing")
    assert (await table.get(f"/api/meetings/{meeting}"))[1]["lacks"] == ["outcome_missing"]
    status, said = await table.command(meeting, "end", reason="线路中断，改日再约")
    assert (status, said["state"], said["end_reason"]) == (200, "ended", "reason")
    assert (said["turn"]["state"], said["turn"]["called"]) == ("waiting", None)
    assert set(seats(said).values()) == {"left"}
    assert (await table.command(meeting, "enter"))[1]["code"] == "meeting_ended"


async def test_a_person_who_was_not_received_can_be_called_anew_and_that_is_another_meeting(table: Table) -> None:
    first = await table.call()
    await table.command(first, "end", reason="线路中断")
    assert await table.call() != first


async def test_a_call_that_is_taken_back_ends_its_meeting(table: Table) -> None:
    meeting = await table.call()
    matter = (await table.get(f"/api/meetings/{meeting}"))[1]["matter"]
    path = f"/api/days/2023-11-09/sites/{HERE}/turns/{matter}/commands"
    await table.client.post(path, json={"command": "no_show"}, headers=table.leader.headers)
    _, said = await table.get(f"/api/meetings/{meeting}")
    assert (said["state"], said["end_reason"]) == ("ended", "no_show")


async def test_a_site_is_not_stuck_with_a_meeting_whose_leader_is_gone(table: Table) -> None:
    meeting = await table.call()
    await table.command(meeting, "seat", table.desk)
    await table.command(meeting, "enter")
    assert (await table.command(meeting, "end", table.desk, reason="领导未到"))[1]["code"] == "not_your_meeting"
    await table.command(meeting, "leave")
    assert (await table.command(meeting, "end", table.desk, reason="领导未到"))[0] == 200


async def test_a_participant_who_left_may_come_back(table: Table) -> None:
    meeting = await table.call()
    await table.command(meeting, "enter")
    assert seats((await table.command(meeting, "leave"))[1])["leader"] == "left"
    assert seats((await table.command(meeting, "enter"))[1])["leader"] == "seated"


async def test_instants_of_a_meeting_pass_as_they_do_in_the_room(table: Table) -> None:
    meeting = await table.call(mode="phone")
    _, began = await table.command(meeting, "enter")
    clock_of(table.client).forward(minutes=3)
    _, later = await table.get(f"/api/meetings/{meeting}")
    assert (began["opened_at"], began["now"]) == (later["opened_at"], began["rung_at"])
    assert later["now"] > began["now"]
