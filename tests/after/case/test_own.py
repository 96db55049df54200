"""The cases of a unit, for the people who answer for it: seen by their post, wherever the case lies, and no longer."""

from typing import Any

import pytest
from sqlalchemy import select, update
from uuid_utils import uuid7

from server.db import EVERYWHERE
from server.keys import DATABASE
from server.people.model import AuditLine, Post
from tests.support.case_desk import AGREED, Desk
from tests.support.fake_clock import FakeClock
from tests.support.people import Browser, clock_of
from tests.support.questions import HOUSING, answers_for, make_unit

FAR = "HN-ZJ-430703"
"""The bureau of a county of another city."""


@pytest.fixture
async def units(desk: Desk) -> dict[str, Browser]:
    """A person of the housing bureau of the case's county, one of the bureau far away, one of no unit."""
    app = desk.service.app
    database, clock = app[DATABASE], FakeClock(clock_of(desk.service).now())
    found = dict[str, Browser]()
    for code, region in ((HOUSING, "430102"), (FAR, "430703")):
        await make_unit(database, code, region)
        found[code] = Browser(desk.service, (await answers_for(database, code, region, clock=clock)).token)
    return found


async def listed(who: Browser) -> dict[str, Any]:
    answer = await who.get("/api/me/cases")
    told: dict[str, Any] = await answer.json()
    assert answer.status == 200, told
    return told


async def does(who: Browser, case: dict[str, Any], command: str, **more: object) -> tuple[int, Any]:
    body = {"command": command, "seen": case["version"], "reason": "（示例）理由", **more}
    answer = await who.post(f"/api/me/cases/{case['id']}/commands", body)
    return answer.status, await answer.json()


async def pays(who: Browser, case: dict[str, Any], kind: str = "paid") -> tuple[int, Any]:
    body = {"id": str(uuid7()), "seen": case["version"], "kind": kind, "fen": 10_600_000, "on": "2023-11-13"}
    answer = await who.post(f"/api/me/cases/{case['id']}/money", {**body, "proof": "银行回单 0042"})
    return answer.status, await answer.json()


async def offered_far(desk: Desk) -> dict[str, Any]:
    """A case that is offered to the bureau far away."""
    await desk.matter(**AGREED)
    case = await desk.only()
    status, case = await desk.do(case, "offer", unit=FAR, reason="（示例）公司在当地")
    assert status == 200, case
    return dict(case)


async def test_a_case_is_seen_by_the_unit_that_it_is_offered_to_and_by_no_other(
    desk: Desk, units: dict[str, Browser]
) -> None:
    case = await offered_far(desk)
    told = await listed(units[FAR])
    assert ([one["id"] for one in told["items"]], told["offered"]) == ([case["id"]], [case["id"]])
    assert (await listed(units[HOUSING]))["items"] == []
    assert (await units[HOUSING].get(f"/api/me/cases/{case['id']}")).status == 404
    assert (await units[FAR].get(f"/api/cases/{case['id']}")).status == 403
    offer = case["offers"][0]["id"]
    status, told = await does(units[FAR], case, "refuse", offer=offer, unit=HOUSING)
    assert status == 200, told
    assert (told["owns"], told["is_offered"], told["case"]["refusals"]) == (False, False, 1)
    assert (await units[FAR].get(f"/api/me/cases/{case['id']}")).status == 404
    assert (await listed(units[FAR]))["items"] == []


async def test_the_unit_that_accepted_pays_and_ends_but_confirms_nothing_for_the_petitioner(
    desk: Desk, units: dict[str, Browser]
) -> None:
    case = await offered_far(desk)
    far = units[FAR]
    assert (await pays(far, case))[0] == 403  # it is only offered
    assert (await does(far, case, "finish"))[0] == 403
    status, told = await does(far, case, "accept", offer=case["offers"][0]["id"])
    assert (status, told["owns"]) == (200, True), told
    case = told["case"]
    for kind in ("received", "claimed"):
        assert (await pays(far, case, kind))[0] == 403
    for command in ("verify", "reopen", "merge", "supervise", "take_charge", "extend", "change_route"):
        assert (await does(far, case, command))[0] == 403, command
    status, told = await pays(far, case)
    assert (status, told["case"]["paid_fen"]) == (200, 10_600_000)
    status, told = await does(far, told["case"], "answer")
    assert (status, told["case"]["state"]) == (200, "answered")


async def test_the_right_of_a_unit_ends_with_the_post(desk: Desk, units: dict[str, Browser]) -> None:
    case = await offered_far(desk)
    database = desk.service.app[DATABASE]
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(update(Post).where(Post.unit == FAR).values(until=clock_of(desk.service).now()))
    clock_of(desk.service).forward(minutes=1)
    assert (await units[FAR].get(f"/api/me/cases/{case['id']}")).status == 404
    assert (await does(units[FAR], case, "accept", offer=case["offers"][0]["id"]))[0] == 404
    assert (await listed(units[FAR]))["units"] == 0


async def test_each_look_is_logged_and_names_no_petitioner(desk: Desk, units: dict[str, Browser]) -> None:
    case = await offered_far(desk)
    answer = await units[FAR].get(f"/api/me/cases/{case['id']}")
    assert answer.status == 200
    assert "张三" not in (await answer.text()).replace("（示例）", "")
    async with desk.service.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        lines = await tx.scalars(select(AuditLine).where(AuditLine.about == f"case:{case['id']}"))
    assert "case_shown" in [one.what for one in lines]
