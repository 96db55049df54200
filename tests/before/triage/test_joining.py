"""Bookings that are one matter are heard together once an officer says so, and stand by themselves once taken apart."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from server import keys
from server.before.booking.model import Booking
from server.before.triage.model import Joining
from server.before.triage.reactions import joining_teller
from server.db import EVERYWHERE
from server.erasure import erase
from server.jobs.model import Job
from server.journal.readers import Reader
from server.notices.model import Notice
from server.place import Scope
from server.reactions import AFTER_ENTRY
from tests.support.bookings import Json, booked, sent
from tests.support.hand_in import body_of, enrolled, entry, registration, results
from tests.support.people import CITY, COUNTY, NEXT_COUNTY, Browser, browser_of, clock_of
from tests.support.plan import HERE, NEXT_DOOR, THE_NINTH, make_day, make_sites
from tests.support.service import Client

DAY = str(THE_NINTH)
WHY = "同一工地、同一批工人"


@pytest.fixture
async def officer(service: Client) -> Browser:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE], state="live")
    return (await browser_of(service, "officer", COUNTY))[0]


async def joins(who: Browser, stands: Json, other: Json, *, seen: tuple[int, int] = (1, 1)) -> tuple[int, Any]:
    body = {"other": other["id"], "version": seen[0], "other_version": seen[1], "reason": WHY}
    answer = await who.post(f"/api/triage/{stands['id']}/joinings", body)
    return answer.status, await answer.json()


async def splits(who: Browser, other: Json, seen: int = 2) -> tuple[int, Any]:
    answer = await who.post(f"/api/triage/{other['id']}/splitting", {"version": seen, "reason": "并错了"})
    return answer.status, await answer.json()


async def standing(service: Client, one: Json) -> tuple[str, Any]:
    _, own = await sent(service, f"GET /api/book/bookings/{one['code']}")
    _, found = await sent(service, f"GET /api/book/bookings/{one['code']}/standing")
    return own["state"], found["heard_with"]


async def listed(who: Browser) -> tuple[list[str], int]:
    answer = await (await who.get("/api/triage")).json()
    return [one["booking"] for one in answer["items"]], sum(one["count"] for one in answer["counts"])


async def two(service: Client, **more: Any) -> tuple[Json, Json]:
    first = await booked(service, day=DAY, **more)
    second = {"phone": "12800000008", "name": "王五", "people_count": 3, "respondent": "(示例) 某建筑公司"}
    return first, await booked(service, day=DAY, **{**second, **more})


async def test_two_are_heard_as_one_in_every_list_and_each_by_itself_again(service: Client, officer: Browser) -> None:
    first, second = await two(service)
    full = await (await officer.get(f"/api/triage/{first['id']}")).json()
    (alike,) = full["alike"]
    assert (alike["booking"], alike["same_respondent"], alike["can_join"]) == (second["id"], True, True)
    status, full = await joins(officer, first, second)
    assert (status, full["alike"], full["joinings"][0]["reason"]) == (200, [], WHY)
    (one,) = full["joined"]
    assert (one["name"], one["people_count"], one["claimed_fen"], one["files"]) == ("王五", 3, 30_000_00, 0)
    assert (full["line"]["people_count"], full["line"]["claimed_fen"]) == (2, 30_000_00)
    assert await listed(officer) == ([first["id"]], 1)
    state, with_whom = await standing(service, second)
    assert (state, with_whom["site"]["site"], with_whom["day"]) == ("joined", HERE, DAY)
    assert not {"张三", first["id"], first["code"]} & set(str(with_whom).split("'"))
    shown = await (await officer.get(f"/api/days/{DAY}/bookings")).json()
    assert [row["id"] for row in shown["items"]] == [first["id"]]

    device = await enrolled(service)
    at = f"/api/days/{DAY}/sites/{HERE}/bookings"
    desk = await (await service.get(at, headers=device)).json()
    (item,) = desk["items"]
    assert (item["id"], item["code"]) == (first["id"], first["code"])
    assert item["joined"] == [{"code": second["code"], "name": "王五", "phone": "12800000008"}]

    status, full = await splits(officer, second)
    assert (status, full["line"]["booking"], full["joined"]) == (200, first["id"], [])
    assert (full["joinings"][0]["ended_reason"], full["joinings"][0]["reason"]) == ("并错了", WHY)
    assert await standing(service, second) == ("submitted", None)
    assert await listed(officer) == ([first["id"], second["id"]], 2)
    again = await (await service.get(f"{at}?known={desk['tag']}", headers=device)).json()
    assert len(again["items"]) == 2
    assert (await splits(officer, second, 3))[1]["code"] == "split_done"


async def test_the_second_of_two_officers_is_told_and_nothing_is_overwritten(service: Client, officer: Browser) -> None:
    first, second = await two(service)
    other = (await browser_of(service, "officer", CITY))[0]
    answers = await asyncio.gather(joins(officer, first, second), joins(other, second, first))
    assert sorted(status for status, _ in answers) == [200, 409]
    refused = next(body for status, body in answers if status == 409)
    assert (refused["code"], bool(refused["name"])) == ("join_done", True)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert len(await tx.scalars(select(Joining))) == 1
        assert sorted(one.state for one in await tx.scalars(select(Booking))) == ["joined", "submitted"]


async def test_what_cannot_be_joined_is_refused_with_a_sentence(service: Client, officer: Browser) -> None:
    first, second = await two(service)
    far = await booked(service, day=DAY, site=NEXT_DOOR)
    boss = (await browser_of(service, "officer", CITY))[0]
    assert (await joins(officer, first, far))[0] == 404
    assert (await joins(officer, first, first))[0] == 404
    assert (await joins(boss, first, far))[1]["code"] == "join_site"
    assert (await joins(officer, first, second, seen=(1, 7)))[1]["code"] == "booking_changed"
    said = {"verb": "send_on", "site": NEXT_DOOR, "reason": "x", "decisions": 0, "version": 1}
    assert (await officer.post(f"/api/triage/{second['id']}/decisions", said)).status == 200
    assert (await joins(officer, first, second))[1]["code"] == "join_sent"
    third, fourth = await two(service)
    assert (await joins(officer, third, fourth))[0] == 200
    assert (await joins(officer, first, third, seen=(1, 1)))[1]["code"] == "join_chain"
    assert (await joins(officer, first, fourth, seen=(1, 2)))[1]["code"] == "join_done"
    stranger = (await browser_of(service, "officer", NEXT_COUNTY))[0]
    assert (await splits(stranger, fourth))[0] == 404
    leader = (await browser_of(service, "leader", COUNTY))[0]
    assert (await splits(leader, fourth))[0] == 403
    assert (await officer.post(f"/api/triage/{fourth['id']}/decisions", said)).status == 409


async def test_who_withdraws_lets_the_others_stand_and_a_person_heard_with_another_may_withdraw(
    service: Client, officer: Browser
) -> None:
    first, second = await two(service)
    assert (await joins(officer, first, second))[0] == 200
    for one, seen in ((first, 1), (second, 3)):
        path = f"POST /api/book/bookings/{one['code']}/withdrawal"
        assert (await sent(service, path, {"version": seen}))[0] == 200
        if one is first:
            assert await standing(service, second) == ("submitted", None)
    third, fourth = await two(service)
    assert (await joins(officer, third, fourth))[0] == 200
    assert (await sent(service, f"POST /api/book/bookings/{fourth['code']}/withdrawal", {"version": 2}))[0] == 200
    full = await (await officer.get(f"/api/triage/{third['id']}")).json()
    assert (full["joined"], bool(full["joinings"][0]["ended_at"])) == ([], True)


async def test_another_site_that_accepts_the_one_gets_all_of_them_and_can_take_them_apart(
    service: Client, officer: Browser
) -> None:
    first, second = await two(service)
    assert (await joins(officer, first, second))[0] == 200
    there = (await browser_of(service, "officer", NEXT_COUNTY))[0]
    at = f"/api/triage/{first['id']}/decisions"
    said = {"verb": "send_on", "site": NEXT_DOOR, "reason": "x", "decisions": 0, "version": 1}
    assert (await officer.post(at, said)).status == 200
    accepted = await there.post(at, {"verb": "accept", "reason": "x", "decisions": 1, "version": 1})
    full = await accepted.json()
    assert (accepted.status, [one["name"] for one in full["joined"]]) == (200, ["王五"])
    status, full = await splits(there, second, full["joined"][0]["version"])
    assert (status, full["joinings"][0]["reason"]) == (200, WHY)
    assert (await sent(service, f"GET /api/book/bookings/{second['code']}"))[1]["site"] == NEXT_DOOR


async def test_checked_in_is_not_joined_and_an_erased_one_keeps_no_reason(service: Client, officer: Browser) -> None:
    first, second = await two(service)
    third = await booked(service, day=DAY)
    assert (await joins(officer, first, second))[0] == 200
    device = await enrolled(service)
    registered = registration(matter=first["id"], channel="qr_code")
    assert (await results(service, body_of(entry(), registered), device))[1]["status"] == "accepted"
    await Reader(service.app[keys.DATABASE], "test", AFTER_ENTRY).catch_up()
    assert (await standing(service, second))[1]["has_come"] is True
    assert (await joins(officer, first, third, seen=(2, 1)))[1]["code"] == "join_closed"
    app = service.app
    await erase(app[keys.DATABASE], "430100", DAY[:7], now=clock_of(service).now(), dry_run=False)
    clock_of(service).forward(minutes=2)
    status, full = await splits(officer, second)
    (held,) = full["joinings"]
    assert (status, held["reason"], held["ended_reason"], full["summary"]) == (200, None, "并错了", None)


async def test_the_person_is_told_by_a_message_that_names_no_one(service: Client, officer: Browser) -> None:
    first, second = await two(service)
    assert (await joins(officer, first, second))[0] == 200
    app, clock = service.app, clock_of(service)
    tell = joining_teller(clock, app[keys.SEALER], "https://example.org", tells_phones=True)
    async with app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (job,) = await tx.scalars(select(Job).where(Job.kind == "tell_of_joining"))
    async with app[keys.DATABASE].transaction(Scope(job.lo, job.hi)) as tx:
        await tell(tx, job)
        assert [one.kind for one in await tx.scalars(select(Notice))] == ["booking_joined"]
    assert (await splits(officer, second))[0] == 200
    async with app[keys.DATABASE].transaction(Scope(job.lo, job.hi)) as tx:
        await tell(tx, job)
        assert len(await tx.scalars(select(Notice))) == 1
