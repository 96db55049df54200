"""A day is planned site by site; what another planned meanwhile is told and never overwritten."""

import asyncio
from datetime import time
from typing import Any

import pytest
from sqlalchemy import func, select

from server import keys
from server.before.agenda.model import Day, PlanVersion, SiteSession
from server.db import EVERYWHERE
from server.journal.model import Head
from server.people.model import Account
from server.people.rules import Role
from server.sites.actions import find_site
from tests.support.fake_clock import NINE
from tests.support.people import clock_of
from tests.support.plan import CITY, COUNTY, HERE, NEXT_DOOR, OTHER_CITY, PROVINCE, make_sites, name_leaders, signed_in
from tests.support.service import Client

DAY = "2023-12-14"
AT = f"/api/days/{DAY}"


@pytest.fixture(autouse=True)
async def planned(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    assert (await asked(service, "POST /api/days", {"date": DAY}))[0] == 201


async def asked(service: Client, operation: str, body: Any = None, *, places: Any = PROVINCE) -> tuple[int, Any]:
    method, path = operation.split()
    headers = await signed_in(service, "organiser", places) | {"Accept-Language": "en"}
    answer = await service.request(method, path, json=body, headers=headers)
    return answer.status, await answer.json()


async def plan_of(service: Client, day: str = DAY) -> Any:
    status, told = await asked(service, f"GET /api/days/{day}/plan")
    assert status == 200
    return told


async def changed(service: Client, version: int = 0, **parts: Any) -> tuple[int, Any]:
    plan = (await plan_of(service))["plan"] | parts
    return await asked(service, f"PUT {AT}/plan", {"version": version, "plan": plan})


async def site_changed(service: Client, code: str, version: int = 0, **plan: Any) -> tuple[int, Any]:
    return await asked(service, f"PUT {AT}/sites/{code}/plan", {"version": version, "plan": plan})


async def a_leader(service: Client, places: tuple[int, int] = PROVINCE, role: Role = Role.LEADER) -> str:
    account = Account(name="张某", lo=places[0], hi=places[1], roles=frozenset({role}), created_at=NINE)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        tx.add(account)
    return str(account.id)


async def test_a_day_tells_its_plan_and_what_an_announcement_lacks_site_by_site(service: Client) -> None:
    told = await plan_of(service)
    assert (told["version"], told["leads"], told["plan"]["kind"]) == (0, True, "joint")
    assert told["plan"]["sites"] == [HERE, NEXT_DOOR, OTHER_CITY]
    assert [(one["what"], one["site"]) for one in told["missing"]] == [
        ("no_leader", code) for code in (HERE, NEXT_DOOR, OTHER_CITY)
    ]
    assert told["missing"][0]["en"] == f"(Sample) {HERE}: no receiving leader"


async def test_an_announcement_that_lacks_something_is_refused_with_the_list_and_passes_once_it_is_mended(
    service: Client,
) -> None:
    status, refused = await asked(service, f"POST {AT}/commands", {"command": "announce"})
    assert (status, refused["code"], refused["count"]) == (409, "day_not_ready", 3)
    assert refused["missing"] == (await plan_of(service))["missing"]
    leader = await a_leader(service)
    for code in (HERE, NEXT_DOOR, OTHER_CITY):
        assert (await site_changed(service, code, leader=leader))[0] == 200
    status, told = await asked(service, f"POST {AT}/commands", {"command": "announce"})
    assert (status, told["state"]) == (200, "announced")


async def test_a_site_without_any_telephone_is_lacking_one(service: Client) -> None:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        site = await tx.get(SiteSession, (DAY, 430102001))
        assert site.telephone is None
        (await find_site(tx, HERE)).telephone = None
    assert ("no_telephone", HERE) in [(one["what"], one["site"]) for one in (await plan_of(service))["missing"]]
    await site_changed(service, HERE, telephone="12-430102-009")
    assert "no_telephone" not in [one["what"] for one in (await plan_of(service))["missing"]]


@pytest.mark.parametrize("day", ["2035-12-13", "2026-12-31"])
async def test_a_date_that_a_notice_to_come_may_change_is_not_announced(service: Client, day: str) -> None:
    assert (await asked(service, "POST /api/days", {"date": day}))[0] == 201
    await name_leaders(service.app[keys.DATABASE], day)
    status, refused = await asked(service, f"POST /api/days/{day}/commands", {"command": "announce"})
    assert (status, [one["what"] for one in refused["missing"]]) == (409, ["date_provisional"])


async def test_a_date_that_is_past_is_neither_planned_nor_announced(service: Client) -> None:
    status, refused = await asked(service, "POST /api/days", {"date": "2023-11-08"})
    assert (status, refused["code"]) == (422, "date_past")
    await name_leaders(service.app[keys.DATABASE], DAY)
    clock_of(service).forward(days=36)
    status, refused = await asked(service, f"POST {AT}/commands", {"command": "announce"})
    assert (status, [one["what"] for one in refused["missing"]]) == (409, ["date_past"])


async def test_a_changed_plan_is_the_next_version_and_moves_the_opening(service: Client) -> None:
    status, told = await changed(service, theme_zh="根治欠薪", kind="at_county", opens_at="09:00:00")
    assert (status, told["version"], told["plan"]["theme_zh"]) == (200, 1, "根治欠薪")
    assert told["day"]["opens_at"] == f"{DAY}T09:00:00+08:00"
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        kept = await tx.rows(select(PlanVersion.version, PlanVersion.plan).order_by(PlanVersion.version))
    assert [(version, plan["theme_zh"]) for version, plan in kept] == [(0, None), (1, "根治欠薪")]


async def test_what_one_organiser_changed_is_told_to_the_second_and_nothing_is_overwritten(service: Client) -> None:
    await changed(service, slogan_en="Wages first")
    status, refused = await asked(
        service, f"PUT {AT}/plan", {"version": 0, "plan": {"theme_en": "mine", "sites": [HERE]}}
    )
    assert (status, refused["code"], refused["version"]) == (409, "plan_changed", 1)
    assert refused["changed"] == [{"what": "slogan_en", "was": None, "now": "Wages first"}]
    assert (await plan_of(service))["plan"]["theme_en"] is None


async def test_of_two_who_change_a_plan_at_the_same_moment_one_is_refused(service: Client) -> None:
    body = {"version": 0, "plan": (await plan_of(service))["plan"]}
    bodies = [{**body, "plan": {**body["plan"], "theme_zh": theme}} for theme in ("甲", "乙")]
    statuses = [
        status for status, _ in await asyncio.gather(*(asked(service, f"PUT {AT}/plan", one) for one in bodies))
    ]
    assert sorted(statuses) == [200, 409]


async def test_two_sites_of_a_day_are_planned_side_by_side_and_one_site_by_one_at_a_time(service: Client) -> None:
    assert (await site_changed(service, HERE, rooms=2))[0] == 200
    assert (await site_changed(service, NEXT_DOOR, rooms=3))[0] == 200
    status, refused = await site_changed(service, HERE, rooms=4)
    assert (status, refused["code"]) == (409, "plan_changed")
    assert refused["changed"] == [{"what": "rooms", "was": None, "now": 2}]


async def test_sites_leave_a_draft_and_join_again_without_what_was_planned_of_them(service: Client) -> None:
    await site_changed(service, HERE, rooms=2)
    status, told = await changed(service, sites=[NEXT_DOOR])
    assert (status, told["plan"]["sites"]) == (200, [NEXT_DOOR])
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(Head.site).where(Head.day == DAY)) == [NEXT_DOOR]
        assert await tx.rows(select(Day.first_place, Day.last_place)) == [(430103001, 430103001)]
    _, told = await changed(service, 1, sites=[NEXT_DOOR, HERE])
    (here,) = [one for one in told["sites"] if one["site"] == HERE]
    assert (here["plan"]["rooms"], here["version"]) == (None, 2)


