"""The list of payees of a case: in and out as a workbook, by group, and never one that does not add up."""

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from server import keys
from server.after.case.ledger import MoneyKind, Sums
from server.after.case.model import CaseLine, CasePayees
from server.after.case.payees import Payee, differences, groups, totals
from server.db import EVERYWHERE
from server.workbooks.writing import XLSX
from tests.support.case_desk import AGREED, Desk
from tests.support.people import NEXT_COUNTY, Browser, browser_of

HEADER = ("班组", "姓名", "主张（元）", "约定（元）", "已支付（元）")
CANARY = "测试甲"
SOUND = (
    ("木工班", CANARY, 60000, "60000.00", 0),
    ("木工班", "李四", 6000, 6000, 0),
    ("瓦工班", "王五", 40000, 40000, 0),
)


def book(*rows: tuple[Any, ...], header: tuple[str, ...] = HEADER) -> bytes:
    made, held = Workbook(), io.BytesIO()
    for one in (header, *rows):
        made.active.append(one)  # type: ignore[union-attr]
    made.save(held)
    return held.getvalue()


async def bring(page: Browser, case: dict[str, Any], content: bytes, query: str = "") -> tuple[int, dict[str, Any]]:
    me = await (await page.get("/api/me")).json()
    headers = {"Cookie": f"__Host-reception={page.token}", "X-CSRF-Token": me["csrf"], "Content-Type": XLSX}
    path = f"/api/cases/{case['id']}/payees-table{query}"
    answer = await page.client.request("POST", path, data=content, headers=headers)
    return answer.status, dict(await answer.json())


async def listed(desk: Desk, case: dict[str, Any]) -> dict[str, Any]:
    answer = await desk.page.get(f"/api/cases/{case['id']}/payees")
    assert answer.status == 200, await answer.text()
    told: dict[str, Any] = await answer.json()
    return told


@pytest.fixture
async def case(desk: Desk) -> dict[str, Any]:
    await desk.matter(**AGREED)
    return await desk.only()


async def test_a_list_is_brought_and_its_groups_add_up_to_the_ledger(desk: Desk, case: dict[str, Any]) -> None:
    assert (await listed(desk, case))["items"] == []
    status, checked = await bring(desk.page, case, book(*SOUND), "?check=true")
    assert (status, checked["imported"], checked["faults"]) == (200, False, [])
    assert (await listed(desk, case))["at"] is None
    _, told = await bring(desk.page, case, book(*SOUND))
    assert (told["imported"], told["made"]) == (True, 3)
    found = await listed(desk, case)
    assert [(one["name"], one["people"], one["fen"]["agreed"]) for one in found["groups"]] == [
        ("木工班", 2, 6_600_000),
        ("瓦工班", 1, 4_000_000),
    ]
    assert [one["underpaid_fen"] for one in found["groups"]] == [6_600_000, 4_000_000]
    assert (found["differences"], found["items"][0]["name"]) == ([], "测*")
    assert CANARY not in str(found)
    line = (await desk.only())["timeline"][0]
    assert (line["happening"], line["told"]["people"]) == ("list_payees", 3)


async def test_what_is_paid_makes_a_group_over_and_another_underpaid(desk: Desk, case: dict[str, Any]) -> None:
    await desk.money(case, "paid", 7_000_000, proof="回单 1")
    rows = (("木工班", CANARY, None, 66000, 70000), ("瓦工班", "王五", None, 40000, None))
    assert (await bring(desk.page, case, book(*rows)))[1]["imported"]
    wood, wall = (await listed(desk, case))["groups"]
    assert (wood["overpaid_fen"], wood["underpaid_fen"]) == (400_000, 0)
    assert (wall["overpaid_fen"], wall["underpaid_fen"]) == (0, 4_000_000)
    await desk.money(await desk.only(), "paid", 3_600_000, proof="回单 2")
    (apart,) = (await listed(desk, case))["differences"]
    assert apart == {"kind": "paid", "listed_fen": 7_000_000, "ledger_fen": 10_600_000}


