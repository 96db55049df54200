"""Days that a region holds alone, beside the joint day and beside each other."""

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from server import keys
from server.before.agenda import actions
from server.before.agenda.model import Day
from server.before.agenda.rules import DayHappening, DayState
from server.day_code import parse_day
from server.db import EVERYWHERE, Database
from server.errors import Conflict, Invalid, NotAllowed, NotFound
from server.people.model import AuditLine
from server.place import Range, range_of_region
from server.sites.model import Site
from tests.support.fake_clock import NINE
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
    person,
    signed_in,
)
from tests.support.service import Client

OWN = parse_day("2023-11-09.430100")
ELSEWHERE = range_of_region("430200")
AT_HERE = (430102001, 430102001)


@pytest.fixture
async def planned(database: Database) -> Database:
    """The joint day at a site of another city, and beside it the city's own day at a site in a county."""
    await make_sites(database)
    await make_day(database, OTHER_CITY, state="live")
    await make_day(database, HERE, day=OWN, state="live")
    return database


@pytest.mark.parametrize(
    ("places", "seen"),
    [
        (PROVINCE, [OWN, THE_NINTH]),
        (CITY, [OWN]),
        (COUNTY, [OWN]),
        (AT_HERE, [OWN]),
        (range_of_region("430103"), []),
        (ELSEWHERE, [THE_NINTH]),
        (range_of_region("430202"), [THE_NINTH]),
        (range_of_region("430300"), []),
    ],
)
async def test_a_day_is_seen_where_its_holder_or_one_of_its_sites_lies(
    planned: Database, places: Range, seen: list[str]
) -> None:
    async with planned.transaction(person("supervisor", places).scope, write=False) as tx:
        assert [day.day for day in await actions.days_in_scope(tx)] == seen
        for code in (THE_NINTH, OWN):
            if code in seen:
                assert (await actions.find_day(tx, code)).day == code
            else:
                with pytest.raises(NotFound, match="not_found"):
                    await actions.find_day(tx, code)


async def test_the_holder_sees_its_day_before_any_site_of_it_is_seen(planned: Database) -> None:
    async with planned.transaction(EVERYWHERE) as tx:
        (await tx.get(Day, OWN)).holder, (await tx.get(Day, OWN)).holder_last = range_of_region("430300")
    async with planned.transaction(person("organiser", range_of_region("430300")).scope, write=False) as tx:
        assert [day.day for day in await actions.days_in_scope(tx)] == [OWN]


@pytest.mark.parametrize(
    ("places", "code", "refused"),
    [
        (PROVINCE, THE_NINTH, None),
        (PROVINCE, OWN, None),
        (CITY, OWN, None),
        (CITY, THE_NINTH, NotFound),
        (ELSEWHERE, THE_NINTH, NotAllowed),  # all its sites lie there, and the province holds it
        (ELSEWHERE, OWN, NotFound),
        (COUNTY, OWN, NotAllowed),
        (range_of_region("430103"), OWN, NotFound),
    ],
)
async def test_a_day_is_led_on_from_where_it_is_held_and_from_above(
    planned: Database, places: Range, code: str, refused: type[Exception] | None
) -> None:
    by = person("organiser", places)

    async def close() -> Day:
        async with planned.transaction(by.scope) as tx:
            return await actions.command_day(tx, code, DayHappening.CLOSE, by=by, now=NINE)

    if refused is None:
        assert (await close()).state == "closing"
    else:
        with pytest.raises(refused):
            await close()


async def test_a_site_takes_part_in_one_day_of_a_date(planned: Database) -> None:
    async with planned.transaction(EVERYWHERE) as tx:
        here = [await tx.get(Site, HERE)]
        with pytest.raises(Conflict, match="site_on_other_day") as refused:
            await actions.join(tx, await actions.find_day(tx, THE_NINTH), here)
        assert refused.value.params == {"site": HERE, "day": OWN}
        (await tx.get(Day, OWN)).state = DayState.CANCELLED
        await tx.flush()
        assert await actions.join(tx, await actions.find_day(tx, THE_NINTH), here) == 1
    await make_day(planned, HERE, day=parse_day("2023-11-10.430102"))


