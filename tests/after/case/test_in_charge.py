"""A leader in charge visits monthly and the case is closed by another's approval; supervision asks for a reply."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.after.case.model import CaseVisit
from server.db import EVERYWHERE
from server.keys import DATABASE, SEALER
from server.notices.model import Notice
from server.people.contact import seal_email
from server.people.model import Account
from server.people.positions import PostKind
from tests.support.case_desk import AGREED, Desk
from tests.support.people import COUNTY, PROVINCE, SignedIn, browser_of, clock_of

POST = {"since": "2023-11-01T00:00:00Z", "until": None, "region": "430102"}


async def in_post(desk: Desk, kind: PostKind, unit: str | None = None) -> SignedIn:
    """Someone who holds a post at the county."""
    _, someone = await browser_of(desk.service, "department", COUNTY)
    body = {**POST, "account": someone.person.id, "kind": kind, "unit": unit}
    answer = await desk.page.post("/api/posts", body)
    assert answer.status == 201, await answer.text()
    return someone


async def under_charge(desk: Desk) -> tuple[dict[str, Any], SignedIn]:
    await desk.matter(outcome="accepted", owner_unit="住建局", due_on="2024-03-01")
    case = await desk.only()
    leader = await in_post(desk, PostKind.RECEIVING_LEADER)
    found = await (await desk.page.get(f"/api/cases/{case['id']}/leaders")).json()
    assert [(one["account"], one["level"]) for one in found["items"]] == [(leader.person.id, "county")]
    asked: dict[str, Any] = {"reason": "信访积案，领导包案", "leader": leader.person.id}
    status, case = await desk.do(case, "take_charge", **asked)
    assert status == 200, case
    return case, leader


async def test_a_leader_in_charge_visits_each_month_and_a_missed_visit_is_marked(desk: Desk) -> None:
    case, _ = await under_charge(desk)
    assert (case["lead"]["level"], case["visit_due_on"]) == ("county", "2023-12-09")
    unknown: dict[str, Any] = {"reason": "包案", "leader": "018bb165-9350-7000-8000-000000000009"}
    assert (await desk.do(case, "take_charge", **unknown))[1]["code"] == "lead_not_here"
    early = await desk.do(case, "visit", on="2023-11-08", where="工地", reason="见到工人")
    assert early[1]["code"] == "visit_date"
    clock_of(desk.service).forward(days=31)
    desk.page, _ = await browser_of(desk.service)
    assert (await desk.cases("?group=visit"))["counts"]["visit"] == 1
    said: dict[str, Any] = {"on": "2023-12-10", "where": "张三家中", "reason": "当面说明进展"}
    _, case = await desk.do(await desk.only(), "visit", **said)
    assert (case["visit_due_on"], case["visits"][0]["where"], case["visits"][0]["what"]) == (
        *("2024-01-10", "张三家中", "当面说明进展"),
    )
    assert (await desk.cases())["counts"]["visit"] == 0
    async with desk.service.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert all("张三".encode() not in one.where_sealed for one in await tx.scalars(select(CaseVisit)))


async def test_a_case_under_charge_is_closed_by_another_alone(desk: Desk) -> None:
    case, leader = await under_charge(desk)
    assert (await desk.do(case, "finish", reason="已办到"))[1]["code"] == "closing_needs_approval"
    assert (await desk.do(case, "approve_closing", reason="同意"))[1]["code"] == "closing_not_asked"
    _, case = await desk.do(case, "ask_closing", reason="已办到，申请办结")
    assert (await desk.do(case, "approve_closing", reason="同意"))[1]["code"] == "closing_own"
    assert not case["lead"]["may_decide"]
    other, who = await browser_of(desk.service, "officer", COUNTY)
    _, case = await desk.do(case, "refuse_closing", by=other, reason="回访材料不全")
    assert (case["state"], case["lead"]["closing_asked"]) == ("open", False)
    _, case = await desk.do(case, "ask_closing", by=other, reason="材料已补齐")
    async with desk.service.app[DATABASE].transaction(EVERYWHERE) as tx:  # the leader in charge is an organiser too
        account = await tx.get(Account, UUID(leader.person.id))
        account.roles = (await tx.get(Account, UUID(who.person.id))).roles
    own = type(other)(desk.service, leader.token)
    assert (await desk.do(case, "approve_closing", by=own, reason="同意"))[1]["code"] == "closing_own"
    _, case = await desk.do(case, "approve_closing", reason="同意办结")
    assert (case["state"], case["visit_due_on"], case["lead"]["name"] is not None) == ("done", None, True)
    _, case = await desk.do(case, "reopen", reason="又有反映")
    assert case["visit_due_on"] == "2023-12-09"
    assert (await desk.do(case, "finish", reason="已办到"))[1]["code"] == "closing_needs_approval"


async def test_an_organiser_supervises_the_unit_replies_and_the_supervision_is_lifted(desk: Desk) -> None:
    await desk.matter(**AGREED)
    officer, _ = await browser_of(desk.service, "officer", COUNTY)
    case = await desk.only()
    asked: dict[str, Any] = {"on": "2023-11-12", "reason": "群众反映强烈"}
    assert (await desk.do(case, "supervise", by=officer, **asked))[1]["code"] == "not_allowed"
    assert (await desk.do(case, "supervise", **(asked | {"on": "2023-11-08"})))[1]["code"] == "reply_date"
    assert (await desk.do(case, "reply", reason="已督促"))[1]["code"] == "not_supervised"
    _, case = await desk.do(case, "supervise", **asked)
    found = await desk.cases("?group=supervised")
    assert ([one["reply_due_on"] for one in found["items"]], found["counts"]["supervised"]) == (["2023-11-12"], 1)
    _, case = await desk.do(case, "reply", by=officer, reason="已督促企业付款")
    assert case["replied_on"] == "2023-11-09"
    assert (await desk.do(case, "reply", by=officer, reason="再复"))[1]["code"] == "case_replied"
    _, case = await desk.do(case, "lift", reason="已回复")
    assert (await desk.cases())["counts"]["supervised"] == 0


async def test_units_are_reminded_of_chosen_cases_once_a_day_and_the_text_is_shown_first(desk: Desk) -> None:
    await desk.unit("HOUSING", name_en="Housing Bureau")
    for _ in range(2):
        await desk.matter(**AGREED)
    first, second = (await desk.cases())["items"]
    _, case = await desk.do(await desk.told(first["id"]), "offer", reason="移交", unit="HOUSING")
    _, case = await desk.do(case, "accept", offer=case["offers"][0]["id"])
    body = {"cases": [first["id"], second["id"]]}
    looked = await (await desk.page.post("/api/case-reminders/preview", body)).json()
    assert (looked["cases"], looked["left_out"]) == (0, {"no_unit": 1, "no_address": 1})
    officer = await in_post(desk, PostKind.DUTY_OFFICER, "HOUSING")
    app = desk.service.app
    async with app[DATABASE].transaction(EVERYWHERE) as tx:
        account = await tx.get(Account, UUID(officer.person.id))
        account.email_sealed = seal_email(app[SEALER], account.id, "duty@example.org")
    looked = await (await desk.page.post("/api/case-reminders/preview", body)).json()
    assert (looked["cases"], looked["people"], [one["language"] for one in looked["texts"]]) == (1, 1, ["zh", "en"])
    assert "2023年11月13日" in looked["texts"][0]["body"]
    assert "Housing Bureau" in looked["texts"][1]["body"]
    sent = await (await desk.page.post("/api/case-reminders", body)).json()
    assert sent["cases"] == 1
    await desk.work()
    again = await (await desk.page.post("/api/case-reminders", body)).json()
    assert (again["cases"], again["left_out"]) == (0, {"no_unit": 1, "today": 1})
    assert (await (await desk.page.post("/api/case-reminders", {**body, "again": True})).json())["cases"] == 1
    await desk.work()
    case = await desk.told(first["id"])
    assert [one["happening"] for one in case["timeline"]].count("remind") == 2
    async with app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert len(await tx.scalars(select(Notice).where(Notice.kind == "case_reminded"))) == 2
    far, _ = await browser_of(desk.service, "officer", (PROVINCE[0] + 200_000, PROVINCE[0] + 299_999))
    assert (await far.post("/api/case-reminders", body)).status == 404
