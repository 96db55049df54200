"""Sites by workbook: out and in again, judged row by row, and nothing half imported."""

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from server import keys
from server.db import EVERYWHERE
from server.people.model import AuditLine
from server.sites.sheets import COLUMNS
from tests.support.coordinators import Json, asked
from tests.support.plan import HERE, NEXT_DOOR, make_sites, signed_in
from tests.support.service import Client

HEADS = [column.zh for column in COLUMNS]


@pytest.fixture(autouse=True)
async def sites(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])


@pytest.fixture
async def organiser(service: Client) -> dict[str, str]:
    return await signed_in(service, "organiser")


def book(*rows: dict[str, Any], heads: list[str] | None = None) -> bytes:
    made, held = Workbook(write_only=True), io.BytesIO()
    sheet, names = made.create_sheet(), heads or HEADS
    sheet.append(names)
    for row in rows:
        sheet.append([row.get(name) for name in names])
    made.save(held)
    return held.getvalue()


def new(**more: Any) -> dict[str, Any]:
    return {"区划代码": "430104", "中文名称": "岳麓区接访点", "英文名称": "Yuelu site", **more}


async def bring_in(service: Client, headers: dict[str, str], raw: bytes) -> tuple[int, Json]:
    answer = await service.post("/api/site-sheet", data=io.BytesIO(raw), headers=headers)
    return answer.status, await answer.json()


async def test_what_goes_out_comes_in_again_and_changes_nothing(service: Client, organiser: dict[str, str]) -> None:
    out = await service.get("/api/site-sheet", headers=organiser)
    raw = await out.read()
    sheet = load_workbook(io.BytesIO(raw)).worksheets[0]
    assert [row[0] for row in sheet.values][1:3] == [HERE, NEXT_DOOR]
    assert await bring_in(service, organiser, raw) == (
        200,
        {"made": 0, "changed": 0, "kept": 3, "faults": [], "fault_count": 0},
    )


async def test_rows_make_and_change_sites_with_their_versions_and_one_line_of_the_log(
    service: Client, organiser: dict[str, str]
) -> None:
    changed = {"接访点代码": HERE, "区划代码": "430102", "中文名称": "芙蓉区接访点", "英文名称": "Furong", "接访室": 4}
    access = {"无障碍通道": "有", "接待语言": "湘语、手语", "开门": "08:30", "关门": "17:30"}
    status, report = await bring_in(service, organiser, book(changed | access, new(), new(中文名称="岳麓区第二接访点")))
    assert (status, report["made"], report["changed"], report["faults"]) == (200, 2, 1, [])
    _, listed = await asked(service, organiser, "GET /api/sites")
    by_code = {one["site"]: one for one in listed["items"]}
    assert by_code["HN-D-430104-2"]["name_zh"] == "岳麓区第二接访点"
    here = by_code[HERE]
    assert (here["rooms"], here["name_en"], here["telephone"]) == (4, "Furong", None)
    assert (here["details"]["step_free"], here["details"]["languages"]) == (True, ["xiang", "sign_language"])
    _, versions = await asked(service, organiser, f"GET /api/sites/{HERE}/versions")
    assert [one["n"] for one in versions["items"]] == [1, 2]
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        lines = await tx.scalars(select(AuditLine).where(AuditLine.what == "sites_imported"))
    assert [line.about for line in lines] == ["sites:2+1"]


async def test_a_column_that_is_not_in_the_sheet_is_left_as_it_is(service: Client, organiser: dict[str, str]) -> None:
    row = {"接访点代码": HERE, "区划代码": "430102", "中文名称": "芙蓉区接访点", "英文名称": "Furong"}
    await bring_in(service, organiser, book(row, heads=list(row)))
    here = (await asked(service, organiser, "GET /api/sites"))[1]["items"][0]
    assert (here["name_en"], here["telephone"]) == ("Furong", "12-430102-001")


