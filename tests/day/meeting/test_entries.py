"""What the leader of a meeting records: entries of its matter, in the site's own journal, by the site's own rules."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from server.db import EVERYWHERE
from server.people.model import AuditLine
from tests.support.meetings import WAITS, Table
from tests.support.world import ACCEPTED, CITY, HERE, MATTER, NEXT_DOOR, a_uuid, entry, outcome, plain, registration

OURS = a_uuid(HERE, WAITS)
Json = dict[str, Any]


def started(n: int, matter: str = OURS) -> Json:
    return entry(HERE, n, "reception_started", {"matter": matter, "mode": "video"}, minute=50)


def came_of_it(n: int, matter: str = OURS) -> Json:
    return outcome(HERE, n, matter, plain(HERE))


def amended(n: int, target: int, **changes: object) -> Json:
    return entry(HERE, n, "entry_amended", {"entry": a_uuid(HERE, target), "changes": changes, "reason": "更正"})


def withdrawn(n: int, target: int) -> Json:
    return entry(HERE, n, "entry_withdrawn", {"entry": a_uuid(HERE, target), "reason": "记错"})


def said_of(results: list[Json]) -> list[object]:
    return [each.get("code", each["status"]) for each in results]


async def test_what_the_leader_records_lies_in_the_sites_journal_under_the_leaders_name(table: Table) -> None:
    meeting = await table.call()
    results = await table.send(meeting, started(200), came_of_it(201), amended(202, 201, amount_fen=5))
    assert said_of(results) == ["accepted"] * 3
    assert said_of(await table.send(meeting, started(200))) == ["duplicate"]
    _, kept = await table.get(f"/api/days/2023-11-09/sites/{HERE}/entries/{a_uuid(HERE, 201)}")
    assert kept["entry"]["by"] == f"account:{table.leader.ident}"
    _, said = await table.get(f"/api/meetings/{meeting}")
    assert said["lacks"] == []
    status, said = await table.command(meeting, "end")
    assert (status, said["state"], said["end_reason"]) == (200, "ended", "outcome")


async def test_what_an_outcome_lacks_is_told_to_all_at_the_table(table: Table) -> None:
    meeting, leader, desk = await table.open_meeting()
    lacking = came_of_it(201)
    lacking["data"] |= {"outcome": "assigned"}
    await table.send(meeting, lacking)
    for line in (leader, desk):
        await line.until_meeting(lambda said: said["lacks"] == ["incomplete:owner_unit", "incomplete:due_on"])
    await table.send(meeting, amended(202, 201, owner_unit="芙蓉区人社局", due_on="2023-11-20"))
    await desk.until_meeting(lambda said: said["lacks"] == [])


async def test_a_start_that_is_withdrawn_leaves_the_matter_waiting(table: Table) -> None:
    meeting = await table.call()
    assert said_of(await table.send(meeting, started(200), started(202))) == ["accepted"] * 2
    begun = [(await table.get(f"/api/meetings/{meeting}", who))[1]["begun"] for who in (table.leader, table.desk)]
    assert begun == [[a_uuid(HERE, 200), a_uuid(HERE, 202)], []]
    assert said_of(await table.send(meeting, withdrawn(201, 200), withdrawn(203, 202))) == ["accepted"] * 2
    assert (await table.get(f"/api/meetings/{meeting}"))[1]["begun"] == []
    await table.command(meeting, "end", reason="线路中断")
    assert await table.call() != meeting


@pytest.mark.parametrize(
    "foreign",
    [
        started(200, a_uuid(HERE, MATTER)),
        came_of_it(200, a_uuid(HERE, MATTER)),
        registration(HERE, 200, plain(HERE)),
        amended(200, ACCEPTED, category="pension"),
        amended(200, 41, amount_fen=1),
        withdrawn(200, 30),
        withdrawn(200, 41),
        amended(200, 999, note="x"),
        entry(HERE, 200, "site_closed", {}),
        {"id": a_uuid(HERE, 200)},
        {},
    ],
    ids=[
        *("start of another matter", "outcome of another", "registration", "amendment of a registration"),
        *("amendment of another's outcome", "withdrawal of the registration", "withdrawal of another's outcome"),
        *("amendment of nothing", "closing the site", "no entry", "nothing"),
    ],
)
async def test_what_is_not_of_the_meeting_is_refused_and_leaves_nothing(table: Table, foreign: Json) -> None:
    meeting = await table.call()
    results = await table.send(meeting, started(300), foreign, came_of_it(301))
    assert said_of(results) == ["accepted", "not_of_this_meeting", "accepted"]
    path = f"/api/days/2023-11-09/sites/{HERE}/entries/{a_uuid(HERE, 200)}"
    assert (await table.get(path))[0] == 404


async def test_an_entry_of_another_matter_is_refused_also_under_a_known_id(table: Table) -> None:
    meeting = await table.call()
    posing = {**came_of_it(300), "id": a_uuid(HERE, 41)}  # the id of another matter's outcome
    results = await table.send(meeting, posing, amended(301, 41, amount_fen=1))
    assert said_of(results) == ["id_reused", "not_of_this_meeting"]
    twice = [{**came_of_it(302), "id": a_uuid(HERE, 303)}, {**came_of_it(302, a_uuid(HERE, MATTER))}]
    twice[1]["id"] = a_uuid(HERE, 303)
    assert said_of(await table.send(meeting, *twice)) == ["accepted", "not_of_this_meeting"]


async def test_a_fault_in_one_entry_refuses_that_one_by_the_sites_own_rules(table: Table) -> None:
    meeting = await table.call()
    wrong_day = {**started(200), "day": "2023-11-10"}
    too_late = {**started(201), "at": "2023-11-10T08:00:00+08:00"}
    foreign_site = {**started(202), "site": NEXT_DOOR}
    results = await table.send(meeting, wrong_day, too_late, foreign_site, started(203))
    assert said_of(results) == ["wrong_day", "not_on_day", "wrong_site", "accepted"]


async def test_through_a_meeting_that_is_over_nothing_more_is_recorded(table: Table) -> None:
    """Nor is another leader's outcome withdrawn, replaced or amended through it; what was sent is answered again."""
    first = await table.call()
    said = [started(200), came_of_it(201), withdrawn(202, 201), withdrawn(203, 200)]
    assert said_of(await table.send(first, *said)) == ["accepted"] * 4
    await table.command(first, "end", reason="线路中断")
    other = await table.world.account("leader", CITY)
    second = await table.call(by=other)
    assert said_of(await table.send(second, started(300), came_of_it(301), seat=other)) == ["accepted"] * 2
    late = [withdrawn(400, 301), amended(401, 301, amount_fen=1), came_of_it(402), started(403), withdrawn(404, 300)]
    assert said_of(await table.send(first, *late, said[1])) == ["meeting_ended"] * 5 + ["duplicate"]
    _, kept = await table.get(f"/api/days/2023-11-09/sites/{HERE}/entries/{a_uuid(HERE, 301)}")
    assert kept["status"] == "accepted"
    assert (await table.get(f"/api/meetings/{second}"))[1]["lacks"] == []
    assert (await table.get(f"/api/days/2023-11-09/sites/{HERE}/entries/{a_uuid(HERE, 400)}"))[0] == 404


