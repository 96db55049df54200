"""Several matters of one cause are one case: merged by a person, split again, and never added twice."""

import asyncio
from typing import Any

from tests.support.case_desk import AGREED, WAGES, Desk, amended, outcome
from tests.support.hand_in import enrolled, registration
from tests.support.people import COUNTY, browser_of
from tests.support.plan import NEXT_DOOR


async def two(desk: Desk) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The outcome of the second of two matters, and both cases."""
    await desk.matter(**AGREED)
    first = (await desk.only())["id"]
    desk.device, desk.site = await enrolled(desk.service, NEXT_DOOR), NEXT_DOOR
    said = await desk.matter(outcome="accepted", owner_unit="住建局", due_on="2023-11-11")
    second = next(one["id"] for one in (await desk.cases())["items"] if one["id"] != first)
    return said, await desk.told(first), await desk.told(second)


async def test_one_case_stands_for_two_matters_and_the_sum_of_both_is_not_added_twice(desk: Desk) -> None:
    said, case, other = await two(desk)
    asked = {"other": other["id"], "reason": "同一项目、同一批工人"}
    _, merged = await desk.do(case, "merge", **asked, adds_money=False)
    assert (merged["claimed_fen"], merged["due_on"], len(merged["matters"])) == (10_600_000, "2023-11-11", 2)
    assert [one["id"] for one in merged["merged"]] == [other["id"]]
    assert {one["origin"] for one in merged["timeline"]} == {None, other["id"]}
    found = await desk.cases()
    assert ([one["id"] for one in found["items"]], found["money"]["claimed"]) == ([case["id"]], 10_600_000)
    gone = await desk.told(other["id"])
    assert (gone["state"], gone["stands"]) == ("merged", case["id"])
    assert (await desk.do(gone, "answer", reason="已答复"))[1]["code"] == "case_merged"
    assert (await desk.do(merged, "merge", **asked, adds_money=True))[1]["code"] == "case_merged"
    await desk.hand_in(amended(said, {"due_on": "2023-11-20"}, "改期"))
    await desk.work()
    merged = await desk.told(case["id"])
    assert merged["outcome_changed"]
    _, case = await desk.do(merged, "split", other=other["id"], reason="查明不是同一起因")
    other = await desk.told(other["id"])
    assert (case["due_on"], other["state"], other["stands"], other["due_on"]) == (
        "2023-11-13",
        "open",
        None,
        "2023-11-11",
    )
    assert (await desk.cases())["money"]["claimed"] == 21_200_000


async def test_money_of_its_own_goes_with_a_merge_by_origin_and_comes_back_with_a_split(desk: Desk) -> None:
    _, case, other = await two(desk)
    _, other = await desk.money(other, "agreed", 300, on="2023-11-12")
    _, other = await desk.money(other, "paid", 100, proof="回单 7")
    _, case = await desk.do(case, "merge", other=other["id"], reason="两处工人，各有各的工资", adds_money=True)
    assert (case["agreed_fen"], case["paid_fen"], case["claimed_fen"]) == (10_600_300, 100, 21_200_000)
    brought = [one for one in case["money"] if one["origin"] == other["id"]]
    assert sorted((one["kind"], one["proof"]) for one in brought if one["kind"] != "claimed") == [
        ("agreed", None),
        ("paid", "回单 7"),
    ]
    assert (await desk.cases())["money"]["paid"] == 100
    _, case = await desk.do(case, "split", other=other["id"], reason="分开办理")
    assert (case["agreed_fen"], case["paid_fen"]) == (10_600_000, 0)
    assert (await desk.told(other["id"]))["paid_fen"] == 100
    assert (await desk.cases())["money"]["paid"] == 100


async def test_of_two_who_merge_crosswise_one_is_told_and_a_case_is_not_merged_with_itself(desk: Desk) -> None:
    _, case, other = await two(desk)
    assert (await desk.do(case, "merge", other=case["id"], reason="自身", adds_money=False))[1]["code"] == "case_same"
    answers = await asyncio.gather(
        desk.do(case, "merge", other=other["id"], reason="并入", adds_money=False),
        desk.do(other, "merge", other=case["id"], reason="并入", adds_money=False),
    )
    assert sorted(status for status, _ in answers) == [200, 409]
    assert len((await desk.cases())["items"]) == 1
    near, _ = await browser_of(desk.service, "officer", COUNTY)
    assert (await desk.do(case, "split", by=near, other=case["id"], reason="越权"))[0] in {404, 409}


async def test_a_repeat_visit_of_the_same_petitioner_is_suggested_and_not_decided(desk: Desk) -> None:
    for _ in range(2):
        registered = registration(**WAGES, petitioner={"name": "张三", "phone": "12800000001"})
        await desk.hand_in(registered, outcome(registered["data"]["matter"], **AGREED))
    first, second = (await desk.cases())["items"]
    found = await (await desk.page.get(f"/api/cases/{first['id']}/likely")).json()
    assert [(one["id"], one["why"]) for one in found["items"]] == [(second["id"], "repeat")]
    _, _ = await desk.do(await desk.told(first["id"]), "merge", other=second["id"], reason="重复", adds_money=False)
    assert (await (await desk.page.get(f"/api/cases/{first['id']}/likely")).json())["items"] == []
