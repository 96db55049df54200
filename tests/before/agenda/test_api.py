from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from server import keys
from server.before.agenda import actions, hours
from server.before.agenda.model import Day, SiteSession
from server.clock import DayClock
from server.db import EVERYWHERE
from server.people.audit import reason_of
from server.people.model import AuditLine
from server.place import Range
from tests.support.plan import (
    CITY,
    COUNTY,
    HERE,
    NEXT_DOOR,
    OTHER_CITY,
    PROVINCE,
    THE_NINTH,
    make_day,
    make_sites,
    name_leaders,
    signed_in,
)
from tests.support.service import Client

NINTH = "/api/days/2023-11-09"


async def me(service: Client, headers: dict[str, str]) -> dict[str, Any]:
    return dict(await (await service.get("/api/me", headers=headers)).json())


@pytest.fixture(autouse=True)
async def sites(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])


async def test_a_real_day_tells_its_hours_and_the_time_in_its_zone(service: Client) -> None:
    await make_day(service.app[keys.DATABASE])
    answer = await service.get(NINTH, headers=await signed_in(service, "coordinator", COUNTY))
    assert await answer.json() == {
        "day": "2023-11-09",
        "date": "2023-11-09",
        "holder": "430000",
        "name_zh": "接访日",
        "name_en": "Reception day",
        "state": "announced",
        "kind": "joint",
        "categories_out": [],
        "moved_to": None,
        "zone": "Asia/Shanghai",
        "is_rehearsal": False,
        "opens_at": "2023-11-09T08:30:00+08:00",
        "closes_at": "2023-11-09T17:30:00+08:00",
        "break_from": None,
        "break_until": None,
        "last_ticket_at": None,
        "clock": {
            "now": "2023-11-09T09:00:00+08:00",
            "speed": 1.0,
            "ends_at": None,
            "real": "2023-11-09T09:00:00+08:00",
            "controlled": False,
        },
    }


async def test_a_rehearsed_day_tells_its_own_time_and_how_fast_it_passes(service: Client) -> None:
    database = service.app[keys.DATABASE]
    await make_day(database, is_rehearsal=True)
    async with database.transaction(EVERYWHERE) as tx:
        day = await actions.find_day(tx, THE_NINTH)
        eight = hours.hour_of(day, time(8))
        began = datetime(2023, 11, 9, 0, 58, tzinfo=UTC)
        hours.start_clock(day, DayClock(began, eight, 60, eight + timedelta(hours=5)))
    answer = await (await service.get(NINTH, headers=await signed_in(service, "supervisor"))).json()
    assert (answer["is_rehearsal"], answer["clock"]) == (
        True,
        {
            "now": "2023-11-09T10:00:00+08:00",
            "speed": 60.0,
            "ends_at": "2023-11-09T13:00:00+08:00",
            "real": "2023-11-09T09:00:00+08:00",
            "controlled": False,
        },
    )


async def test_the_days_come_a_page_at_a_time_with_where_to_go_on(service: Client) -> None:
    for month in (9, 10, 11):
        await make_day(service.app[keys.DATABASE], HERE, day=date(2023, month, 9))
    headers = await signed_in(service, "coordinator", COUNTY)
    first = await (await service.get("/api/days?limit=2", headers=headers)).json()
    rest = await (await service.get(f"/api/days?limit=2&cursor={first['next']}", headers=headers)).json()
    assert [day["day"] for day in first["items"]] == ["2023-11-09", "2023-10-09"]
    assert ([day["day"] for day in rest["items"]], rest["next"]) == (["2023-09-09"], None)
    whole = await (await service.get("/api/days?limit=3", headers=headers)).json()
    assert (len(whole["items"]), whole["next"]) == (3, None)


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=yesterday", "page=2"])
async def test_a_list_that_cannot_be_is_refused(service: Client, query: str) -> None:
    answer = await service.get(f"/api/days?{query}", headers=await signed_in(service, "coordinator", COUNTY))
    assert (answer.status, (await answer.json())["code"]) == (422, "invalid")


async def test_a_day_elsewhere_answers_like_one_that_is_not_there(service: Client) -> None:
    await make_day(service.app[keys.DATABASE], OTHER_CITY)
    headers = await signed_in(service, "coordinator", COUNTY)
    answers = [await service.get(f"/api/days/{day}", headers=headers) for day in ("2023-11-09", "2023-11-10", "x")]
    assert [answer.status for answer in answers] == [404, 404, 404]
    assert len({await answer.read() for answer in answers}) == 1


@pytest.mark.parametrize(("places", "seen"), [(PROVINCE, 2), (CITY, 1), (COUNTY, 1), ((430300000, 430399999), 0)])
async def test_days_without_a_site_of_ones_own_are_not_listed(service: Client, places: Range, seen: int) -> None:
    await make_day(service.app[keys.DATABASE], HERE, NEXT_DOOR)
    await make_day(service.app[keys.DATABASE], OTHER_CITY, day=date(2023, 12, 14))
    answer = await service.get("/api/days", headers=await signed_in(service, "supervisor", places))
    assert len((await answer.json())["items"]) == seen


async def test_a_day_is_led_on_by_commands_and_a_second_click_is_a_conflict(service: Client) -> None:
    await make_day(service.app[keys.DATABASE], state="draft")
    await name_leaders(service.app[keys.DATABASE])
    organiser = await signed_in(service, "organiser")
    first, second = [
        await service.post(f"{NINTH}/commands", json={"command": "announce"}, headers=organiser) for _ in range(2)
    ]
    assert (first.status, (await first.json())["state"]) == (200, "announced")
    assert (second.status, (await second.json())["code"]) == (409, "not_from_here")


