from typing import Any

import pytest

from server import keys
from server.before.agenda import rules
from server.before.agenda.actions import find_day, set_day_state
from server.db import EVERYWHERE
from tests.support.plan import make_sites, series_of, signed_in
from tests.support.service import Client

MAY = {"date": "2026-05-11", "of_series": {"series": "of-430000", "month": "2026-05"}}
NOTICE = {
    "version": 0,
    "is_complete": True,
    "days": [{"date": "2026-05-11", "kind": "holiday", "name_zh": "试节", "name_en": "Trial"}],
}


@pytest.fixture(autouse=True)
async def planned(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        tx.add(series_of("430000"))


async def asked(service: Client, operation: str, body: Any = None) -> tuple[int, Any]:
    method, path = operation.split()
    answer = await service.request(method, path, json=body, headers=await signed_in(service, "organiser"))
    return answer.status, await answer.json()


async def days(service: Client) -> list[Any]:
    found: list[Any] = (await asked(service, "GET /api/series/of-430000/days"))[1]["items"]
    return found


async def test_a_day_of_a_series_keeps_its_original_date_its_version_and_why(service: Client) -> None:
    assert (await asked(service, "POST /api/days", MAY))[0] == 201
    (day,) = await days(service)
    assert day == {
        "day": "2026-05-11",
        "month": "2026-05",
        "date": "2026-05-11",
        "state": "draft",
        "original": "2026-05-09",
        "series_version": 0,
        "reason_zh": "逢调休上班日、周日，顺延 2 天",
        "reason_en": "Falls on a make-up working day, then on a Sunday; moved 2 days later",
        "is_hit": False,
        "now_date": "2026-05-11",
        "now_zh": "",
        "now_en": "",
    }


async def test_a_day_that_its_series_does_not_say_is_not_made_from_it(service: Client) -> None:
    status, problem = await asked(service, "POST /api/days", {**MAY, "date": "2026-05-12"})
    assert (status, problem["code"], problem["date"]) == (409, "date_not_of_series", "2026-05-11")
    status, problem = await asked(service, "POST /api/days", {**MAY, "holder": "430100"})
    assert (status, problem["code"]) == (409, "date_not_of_series")
    assert await days(service) == []


@pytest.mark.parametrize("state", ["draft", "announced", "line_check"])
async def test_a_coming_day_that_new_official_days_hit_is_marked_and_does_not_move(service: Client, state: str) -> None:
    await asked(service, "POST /api/days", MAY)
    await come_to(service, state)
    assert (await asked(service, "PUT /api/official-days/2026", NOTICE))[0] == 200
    (day,) = await days(service)
    assert (day["date"], day["is_hit"], day["now_date"]) == ("2026-05-11", True, "2026-05-12")
    assert day["now_zh"] == "逢调休上班日、试节，顺延 3 天"
    await asked(service, "PUT /api/official-days/2026", {**NOTICE, "version": 1, "days": []})
    assert [one["is_hit"] for one in await days(service)] == [False]


async def test_a_coming_day_that_another_rule_hits_is_marked(service: Client) -> None:
    await asked(service, "POST /api/days", MAY)
    await asked(service, "PUT /api/series/of-430000/plan", {"version": 0, "plan": {"rule": "WORKING_DAY=1"}})
    assert [(one["is_hit"], one["now_date"]) for one in await days(service)] == [(True, "2026-05-06")]


async def test_a_day_that_has_begun_is_not_asked_about_again(service: Client) -> None:
    await asked(service, "POST /api/days", MAY)
    await come_to(service, "live")
    await asked(service, "PUT /api/official-days/2026", NOTICE)
    assert [one["is_hit"] for one in await days(service)] == [False]


async def come_to(service: Client, state: str) -> None:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        set_day_state(await find_day(tx, "2026-05-11"), rules.DayState(state))
