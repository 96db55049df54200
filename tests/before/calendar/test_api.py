from typing import Any

import pytest

from server import keys
from server.db import EVERYWHERE
from tests.support.plan import CITY, make_sites, series_of, signed_in
from tests.support.service import Client

PLAN = {"rule": "FREQ=MONTHLY;BYMONTHDAY=9", "shift": "next"}
SERIES = {"series": "monthly", "name_zh": "全省接访日", "name_en": "Provincial day", "plan": PLAN}
Json = dict[str, Any]


@pytest.fixture(autouse=True)
async def sites(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])


@pytest.fixture
async def organiser(service: Client) -> dict[str, str]:
    return await signed_in(service, "organiser")


async def asked(service: Client, headers: dict[str, str], operation: str, body: Json | None = None) -> tuple[int, Json]:
    method, path = operation.split()
    answer = await service.request(method, path, json=body, headers=headers)
    return answer.status, await answer.json()


async def test_a_series_is_made_with_its_first_version_and_tells_its_year(
    service: Client, organiser: dict[str, str]
) -> None:
    status, made = await asked(service, organiser, "POST /api/series", SERIES)
    assert (status, made["version"], made["holder"]) == (201, 1, "430000")
    _, year = await asked(service, organiser, "GET /api/series/monthly/years/2026")
    assert len(year["months"]) == 12
    assert year["months"][4] == {
        "month": "2026-05",
        "date": "2026-05-11",
        "original": "2026-05-09",
        "became": "shifted",
        "provisional": False,
        "reason_zh": "逢调休上班日、周日，顺延 2 天",
        "reason_en": "Falls on a make-up working day, then on a Sunday; moved 2 days later",
    }
    assert {"date": "2026-05-09", "kind": "makeup_workday", "name_zh": "劳动节", "name_en": "Labour Day"} in year[
        "official"
    ]


async def test_a_preview_shows_what_a_plan_would_give_and_writes_nothing(
    service: Client, organiser: dict[str, str]
) -> None:
    body = {"year": 2027, "plan": {**PLAN, "rule": "WORKING_DAY=3"}}
    status, year = await asked(service, organiser, "POST /api/calendar/preview", body)
    assert (status, year["is_known"], year["months"][0]["provisional"]) == (200, False, True)
    assert await asked(service, organiser, "GET /api/series") == (200, {"items": []})


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=SECONDLY;COUNT=1000000000", "rule_part"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "rule_never"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "rule_often"),
    ],
)
async def test_a_rule_that_is_no_day_a_month_is_refused_with_a_sentence(
    service: Client, organiser: dict[str, str], rule: str, code: str
) -> None:
    plan = {"rule": rule}
    for operation, body in (
        ("POST /api/series", {**SERIES, "plan": plan}),
        ("POST /api/calendar/preview", {"year": 2026, "plan": plan}),
    ):
        status, problem = await asked(service, organiser, operation, body)
        assert (status, problem["code"]) == (422, code)


async def test_the_second_of_two_organisers_is_told_what_the_first_changed(
    service: Client, organiser: dict[str, str]
) -> None:
    await asked(service, organiser, "POST /api/series", SERIES)
    second = await signed_in(service, "organiser")
    first_plan, second_plan = {**PLAN, "shift": "previous"}, {**PLAN, "gap": 1}
    status, first = await asked(service, organiser, "PUT /api/series/monthly/plan", {"version": 1, "plan": first_plan})
    assert (status, first["version"]) == (200, 2)
    status, told = await asked(service, second, "PUT /api/series/monthly/plan", {"version": 1, "plan": second_plan})
    assert (status, told["code"], told["version"]) == (409, "plan_changed", 2)
    assert told["changed"] == [{"what": "shift", "was": "next", "now": "previous"}]
    _, kept = await asked(service, second, "GET /api/series")
    assert (kept["items"][0]["plan"]["shift"], kept["items"][0]["plan"]["gap"]) == ("previous", 0)


async def test_the_rule_of_a_file_is_version_nought_and_is_told_apart(
    service: Client, organiser: dict[str, str]
) -> None:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        tx.add(series_of("430000"))
    body = {"version": 0, "plan": {"rule": "WORKING_DAY=3"}}
    status, changed = await asked(service, organiser, "PUT /api/series/of-430000/plan", body)
    assert (status, changed["version"]) == (200, 1)
    _, told = await asked(service, organiser, "PUT /api/series/of-430000/plan", body)
    assert told["changed"] == [{"what": "rule", "was": "FREQ=MONTHLY;BYMONTHDAY=9", "now": "WORKING_DAY=3"}]


async def test_a_city_plans_its_own_series_and_sees_no_other(service: Client, organiser: dict[str, str]) -> None:
    await asked(service, organiser, "POST /api/series", SERIES)
    city = await signed_in(service, "organiser", CITY)
    assert (await asked(service, city, "POST /api/series", {**SERIES, "series": "mine"}))[0] == 403
    own = {**SERIES, "series": "mine", "holder": "430100"}
    assert (await asked(service, city, "POST /api/series", own))[0] == 201
    assert [one["series"] for one in (await asked(service, city, "GET /api/series"))[1]["items"]] == ["mine"]
    assert (await asked(service, city, "GET /api/series/monthly/years/2026"))[0] == 404


async def test_a_years_notice_makes_its_dates_certain_and_moves_them(
    service: Client, organiser: dict[str, str]
) -> None:
    await asked(service, organiser, "POST /api/series", SERIES)
    day = {"date": "2027-02-09", "kind": "holiday", "name_zh": "春节", "name_en": "Spring Festival"}
    notice = {"version": 0, "is_complete": True, "days": [day]}
    status, entered = await asked(service, organiser, "PUT /api/official-days/2027", notice)
    assert (status, entered["version"], entered["days"]) == (200, 1, [day])
    _, year = await asked(service, organiser, "GET /api/series/monthly/years/2027")
    assert (year["months"][1]["date"], year["months"][1]["provisional"]) == ("2027-02-10", False)
    status, told = await asked(service, organiser, "PUT /api/official-days/2027", notice)
    assert (status, told["code"], told["version"]) == (409, "official_changed", 1)


async def test_official_days_are_one_each_and_of_their_year(service: Client, organiser: dict[str, str]) -> None:
    day = {"date": "2027-02-09", "kind": "holiday"}
    for days in ([day, day], [{**day, "date": "2026-02-09"}]):
        body = {"version": 0, "is_complete": True, "days": days}
        status, problem = await asked(service, organiser, "PUT /api/official-days/2027", body)
        assert (status, problem["code"]) == (422, "official_dates")
