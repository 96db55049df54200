"""Which command of a meeting is open to which part, and the one guard before every way to its end."""

from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from server.day.meeting import rules
from server.day.meeting.rules import Command, Part
from server.db import EVERYWHERE
from server.errors import NotAllowed
from server.people.model import AuditLine
from server.people.rules import CAPABILITIES, DEVICE_CAPABILITIES, Role
from tests.support.meetings import Table, seats
from tests.support.people import clock_of
from tests.support.world import COUNTY, HERE, SITES, Seat

OPEN = {
    "seat": "caller site",
    "enter": "leader caller site official",
    "leave": "leader caller site official",
    "end": "leader caller",
    "mute_all": "leader",
    "invite": "leader",
    "remove": "leader",
    "ring": "leader",
    "answer": "official",
}
WHILE_NOBODY_LEADS = {"end": "site", "hand_over": "caller site"}
DESKS = {"coordinator", "registrar", "device"}
ATTENDS = {"organiser", "leader", "officer", "coordinator", "registrar"}
AT = (SITES[HERE], SITES[HERE])
Json = dict[str, Any]


@pytest.mark.parametrize(("command", "part"), [*product(Command, Part)])
def test_each_command_is_open_to_the_parts_that_are_written_and_to_no_other(command: Command, part: Part) -> None:
    def right() -> str:
        try:
            return rules.right_to(command, part)
        except NotAllowed:
            return "none"

    yes, gone = (part in written.get(command, "").split() for written in (OPEN, WHILE_NOBODY_LEADS))
    assert right() == ("yes" if yes else "gone" if gone else "none")


def rights_of(role: str) -> frozenset[str]:
    return DEVICE_CAPABILITIES if role == "device" else CAPABILITIES[Role(role)]


@pytest.mark.parametrize("has_leader", [True, False])
@pytest.mark.parametrize("leads", [True, False])
@pytest.mark.parametrize("is_official", [True, False])
@pytest.mark.parametrize("role", [*Role, "device"])
def test_what_a_role_is_to_a_meeting_is_by_its_rights_at_the_place(
    role: str, *, leads: bool, is_official: bool, has_leader: bool
) -> None:
    part = rules.part_of(rights_of(role), leads=leads, is_official=is_official, has_leader=has_leader)
    if leads and role == "leader":
        assert part == "leader"
    elif is_official and role in ATTENDS:
        assert part == "official"
    elif role in DESKS:
        assert part == ("caller" if leads and not has_leader else "site")
    else:
        assert part == "other"
    more = {"leads": leads, "is_official": is_official, "has_leader": has_leader}
    assert rules.part_of(frozenset(), **more) == "other"
    assert (rules.part_of({"attend"}, **{**more, "leads": False}) == "official") is is_official


async def desk_of(table: Table, role: str) -> Seat:
    if role == "device":
        return table.desk
    return await table.world.account(role, AT)


async def of_turn(table: Table, meeting: str, seat: Seat, command: str, **more: object) -> tuple[int, str]:
    """Command the turn that a meeting is for; the status and the code."""
    matter = (await table.get(f"/api/meetings/{meeting}"))[1]["matter"]
    path = f"/api/days/2023-11-09/sites/{HERE}/turns/{matter}/commands"
    answer = await table.client.post(path, json={"command": command, **more}, headers=seat.headers)
    return answer.status, (await answer.json()).get("code", "")


async def state_of(table: Table, meeting: str) -> tuple[str, str]:
    _, said = await table.get(f"/api/meetings/{meeting}")
    return said["state"], said["turn"]["state"]


WAYS_TO_AN_END: list[tuple[str, Json]] = [
    ("give_back", {}),
    ("give_back", {"reason": "退回排队"}),
    ("hold", {"reason": "暂缓"}),
    ("no_show", {"reason": "未到"}),
    ("recall", {"reason": "再叫"}),
    ("hand_over", {"reason": "换人", "to": "430102"}),
    ("start", {}),
]


@pytest.mark.parametrize("role", sorted(DESKS))
async def test_no_desk_ends_a_reception_that_its_leader_holds_by_any_way(table: Table, role: str) -> None:
    desk = await desk_of(table, role)
    meeting, _, _ = await table.open_meeting()
    for command, more in WAYS_TO_AN_END:
        status, _ = await of_turn(table, meeting, desk, command, **more)
        assert (command, status >= 400) == (command, True)
    assert (await table.command(meeting, "end", desk, reason="结束"))[1]["code"] == "not_your_meeting"
    assert await state_of(table, meeting) == ("open", "in_session")


