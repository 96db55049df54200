"""Posts by workbook and as tables of a schedule: out, in again, judged row by row, and nothing half imported."""

import io
import tomllib
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from server.keys import DATABASE
from server.workbooks.writing import XLSX
from tests.support.people import CITY, COUNTY, PROVINCE, SITE_CODE, Browser, SignedIn, browser_of
from tests.support.plan import make_sites
from tests.support.service import Client

HEADER = ["账号", "岗位", "单位代码", "接访点或区划代码", "开始日期", "最后一天"]
UNIT = {"code": "HRSS-430102", "region": "430102", "name_zh": "（示例）芙蓉区人社局", "kind": "hrss_bureau"}


@pytest.fixture
async def organiser(service: Client) -> Browser:
    await make_sites(service.app[DATABASE])
    organiser, _ = await browser_of(service, "organiser", PROVINCE)
    assert (await organiser.post("/api/units", UNIT)).status == 201
    return organiser


async def sent(browser: Browser, *rows: list[Any], query: str = "", header: list[str] | None = None) -> dict[str, Any]:
    book, held = Workbook(), io.BytesIO()
    for row in (header or HEADER, *rows):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(held)
    me = await (await browser.get("/api/me")).json()
    headers = {"Cookie": f"__Host-reception={browser.token}", "X-CSRF-Token": me["csrf"], "Content-Type": XLSX}
    answer = await browser.client.request("POST", f"/api/posts-table{query}", data=held.getvalue(), headers=headers)
    assert answer.status == 200, await answer.text()
    return dict(await answer.json())


def counted(report: dict[str, Any]) -> list[int]:
    return [report["made"], report["changed"], report["kept"]]


async def posts(browser: Browser) -> list[dict[str, Any]]:
    return list((await (await browser.get("/api/posts")).json())["items"])


async def test_posts_are_imported_as_a_whole_and_what_is_given_out_comes_in_again(
    service: Client, organiser: Browser
) -> None:
    _, leader = await browser_of(service, "department", COUNTY)
    rows = [
        [leader.login, "接访领导", "HRSS-430102", None, "2023-11-08", "2023-11-10"],
        [leader.login, "registrar", None, SITE_CODE, "2023-11-08", None],
    ]
    looked = await sent(organiser, *rows, query="?check=true")
    assert (looked["imported"], looked["faults"], await posts(organiser)) == (False, [], [])
    assert counted(await sent(organiser, *rows)) == [2, 0, 0]
    at_site, at_unit = await posts(organiser)
    assert [at_unit[name] for name in ("kind", "region", "since", "until")] == [
        *("receiving_leader", "430102", "2023-11-07T16:00:00Z", "2023-11-10T16:00:00Z")
    ]
    assert (at_site["site"], at_site["until"]) == (SITE_CODE, None)
    rows[1][5] = "2023-11-30"
    assert counted(await sent(organiser, *rows)) == [0, 1, 1]
    raw = await (await organiser.get("/api/posts-table")).read()
    header, *out = load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows(values_only=True)
    again = await sent(organiser, *map(list, out), header=[str(name).strip("*") for name in header])
    assert counted(again) == [0, 0, 2]


async def test_the_tables_of_a_schedule_name_people_and_have_days(service: Client, organiser: Browser) -> None:
    _, leader = await browser_of(service, "department", COUNTY)
    await sent(organiser, [leader.login, "interpreter", None, "430100", "2023-11-08", "2023-11-09"])
    text = await (await organiser.get("/api/posts-table?form=toml")).text()
    (told,) = tomllib.loads(text)["post"]
    assert {key: str(value) for key, value in told.items()} == {
        "person": leader.person.name,
        "kind": "interpreter",
        "place": "430100",
        "since": "2023-11-08",
        "until": "2023-11-09",
    }


def bad(login: str) -> list[tuple[list[Any], str, str]]:
    return [
        (["nobody-of-this-name", "专家", None, "430102", "2023-11-08", None], "账号", "unknown_account"),
        (["张三", "专家", None, "430102", "2023-11-08", None], "账号", "account_ambiguous"),
        ([login, "专家", "NONE", None, "2023-11-08", None], "单位代码", "post_unit_unknown"),
        ([login, "专家", None, None, "2023-11-08", None], "接访点或区划代码", "place_or_site"),
        ([login, "专家", None, "NOWHERE", "2023-11-08", None], "接访点或区划代码", "unknown_site"),
        ([login, "专家", None, "430102", "2023-11-08", "2023-11-07"], "最后一天", "post_time"),
        ([login, "登记员", None, "430102", "2023-11-08", None], "岗位", "registrar_needs_site"),
        ([login, "专家", None, "430202", "2023-11-08", None], "接访点或区划代码", "not_found"),
    ]


async def test_each_fault_is_told_by_row_and_column_and_nothing_is_imported(
    service: Client, organiser: Browser
) -> None:
    leader: SignedIn
    _, leader = await browser_of(service, "department", COUNTY)
    of_city, _ = await browser_of(service, "organiser", CITY)
    good = [leader.login, "专家", "HRSS-430102", None, "2023-11-08", None]
    cases = bad(leader.login)
    report = await sent(of_city, good, *(row for row, _, _ in cases), good)
    assert [(one["row"], one["column"], one["code"]) for one in report["faults"]] == [
        *((number, column, code) for number, (_, column, code) in enumerate(cases, 3)),
        (len(cases) + 3, "账号", "post_twice"),
    ]
    assert (report["imported"], await posts(organiser)) == (False, [])
