"""Calendars subscribe at a secret address; what they read is parsed by another library than the one that wrote it."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]  # has no types
from sqlalchemy import select

from server import keys
from server.before.announcing.model import CalendarFeed
from server.db import EVERYWHERE
from server.people.model import Account
from tests.support.people import Browser, browser_of, clock_of
from tests.support.plan import CITY, COUNTY, HERE, PROVINCE, make_day, make_sites, name_leaders, series_of
from tests.support.service import Client

DAY, LATER, SECRET_DAY = "2023-12-14", "2023-12-21", "2023-12-07"
EIGHT = timezone(timedelta(hours=8))


@pytest.fixture(autouse=True)
async def planned(service: Client) -> None:
    database = service.app[keys.DATABASE]
    await make_sites(database)
    async with database.transaction(EVERYWHERE) as tx:
        tx.add(series_of("430000"))
        tx.add(series_of("430100"))
    await make_day(database, day=date.fromisoformat(DAY), state="draft")
    await name_leaders(database, DAY)


async def organiser(service: Client) -> Browser:
    return (await browser_of(service, "organiser", PROVINCE))[0]


async def address(browser: Browser, series: str | None = None) -> str:
    answer = await browser.post("/api/me/calendars", {"series": series})
    assert answer.status == 201
    secret = str((await answer.json())["address"]).rpartition("/")[2]
    return f"/api/calendars/{secret}"


async def text_at(service: Client, path: str) -> str:
    answer = await service.get(path)
    assert (answer.status, answer.content_type) == (200, "text/calendar")
    return (await answer.read()).decode()


async def events_at(service: Client, path: str) -> list[Any]:
    return list(getattr(vobject.readOne(await text_at(service, path)), "vevent_list", []))


async def command(browser: Browser, what: str, day: str = DAY, **more: Any) -> None:
    answer = await browser.post(f"/api/days/{day}/commands", {"command": what} | more)
    assert answer.status == 200, await answer.text()


async def test_a_day_keeps_its_uid_and_raises_its_sequence_from_the_draft_to_its_cancellation(service: Client) -> None:
    browser = await organiser(service)
    path = await address(browser)
    told = [(await events_at(service, path))[0]]
    await command(browser, "announce")
    told.append((await events_at(service, path))[0])
    clock_of(service).forward(hours=1)
    await command(browser, "cancel", reason="会场停电")
    told.append((await events_at(service, path))[0])
    assert [one.status.value for one in told] == ["TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert len({one.uid.value for one in told}) == 1
    numbers = [int(one.sequence.value) for one in told]
    assert numbers == sorted(set(numbers))
    assert told[1].dtstamp.value < told[2].dtstamp.value
    assert told[1].dtstart.value == datetime(2023, 12, 14, 8, 30, tzinfo=EIGHT)
    assert told[1].url.value.endswith(f"/notice/{DAY}")
    assert not hasattr(told[0], "url")
    assert "会场停电" in told[2].description.value


async def test_a_changed_plan_raises_the_sequence(service: Client) -> None:
    browser = await organiser(service)
    path = await address(browser)
    before = int((await events_at(service, path))[0].sequence.value)
    plan = (await (await browser.get(f"/api/days/{DAY}/plan")).json())["plan"] | {"opens_at": "09:00:00"}
    assert (await browser.put(f"/api/days/{DAY}/plan", {"version": 0, "plan": plan})).status == 200
    event = (await events_at(service, path))[0]
    assert int(event.sequence.value) > before
    assert event.dtstart.value.hour == 9


async def test_the_zone_is_named_with_its_rule_and_lines_are_folded_and_escaped(service: Client) -> None:
    browser = await organiser(service)
    name = "接访日；会场 A, B; C\\D " + "很长的名称" * 12
    plan = (await (await browser.get(f"/api/days/{DAY}/plan")).json())["plan"] | {"name_zh": name}
    await browser.put(f"/api/days/{DAY}/plan", {"version": 0, "plan": plan})
    text = await text_at(service, await address(browser))
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "TZID:Asia/Shanghai" in text
    assert "DTSTART;TZID=Asia/Shanghai:20231214T083000" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert vobject.readOne(text).vevent.summary.value == f"（草稿）{name}"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text


async def test_a_person_reads_the_days_of_their_own_places(service: Client) -> None:
    database = service.app[keys.DATABASE]
    await make_day(database, "HN-D-430202", day=date.fromisoformat(LATER))
    county, _ = await browser_of(service, "coordinator", COUNTY)
    mine = await events_at(service, await address(county))
    assert [one.dtstart.value.date().isoformat() for one in mine] == [DAY]
    assert mine[0].location.value == f"（示例）{HERE}"
    everything = await events_at(service, await address(await organiser(service)))
    assert len(everything) == 2


async def test_an_unannounced_day_is_in_no_calendar(service: Client) -> None:
    browser = await organiser(service)
    plan = (await (await browser.get(f"/api/days/{DAY}/plan")).json())["plan"] | {"kind": "unannounced"}
    await browser.put(f"/api/days/{DAY}/plan", {"version": 0, "plan": plan})
    assert await events_at(service, await address(browser)) == []


async def test_a_series_tells_its_coming_dates_as_tentative_under_uids_that_the_days_take_over(
    service: Client,
) -> None:
    browser = await organiser(service)
    path = await address(browser, "of-430000")
    coming = await events_at(service, path)
    assert {one.status.value for one in coming} == {"TENTATIVE"}
    january = next(one for one in coming if one.dtstart.value.date() == date(2024, 1, 9))
    of_series = {"series": "of-430000", "month": "2024-01"}
    made = await browser.post("/api/days", {"date": "2024-01-09", "of_series": of_series})
    assert made.status == 201, await made.text()
    await name_leaders(service.app[keys.DATABASE], "2024-01-09")
    await command(browser, "announce", "2024-01-09")
    days = [one for one in await events_at(service, path) if one.uid.value == january.uid.value]
    assert [one.status.value for one in days] == ["CONFIRMED"]
    assert int(days[0].sequence.value) > int(january.sequence.value)


async def test_a_guessed_a_renewed_and_a_revoked_address_are_one_and_the_same_404(service: Client) -> None:
    browser = await organiser(service)
    first = await address(browser)
    second = await address(browser)
    assert (await service.get(second)).status == 200
    (kept,) = (await (await browser.get("/api/me/calendars")).json())["items"]
    assert "address" not in kept
    stranger = await organiser(service)
    assert (await stranger.delete(f"/api/me/calendars/{kept['id']}")).status == 204
    assert (await service.get(second)).status == 200
    assert (await browser.delete(f"/api/me/calendars/{kept['id']}")).status == 204
    refused = [await service.get(path) for path in (first, second, f"/api/calendars/{'0' * 43}.ics")]
    assert {(one.status, (await one.json())["code"]) for one in refused} == {(404, "not_found")}


async def test_only_the_hash_of_an_address_is_kept(service: Client) -> None:
    path = await address(await organiser(service))
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (feed,) = await tx.scalars(select(CalendarFeed))
    assert len(feed.token_hash) == 32
    assert path.removeprefix("/api/calendars/").removesuffix(".ics").encode() not in feed.token_hash


async def test_an_address_ends_with_the_right_it_stands_on(service: Client) -> None:
    browser, someone = await browser_of(service, "organiser", CITY)
    own, of_series = await address(browser), await address(browser, "of-430100")
    leader, _ = await browser_of(service, "leader", CITY)
    assert (await leader.post("/api/me/calendars", {"series": "of-430100"})).status == 403
    assert (await browser.post("/api/me/calendars", {"series": "of-430000"})).status == 404
    assert [(await service.get(path)).status for path in (own, of_series)] == [200, 200]
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        account = await tx.one_or_none(select(Account).where(Account.login == someone.login))
        assert account is not None
        account.suspended_at = clock_of(service).now()
    assert [(await service.get(path)).status for path in (own, of_series)] == [404, 404]


async def test_a_calendar_that_asks_again_is_told_that_nothing_changed(service: Client) -> None:
    browser = await organiser(service)
    path = await address(browser)
    tag = (await service.get(path)).headers["ETag"]
    assert (await service.get(path, headers={"If-None-Match": tag})).status == 304
    await command(browser, "announce")
    assert (await service.get(path, headers={"If-None-Match": tag})).status == 200