@pytest.mark.parametrize(
    ("wrong", "column", "code"),
    [
        ({"接访点代码": "HN-D-999999"}, "接访点代码", "unknown_site"),
        ({"接访点代码": HERE}, "区划代码", "site_keeps_region"),
        ({"区划代码": "999999"}, "区划代码", "site_region_unknown"),
        ({"值班座机": "13" + "800138000"}, "值班座机", "telephone_form"),
        ({"开门": "09:00"}, "关门", "site_hours"),
        ({"海报上的话": "找 13" + "800138000"}, "中文名称", "site_words_number"),
        ({"中文名称": None}, "中文名称", "cell_required"),
        ({"类型": "小摊"}, "类型", "cell_choice"),
        ({"接访室": 1.5}, "接访室", "cell_whole"),
        ({"地址": "=1+1"}, "地址", "cell_formula"),
    ],
)
async def test_one_wrong_cell_is_told_with_row_and_column_and_nothing_is_imported(
    service: Client, organiser: dict[str, str], wrong: dict[str, Any], column: str, code: str
) -> None:
    status, report = await bring_in(service, organiser, book(new(), new(**wrong), new()))
    assert (status, report["made"]) == (200, 0)
    assert [(one["row"], one["column"], one["code"]) for one in report["faults"]] == [(3, column, code)]
    assert report["faults"][0]["said"]
    assert len((await asked(service, organiser, "GET /api/sites"))[1]["items"]) == 3


async def test_every_wrong_row_is_told_whatever_is_wrong_with_it(service: Client, organiser: dict[str, str]) -> None:
    raw = book(new(接访室=1.5), new(区划代码="999999"), new(), new(值班座机="13" + "800138000"))
    _, report = await bring_in(service, organiser, raw)
    told = [(one["row"], one["code"]) for one in report["faults"]]
    assert told == [(2, "cell_whole"), (3, "site_region_unknown"), (5, "telephone_form")]


async def test_a_site_that_was_changed_since_the_sheet_was_made_is_not_overwritten(
    service: Client, organiser: dict[str, str]
) -> None:
    raw = await (await service.get("/api/site-sheet", headers=organiser)).read()
    seen = (await asked(service, organiser, "GET /api/sites"))[1]["items"][0]
    told = {name: seen[name] for name in ("name_zh", "name_en", "kind", "rooms", "telephone", "address")}
    await asked(service, organiser, f"PUT /api/sites/{HERE}", {**told, "rooms": 9, "seen": told})
    _, report = await bring_in(service, organiser, raw)
    assert [(one["row"], one["code"]) for one in report["faults"]] == [(2, "site_changed")]


async def test_a_region_beyond_ones_places_is_refused_and_a_site_twice_too(service: Client) -> None:
    county = await signed_in(service, "organiser", (430102000, 430102999))
    here = {"接访点代码": HERE, "区划代码": "430102", "中文名称": "甲", "英文名称": "A"}
    _, report = await bring_in(service, county, book(new(), here, here))
    assert [one["code"] for one in report["faults"]] == ["site_region_unknown", "site_twice"]


async def test_five_thousand_rows_are_imported_at_once(service: Client, organiser: dict[str, str]) -> None:
    regions = [one["code"] for one in (await asked(service, organiser, "GET /api/reference"))[1]["regions"]]
    rows = [new(区划代码=regions[n % len(regions)], 中文名称=f"第{n}接访点") for n in range(5000)]
    status, report = await bring_in(service, organiser, book(*rows))
    assert (status, report["made"], report["fault_count"]) == (200, 5000, 0)


async def test_a_file_that_is_no_workbook_is_refused_as_a_whole(service: Client, organiser: dict[str, str]) -> None:
    assert (await bring_in(service, organiser, b"PK\x03\x04" + bytes(100)))[1]["code"] == "workbook_broken"
    assert (await bring_in(service, organiser, b"name\n1"))[1]["faults"][0]["code"] == "header_missing"
    assert (await bring_in(service, organiser, b"0" * 5_000_000))[0] == 413
