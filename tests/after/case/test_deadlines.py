"""What becomes of deadlines when the official days or the rule of counting change, and of cases whose unit ended."""

from typing import Any

from tests.support.case_desk import AGREED, Desk
from tests.support.people import COUNTY, browser_of, clock_of

ACCEPTED = {"outcome": "accepted", "owner_unit": "劳动监察大队"}


async def notice(desk: Desk, day: str, version: int) -> None:
    days = [{"date": day, "kind": "holiday", "name_zh": "（示例）假日", "name_en": "A holiday (example)"}]
    body = {"version": version, "is_complete": True, "days": days}
    assert (await desk.page.put(f"/api/official-days/{day[:4]}", body)).status == 200
    await desk.work()


def recomputed(case: dict[str, Any]) -> list[tuple[str, str, str]]:
    lines = [one["told"] for one in case["timeline"] if one["happening"] == "recompute"]
    return [(one["before"], one["after"], one["why"]) for one in lines]


async def test_a_table_of_holidays_changed_afterwards_moves_what_runs_and_nothing_that_ended(desk: Desk) -> None:
    await desk.matter(**ACCEPTED)
    case = await desk.only()
    await desk.unit("HOUSING")
    _, case = await desk.do(case, "offer", reason="移交", unit="HOUSING")
    assert (case["due_on"], case["offers"][0]["object_until"]) == ("2024-02-02", "2023-11-16")
    await notice(desk, "2023-11-13", 0)
    case = await desk.only()
    assert (case["due_on"], case["offers"][0]["object_until"]) == ("2024-02-04", "2023-11-17")
    assert ("2024-02-02", "2024-02-04", "official_days") in recomputed(case)
    _, case = await desk.do(case, "change_route", reason="属信访程序", route="petition")
    _, case = await desk.do(case, "finish", reason="已办到")
    before = {one["limit"]: one["due_on"] for one in case["clocks"]}
    await notice(desk, "2024-01-08", 0)
    case = await desk.only()
    assert {one["limit"]: one["due_on"] for one in case["clocks"]} == before
    _, case = await desk.do(case, "reopen", reason="尚未办到")
    assert case["due_on"] == "2024-01-09"
    assert len(recomputed(case)) == 3


async def test_how_days_are_counted_is_a_setting_of_the_province_that_running_clocks_follow(desk: Desk) -> None:
    await desk.matter(outcome="accepted", owner_unit="信访局")
    case = await desk.only()
    _, case = await desk.do(case, "change_route", reason="属信访程序", route="petition")
    assert (case["due_on"], case["rule"]) == (
        "2024-01-08",
        {"rolls_forward": True, "counts_start": False, "version": 0},
    )
    body = {"rolls_forward": False, "counts_start": True, "seen": 0}
    county, _ = await browser_of(desk.service, "organiser", COUNTY)
    assert (await county.put("/api/deadline-rule", body)).status == 404
    answer = await desk.page.put("/api/deadline-rule", body)
    assert await answer.json() == {"rolls_forward": False, "counts_start": True, "version": 1}
    assert (await desk.page.put("/api/deadline-rule", body)).status == 409
    await desk.work()
    case = await desk.only()
    assert recomputed(case) == [("2024-01-08", "2024-01-07", "rule")]  # a Sunday
    assert case["due_on"] == "2024-01-07"


async def test_a_case_of_a_unit_that_ended_stays_owned_and_is_listed_for_the_organiser(desk: Desk) -> None:
    await desk.unit("HOUSING", valid_until="2023-11-12")
    await desk.unit("LABOUR")
    await desk.matter(**AGREED)
    _, case = await desk.do(await desk.only(), "offer", reason="移交", unit="HOUSING")
    _, case = await desk.do(case, "accept", offer=case["offers"][0]["id"])
    assert (await desk.cases())["counts"]["organiser"] == 0
    clock_of(desk.service).forward(days=4)
    desk.page, _ = await browser_of(desk.service)
    found = await desk.cases("?group=organiser")
    assert found["counts"]["organiser"] == 1
    assert [(one["unit"]["code"], one["unit_gone"]) for one in found["items"]] == [("HOUSING", True)]
    _, case = await desk.do(await desk.only(), "offer", reason="单位撤销", unit="LABOUR")
    _, case = await desk.do(case, "accept", offer=case["offers"][0]["id"])
    assert (case["unit"]["code"], case["unit_gone"]) == ("LABOUR", False)


async def test_a_hand_over_that_comes_back_ends_at_the_organiser(desk: Desk) -> None:
    for code in ("HOUSING", "LABOUR"):
        await desk.unit(code)
    await desk.matter(**AGREED)
    officer, _ = await browser_of(desk.service, "officer", COUNTY)
    case = await desk.only()
    for unit in ("HOUSING", "LABOUR"):
        _, case = await desk.do(case, "offer", by=officer, reason="移交", unit=unit)
        _, case = await desk.do(case, "accept", by=officer, offer=case["offers"][0]["id"])
    _, case = await desk.do(case, "offer", by=officer, reason="移回", unit="HOUSING")
    assert (case["unit"]["code"], case["offers"][0]["state"], case["refusals"]) == ("LABOUR", "accepted", 2)
    assert case["timeline"][0]["happening"] == "to_organiser"
    assert (await desk.cases())["counts"]["organiser"] == 1
    refused = await desk.do(case, "offer", by=officer, reason="再移", unit="HOUSING")
    assert refused[1]["code"] == "case_with_organiser"
    _, case = await desk.do(case, "offer", reason="组织方确定", unit="HOUSING")
    assert (case["unit"]["code"], case["refusals"]) == ("HOUSING", 0)
