"""Units by HTTP: made, changed, listed, imported and exported; two editors overwrite nothing of each other."""

import io
from typing import Any

from openpyxl import Workbook, load_workbook

from server.workbooks.writing import CSV, XLSX
from tests.support.people import COUNTY, PROVINCE, SITE, Browser, browser_of, code_of
from tests.support.service import Client

HEADER = ["单位代码", "单位名称", "单位类别", "区划代码", "上级单位", "主管事项", "电话"]
FURONG = {
    "code": "HRSS-430102",
    "region": "430102",
    "name_zh": "（示例）芙蓉区人社局",
    "name_en": "(Sample) Furong HRSS bureau",
    "kind": "hrss_bureau",
    "telephone": "0731-12345678",
    "parent": None,
    "categories": ["wage_arrears", "work_injury"],
    "routes": ["labour_inspection"],
    "valid_from": "2026-01-01",
    "valid_until": None,
}
TOLD = {name: value for name, value in FURONG.items() if name not in {"code", "region"}}


def sheet(*rows: list[Any], header: list[str] | None = None) -> bytes:
    book, held = Workbook(), io.BytesIO()
    for row in (header or HEADER, *rows):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(held)
    return held.getvalue()


async def sent(browser: Browser, raw: bytes, query: str = "", media: str = XLSX) -> dict[str, Any]:
    answer = await browser.client.request(
        "POST",
        f"/api/units-table{query}",
        data=raw,
        headers={"Content-Type": media, **(await headers_of(browser))},
    )
    assert answer.status == 200, await answer.text()
    return dict(await answer.json())


async def headers_of(browser: Browser) -> dict[str, str]:
    me = await (await browser.get("/api/me")).json()
    return {"Cookie": f"__Host-reception={browser.token}", "X-CSRF-Token": me["csrf"]}


async def listed(browser: Browser, query: str = "") -> list[str]:
    answer = await browser.get(f"/api/units{query}")
    assert answer.status == 200, await answer.text()
    return [one["code"] for one in (await answer.json())["items"]]


async def test_a_unit_is_made_and_read_back_as_it_was_told(service: Client) -> None:
    organiser, _ = await browser_of(service)
    assert (await organiser.post("/api/units", FURONG)).status == 201
    assert (await (await organiser.get("/api/units")).json()) == {"items": [FURONG], "next": None, "total": 1}
    assert await code_of(await organiser.post("/api/units", FURONG)) == (409, "unit_code_taken")
    unknown = {**FURONG, "code": "X", "kind": "cooks"}
    assert await code_of(await organiser.post("/api/units", unknown)) == (422, "invalid")


async def test_the_second_editor_is_told_what_the_first_changed(service: Client) -> None:
    organiser, _ = await browser_of(service)
    officer, _ = await browser_of(service, "officer", COUNTY)
    await organiser.post("/api/units", FURONG)
    first = await officer.put("/api/units/HRSS-430102", {**TOLD, "telephone": "12333", "seen": TOLD})
    assert first.status == 200
    second = await organiser.put("/api/units/HRSS-430102", {**TOLD, "name_zh": "别的", "seen": TOLD})
    told = await second.json()
    assert (told["code"], told["changed"]) == (
        "unit_changed",
        [{"what": "telephone", "was": "0731-12345678", "now": "12333"}],
    )
    assert (await (await organiser.get("/api/units")).json())["items"] == [{**FURONG, "telephone": "12333"}]


async def test_a_list_is_filtered_sorted_and_paged(service: Client) -> None:
    organiser, _ = await browser_of(service)
    for code, region, kind in (("B", "430103", "court"), ("A", "430102", "union"), ("C", "430100", "court")):
        body = {**FURONG, "code": code, "region": region, "kind": kind, "name_zh": f"单位{code}", "categories": []}
        assert (await organiser.post("/api/units", body)).status == 201
    await organiser.post("/api/units", {**FURONG, "code": "D", "valid_until": "2026-02-01"})
    assert await listed(organiser) == ["C", "A", "D", "B"]
    assert await listed(organiser, "?sort=code&descending=true") == ["D", "C", "B", "A"]
    assert await listed(organiser, "?kind=court&sort=code") == ["B", "C"]
    assert await listed(organiser, "?place=430103") == ["B"]
    assert await listed(organiser, "?q=%E5%8D%95%E4%BD%8Da") == ["A"]
    assert await listed(organiser, "?q=%25") == []
    assert await listed(organiser, "?category=work_injury") == ["D"]
    assert await listed(organiser, "?category=work") == []
    first = await (await organiser.get("/api/units?sort=kind&limit=2")).json()
    second = await (await organiser.get(f"/api/units?sort=kind&limit=2&cursor={first['next']}")).json()
    assert [one["code"] for one in first["items"] + second["items"]] == ["B", "C", "D", "A"]
    assert (first["total"], second["next"]) == (4, None)


