"""A room that its leader has left: who sees it, and what the site may do then."""

from typing import Any

from tests.support.meetings import Line, Table, seats
from tests.support.people import clock_of
from tests.support.world import COUNTY, HERE


async def attention(table: Table) -> list[dict[str, Any]]:
    _, board = await table.get("/api/days/2023-11-09/board")
    return [item for item in board["attention"] if item["kind"] == "no_leader"]


async def cut(table: Table, line: Line, participant: str) -> None:
    """Have a participant's browser vanish; return once their seat is known to be away."""
    await line.socket.close()
    watcher = await table.line(table.desk if participant == "leader" else table.leader)
    await watcher.until_meeting(lambda said: state_of(said, participant) == "away")


def state_of(meeting: dict[str, Any], participant: str) -> str:
    return seats(meeting)[participant]


async def test_a_room_whose_leader_has_vanished_is_on_the_attention_list_after_a_minute(table: Table) -> None:
    meeting, leader, _ = await table.open_meeting()
    await cut(table, leader, "leader")
    assert await attention(table) == []
    clock_of(table.client).forward(seconds=59)
    assert await attention(table) == []
    clock_of(table.client).forward(minutes=8)
    [item] = await attention(table)
    assert (item["site"], item["severity"], item["minutes"], item["count"]) == (HERE, 2, 8, 1)
    await table.command(meeting, "enter")
    assert await attention(table) == []


async def test_a_room_in_which_the_site_waits_for_a_leader_is_on_the_attention_list_too(table: Table) -> None:
    meeting = await table.call()
    clock_of(table.client).forward(minutes=5)
    assert await attention(table) == []
    await table.command(meeting, "seat", table.desk)
    clock_of(table.client).forward(minutes=2)
    assert [item["minutes"] for item in await attention(table)] == [2]
    await table.command(meeting, "end", reason="改日")
    assert await attention(table) == []


async def test_a_reception_without_video_is_never_without_a_leader(table: Table) -> None:
    for mode in ("phone", "in_person"):
        meeting = await table.call(mode=mode)
        await table.command(meeting, "seat", table.desk)
        clock_of(table.client).forward(minutes=9)
        assert await attention(table) == []
        await table.command(meeting, "end", reason="改日")


async def test_a_site_whose_leader_does_not_return_puts_its_petitioner_back_into_the_queue(table: Table) -> None:
    meeting, leader, _ = await table.open_meeting()
    await cut(table, leader, "leader")
    status, said = await table.command(meeting, "end", table.desk, reason="领导没回来")
    assert (status, said["code"]) == (409, "leader_not_gone")
    clock_of(table.client).forward(seconds=60)
    status, said = await table.command(meeting, "end", table.desk, reason="领导没回来")
    assert (status, said["state"], said["turn"]["state"]) == (200, "ended", "waiting")


async def test_a_site_whose_leader_does_not_return_asks_other_leaders_who_take_the_seat(table: Table) -> None:
    meeting, leader, _ = await table.open_meeting()
    asked = {"to": "430102", "reason": "领导没回来"}
    assert (await table.command(meeting, "hand_over", table.desk, **asked))[1]["code"] == "not_your_meeting"
    await cut(table, leader, "leader")
    assert (await table.command(meeting, "hand_over", table.desk, **asked))[1]["code"] == "leader_not_gone"
    clock_of(table.client).forward(seconds=60)
    for wrong in ({"to": "430103"}, {}):
        assert (await table.command(meeting, "hand_over", table.desk, **wrong))[0] == 422
    assert (await table.get(f"/api/meetings/{meeting}"))[1]["turn"]["handed_to"] is None
    status, said = await table.command(meeting, "hand_over", table.desk, **asked)
    assert (status, said["turn"]["handed_to"]) == (200, "430102")
    other = await table.world.account("leader", COUNTY)
    path = f"/api/days/2023-11-09/sites/{HERE}/turns/{said['matter']}/commands"
    taken = await table.client.post(path, json={"command": "accept_hand_over"}, headers=other.headers)
    assert taken.status == 200
    _, said = await table.command(meeting, "enter", other)
    assert (said["you"], said["leaderless_since"], state_of(said, "site")) == ("leader", None, "seated")
    assert await attention(table) == []


async def test_only_the_site_of_a_room_asks_other_leaders_and_only_its_leader_rings_again(table: Table) -> None:
    meeting = await table.call()
    other = await table.world.account("leader", COUNTY)
    assert (await table.command(meeting, "hand_over", other, to="430102"))[1]["code"] == "not_at_table"
    assert (await table.command(meeting, "ring", other))[1]["code"] == "not_your_meeting"
    assert (await table.command(meeting, "ring", table.desk))[1]["code"] == "not_your_meeting"


async def test_a_site_that_left_its_room_is_known_to_be_away_and_rung_again_by_its_leader(table: Table) -> None:
    meeting, _, _ = await table.open_meeting()
    left_at = clock_of(table.client).now()
    await table.command(meeting, "leave", table.desk)
    clock_of(table.client).forward(minutes=3)
    _, said = await table.get(f"/api/meetings/{meeting}")
    [site] = [seat for seat in said["seats"] if seat["participant"] == "site"]
    assert (site["state"], site["away_since"]) == ("left", left_at.isoformat(timespec="milliseconds"))
    line = await table.line(table.desk)
    assert (await table.command(meeting, "ring"))[0] == 200
    assert (await line.until("ring"))["meeting"] == meeting