async def test_after_the_announcement_sites_join_and_none_leaves(service: Client) -> None:
    await changed(service, sites=[HERE])
    await name_leaders(service.app[keys.DATABASE], DAY)
    await asked(service, f"POST {AT}/commands", {"command": "announce"})
    assert (await changed(service, 1, sites=[HERE, NEXT_DOOR]))[0] == 200
    status, refused = await changed(service, 2, sites=[NEXT_DOOR])
    assert (status, refused["code"], refused["site"]) == (409, "site_stays", HERE)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"opens_at": "17:30:00"}, "hours_reversed"),
        ({"break_from": "12:00:00"}, "break_hours"),
        ({"break_from": "13:00:00", "break_until": "12:00:00"}, "break_hours"),
        ({"break_from": "08:30:00", "break_until": "09:00:00"}, "break_hours"),
        ({"last_ticket_at": "17:31:00"}, "last_ticket_hour"),
        ({"last_ticket_at": "08:30:00"}, "last_ticket_hour"),
        ({"categories_out": ["no_such_category"]}, "category_unknown"),
        ({"sites": []}, "day_without_sites"),
        ({"kind": "secret"}, "invalid"),
        ({"theme_zh": "\u200b"}, "invalid"),
        ({"theme_zh": "字" * 101}, "invalid"),
    ],
)
async def test_a_plan_that_cannot_be_is_refused(service: Client, parts: dict[str, Any], code: str) -> None:
    status, refused = await changed(service, **parts)
    assert (status, refused["code"]) == (422, code)
    assert (await plan_of(service))["version"] == 0


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ({"rooms": 0}, "invalid"),
        ({"telephone": "13" + "800138000"}, "telephone_form"),
        ({"telephone": "+86-13" + "8-0013-8000"}, "telephone_form"),
        ({"telephone": "call us"}, "telephone_form"),
        ({"opens_at": "18:00:00"}, "hours_reversed"),
        ({"leader": "01890000-0000-7000-8000-000000000000"}, "not_a_leader"),
    ],
)
async def test_a_site_is_not_planned_as_it_cannot_be(service: Client, plan: dict[str, Any], code: str) -> None:
    status, refused = await site_changed(service, HERE, **plan)
    assert (status, refused["code"]) == (422, code)


