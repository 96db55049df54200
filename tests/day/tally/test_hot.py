"""What is hot: the last hour against the same hour of the last days of reception, within the viewer's places."""

from datetime import date
from typing import Any, cast

import pytest

from server import keys
from server.day.tally.hot import HotRow, ranked
from server.db import EVERYWHERE
from server.instants import micros_of
from server.journal.model import Matter
from tests.support.fake_clock import NINE, FakeClock
from tests.support.hand_in import DAY, Headers, body_of, registration, results
from tests.support.plan import COUNTY, HERE, NEXT_DOOR, make_day, signed_in
from tests.support.service import Client
from tests.support.world import SITES

MONTHS_BEFORE = ("2023-08-09", "2023-09-09", "2023-10-09")


async def hot(client: Client, headers: Headers, query: str = "") -> Any:
    answer = await client.get(f"/api/days/{DAY}/hot{query}", headers=headers)
    assert answer.status == 200
    return await answer.json()


async def registered(client: Client, device: Headers, *minutes: int, category: str = "work_injury") -> None:
    """Have matters registered so many minutes after eight."""
    said = [registration(category=category) for _ in minutes]
    whole = [{**one, "at": f"{DAY}T08:{minute:02}:00+08:00"} for one, minute in zip(said, minutes, strict=True)]
    assert {one["status"] for one in await results(client, body_of(*whole), device)} == {"accepted"}


async def earlier(client: Client, day: str, matters: int, site: str = HERE) -> None:
    """Write a day before this one, with matters in the same hour and one before it."""
    database = client.app[keys.DATABASE]
    await make_day(database, site, day=date.fromisoformat(day), state="archived")
    nine = micros_of(NINE) - (date.fromisoformat(DAY) - date.fromisoformat(day)).days * 86_400_000_000
    ats = [nine - 2 * 3_600_000_000, *(nine - minute * 60_000_000 for minute in range(matters))]
    async with database.transaction(EVERYWHERE) as tx:
        for n, at in enumerate(ats):
            row = Matter(day=day, place=SITES[site], matter=f"{day}-{n}", state="done", registered_at=at)
            row.category = "work_injury"
            tx.add(row)


async def test_the_last_hour_stands_beside_the_same_hour_of_three_named_days(
    receiving: Client, device: Headers
) -> None:
    for day, matters in zip(("2023-07-09", *MONTHS_BEFORE), (9, 1, 0, 3), strict=True):
        await earlier(receiving, day, matters)
    await registered(receiving, device, 1, 2, 30, 31, 32, 59)
    await registered(receiving, device, 40, category="pension_insurance")
    told = await hot(receiving, await signed_in(receiving, "organiser"))
    assert [(one["day"], one["matters"]) for one in told["base"]] == [
        ("2023-10-09", 3), ("2023-09-09", 0), ("2023-08-09", 1)
    ]  # fmt: skip
    assert (told["base"][0]["since"], told["base"][0]["until"]) == (
        "2023-10-09T08:00:00.000000+08:00",
        "2023-10-09T09:00:00.000000+08:00",
    )
    injury = {"key": "work_injury", "matters": 6, "before": [3, 0, 1], "average": 1.3, "is_small": False}
    pension = {"key": "pension_insurance", "matters": 1, "before": [0, 0, 0], "average": 0.0, "is_small": True}
    assert (told["categories"], told["hour"]["matters"]) == ([injury, pension], 7)
    assert told["counties"] == [injury | {"key": "430102", "matters": 7}]
    cast("FakeClock", receiving.app[keys.CLOCK]).forward(minutes=35)
    told = await hot(receiving, device)
    assert (told["hour"]["matters"], told["categories"][0]["key"]) == (2, "pension_insurance")


async def test_a_day_without_a_day_before_it_has_no_average(receiving: Client, device: Headers) -> None:
    await registered(receiving, device, 10)
    told = await hot(receiving, device)
    assert (told["base"], told["counties"][0]["average"], told["counties"][0]["before"]) == ([], None, [])


async def test_nothing_beyond_the_places_of_the_viewer_is_counted_or_named(receiving: Client, device: Headers) -> None:
    await registered(receiving, device, 10)
    await earlier(receiving, MONTHS_BEFORE[0], 4, NEXT_DOOR)
    organiser, officer = await signed_in(receiving, "organiser"), await signed_in(receiving, "officer", COUNTY)
    assert [one["matters"] for one in (await hot(receiving, organiser))["base"]] == [4]
    assert (await hot(receiving, organiser, f"?place={NEXT_DOOR}"))["hour"]["matters"] == 0
    assert (await hot(receiving, officer))["base"] == []
    answer = await receiving.get(f"/api/days/{DAY}/hot?place={NEXT_DOOR}", headers=officer)
    assert answer.status == 404


async def test_the_records_of_an_hour_are_opened_and_a_bad_hour_is_refused(receiving: Client, device: Headers) -> None:
    await registered(receiving, device, 0, 1, 30, 59)
    organiser = await signed_in(receiving, "organiser")
    path, hour = f"/api/days/{DAY}/matters", (await hot(receiving, organiser))["hour"]
    query = {"since": hour["since"], "until": hour["until"]}
    answer = await (await receiving.get(path, params=query, headers=organiser)).json()
    assert answer["sum"]["matters"] == hour["matters"] == 3
    for bad in ("yesterday", "2023-11-09T08:00:00", ""):
        assert (await receiving.get(path, params={"since": bad}, headers=organiser)).status == 422, bad


@pytest.mark.parametrize("days", [0, 2])
def test_what_rose_most_comes_first_and_what_has_nothing_now_is_left_out(days: int) -> None:
    base = ["b", "c"][:days]
    counted = {"a": {"x": 9, "y": 6, "z": 6, "w": 0}, "b": {"x": 9, "w": 4}, "c": {"x": 7}}
    rows = ranked("a", base, counted)
    assert [row.key for row in rows] == (["y", "z", "x"] if days else ["x", "y", "z"])
    assert HotRow("x", 9, [9, 7]).average == 8
