"""A case from the accepted outcome to the verified end, through the routes; what stands in its way is refused."""

from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import func, select
from uuid_utils import uuid7

from server import keys
from server.after.case.model import Case, CaseLine, CaseMoney
from server.db import EVERYWHERE
from tests.support.case_desk import AGREED, Desk, amended
from tests.support.people import COUNTY, NEXT_COUNTY, browser_of, clock_of


async def test_an_agreed_payment_is_followed_until_the_worker_has_confirmed_it(desk: Desk) -> None:
    await desk.matter(**AGREED)
    case = await desk.only()
    assert (case["due_on"], case["urgency"], case["agreed_fen"]) == ("2023-11-13", "on_time", 10_600_000)
    assert case["matters"][0]["unit_words"] == "住建局"
    assert (await desk.do(case, "finish", reason="已支付"))[1]["code"] == "case_unpaid"
    assert (await desk.money(case, "received", 10_600_000, proof="电话"))[1]["code"] == "money_received"
    assert (await desk.money(case, "paid", 10_600_000))[1]["code"] == "money_proof"
    _, case = await desk.money(case, "paid", 10_600_000, proof="银行回单 0042")
    assert (case["paid_fen"], case["received_fen"], case["underpaid_fen"]) == (10_600_000, 0, 0)
    _, case = await desk.do(case, "finish", reason="回单已核对")
    assert (case["state"], case["due_on"], case["ended_on"]) == ("done", None, "2023-11-09")
    assert (await desk.do(case, "verify", reason="回访确认"))[1]["code"] == "case_unreceived"
    _, case = await desk.money(case, "received", 10_600_000, proof="电话回访，本人确认到账")
    _, case = await desk.do(case, "verify", reason="回访确认")
    assert case["state"] == "verified"
    told = [one["happening"] for one in reversed(case["timeline"])]
    assert told == ["open", "enter_money", "finish", "enter_money", "verify"]
    found = await desk.cases()
    assert found["money"] == {kind: 0 if kind == "confirmed" else 10_600_000 for kind in found["money"]}
    assert found["counts"] == {**dict.fromkeys(found["counts"], 0), "ended": 1}


async def test_entries_that_are_read_again_open_no_second_case_and_an_end_opens_none(desk: Desk) -> None:
    await desk.matter(outcome="accepted", owner_unit="劳动监察大队", due_on="2023-12-01")
    await desk.matter(outcome="policy_explained")
    await desk.follow_again()
    async with desk.service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(func.count(Case.id))) == [1]
        assert await tx.scalars(select(func.count(CaseLine.id))) == [1]


async def test_a_case_goes_with_its_outcome_until_something_was_done_and_then_asks(desk: Desk) -> None:
    said = await desk.matter(**AGREED)
    await desk.hand_in(amended(said, {"amount_fen": 5_000_000, "due_on": "2023-11-20"}, "金额核对"))
    case = await desk.only()
    assert (case["agreed_fen"], case["due_on"], case["outcome_changed"]) == (5_000_000, "2023-11-20", False)
    await desk.hand_in(amended(said, {"outcome": "policy_explained", "amount_fen": 0}, "改为解释"))
    assert (await desk.cases())["items"] == []
    await desk.hand_in(amended(said, {"outcome": "agreed_to_pay", "amount_fen": 5_000_000}, "仍为协议"))
    case = await desk.only()
    assert (case["state"], case["agreed_fen"], case["ended_on"]) == ("open", 5_000_000, None)
    _, case = await desk.money(case, "paid", 1_000_000, proof="回单")
    await desk.hand_in(amended(said, {"amount_fen": 9_000_000}, "又改"))
    case = await desk.only()
    assert (case["outcome_changed"], case["agreed_fen"], case["paid_fen"]) == (True, 5_000_000, 1_000_000)
    assert (await desk.cases())["counts"]["changed"] == 1
    _, case = await desk.do(case, "see_change", reason="按新约定另行登记")
    assert not case["outcome_changed"]