async def test_only_an_organiser_over_all_its_sites_leads_a_day(service: Client) -> None:
    await make_day(service.app[keys.DATABASE])
    statuses = [
        (await service.post(f"{NINTH}/commands", json={"command": "line_check"}, headers=headers)).status
        for headers in (
            await signed_in(service, "coordinator", COUNTY),
            await signed_in(service, "administrator"),
            await signed_in(service, "organiser", CITY),
            await signed_in(service, "organiser"),
        )
    ]
    assert statuses == [403, 403, 403, 200]


@pytest.mark.parametrize("body", [{"command": "explode"}, {}, {"command": "announce", "at": "now"}, {"command": None}])
async def test_a_command_that_does_not_exist_is_refused(service: Client, body: dict[str, object]) -> None:
    await make_day(service.app[keys.DATABASE])
    answer = await service.post(f"{NINTH}/commands", json=body, headers=await signed_in(service, "organiser"))
    assert (answer.status, (await answer.json())["code"]) == (422, "invalid")


async def test_a_coordinator_leads_their_own_site_and_no_other(service: Client) -> None:
    await make_day(service.app[keys.DATABASE])
    coordinator = await signed_in(service, "coordinator", COUNTY)
    answers = [
        await service.post(f"{NINTH}/sites/{site}/commands", json={"command": "get_ready"}, headers=coordinator)
        for site in (HERE, NEXT_DOOR, "HN-D-430999")
    ]
    assert await answers[0].json() == {"day": "2023-11-09", "site": HERE, "state": "ready"}
    assert [answer.status for answer in answers] == [200, 404, 404]
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        logged = await tx.scalars(select(AuditLine.about).where(AuditLine.what == "site_commanded"))
    assert logged == ["day:2023-11-09"]
    assert await answers[1].read() == await answers[2].read()


async def test_a_day_tells_its_break_its_last_ticket_and_the_rooms_that_are_planned(service: Client) -> None:
    day = await make_day(service.app[keys.DATABASE])
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        planned = await tx.get(Day, day.day)
        planned.break_from, planned.break_until, planned.last_ticket_at = time(12), time(13, 30), time(16, 30)
        (await tx.get(SiteSession, (day.day, 430102001))).rooms = 3
    coordinator = await signed_in(service, "coordinator", COUNTY)
    told = await (await service.get(NINTH, headers=coordinator)).json()
    hours = [told[name] for name in ("break_from", "break_until", "last_ticket_at")]
    assert hours == [f"2023-11-09T{hour}:00+08:00" for hour in ("12:00", "13:30", "16:30")]
    board = await (await service.get(f"{NINTH}/board", headers=coordinator)).json()
    assert (board["sites"][HERE]["rooms_planned"], board["sites"][HERE]["commanded"]) == (3, None)


async def test_what_is_commanded_from_above_stands_on_the_board_with_who_and_why_and_moves_no_figure(
    service: Client,
) -> None:
    await make_day(service.app[keys.DATABASE])
    organiser = await signed_in(service, "organiser", CITY)
    before = await (await service.get(f"{NINTH}/board", headers=organiser)).json()
    closes = {"command": "close", "reason": "道路中断，请到邻近接访点"}
    answer = await service.post(f"{NINTH}/sites/{HERE}/commands", json=closes, headers=organiser)
    assert (answer.status, (await answer.json())["state"]) == (200, "closed")
    after = await (await service.get(f"{NINTH}/board", headers=organiser)).json()
    commanded = after["sites"][HERE].pop("commanded")
    assert (commanded["state"], commanded["reason"]) == ("closed", closes["reason"])
    assert commanded["by"] == (await me(service, organiser))["name"]
    assert commanded["at"] == "2023-11-09T01:00:00.000000Z"
    assert before["sites"][HERE].pop("commanded") is None
    assert [board["sites"][HERE].pop("mark") for board in (before, after)] == ["alert", "none"]
    assert [one["kind"] for one in after["attention"] if one["site"] == HERE] == []
    assert (after["tally"], after["sites"][HERE]) == (before["tally"], before["sites"][HERE])
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        (line,) = await tx.scalars(select(AuditLine).where(AuditLine.what == "site_commanded"))
        assert await reason_of(tx, service.app[keys.SEALER], line) == closes["reason"]


async def test_a_command_from_above_without_a_reason_is_refused_and_changes_nothing(service: Client) -> None:
    await make_day(service.app[keys.DATABASE])
    organiser = await signed_in(service, "organiser")
    answer = await service.post(f"{NINTH}/sites/{HERE}/commands", json={"command": "suspend"}, headers=organiser)
    assert (answer.status, (await answer.json())["code"]) == (422, "day_reason")
    board = await (await service.get(f"{NINTH}/board", headers=organiser)).json()
    assert board["sites"][HERE]["commanded"] is None


async def test_a_command_to_a_site_of_a_day_that_was_cancelled_is_refused(service: Client) -> None:
    await make_day(service.app[keys.DATABASE], state="cancelled")
    answer = await service.post(
        f"{NINTH}/sites/{HERE}/commands",
        json={"command": "get_ready"},
        headers=await signed_in(service, "coordinator", COUNTY),
    )
    assert (answer.status, (await answer.json())["code"]) == (409, "day_not_open")


async def test_without_a_session_no_day_is_shown(service: Client) -> None:
    assert (await service.get("/api/days")).status == 401