async def test_a_workbook_is_imported_as_a_whole_and_safe_to_repeat(service: Client) -> None:
    organiser, _ = await browser_of(service)
    raw = sheet(
        ["HRSS-430102", "芙蓉区人社局", "人社局", 430102, "HRSS-430100", "拖欠工资、work_injury", "0731-12345678"],
        ["HRSS-430100", "长沙市人社局", "HRSS_bureau", "430100", None, None, 12333],
    )
    looked = await sent(organiser, raw, "?check=true")
    assert (looked["imported"], looked["rows"], looked["faults"], await listed(organiser)) == (False, 2, [], [])
    first, again = await sent(organiser, raw), await sent(organiser, raw)
    assert [(one["imported"], one["made"], one["kept"]) for one in (first, again)] == [(True, 2, 0), (True, 0, 2)]
    changed = await sent(
        organiser, "Unit code,Chinese name,Kind,Region\nHRSS-430100,长沙市局,人社局,430100\n".encode(), media=CSV
    )
    assert (changed["made"], changed["changed"]) == (0, 1)
    city = (await (await organiser.get("/api/units?sort=code")).json())["items"][0]
    assert (city["name_zh"], city["telephone"]) == ("长沙市局", None)


async def test_nothing_is_half_imported_and_each_fault_has_row_and_column(service: Client) -> None:
    organiser, _ = await browser_of(service, "officer", COUNTY)
    report = await sent(
        organiser,
        sheet(
            ["A", "甲", "人社局", "430102", None, None, None],
            ["B", None, "食堂", "430102", "=A1", None, 73112345678],
            ["C", "丙", "人社局", "430103", None, None, None],
        ),
    )
    assert [(one["row"], one["column"], one["code"]) for one in report["faults"]] == [
        (3, "上级单位", "cell_formula"),
        (3, "单位名称", "cell_required"),
        (3, "单位类别", "cell_choice"),
        (3, "电话", "cell_zero"),
    ]
    assert report["faults"][1]["zh"] == "必填，不能为空。"
    beyond = await sent(organiser, sheet(["C", "丙", "人社局", "430103", None, None, None]))
    assert [(one["row"], one["column"], one["code"]) for one in beyond["faults"]] == [
        (2, "区划代码", "unit_region_unknown")
    ]
    assert [report["imported"], beyond["imported"], await listed(organiser)] == [False, False, []]


async def test_what_is_exported_is_imported_again_the_same(service: Client) -> None:
    organiser, _ = await browser_of(service)
    await organiser.post("/api/units", {**FURONG, "name_zh": "=局"})
    for form, media in (("xlsx", XLSX), ("csv", CSV)):
        answer = await organiser.get(f"/api/units-table?form={form}", accept_language="en")
        assert (answer.status, answer.content_type) == (200, media)
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        again = await sent(organiser, await answer.read(), media=media)
        assert (again["faults"], again["kept"]) == ([], 1)
    plain = await organiser.get("/api/units-table?form=toml")
    assert (plain.content_type, (await plain.text()).splitlines()[:2]) == (
        *("application/toml", ["[[unit]]", 'unit = "HRSS-430102"']),
    )
    empty = load_workbook(io.BytesIO(await (await organiser.get("/api/units-table?empty=true")).read()))["单位"]
    assert [cell.value for cell in empty[1]][:3] == ["单位代码*", "单位名称*", "英文名称"]


async def test_an_outcome_may_name_the_units_of_its_place_and_of_those_above(service: Client) -> None:
    organiser, _ = await browser_of(service)
    for code, region in (("P", "430000"), ("C", "430100"), ("D", "430102"), ("N", "430103")):
        await organiser.post("/api/units", {**FURONG, "code": code, "region": region, "valid_from": None})
    await organiser.post(
        "/api/units", {**FURONG, "code": "OVER", "valid_from": "2020-01-01", "valid_until": "2023-01-01"}
    )
    clerk, _ = await browser_of(service, "registrar", SITE)
    choices = await (await clerk.get(f"/api/places/{SITE[0]}/units")).json()
    assert [one["code"] for one in choices["items"]] == ["D", "C", "P"]
    assert await code_of(await clerk.get("/api/places/430103001/units")) == (404, "not_found")


async def test_a_county_changes_no_unit_of_another(service: Client) -> None:
    organiser, _ = await browser_of(service, "organiser", PROVINCE)
    officer, _ = await browser_of(service, "officer", COUNTY)
    await organiser.post("/api/units", {**FURONG, "code": "N", "region": "430103"})
    assert await code_of(await officer.put("/api/units/N", {**TOLD, "seen": TOLD})) == (404, "not_found")
    assert await code_of(await officer.post("/api/units", {**FURONG, "region": "430103"})) == (404, "not_found")