async def test_a_changed_route_keeps_the_clock_before_and_one_extension_is_allowed(desk: Desk) -> None:
    await desk.matter(outcome="accepted", owner_unit="劳动监察大队")
    case = await desk.only()
    (clock,) = case["clocks"]
    assert (clock["limit"], clock["due_on"], clock["article"]) == (
        "labour_inspection",
        "2024-02-02",
        "劳动保障监察条例 17",
    )
    _, case = await desk.do(case, "extend", reason="情况复杂，经负责人批准", clock=clock["id"])
    assert case["due_on"] == "2024-03-20"
    assert (await desk.do(case, "extend", reason="再延", clock=clock["id"]))[1]["code"] == "clock_extended"
    _, case = await desk.do(case, "change_route", reason="属信访程序", route="petition")
    running = [(one["limit"], one["ended_on"]) for one in case["clocks"]]
    assert sorted(running) == [("handle_petition", None), ("labour_inspection", "2023-11-09")]
    assert case["due_on"] == "2024-01-08"
    assert (await desk.do(case, "change_route", reason="重复", route="petition"))[1]["code"] == "route_same"


async def test_of_two_who_act_on_what_they_saw_one_is_told_that_it_changed(desk: Desk) -> None:
    await desk.matter(**AGREED)
    case = await desk.only()
    assert (await desk.do(case, "answer", reason="已书面答复"))[0] == 200
    assert (await desk.do(case, "answer", reason="已书面答复"))[1]["code"] == "case_changed"
    assert (await desk.do(await desk.only(), "answer", reason="再答复"))[1]["code"] == "not_from_here"
    assert (await desk.do(await desk.only(), "finish", reason=" "))[1]["code"] == "case_unpaid"


async def test_a_line_is_entered_once_and_a_wrong_one_is_struck_out(desk: Desk) -> None:
    await desk.matter(**AGREED)
    case, ident = await desk.only(), str(uuid7())
    first = await desk.money(case, "paid", 100, proof="回单", id=ident)
    again = await desk.money(case, "paid", 100, proof="回单", id=ident)
    assert (first[0], again[0], again[1]["paid_fen"]) == (200, 200, 100)
    assert (await desk.money(case, "paid", 200, proof="回单", id=ident))[1]["code"] == "money_id_taken"
    await desk.matter(**AGREED)
    other = next(one for one in (await desk.cases())["items"] if one["id"] != case["id"])
    other = await (await desk.page.get(f"/api/cases/{other['id']}")).json()
    assert (await desk.money(other, "paid", 300, proof="回单", id=ident))[1]["paid_fen"] == 300
    for fen in (0, -1, 10**13 + 1):
        assert (await desk.money(again[1], "paid", fen, proof="回单"))[0] == 422
    path = f"/api/cases/{case['id']}/money/{ident}/strike"
    body = {"seen": again[1]["version"], "reason": "录入有误"}
    struck = await (await desk.page.post(path, body)).json()
    assert (struck["paid_fen"], [one["struck_at"] is None for one in struck["money"]]) == (0, [True, True, False])


async def test_a_case_is_seen_and_acted_on_within_ones_places_alone(desk: Desk) -> None:
    await desk.matter(**AGREED)
    case = await desk.only()
    near, _ = await browser_of(desk.service, "officer", COUNTY)
    far, _ = await browser_of(desk.service, "officer", NEXT_COUNTY)
    assert [one["id"] for one in (await desk.cases(by=near))["items"]] == [case["id"]]
    assert (await desk.cases(by=far))["counts"] == dict.fromkeys((await desk.cases())["counts"], 0)
    assert (await far.get(f"/api/cases/{case['id']}")).status == 404
    assert (await desk.do(case, "answer", reason="越权", by=far))[0] == 404
    assert (await desk.do(case, "answer", reason="已答复", by=near))[0] == 200


