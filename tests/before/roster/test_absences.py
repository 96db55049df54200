"""Leaves and recusals: said by oneself or by who keeps rosters, and what a roster then says."""

import pytest
from sqlalchemy import select

from server import keys
from server.before.roster.model import Recusal
from server.db import EVERYWHERE
from tests.before.roster.test_api import AT, DAY, Kept
from tests.support.people import CITY, COUNTY, NEXT_COUNTY, browser_of
from tests.support.plan import make_sites
from tests.support.service import Client


@pytest.fixture
async def kept(service: Client) -> Kept:
    await make_sites(service.app[keys.DATABASE])
    officer, _ = await browser_of(service)
    made = Kept(service, officer)
    assert (await made.ask("POST /api/days", {"date": DAY}))[0] == 201
    return made


async def test_who_is_on_leave_or_recused_conflicts_and_may_take_it_back(kept: Kept) -> None:
    page, leader = await kept.account("leader", COUNTY)
    await kept.duty(leader.person.id)
    said = await kept.ask("POST /api/leaves", {"first": DAY, "last": DAY}, by=page)
    assert said[0] == 201, said
    recusal = {"kind": "place", "region": "430102", "reason": "亲属在当地任职"}
    assert (await kept.ask("POST /api/recusals", {**recusal, "account": leader.person.id}))[0] == 201
    found = (await kept.ask(f"GET {AT}/roster"))[1]["conflicts"]
    assert [one["problem"] for one in found] == ["on_leave"]
    leave = said[1]["leaves"][0]["id"]
    assert (await page.delete(f"/api/leaves/{leave}")).status == 204
    found = (await kept.ask(f"GET {AT}/roster"))[1]["conflicts"]
    assert [one["problem"] for one in found] == ["recused"]


async def test_the_words_of_a_recusal_are_sealed_and_told_to_who_may_know(kept: Kept) -> None:
    page, leader = await kept.account("leader", COUNTY)
    body = {"kind": "employer", "employer": "张某建筑队", "reason": "本人亲属经营"}
    told = (await kept.ask("POST /api/recusals", body, by=page))[1]["recusals"]
    assert [(one["employer"], one["reason"]) for one in told] == [("张某建筑队", "本人亲属经营")]
    async with kept.service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (row,) = await tx.scalars(select(Recusal))
    assert "张某".encode() not in (row.employer_sealed or b"")
    stranger, _ = await kept.account("officer", NEXT_COUNTY)
    assert (await kept.ask(f"GET /api/absences?account={leader.person.id}", by=stranger))[0] == 404
    assert (await stranger.delete(f"/api/recusals/{told[0]['id']}")).status == 404


async def test_what_is_no_leave_and_no_recusal_is_refused(kept: Kept) -> None:
    page, _ = await kept.account("leader", COUNTY)
    assert (await kept.ask("POST /api/leaves", {"first": DAY, "last": "2023-12-13"}, by=page))[1][
        "code"
    ] == "leave_days"
    two = {"kind": "employer", "employer": "某厂", "category": "wage_arrears", "reason": "亲属"}
    assert (await kept.ask("POST /api/recusals", two, by=page))[1]["code"] == "recusal_form"


async def test_a_leave_says_at_once_which_planned_duty_it_conflicts_with_and_the_fix(kept: Kept) -> None:
    leader, substitute = await kept.ident("leader", COUNTY), await kept.ident("leader", COUNTY)
    duty = (await kept.duty(leader, substitute=substitute))[1]["duties"][0]["id"]
    status, told = await kept.ask("POST /api/leaves", {"account": leader, "first": DAY, "last": DAY, "reason": "公务"})
    assert status == 201
    clash = told["clashes"][0]
    assert [clash[part] for part in ("duty", "day", "problem", "fix")] == [duty, DAY, "on_leave", "take_over"]
    away = {"account": substitute, "first": DAY, "last": DAY}
    found = (await kept.ask("POST /api/leaves", away))[1]["clashes"]
    assert [(one["problem"], one["fix"]) for one in found] == [("substitute_on_leave", "other_substitute")]
    listed = (await kept.ask("GET /api/leaves"))[1]
    assert [one["account"] for one in listed["items"]] == [substitute, leader]
    assert {(one["account"], one["fix"]) for one in listed["clashes"]} == {
        (leader, "replace"),
        (substitute, "other_substitute"),
    }