async def test_a_site_beyond_the_holder_does_not_take_part(planned: Database) -> None:
    async with planned.transaction(EVERYWHERE) as tx:
        with pytest.raises(Invalid, match="site_outside_holder") as refused:
            await actions.join(tx, await actions.find_day(tx, OWN), [await tx.get(Site, OTHER_CITY)])
    assert refused.value.params == {"site": OTHER_CITY, "holder": "430100"}


async def test_of_two_who_plan_one_site_at_the_same_moment_one_is_refused(database: Database) -> None:
    await make_sites(database)
    codes = [parse_day(f"2023-11-09{holder}") for holder in ("", ".430100", ".430102")]
    planned = await asyncio.gather(*(make_day(database, HERE, day=code) for code in codes), return_exceptions=True)
    refused = [one for one in planned if isinstance(one, Conflict)]
    assert ([one.code for one in refused], len(planned) - len(refused)) == (["site_on_other_day"] * 2, 1)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(func.count()).select_from(Day)) == [1]


async def test_of_two_who_plan_one_day_at_the_same_moment_one_is_refused(database: Database) -> None:
    await make_sites(database)
    planned = await asyncio.gather(
        *(make_day(database, code, day=OWN) for code in (HERE, NEXT_DOOR)), return_exceptions=True
    )
    assert sorted(one.code if isinstance(one, Conflict) else "" for one in planned) == ["", "day_exists"]


async def post(service: Client, places: Range, **asked: object) -> tuple[int, dict[str, Any]]:
    headers = await signed_in(service, "organiser", places)
    answer = await service.post("/api/days", json={"date": "2023-12-14", **asked}, headers=headers)
    return answer.status, await answer.json()


async def test_an_organiser_of_a_city_plans_and_leads_a_day_of_the_city(service: Client) -> None:
    database = service.app[keys.DATABASE]
    await make_sites(database)
    status, told = await post(service, CITY, holder="430100", name_zh="长沙市接访日", name_en="Changsha reception day")
    assert status == 201
    assert [told[name] for name in ("day", "date", "holder", "state", "name_zh")] == [
        *("2023-12-14.430100", "2023-12-14", "430100", "draft", "长沙市接访日")
    ]
    await name_leaders(database, told["day"])
    headers = await signed_in(service, "organiser", CITY)
    for command, state in (("announce", "announced"), ("line_check", "line_check"), ("go_live", "live")):
        body = {"command": command}
        led = await service.post("/api/days/2023-12-14.430100/commands", json=body, headers=headers)
        assert (led.status, (await led.json())["state"]) == (200, state)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        day = await actions.find_day(tx, "2023-12-14.430100")
        assert sorted(await actions.sites_of(tx, day.day)) == [HERE, NEXT_DOOR]
        assert (day.date, day.holder, day.holder_last) == (date(2023, 12, 14), *CITY)
        lines = await tx.rows(select(AuditLine.about, AuditLine.place).where(AuditLine.what == "day_planned"))
    assert [tuple(line) for line in lines] == [("day:2023-12-14.430100", CITY[0])]