@pytest.mark.parametrize("role", sorted(DESKS))
async def test_the_site_puts_a_petitioner_without_a_leader_back_in_the_queue(table: Table, role: str) -> None:
    desk = await desk_of(table, role)
    meeting, leader, site = await table.open_meeting()
    await leader.socket.close()
    await site.until_meeting(lambda said: seats(said)["leader"] == "away")
    assert await of_turn(table, meeting, desk, "give_back", reason="领导没回来") == (409, "leader_not_gone")
    assert (await table.command(meeting, "end", desk, reason="领导没回来"))[1]["code"] == "leader_not_gone"
    clock_of(table.client).forward(seconds=60)
    assert await of_turn(table, meeting, desk, "give_back") == (422, "invalid")
    assert await of_turn(table, meeting, desk, "give_back", reason="领导没回来") == (200, "")
    assert await state_of(table, meeting) == ("ended", "waiting")
    assert await table.call() != meeting


async def test_the_site_asks_another_leader_once_its_own_is_gone(table: Table) -> None:
    other = await table.world.account("leader", COUNTY)
    meeting, leader, site = await table.open_meeting()
    await leader.socket.close()
    await site.until_meeting(lambda said: seats(said)["leader"] == "away")
    asking = {"reason": "领导没回来，换一位领导", "to": "430102"}
    assert await of_turn(table, meeting, table.desk, "hand_over", **asking) == (409, "leader_not_gone")
    clock_of(table.client).forward(seconds=60)
    assert await of_turn(table, meeting, table.desk, "hand_over", **asking) == (200, "")
    assert await of_turn(table, meeting, other, "accept_hand_over") == (200, "")
    assert (await table.command(meeting, "enter", other))[1]["you"] == "leader"
    assert await of_turn(table, meeting, table.desk, "give_back", reason="退回") == (403, "not_your_meeting")


@pytest.mark.parametrize("role", ["device", "registrar", "coordinator"])
@pytest.mark.parametrize("mode", ["video", "in_person", "phone"])
async def test_no_desk_sits_in_the_leaders_seat(table: Table, role: str, mode: str) -> None:
    desk = await desk_of(table, role)
    (first, *_) = (await table.get("/api/days/2023-11-09/waiting", desk))[1]["items"]
    calls = {"mode": mode, "site": HERE, "matter": first["matter"]}
    answer = await table.client.post("/api/days/2023-11-09/calls", json=calls, headers=desk.headers)
    meeting = (await answer.json())["meeting"]
    _, said = await table.command(meeting, "enter", desk)
    assert (said["you"], seats(said)) == ("site", {"site": "seated"})
    for command, more in (("invite", {"account": table.leader.ident}), ("mute_all", {})):
        assert (await table.command(meeting, command, desk, **more))[1]["code"] == "not_your_meeting"
    assert (await table.command(meeting, "end", desk, reason="改日"))[0] == 200


async def test_a_person_called_by_a_desk_and_taken_over_sits_before_that_leader(table: Table) -> None:
    calls = {
        "mode": "video",
        "site": HERE,
        "matter": (await table.get("/api/days/2023-11-09/waiting"))[1]["items"][0]["matter"],
    }
    answer = await table.client.post("/api/days/2023-11-09/calls", json=calls, headers=table.desk.headers)
    meeting = (await answer.json())["meeting"]
    asking = {"to": "430102", "reason": "请领导接谈"}
    assert await of_turn(table, meeting, table.desk, "hand_over", **asking) == (200, "")
    assert await of_turn(table, meeting, table.leader, "accept_hand_over") == (200, "")
    await table.command(meeting, "seat", table.desk)
    _, said = await table.command(meeting, "enter")
    assert (said["state"], seats(said)) == ("open", {"leader": "seated", "site": "seated"})


async def test_every_command_of_a_meeting_leaves_a_line_in_the_log(table: Table) -> None:
    official = await table.world.account("officer", COUNTY)
    meeting = await table.call()
    for command, seat, more in (
        ("seat", table.desk, {}),
        ("enter", table.leader, {}),
        ("invite", table.leader, {"account": official.ident}),
        ("remove", table.leader, {"participant": "official1"}),
        ("mute_all", table.leader, {}),
        ("leave", table.leader, {}),
        ("end", table.leader, {"reason": "改日"}),
    ):
        assert (await table.command(meeting, command, seat, **more))[0] == 200
    async with table.world.database.transaction(EVERYWHERE, write=False) as tx:
        about = select(AuditLine).where(AuditLine.about == f"meeting:{meeting}").order_by(AuditLine.seq)
        lines = [(one.who.partition(":")[0], one.what) for one in await tx.scalars(about)]
    assert lines == [
        ("device", "meeting_seat"),
        *(("account", f"meeting_{what}") for what in ("enter", "invite", "remove", "mute_all", "leave", "ended")),
    ]
