"""Support plans: who may read one, what the person chose, measures, and what an erasure leaves."""

from typing import Any

import pytest
from uuid_utils import uuid7

from server import keys
from server.db import EVERYWHERE
from tests.support.case_desk import AGREED, Desk, desk
from tests.support.people import CITY, COUNTY, NEXT_COUNTY, PROVINCE, Browser, SignedIn, browser_of

__all__ = ["desk"]
CANARY = "测试甲"


class Support:
    """The case of a county, and the county's petition officer."""

    def __init__(self, desk: Desk, case: str, officer: Browser, who: SignedIn) -> None:
        self.desk, self.officer, self.who = desk, officer, who
        self.path = f"/api/cases/{case}/support"
        self.case = case

    async def told(self, by: Browser | None = None) -> tuple[int, Any]:
        answer = await (by or self.officer).get(self.path)
        return answer.status, await answer.json()

    async def decide(self, seen: int, choice: str, by: Browser | None = None, **more: object) -> tuple[int, Any]:
        answer = await (by or self.officer).put(self.path, {"seen": seen, "choice": choice, **more})
        return answer.status, await answer.json()

    async def measure(self, seen: int, by: Browser | None = None, **more: Any) -> tuple[int, Any]:
        body = {"id": str(uuid7()), "seen": seen, "need": "medical", "what": CANARY, "due_on": "2023-11-20", **more}
        answer = await (by or self.officer).post(f"{self.path}/measures", body)
        return answer.status, await answer.json()

    async def end(self, seen: int, ident: str, state: str) -> tuple[int, Any]:
        answer = await self.officer.post(f"{self.path}/measures/{ident}/end", {"seen": seen, "state": state})
        return answer.status, await answer.json()

    async def wanted(self) -> dict[str, Any]:
        _, told = await self.decide(0, "wanted", carer=self.who.person.id)
        found: dict[str, Any] = told
        return found


@pytest.fixture
async def support(desk: Desk) -> Support:
    await desk.matter(**AGREED)
    officer, who = await browser_of(desk.service, "officer", COUNTY)
    return Support(desk, (await desk.only())["id"], officer, who)


async def test_a_plan_is_there_for_the_levels_officers_and_its_carer_alone(support: Support) -> None:
    service = support.desk.service
    others = [
        await browser_of(service, role, places)
        for role, places in (
            *(("organiser", one) for one in (COUNTY, PROVINCE)),
            *(("officer", one) for one in (CITY, PROVINCE, NEXT_COUNTY)),
            *((role, COUNTY) for role in ("leader", "coordinator", "auditor", "department", "supervisor")),
        )
    ]
    carer, named = await browser_of(service, "officer", (430102001, 430102001))
    assert (await support.told(by=carer))[0] == 404
    assert (await support.decide(0, "wanted"))[1]["code"] == "support_carer"
    stranger = others[3][1].person.id  # an officer of the city, beyond the county
    assert (await support.decide(0, "wanted", carer=stranger))[1]["code"] == "support_carer"
    status, told = await support.decide(0, "wanted", carer=named.person.id)
    assert (status, told["choice"], told["carer"], told["version"]) == (200, "wanted", named.person.id, 1)
    assert (await support.measure(1, by=carer))[0] == 200
    for browser, _ in others:
        for status, _ in (
            await support.told(by=browser),
            await support.decide(2, "refused", by=browser),
            await support.measure(2, by=browser),
        ):
            assert status in {403, 404}
        care = await browser.get(f"/api/cases/{support.case}/care")
        assert care.status in {403, 404} or (await care.json())["may_support"] is False
    care = await (await carer.get(f"/api/cases/{support.case}/care")).json()
    assert care["may_support"] is True


async def test_each_reading_is_a_line_of_the_log_and_none_of_the_timeline(support: Support) -> None:
    await support.wanted()
    await support.measure(1)
    before = await support.desk.told(support.case)
    for _ in range(3):
        assert (await support.told())[0] == 200
    auditor, _ = await browser_of(support.desk.service, "auditor", COUNTY)
    lines = (await (await auditor.get("/api/audit?what=support_opened")).json())["items"]
    assert [one["who"] for one in lines] == [support.who.person.principal] * 5
    assert CANARY not in await (await auditor.get("/api/audit")).text()
    after = await support.desk.told(support.case)
    assert after == before
    assert {one["happening"] for one in after["timeline"]} == {"open"}


async def test_a_refusal_is_a_choice_that_drops_what_is_open_and_may_be_changed(support: Support) -> None:
    status, told = await support.decide(0, "refused")
    assert (status, told["choice"], told["carer"], told["measures"]) == (200, "refused", None, [])
    assert (await support.measure(1))[1]["code"] == "support_not_wanted"
    _, told = await support.decide(1, "wanted", carer=support.who.person.id)
    _, told = await support.measure(told["version"])
    _, told = await support.decide(told["version"], "refused")
    assert [(one["state"], one["ended_on"]) for one in told["measures"]] == [("dropped", "2023-11-09")]
    case = await support.desk.told(support.case)
    assert case["state"] == "open"


async def test_a_referral_needs_consent_and_a_unit_and_a_measure_is_entered_once(support: Support) -> None:
    await support.desk.unit("HN-MZ")
    assert (await support.measure(0))[1]["code"] == "support_not_wanted"
    await support.wanted()
    referral: dict[str, Any] = {"is_referral": True, "unit": "HN-MZ", "has_agreed": True}
    lacking: tuple[dict[str, Any], ...] = ({"has_agreed": False}, {"unit": None})
    for less in lacking:
        assert (await support.measure(1, **{**referral, **less}))[1]["code"] == "support_consent"
    assert (await support.measure(1, **{**referral, "unit": "NO-UNIT"}))[1]["code"] == "case_unit_gone"
    assert (await support.measure(1, due_on="2023-11-08"))[1]["code"] == "support_date"
    assert (await support.measure(1, what="   "))[1]["code"] == "case_words"
    assert (await support.measure(1, what="张\u202e三"))[1]["code"] == "case_words"
    assert (await support.measure(1, need="behaviour"))[0] == 422
    assert (await support.told())[1]["measures"] == []
    ident = str(uuid7())
    answers = [await support.measure(1, id=ident, **referral) for _ in range(2)]
    assert [(status, len(found["measures"])) for status, found in answers] == [(200, 1)] * 2
    told = answers[1][1]
    (one,) = told["measures"]
    assert (one["agreed_on"], one["unit_zh"], one["need"], one["what"]) == ("2023-11-09", "HN-MZ", "medical", CANARY)
    assert (await support.measure(1))[1]["code"] == "support_changed"
    assert (await support.end(1, ident, "done"))[1]["code"] == "support_changed"
    assert (await support.end(2, ident, "open"))[0] == 422
    _, told = await support.end(2, ident, "done")
    assert (told["measures"][0]["state"], told["version"]) == ("done", 3)
    assert (await support.end(3, ident, "dropped"))[1]["code"] == "support_ended"
    assert (await support.end(3, str(uuid7()), "done"))[0] == 404


async def test_an_erasure_takes_the_need_and_the_words_along(support: Support) -> None:
    await support.wanted()
    await support.measure(1)
    app = support.desk.service.app
    async with app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await app[keys.SEALER].destroy(await tx.connection(), "430100", "2023-11")
    _, told = await support.told()
    assert [(one["need"], one["what"]) for one in told["measures"]] == [(None, None)]