async def test_a_recusal_conflicts_with_the_duties_that_it_touches_alone(kept: Kept) -> None:
    leader = await kept.ident("leader", COUNTY)
    await kept.duty(leader, categories=["wage_arrears_migrant"])
    other = {"account": leader, "kind": "category", "category": "work_injury", "reason": "曾任职"}
    assert (await kept.ask("POST /api/recusals", other))[1]["clashes"] == []
    told = (await kept.ask("POST /api/recusals", {**other, "category": "wage_arrears"}))[1]
    assert [(one["problem"], one["fix"]) for one in told["clashes"]] == [("recused", "replace")]
    assert [one["category"] for one in (await kept.ask("GET /api/recusals"))[1]["items"]] == [
        "wage_arrears",
        "work_injury",
    ]


async def test_what_another_changed_of_a_leave_or_recusal_is_never_overwritten(kept: Kept) -> None:
    page, leader = await kept.account("leader", COUNTY)
    first = {"first": DAY, "last": DAY, "reason": None}
    leave = (await kept.ask("POST /api/leaves", first, by=page))[1]["leaves"][0]["id"]
    longer = {**first, "last": "2023-12-20", "reason": "年休假"}
    assert (await kept.ask(f"PUT /api/leaves/{leave}", {**longer, "seen": first}, by=page))[0] == 200
    status, refused = await kept.ask(f"PUT /api/leaves/{leave}", {**first, "last": "2023-12-15", "seen": first})
    assert (status, refused["code"]) == (409, "absence_changed")
    assert refused["changed"] == [
        {"what": "last", "was": DAY, "now": "2023-12-20"},
        {"what": "reason", "was": None, "now": "年休假"},
    ]
    place = {"kind": "place", "region": "430102", "reason": "亲属任职"}
    recusal = (await kept.ask("POST /api/recusals", {**place, "account": leader.person.id}))[1]["recusals"][0]["id"]
    firm = {"kind": "employer", "employer": "某建筑公司", "reason": "亲属任职"}
    told = (await kept.ask(f"PUT /api/recusals/{recusal}", {**firm, "seen": place}, by=page))[1]["recusals"]
    assert [(one["kind"], one["employer"], one["region"]) for one in told] == [("employer", "某建筑公司", None)]
    status, refused = await kept.ask(f"PUT /api/recusals/{recusal}", {**place, "seen": place})
    assert [one["what"] for one in refused["changed"]] == ["kind", "employer", "region"]


async def test_leaves_are_listed_and_changed_within_ones_places_alone(kept: Kept) -> None:
    leader = await kept.ident("leader", COUNTY)
    body = {"account": leader, "first": "2023-01-01", "last": DAY}
    leave = (await kept.ask("POST /api/leaves", body))[1]["leaves"][0]
    assert (leave["account"], leave["said_by_name"]) == (leader, leave["said_by_name"])
    stranger, _ = await kept.account("officer", NEXT_COUNTY)
    near, _ = await kept.account("officer", CITY)
    assert (await kept.ask("GET /api/leaves", by=stranger))[1]["items"] == []
    assert len((await kept.ask("GET /api/leaves", by=near))[1]["items"]) == 1
    change = {"first": DAY, "last": DAY, "seen": {"first": "2023-01-01", "last": DAY}}
    assert (await kept.ask(f"PUT /api/leaves/{leave['id']}", change, by=stranger))[0] == 404
    assert leader in {one["id"] for one in (await kept.ask("GET /api/kept-accounts", by=near))[1]["items"]}
    assert leader not in {one["id"] for one in (await kept.ask("GET /api/kept-accounts", by=stranger))[1]["items"]}
    over = {"first": "2022-01-01", "last": "2022-01-02", "seen": {"first": "2023-01-01", "last": DAY}}
    assert (await kept.ask(f"PUT /api/leaves/{leave['id']}", over, by=near))[0] == 200
    assert (await kept.ask("GET /api/leaves"))[1]["items"] == []
    assert len((await kept.ask("GET /api/leaves?past=true"))[1]["items"]) == 1


async def test_an_empty_employer_and_a_blank_reason_of_a_leave_are_refused(kept: Kept) -> None:
    page, _ = await kept.account("leader", COUNTY)
    none = {"kind": "employer", "employer": "", "reason": "亲属"}
    assert (await kept.ask("POST /api/recusals", none, by=page))[1]["code"] == "recusal_form"
    blank = {"first": DAY, "last": DAY, "reason": "  "}
    assert (await kept.ask("POST /api/leaves", blank, by=page))[1]["code"] == "leave_reason"