async def test_only_a_leader_whose_places_hold_the_site_is_named_there(service: Client) -> None:
    for places, role in ((COUNTY, Role.SUPERVISOR), ((430200000, 430299999), Role.LEADER)):
        status, refused = await site_changed(service, HERE, leader=await a_leader(service, places, role))
        assert (status, refused["code"]) == (422, "not_a_leader")
    assert (await site_changed(service, HERE, leader=await a_leader(service, COUNTY)))[0] == 200


async def test_a_city_plans_its_sites_of_the_provinces_day_and_not_the_day(service: Client) -> None:
    _, told = await asked(service, f"GET {AT}/plan", places=CITY)
    assert (told["leads"], told["plan"]["sites"]) == (False, [HERE, NEXT_DOOR])
    body: dict[str, Any] = {"version": 0, "plan": {"rooms": 2}}
    assert (await asked(service, f"PUT {AT}/sites/{HERE}/plan", body, places=CITY))[0] == 200
    assert (await asked(service, f"PUT {AT}/sites/{OTHER_CITY}/plan", body, places=CITY))[0] == 404
    status, refused = await asked(service, f"PUT {AT}/plan", {"version": 0, "plan": told["plan"]}, places=CITY)
    assert (status, refused["code"]) == (403, "not_allowed")