async def test_a_case_stays_with_its_unit_until_another_accepts_and_the_second_refusal_goes_to_the_organiser(
    desk: Desk,
) -> None:
    for code in ("HOUSING", "LABOUR", "COURT"):
        body = {"code": code, "region": "430102", "name_zh": code, "kind": "housing"}
        assert (await desk.page.post("/api/units", body)).status == 201
    await desk.matter(**AGREED)
    officer, _ = await browser_of(desk.service, "officer", COUNTY)
    case = await desk.only()
    assert (await desk.do(case, "offer", reason="转办", unit="GONE"))[1]["code"] == "case_unit_gone"
    for unit, competent in (("HOUSING", "LABOUR"), ("LABOUR", "COURT")):
        _, case = await desk.do(case, "offer", reason="转办", unit=unit)
        assert (case["unit"], case["offers"][0]["object_until"]) == (None, "2023-11-16")
        assert (await desk.do(case, "offer", reason="转办", unit="COURT"))[1]["code"] == "case_offered"
        offer = case["offers"][0]["id"]
        said = {"reason": "不属本单位职责", "offer": offer, "unit": competent}
        _, case = await desk.do(case, "refuse", by=officer, **said)
        assert case["offers"][0]["competent"]["code"] == competent
    assert case["refusals"] == 2
    refused = await desk.do(case, "offer", by=officer, reason="再转", unit="COURT")
    assert refused[1]["code"] == "case_with_organiser"
    _, case = await desk.do(case, "offer", reason="组织方确定", unit="COURT")
    assert (case["unit"]["code"], case["refusals"], case["offers"][0]["state"]) == ("COURT", 0, "accepted")
    _, case = await desk.do(case, "offer", reason="移交", unit="HOUSING")
    clock_of(desk.service).forward(days=8)
    desk.page, _ = await browser_of(desk.service)
    offer = case["offers"][0]["id"]
    late = await desk.do(case, "refuse", reason="不属本单位", offer=offer, unit="LABOUR")
    assert late[1]["code"] == "objection_late"
    _, case = await desk.do(case, "accept", offer=offer)
    assert case["unit"]["code"] == "HOUSING"
    assert (await desk.do(case, "accept", offer=offer))[1]["code"] == "case_offer_answered"


async def test_a_sum_that_was_resolved_on_site_is_followed_though_the_matter_has_ended(desk: Desk) -> None:
    await desk.matter(outcome="resolved_on_site", amount_fen=2_000_000)
    await desk.matter(outcome="resolved_on_site")
    case = await desk.only()
    assert (case["clocks"], case["agreed_fen"], case["due_on"]) == ([], 2_000_000, "2023-11-16")


async def test_the_words_of_a_case_lie_sealed_and_an_erasure_ends_them(desk: Desk) -> None:
    await desk.matter(**AGREED)
    _, case = await desk.money(await desk.only(), "paid", 100, proof="张三的回单")
    assert case["money"][-1]["proof"] == "张三的回单"
    database = desk.service.app[keys.DATABASE]
    async with database.transaction(EVERYWHERE, write=False) as tx:
        sealed = await tx.scalars(select(CaseMoney.proof_sealed).where(CaseMoney.proof_sealed.is_not(None)))
    assert all("张三".encode() not in (one or b"") for one in sealed)
    async with database.transaction(EVERYWHERE) as tx:
        await desk.service.app[keys.SEALER].destroy(await tx.connection(), "430100", "2023-11")
    assert [one["proof"] for one in (await desk.only())["money"]] == [None] * 3


async def test_what_is_asked_for_is_exported_and_read_by_another_library(desk: Desk) -> None:
    await desk.matter(**AGREED)
    await desk.matter(outcome="assigned", owner_unit="社保局", due_on="2023-12-01")
    answer = await desk.page.get("/api/cases-table?group=unpaid&form=xlsx")
    header, *rows = load_workbook(BytesIO(await answer.read())).worksheets[0].values
    assert len(rows) == 1
    told = dict(zip(header, rows[0], strict=True))
    assert (told["约定（分）"], told["状态"], str(told["期限"])[:10]) == (10_600_000, "办理中", "2023-11-13")


async def test_pages_follow_each_other_without_a_gap_or_a_case_twice(desk: Desk) -> None:
    for n in range(5):
        await desk.matter(outcome="assigned", owner_unit="社保局", due_on=f"2023-11-{10 + n % 3}")
    seen: list[str] = []
    asked = "?limit=2"
    while asked:
        page = await desk.cases(asked)
        seen += [one["due_on"] for one in page["items"]]
        asked = f"?limit=2&cursor={page['next']}" if page["next"] else ""
    assert seen == sorted(seen)
    assert len(seen) == 5
    assert (await desk.page.get("/api/cases?cursor=bm9uZQ")).status == 400
