"""Cases by hand: one by a form, a list by a workbook, judged row by row, and nothing half imported."""

import io
from typing import Any

from openpyxl import Workbook, load_workbook

from server.workbooks.writing import XLSX
from tests.support.case_desk import Desk
from tests.support.people import COUNTY, NEXT_COUNTY, Browser, browser_of
from tests.support.plan import HERE, OTHER_CITY

FILED = {
    "number": "积案2023-001",
    "site": HERE,
    "received_on": "2023-10-09",
    "category": "wage_arrears_migrant",
    "people": 9,
    "route": "labour_inspection",
    "unit": "HOUSING",
    "words": "项目停工，工资未结清",
}
HEADER = ["案件编号", "接访点代码", "收到日期", "类别", "涉及人数", "办理途径", "责任单位代码", "责任人", "期限"]
HEADER += ["主张（分）", "约定（分）", "诉求摘要"]


def row(number: str, **more: object) -> list[Any]:
    told = {
        **FILED,
        "responsible": None,
        "due_on": None,
        "claimed": 840_000_00,
        "agreed": None,
        "number": number,
        **more,
    }
    names = ("number", "site", "received_on", "category", "people", "route", "unit", "responsible", "due_on")
    return [told[name] for name in (*names, "claimed", "agreed", "words")]


async def sent(browser: Browser, *rows: list[Any], query: str = "") -> dict[str, Any]:
    book, held = Workbook(), io.BytesIO()
    for one in (HEADER, *rows):
        book.active.append(one)  # type: ignore[union-attr]
    book.save(held)
    me = await (await browser.get("/api/me")).json()
    headers = {"Cookie": f"__Host-reception={browser.token}", "X-CSRF-Token": me["csrf"], "Content-Type": XLSX}
    answer = await browser.client.request("POST", f"/api/backlog-table{query}", data=held.getvalue(), headers=headers)
    assert answer.status == 200, await answer.text()
    return dict(await answer.json())


async def test_a_case_is_entered_by_hand_with_its_unit_its_clock_and_its_sum(desk: Desk) -> None:
    await desk.unit("HOUSING")
    filed = {**FILED, "claimed_fen": 84_000_000, "responsible": "王科长 0731-12345678"}
    answer = await desk.page.post("/api/cases", filed)
    assert answer.status == 201, await answer.text()
    case = await desk.told((await answer.json())["id"])
    said = ("number", "due_on", "urgency", "claimed_fen", "responsible", "opened_on", "matters")
    assert [case[name] for name in said] == [
        *("积案2023-001", "2024-01-02", "on_time", 84_000_000, "王科长 0731-12345678", "2023-10-09", []),
    ]
    assert (case["unit"]["code"], case["timeline"][0]["reason"]) == ("HOUSING", FILED["words"])
    wrong: list[tuple[dict[str, object], str]] = [
        ({}, "case_number_taken"),
        ({"number": "2", "unit": "GONE"}, "case_unit_gone"),
        ({"number": "2", "site": "NO-SITE"}, "unknown_site"),
        ({"number": "2", "received_on": "2023-11-10"}, "case_date"),
        ({"number": "2", "due_on": "2023-10-08"}, "case_due"),
        ({"number": "2", "category": "no"}, "unknown_category"),
        ({"number": "2", "words": "\u200b\u200b"}, "case_words"),
    ]
    for change, code in wrong:
        answer = await desk.page.post("/api/cases", {**filed, **change})
        assert (await answer.json())["code"] == code
    assert len((await desk.cases())["items"]) == 1
    far, _ = await browser_of(desk.service, "officer", NEXT_COUNTY)
    assert (await (await far.post("/api/cases", {**filed, "number": "2"})).json())["code"] == "unknown_site"


async def test_a_backlog_is_imported_as_a_whole_or_not_at_all(desk: Desk) -> None:
    await desk.unit("HOUSING")
    form = await desk.page.get("/api/backlog-table?empty=true")
    assert next(load_workbook(io.BytesIO(await form.read())).worksheets[0].values)[0] is not None
    near, _ = await browser_of(desk.service, "officer", COUNTY)
    wrong = await sent(near, row("1"), row("2", unit="GONE"), row("3", site=OTHER_CITY), row("1"), row("4", people=0))
    assert not wrong["imported"]
    told = [(one["row"], one["code"]) for one in wrong["faults"]]
    assert told[0][0] == 6  # what a cell cannot be is said before what a row cannot
    wrong = await sent(near, row("1"), row("2", unit="GONE"), row("3", site=OTHER_CITY), row("1"))
    told = [(one["row"], one["code"]) for one in wrong["faults"]]
    assert told == [(3, "case_unit_gone"), (4, "unknown_site"), (5, "case_number_twice")]
    assert (await desk.cases())["items"] == []
    assert [one["code"] for one in (await sent(near, row("1", words="=1+1")))["faults"]] == ["cell_formula"]
    rows = [row(str(n), due_on="2023-11-01") for n in range(3)]
    assert not (await sent(near, *rows, query="?check=true"))["imported"]
    assert (await sent(near, *rows))["made"] == 3
    found = await desk.cases()
    assert (found["counts"]["overdue"], found["money"]["claimed"]) == (3, 3 * 84_000_000)
    assert [one["code"] for one in (await sent(near, row("0")))["faults"]] == ["case_number_taken"]
