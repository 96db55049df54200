"""The public reads the notice of an announced day without an account, and of no other day; changes are told."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from server import keys
from server.before.agenda.loading import load
from server.before.agenda.model import Day
from server.before.agenda.rules import DayKind
from server.before.agenda.schedule_file import read_schedule_file
from server.before.announcing.model import Announcement
from server.db import EVERYWHERE
from tests.support.fake_clock import NINE
from tests.support.people import clock_of
from tests.support.plan import HERE, NEXT_DOOR, OTHER_CITY, REFERENCE, make_day, make_sites, name_leaders, signed_in
from tests.support.service import Client

DAY, LATER = "2023-12-14", "2023-12-21"
NO_SUCH_DAY = "2023-12-15"


@pytest.fixture(autouse=True)
async def planned(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE], day=date.fromisoformat(DAY), state="draft")
    await name_leaders(service.app[keys.DATABASE], DAY)


async def did(service: Client, operation: str, body: Any) -> Any:
    method, path = operation.split()
    answer = await service.request(method, path, json=body, headers=await signed_in(service, "organiser"))
    assert answer.status in {200, 201}, await answer.text()
    return await answer.json()


async def command(service: Client, what: str, day: str = DAY, **more: Any) -> None:
    await did(service, f"POST /api/days/{day}/commands", {"command": what} | more)


async def plan(service: Client, **parts: Any) -> None:
    headers = await signed_in(service, "organiser")
    told = await (await service.get(f"/api/days/{DAY}/plan", headers=headers)).json()
    await did(service, f"PUT /api/days/{DAY}/plan", {"version": told["version"], "plan": told["plan"] | parts})


async def plan_site(service: Client, code: str, **parts: Any) -> None:
    headers = await signed_in(service, "organiser")
    told = await (await service.get(f"/api/days/{DAY}/plan", headers=headers)).json()
    site = next(one for one in told["sites"] if one["site"] == code)
    body = {"version": site["version"], "plan": site["plan"] | parts}
    await did(service, f"PUT /api/days/{DAY}/sites/{code}/plan", body)


async def notice(service: Client, day: str = DAY) -> Any:
    answer = await service.get(f"/api/public/days/{day}/notice")
    assert answer.status == 200
    return await answer.json()


async def refused(service: Client, day: str) -> bytes:
    """The refusal without what names the request and the day."""
    answer = await service.get(f"/api/public/days/{day}/notice")
    assert answer.status == 404
    return (await answer.read()).replace(day.encode(), b"DAY")


async def test_a_draft_an_unannounced_day_and_one_that_does_not_exist_are_refused_in_the_same_words(
    service: Client,
) -> None:
    draft, none = await refused(service, DAY), await refused(service, NO_SUCH_DAY)
    assert draft == none
    await plan(service, kind="unannounced")
    await command(service, "announce")
    assert await refused(service, DAY) == none
    assert await refused(service, f"{DAY}.430100") == none


async def test_a_draft_that_is_called_off_was_never_known(service: Client) -> None:
    await command(service, "cancel", reason="会场停电")
    assert await refused(service, DAY) == await refused(service, NO_SUCH_DAY)


async def test_a_rehearsed_day_is_no_news(service: Client) -> None:
    await make_day(service.app[keys.DATABASE], day=date.fromisoformat(LATER), is_rehearsal=True)
    assert await refused(service, LATER) == await refused(service, NO_SUCH_DAY)


async def test_a_notice_tells_hours_places_posts_and_what_to_bring_and_names_no_person(service: Client) -> None:
    hours = {"break_from": "12:00:00", "break_until": "13:30:00", "last_ticket_at": "16:30:00"}
    await plan(service, theme_zh="根治欠薪", theme_en="Wages", **hours)
    await plan_site(service, HERE, opens_at="09:00:00", telephone="12-430102-777")
    await command(service, "announce")
    told = await notice(service)
    assert (told["date"], told["stands"], told["zone"]) == (DAY, "stands", "Asia/Shanghai")
    assert (told["opens_at"], told["closes_at"]) == ("08:30:00", "17:30:00")
    assert {name: told[name] for name in hours} == hours
    here, next_door, other = told["places"]
    assert (here["site"], here["opens_at"], here["telephone"]) == (HERE, "09:00:00", "12-430102-777")
    assert (next_door["opens_at"], next_door["telephone"]) == ("08:30:00", "12-430103-001")
    assert here["receives"] == {"zh": "县级接访领导", "en": "A receiving leader of the county"}
    assert [one["city_zh"] for one in (here, other)] == ["长沙市", "株洲市"]
    assert "5 人" in told["representatives"]["zh"]
    assert any("诉讼" in one["zh"] for one in told["not_taken"])
    assert any("工程款" in one["zh"] for one in told["not_taken"])
    assert len(told["bring"]) == 4
    assert (told["changes"], told["announced_at"]) == ([], NINE.isoformat().replace("+00:00", "Z"))
    assert "张" not in str(told)


async def test_what_the_day_leaves_out_stands_in_its_notice_and_so_does_a_later_change(service: Client) -> None:
    await plan(service, categories_out=["work_injury"])
    await command(service, "announce")
    told = await notice(service)
    assert [one["en"] for one in told["not_taken"]][1].startswith("Work injury")
    clock_of(service).forward(hours=1)
    await plan(service, categories_out=["work_injury", "employment"])
    told = await notice(service)
    assert [(one["what"], one["was"], one["now"]) for one in told["changes"]] == [("categories_out", "1", "2")]


async def test_what_changes_after_the_announcement_is_told_with_what_it_was(service: Client) -> None:
    await plan(service, closes_at="17:00:00")
    await command(service, "announce")
    clock_of(service).forward(hours=1)
    await plan(service, opens_at="09:00:00")
    clock_of(service).forward(minutes=1)
    await plan_site(service, NEXT_DOOR, telephone="12-430103-009", rooms=3)
    told = await notice(service)
    said = [(one["what"], one["site_en"], one["was"], one["now"]) for one in told["changes"]]
    assert said == [
        ("telephone", f"(Sample) {NEXT_DOOR}", "12-430103-001", "12-430103-009"),
        ("opens_at", None, "08:30:00", "09:00:00"),
    ]
    assert told["changed_at"] == told["changes"][0]["at"]
    assert told["opens_at"] == "09:00:00"


async def test_a_postponed_day_points_to_the_new_one_once_that_is_announced(service: Client) -> None:
    await command(service, "announce")
    await command(service, "postpone", to=LATER, reason="会场停电")
    told = await notice(service)
    assert (told["stands"], told["reason"], told["moved_to"]) == ("postponed", "会场停电", None)
    assert await refused(service, LATER) == await refused(service, NO_SUCH_DAY)
    await command(service, "announce", day=LATER)
    assert (await notice(service))["moved_to"] == LATER
    assert (await notice(service, LATER))["moved_from"] == DAY


async def test_a_day_that_is_called_off_says_so_and_why(service: Client) -> None:
    await command(service, "announce")
    await command(service, "cancel", reason="防汛应急")
    told = await notice(service)
    assert (told["stands"], told["reason"]) == ("cancelled", "防汛应急")


async def test_a_cache_keeps_the_notice_a_minute_and_is_told_when_nothing_changed(service: Client) -> None:
    await command(service, "announce")
    path = f"/api/public/days/{DAY}/notice"
    first = await service.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    again = await service.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.headers["ETag"]) == (304, first.headers["ETag"])
    await plan(service, theme_zh="根治欠薪")
    assert (await service.get(path, headers={"If-None-Match": first.headers["ETag"]})).status == 200


async def test_a_day_announced_before_announcements_were_kept_has_a_notice_without_a_date_of_it(
    service: Client,
) -> None:
    await make_day(service.app[keys.DATABASE], day=date.fromisoformat(LATER), state="live")
    told = await notice(service, LATER)
    assert (told["announced_at"], told["changes"]) == (None, [])


async def test_an_address_comes_by_a_schedule_file(service: Client, tmp_path: Any) -> None:
    file = tmp_path / "sites.toml"
    row = f'[[site]]\nsite = "{OTHER_CITY}"\nregion = "430202"\nname_zh = "（示例）站"\nname_en = "(Sample) Site"\n'
    file.write_text(f'{row}telephone = "12-430202-001"\naddress = "示例路 12 号"\n', "utf-8")
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await load(tx, read_schedule_file(file), REFERENCE, now=NINE)
    await command(service, "announce")
    assert [one["address"] for one in (await notice(service))["places"]] == [None, None, "示例路 12 号"]


async def test_the_first_announcement_is_kept_when_a_day_moves_on(service: Client) -> None:
    await command(service, "announce")
    clock_of(service).forward(minutes=1)
    await command(service, "line_check")
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        kept = await tx.one_or_none(select(Announcement))
        day = await tx.one_or_none(select(Day.kind).where(Day.day == DAY, Day.opens_at == time(8, 30)))
    assert kept is not None
    assert (kept.announced_at, (kept.changed_at - kept.announced_at).seconds) == (NINE, 60)
    assert day is DayKind.JOINT