async def test_each_entry_that_a_leader_makes_leaves_a_line_in_the_log(table: Table) -> None:
    meeting = await table.call()
    await table.send(meeting, started(200), came_of_it(201), withdrawn(202, 201), amended(203, 999, note="x"))
    await table.send(meeting, started(200))
    async with table.world.database.transaction(EVERYWHERE, write=False) as tx:
        lines = select(AuditLine).where(AuditLine.about == f"meeting:{meeting}").order_by(AuditLine.seq)
        noted = [(one.who, one.what) for one in await tx.scalars(lines)]
    kinds = ("reception_started", "outcome_recorded", "entry_withdrawn")
    assert noted == [(f"account:{table.leader.ident}", f"meeting_{kind}") for kind in kinds]


async def test_a_name_that_comes_twice_in_what_a_leader_says_refuses_that_entry_alone(table: Table) -> None:
    meeting = await table.call()
    twice = json.dumps(came_of_it(201)).replace('"data": {', '"data": {"note": "a", "note": "b", ')
    body = f'{{"entries": [{json.dumps(started(200))}, {twice}]}}'
    headers = {**table.leader.headers, "Content-Type": "application/json"}
    answer = await table.client.post(f"/api/meetings/{meeting}/entries", data=body, headers=headers)
    said = (await answer.json())["results"]
    assert [(one["status"], one.get("code")) for one in said] == [("accepted", None), ("refused", "duplicate_key")]


async def test_only_its_leader_records_at_a_meeting(table: Table) -> None:
    meeting = await table.call()
    other = await table.world.account("leader", CITY)
    path = f"/api/meetings/{meeting}/entries"
    for seat, status in ((other, 403), (table.desk, 403), (table.world.devices[NEXT_DOOR], 403)):
        answer = await table.client.post(path, json={"entries": [started(200)]}, headers=seat.headers)
        assert answer.status == status