async def test_a_list_that_does_not_add_up_or_has_one_wrong_row_is_not_brought(
    desk: Desk, case: dict[str, Any]
) -> None:
    await bring(desk.page, case, book(*SOUND))
    apart = (*SOUND[:2], ("瓦工班", "王五", 40000, 39999, 0))
    _, told = await bring(desk.page, case, book(*apart))
    (fault,) = told["faults"]
    assert (told["imported"], fault["row"], fault["column"], fault["code"]) == (
        False,
        None,
        "约定（元）",
        "payees_differ",
    )
    assert "105999.00" in fault["zh"]
    assert "1.00 apart" in fault["en"]
    for wrong in ("-1", "1.005", "很多", "1e15", "NaN", "Infinity"):
        _, told = await bring(desk.page, case, book(*SOUND[:2], ("瓦工班", "王五", 40000, wrong, 0)))
        assert [(one["row"], one["column"], one["code"]) for one in told["faults"]] == [
            (4, "约定（元）", "payee_sum")
        ], wrong
    _, told = await bring(desk.page, case, book(*SOUND[:2], ("瓦工班", "王五", 40000, "=40000", 0)))
    assert {one["code"] for one in told["faults"]} == {"cell_formula"}
    _, told = await bring(desk.page, case, book(("木工班", 1), header=("班组", "主张（元）")))
    assert "column_missing" in {one["code"] for one in told["faults"]}
    assert len((await listed(desk, case))["items"]) == 3


async def test_a_list_given_out_is_brought_again_unchanged_and_holds_no_formula(
    desk: Desk, case: dict[str, Any]
) -> None:
    risky = (("=1+1", "@SUM(A1)", 106000, None, None),)
    status, told = await bring(desk.page, case, "班组,姓名,主张（元）\n'=1+1,'@SUM(A1),106000\n".encode())
    assert (status, told["imported"]) == (200, True), told
    for form in ("xlsx", "csv"):
        answer = await desk.page.get(f"/api/cases/{case['id']}/payees-table?form={form}")
        content = await answer.read()
        if form == "xlsx":
            cells = next(load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2))  # type: ignore[union-attr]
            assert [cell.data_type for cell in cells[:2]] == ["s", "s"]
            assert (cells[0].value, cells[1].value) == risky[0][:2]
        else:
            assert "'=1+1" in content.decode("utf-8-sig")
        assert (await bring(desk.page, case, content))[1]["imported"]
    empty = await desk.page.get(f"/api/cases/{case['id']}/payees-table?empty=true")
    sheet = load_workbook(io.BytesIO(await empty.read())).active
    below = list(sheet.iter_rows(min_row=2, values_only=True))  # type: ignore[union-attr]
    assert not any(any(row) for row in below)


async def test_names_lie_sealed_go_with_the_month_and_are_of_the_own_places_alone(
    desk: Desk, case: dict[str, Any]
) -> None:
    await bring(desk.page, case, book(*SOUND))
    database = desk.service.app[keys.DATABASE]
    async with database.transaction(EVERYWHERE, write=False) as tx:
        (row,) = await tx.scalars(select(CasePayees))
        assert CANARY.encode() not in row.sealed
        told = await tx.scalars(select(CaseLine.told))
        assert CANARY not in str(told)
    far, _ = await browser_of(desk.service, "officer", NEXT_COUNTY)
    assert (await far.get(f"/api/cases/{case['id']}/payees")).status == 404
    assert (await far.get(f"/api/cases/{case['id']}/payees-table")).status == 404
    assert (await bring(far, case, book(*SOUND)))[0] == 404
    async with database.transaction(EVERYWHERE) as tx:
        await desk.service.app[keys.SEALER].destroy(await tx.connection(), "430100", "2023-11")
    found = await listed(desk, case)
    assert (found["is_erased"], found["items"], found["groups"]) == (True, [], [])


async def test_a_verified_case_takes_no_other_list(desk: Desk, case: dict[str, Any]) -> None:
    _, case = await desk.money(case, "paid", 10_600_000, proof="回单 1")
    _, case = await desk.money(case, "received", 10_600_000, proof="电话确认")
    _, case = await desk.do(case, "finish", reason="已付清")
    _, case = await desk.do(case, "verify", reason="本人确认")
    assert (await bring(desk.page, case, book(*SOUND)))[1]["code"] == "case_ended"


def test_a_kind_of_which_the_list_says_nothing_is_not_compared() -> None:
    rows = [Payee("甲", "一", {MoneyKind.AGREED: 5}), Payee(None, "二", {MoneyKind.AGREED: 7, MoneyKind.PAID: 8})]
    assert totals(rows) == {MoneyKind.AGREED: 12, MoneyKind.PAID: 8}
    assert [(one.name, one.underpaid, one.overpaid) for one in groups(rows)] == [("甲", 5, 0), (None, 0, 1)]
    assert differences(rows, Sums(claimed=99, agreed=12, paid=8)) == []
    assert [one.kind for one in differences(rows, Sums(agreed=13, paid=8))] == [MoneyKind.AGREED]
