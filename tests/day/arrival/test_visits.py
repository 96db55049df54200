"""First or repeat visit: a desk asks by number while it registers, and is told of its own site's matters alone."""

from datetime import date

import pytest

from server import keys
from tests.support.hand_in import DAY, Headers, body_of, enrolled, entry, registration
from tests.support.people import browser_of, code_of
from tests.support.plan import HERE, NEXT_DOOR, PROVINCE, make_day
from tests.support.service import Client

EARLIER, PHONE, OTHER = "2023-10-12", "12800000007", "12800000008"
MOST_A_MINUTE = 10
Json = dict[str, object]


async def say(receiving: Client, device: Headers, *said: Json, day: str = DAY, site: str = HERE) -> None:
    there = [{**one, "day": day, "site": site, "at": f"{day}T09:00:00+08:00"} for one in said]
    path = f"/api/days/{day}/sites/{site}/entries"
    answer = await receiving.post(path, data=body_of(*there), headers=device)
    assert [one["status"] for one in (await answer.json())["results"]] == ["accepted"] * len(said)


async def ask(receiving: Client, device: Headers, phone: str = PHONE, *, site: str = HERE, day: str = DAY) -> Json:
    path = f"/api/days/{day}/sites/{site}/visits"
    answer = await receiving.post(path, json={"phone": phone}, headers={**device, "Idempotency-Key": "the same"})
    assert answer.status == 200
    found: Json = await answer.json()
    return found


def comes(phone: str = PHONE, name: str = "张三丰", **more: object) -> Json:
    return registration(petitioner={"name": name, "phone": phone}, **more)


def amended(told: Json, **changes: object) -> Json:
    return entry("entry_amended", {"entry": told["id"], "changes": changes, "reason": "改正"})


@pytest.fixture
async def month_before(receiving: Client, device: Headers) -> Client:
    """A petitioner came a month ago about a work injury; the same number is known in the next county."""
    database = receiving.app[keys.DATABASE]
    await make_day(database, HERE, NEXT_DOOR, day=date.fromisoformat(EARLIER), state="live")
    told = comes()
    matter = {"matter": dict(told["data"])["matter"]}  # type: ignore[call-overload]
    explained = {"policy": True, "responsibility": True, "route": True}
    ended = entry(
        "outcome_recorded", {**matter, "outcome": "resolved_on_site", "amount_fen": 0, "explained": explained}
    )
    await say(receiving, device, told, ended, day=EARLIER)
    theirs = comes(category="other")
    await say(receiving, await enrolled(receiving, NEXT_DOOR), theirs, day=EARLIER, site=NEXT_DOOR)
    return receiving


async def test_a_desk_is_told_of_earlier_matters_at_its_own_site_and_each_is_written_down(
    month_before: Client, device: Headers
) -> None:
    seen = {"day": EARLIER, "site": HERE, "person": "张*", "category": "work_injury", "outcome": "resolved_on_site"}
    assert await ask(month_before, device) == {"earlier": 1, "items": [seen]}
    assert await ask(month_before, device, "+86 128-0000 0007") == {"earlier": 1, "items": [seen]}
    assert await ask(month_before, device, OTHER) == {"earlier": 0, "items": []}
    auditor, _ = await browser_of(month_before, "auditor", PROVINCE)
    text = await (await auditor.get("/api/audit")).text()
    assert (text.count("visit_shown"), text.count(f"matter:{EARLIER}/{HERE}/"), PHONE in text) == (2, 2, False)


async def test_what_lies_beyond_the_site_changes_not_a_byte_of_the_answer(
    month_before: Client, device: Headers
) -> None:
    before = await ask(month_before, device)
    next_door = await enrolled(month_before, NEXT_DOOR)
    await say(month_before, next_door, comes(), comes(OTHER), site=NEXT_DOOR)
    assert (await ask(month_before, device), await ask(month_before, device, OTHER)) == (
        before,
        {"earlier": 0, "items": []},
    )
    path = f"/api/days/{DAY}/sites/{NEXT_DOOR}/visits"
    assert await code_of(await month_before.post(path, json={"phone": PHONE}, headers=device)) == (404, "not_found")


async def test_a_matter_of_the_same_day_is_shown_and_is_no_earlier_visit(month_before: Client, device: Headers) -> None:
    await say(month_before, device, comes(category="pension_insurance"))
    now, then = await ask(month_before, device), await ask(month_before, device, day=EARLIER)
    assert (now["earlier"], [one["category"] for one in now["items"]]) == (1, ["pension_insurance", "work_injury"])  # type: ignore[attr-defined]
    assert (then["earlier"], len(then["items"])) == (0, 1)  # type: ignore[arg-type]


async def test_only_the_number_that_holds_now_is_the_persons(month_before: Client, device: Headers) -> None:
    mistyped, mended, gone = comes(OTHER, "李四"), comes(PHONE, "王五"), comes(OTHER)
    named = {"name": "李四", "phone": "12800000009"}
    await say(month_before, device, mistyped, mended, gone, amended(mistyped, petitioner=named))
    await say(
        month_before,
        device,
        amended(mended, petitioner={"name": "王五", "phone": OTHER}),
        entry("entry_withdrawn", {"entry": gone["id"], "reason": "重复"}),
    )
    assert [one["person"] for one in (await ask(month_before, device, OTHER))["items"]] == ["王*"]  # type: ignore[attr-defined]
    assert [one["person"] for one in (await ask(month_before, device))["items"]] == ["张*"]  # type: ignore[attr-defined]


async def test_a_device_that_tries_number_after_number_is_told_to_wait_and_another_is_not(
    month_before: Client, device: Headers
) -> None:
    for number in range(MOST_A_MINUTE):
        await ask(month_before, device, f"128000001{number:02}")
    path = f"/api/days/{DAY}/sites/{HERE}/visits"
    refused = await month_before.post(path, json={"phone": PHONE}, headers=device)
    assert await code_of(refused) == (429, "too_many")
    assert int(refused.headers["Retry-After"]) > 0
    assert (await ask(month_before, await enrolled(month_before)))["earlier"] == 1


async def test_what_is_no_number_is_refused_by_its_field_and_no_day_of_this_site_is_not_there(
    receiving: Client, device: Headers
) -> None:
    for phone in ("", "1280", "没有手机", "1" * 51, "+ - ( )", 12800000007):
        path = f"/api/days/{DAY}/sites/{HERE}/visits"
        answer = await receiving.post(path, json={"phone": phone}, headers=device)
        assert (await code_of(answer), (await answer.json())["field"]) == ((422, "invalid"), "phone")
    for day in ("2023-12-09", "2020-01-01"):
        path = f"/api/days/{day}/sites/{HERE}/visits"
        assert (await receiving.post(path, json={"phone": PHONE}, headers=device)).status == 404