async def test_two_cities_hold_a_day_on_the_date_of_the_provinces(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    codes = [
        (await post(service, places, sites=[site], **holder))[1]["day"]
        for places, site, holder in (
            (PROVINCE, NEXT_DOOR, {}),
            (CITY, HERE, {"holder": "430100"}),
            (ELSEWHERE, OTHER_CITY, {"holder": "430200"}),
        )
    ]
    assert codes == ["2023-12-14", "2023-12-14.430100", "2023-12-14.430200"]
    listed = await (await service.get("/api/days?limit=2", headers=await signed_in(service, "organiser"))).json()
    assert [day["day"] for day in listed["items"]] == codes[:0:-1]
    path = f"/api/days?limit=2&cursor={listed['next']}"
    rest = await (await service.get(path, headers=await signed_in(service, "organiser"))).json()
    assert [day["day"] for day in rest["items"]] == codes[:1]


@pytest.mark.parametrize(
    ("places", "asked", "refused"),
    [
        (CITY, {}, (403, "not_allowed")),
        (CITY, {"holder": "430000"}, (404, "not_found")),
        (CITY, {"holder": "430200"}, (404, "not_found")),
        (CITY, {"holder": "430199"}, (404, "not_found")),
        (CITY, {"holder": "430102001"}, (422, "invalid")),
        (CITY, {"holder": "430100", "sites": [OTHER_CITY]}, (404, "unknown_site")),
        (PROVINCE, {"holder": "430100", "sites": [OTHER_CITY]}, (422, "site_outside_holder")),
        (PROVINCE, {"holder": "430100", "sites": ["HN-D-999999"]}, (404, "unknown_site")),
        (PROVINCE, {"holder": "430300"}, (422, "day_without_sites")),
        (PROVINCE, {"sites": []}, (422, "day_without_sites")),
        (PROVINCE, {"opens_at": "17:30:00", "closes_at": "17:30:00"}, (422, "hours_reversed")),
        (PROVINCE, {"date": "2023-11-31"}, (422, "invalid")),
        (PROVINCE, {"date": "0001-01-01"}, (422, "invalid")),
        (PROVINCE, {"date": "9999-12-31"}, (422, "invalid")),
        (PROVINCE, {"opens_at": "08:30:00Z"}, (422, "invalid")),
        (PROVINCE, {"opens_at": "08:30:00+08:00", "closes_at": "17:30:00+08:00"}, (422, "invalid")),
        (PROVINCE, {"date": "2023-11-09.430100"}, (422, "invalid")),
        (PROVINCE, {"name_zh": "\u200b"}, (422, "invalid")),
    ],
)
async def test_a_day_that_cannot_be_is_not_planned(
    service: Client, places: Range, asked: dict[str, Any], refused: tuple[int, str]
) -> None:
    await make_sites(service.app[keys.DATABASE])
    status, told = await post(service, places, **asked)
    assert (status, told["code"]) == refused


async def test_a_second_day_of_a_holder_and_a_site_that_is_taken_are_refused(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    assert (await post(service, COUNTY, holder="430102"))[0] == 201
    status, again = await post(service, COUNTY, holder="430102")
    assert (status, again["code"], again["day"]) == (409, "day_exists", "2023-12-14.430102")
    status, taken = await post(service, CITY, holder="430100")
    assert (status, taken["code"], taken["site"], taken["day"]) == (
        *(409, "site_on_other_day", HERE),
        "2023-12-14.430102",
    )


@pytest.mark.parametrize("code", ["2023-11-09.430000", "2023-11-09.430102001", "2023-11-09.", "2023-11-09x"])
async def test_a_wrong_day_code_is_refused_with_how_a_day_is_named(service: Client, code: str) -> None:
    headers = await signed_in(service, "organiser") | {"Accept-Language": "en"}
    for path in (f"/api/days/{code}", f"/api/days/{code}/tally", f"/api/days/{code}/intake"):
        answer = await service.get(path, headers=headers)
        told = await answer.json()
        assert (answer.status, told["code"]) == (404, "day_code")
        assert "2023-11-09.430100" in told["detail"]
    query = await service.get(f"/api/days?cursor={code}", headers=headers)
    assert (query.status, (await query.json())["faults"]) == (422, [{"field": "cursor", "fault": "day_code"}])


async def test_a_day_code_of_a_region_that_holds_no_day_is_not_found(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE])
    headers = await signed_in(service, "organiser")
    for code in ("2023-11-09.430100", "2023-11-09.439999", "2023-11-09.110105"):
        answer = await service.get(f"/api/days/{code}", headers=headers)
        assert (answer.status, (await answer.json())["code"]) == (404, "not_found")


async def test_every_address_that_names_a_day_is_described_with_what_a_wrong_code_is_answered(service: Client) -> None:
    paths = (await (await service.get("/api/openapi.json")).json())["paths"]
    named = {path: methods for path, methods in paths.items() if "{day}" in path}
    assert len(named) > 10
    for methods in named.values():
        for operation in methods.values():
            told = operation["responses"]["404"]["content"]["application/problem+json"]["examples"]
            (day,) = [one for one in operation["parameters"] if one["name"] == "day"]
            assert ("day_code" in told, "pattern" in day["schema"]) == (True, True)