async def test_a_postponed_day_points_to_a_draft_with_the_same_plan(service: Client) -> None:
    await changed(
        service, theme_zh="根治欠薪", kind="by_appointment", last_ticket_at="16:00:00", sites=[HERE, NEXT_DOOR]
    )
    await site_changed(service, HERE, rooms=2, telephone="12-430102-009")
    await name_leaders(service.app[keys.DATABASE], DAY)
    await asked(service, f"POST {AT}/commands", {"command": "announce"})
    body = {"command": "postpone", "to": "2023-12-21", "reason": "冰冻预警"}
    status, told = await asked(service, f"POST {AT}/commands", body)
    assert (status, told["state"], told["moved_to"]) == (200, "postponed", "2023-12-21")
    old, new = await plan_of(service), await plan_of(service, "2023-12-21")
    assert (old["reason"], new["moved_from"], new["day"]["state"]) == ("冰冻预警", DAY, "draft")
    assert (new["plan"], new["missing"]) == (old["plan"], [])
    assert [one["plan"] for one in new["sites"]] == [one["plan"] for one in old["sites"]]
    status, refused = await asked(service, f"POST {AT}/commands", {"command": "announce"})
    assert (status, refused["code"], refused["day"]) == (409, "day_moved", "2023-12-21")
    assert (await changed(service, 1, theme_zh="x"))[1]["code"] == "day_began"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"command": "postpone", "to": "2023-11-08", "reason": "冰冻预警"}, "date_past"),
        ({"command": "postpone", "to": DAY, "reason": "冰冻预警"}, "day_exists"),
        ({"command": "postpone", "to": "2023-12-21"}, "day_reason"),
        ({"command": "cancel"}, "day_reason"),
        ({"command": "cancel", "reason": "打 13" + "800138000"}, "day_reason"),
    ],
)
async def test_a_day_is_not_put_off_or_called_off_as_it_cannot_be(
    service: Client, body: dict[str, Any], code: str
) -> None:
    await name_leaders(service.app[keys.DATABASE], DAY)
    await asked(service, f"POST {AT}/commands", {"command": "announce"})
    assert (await asked(service, f"POST {AT}/commands", body))[1]["code"] == code
    assert (await plan_of(service))["day"]["state"] == "announced"


async def test_a_cancelled_day_says_why_and_frees_its_sites(service: Client) -> None:
    status, told = await asked(service, f"POST {AT}/commands", {"command": "cancel", "reason": "改为视频接访"})
    assert (status, told["state"], (await plan_of(service))["reason"]) == (200, "cancelled", "改为视频接访")
    own = {"date": DAY, "holder": "430100", "sites": {"region": "430102"}}
    status, told = await asked(service, "POST /api/days", own)
    assert (status, (await plan_of(service, told["day"]))["plan"]["sites"]) == (201, [HERE])


async def test_a_postponed_day_frees_its_sites_for_its_old_date(service: Client) -> None:
    await name_leaders(service.app[keys.DATABASE], DAY)
    await asked(service, f"POST {AT}/commands", {"command": "announce"})
    await asked(service, f"POST {AT}/commands", {"command": "postpone", "to": "2023-12-21", "reason": "冰冻预警"})
    assert (await asked(service, "POST /api/days", {"date": DAY, "holder": "430100"}))[0] == 201


async def test_a_day_that_has_begun_keeps_its_plan(service: Client) -> None:
    await name_leaders(service.app[keys.DATABASE], DAY)
    for command in ("announce", "line_check", "go_live"):
        await asked(service, f"POST {AT}/commands", {"command": command})
    assert (await changed(service, theme_zh="x"))[1]["code"] == "day_began"
    assert (await site_changed(service, HERE, rooms=2))[1]["code"] == "day_began"
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.one_or_none(select(func.count()).select_from(PlanVersion)) == 0


async def test_the_hours_of_a_day_cannot_leave_a_site_without_any(service: Client) -> None:
    await site_changed(service, HERE, opens_at="15:00:00")
    status, refused = await changed(service, closes_at="12:00:00")
    assert (status, refused["code"], refused["opens_at"]) == (422, "hours_reversed", f"{time(15):%H:%M}")


async def test_a_leader_who_was_suspended_is_lacking(service: Client) -> None:
    leader = await name_leaders(service.app[keys.DATABASE], DAY)
    assert (await plan_of(service))["missing"] == []
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        (await tx.get(Account, leader.id)).suspended_at = NINE
    assert {one["what"] for one in (await plan_of(service))["missing"]} == {"no_leader"}
