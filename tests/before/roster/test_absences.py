"""Leaves and recusals: said by oneself or by who keeps rosters, and what a roster then says."""

import pytest
from sqlalchemy import select

from server import keys
from server.before.roster.model import Recusal
from server.db import EVERYWHERE
from tests.before.roster.test_api import AT, DAY, Kept
from tests.support.people import COUNTY, NEXT_COUNTY, browser_of
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
