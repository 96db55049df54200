"""Supervision through the routes: groups, draws of counties, checklists, findings and their replies."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from uuid_utils import uuid7

from server import keys
from server.after.sample import drawing
from server.before.agenda.actions import find_day
from server.before.agenda.rules import DayKind
from server.db import EVERYWHERE
from server.sites.reference import shipped
from tests.support.case_desk import Desk, desk
from tests.support.hand_in import DAY
from tests.support.people import COUNTY, NEXT_COUNTY, Browser, browser_of, clock_of

__all__ = ["desk"]
CANARY = "测试甲说台账缺页"
HERE, CITY = "430102", "430100"
UNIT = "HOUSING"
NOBODY = "018bb165-9350-7564-b3e0-bbbbf419c5e6"


class Supervision:
    """An organiser of the province keeps a group; officers check, find and reply."""

    def __init__(self, desk: Desk, leader: str) -> None:
        self.desk, self.page, self.leader = desk, desk.page, leader

    async def keep(self, by: Browser | None = None, **more: object) -> tuple[int, Any]:
        body = {"name": "第一督导组", "regions": [CITY], "leaders": [self.leader], **more}
        answer = await (by or self.page).post("/api/supervision", body)
        return answer.status, await answer.json()

    async def made(self, **more: Any) -> Any:
        status, told = await self.keep(**more)
        assert status == 200, told
        return told

    async def drawn(self, **more: Any) -> Any:
        """A group of one county alone, which is drawn whole."""
        told = await self.made(regions=[HERE], **more)
        return (await self.do(told, "draws", seen=0))[1]

    async def do(self, group: Any, verb: str, /, by: Browser | None = None, **more: object) -> tuple[int, Any]:
        answer = await (by or self.page).post(f"/api/supervision/{group['id']}/{verb}", more)
        return answer.status, await answer.json()

    async def find(self, group: Any, **more: object) -> tuple[int, Any]:
        visit = group["draws"][0]["visits"][0]["id"]
        body: dict[str, Any] = {"id": str(uuid7()), "unit": UNIT, "what": CANARY, "reply_by": self.date(), **more}
        return await self.do(group, f"visits/{visit}/findings", **body)

    def date(self, days: int = 3) -> str:
        return str(clock_of(self.desk.service).now().date() + timedelta(days=days))

    async def reply(self, finding: Any, words: str, by: Browser | None = None) -> tuple[int, Any]:
        answer = await (by or self.page).post(f"/api/supervision-findings/{finding['id']}/reply", {"reply": words})
        return answer.status, await answer.json()

    async def findings(self, by: Browser) -> list[Any]:
        items: list[Any] = (await (await by.get("/api/supervision-findings")).json())["items"]
        return items


@pytest.fixture
async def supervision(desk: Desk) -> Supervision:
    """With a unit of the county, and an officer of the province who leads."""
    await desk.unit(UNIT)
    _, leader = await browser_of(desk.service, "officer")
    return Supervision(desk, leader.person.id)


async def test_a_group_is_kept_with_people_and_cases_of_its_regions(supervision: Supervision) -> None:
    await supervision.desk.matter(outcome="accepted")
    case = (await supervision.desk.only())["id"]
    told = await supervision.made(cases=[case])
    assert (told["name"], told["regions"], told["cases"], told["draws"]) == ("第一督导组", [CITY], [case], [])
    assert [one["id"] for one in told["leaders"]] == [supervision.leader]
    answer = await supervision.page.get("/api/supervision")
    assert [one["id"] for one in (await answer.json())["items"]] == [told["id"]]
    path = f"/api/supervision/{told['id']}"
    body = {"name": "第二督导组", "regions": [HERE], "leaders": [supervision.leader], "seen": told["version"]}
    changed = await (await supervision.page.put(path, body)).json()
    assert (changed["name"], changed["regions"], changed["cases"]) == ("第二督导组", [HERE], [])
    assert (await (await supervision.page.put(path, body)).json())["code"] == "supervision_changed"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "\u200b\u200b"}, "supervision_name"),
        ({"regions": ["430199"]}, "supervision_region"),
        ({"regions": ["440100"]}, "supervision_region"),
        ({"leaders": [NOBODY]}, "supervision_person"),
        ({"cases": [NOBODY]}, "supervision_case"),
        ({"regions": []}, "invalid"),
        ({"leaders": []}, "invalid"),
    ],
)
async def test_a_group_of_what_there_is_not_is_refused(
    supervision: Supervision, wrong: dict[str, Any], code: str
) -> None:
    status, told = await supervision.keep(**wrong)
    assert (status, told["code"]) == (422, code)
    assert (await supervision.keep(members=[supervision.leader]))[1]["code"] == "supervision_person"
    assert (await (await supervision.page.get("/api/supervision")).json())["items"] == []


async def test_a_case_beyond_the_regions_is_refused(supervision: Supervision) -> None:
    await supervision.desk.matter(outcome="accepted")
    case = (await supervision.desk.only())["id"]
    assert (await supervision.keep(regions=["430200"], cases=[case]))[1]["code"] == "supervision_case"


async def test_two_counties_of_each_city_are_drawn_and_again_only_with_a_reason(supervision: Supervision) -> None:
    told = await supervision.made(regions=[CITY, "430200", HERE])
    _, told = await supervision.do(told, "draws", seen=0)
    (draw,) = told["draws"]
    assert (draw["number"], draw["is_standing"], draw["is_repeated"], draw["reason"]) == (1, True, True, None)
    assert [one["city"] for one in draw["visits"]] == [CITY, CITY, "430200", "430200"]
    parents = {one.code: one.parent for one in shipped().regions.values() if one.level == "county"}
    lines = [tuple(line.split("\t")) for line in draw["candidate_list"].splitlines()]
    assert lines == sorted((city, code) for code, city in parents.items() if city in {CITY, "430200"})
    again = drawing.drawn(draw["candidate_list"], draw["seed"], 2)
    assert [one.key for one in again] == [one["county"] for one in draw["visits"]]
    assert draw["checksum"] == drawing.checksum(draw["candidate_list"])
    assert (await supervision.do(told, "draws", seen=0))[1]["code"] == "supervision_drawn"
    assert (await supervision.do(told, "draws", seen=1))[1]["code"] == "supervision_reason"
    assert (await supervision.do(told, "draws", seen=1, reason="\u202e"))[1]["code"] == "case_words"
    _, told = await supervision.do(told, "draws", seen=1, reason="一个县刚受灾")
    assert [(one["number"], one["is_standing"]) for one in told["draws"]] == [(2, True), (1, False)]
    assert (told["draws"][0]["reason"], told["draws"][1]) == ("一个县刚受灾", {**draw, "is_standing": False})
    old = f"visits/{draw['visits'][0]['id']}/checks"
    status, refused = await supervision.do(told, old, item="records_seen", mark="lacking")
    assert (status, refused["code"]) == (409, "supervision_replaced")


async def test_two_organisers_who_draw_at_once_get_one_draw(supervision: Supervision) -> None:
    told = await supervision.made()
    answers = await asyncio.gather(*(supervision.do(told, "draws", seen=0) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]


async def test_a_checklist_is_filled_item_by_item_and_the_last_word_stands(supervision: Supervision) -> None:
    told = await supervision.drawn()
    visit = told["draws"][0]["visits"][0]
    path = f"visits/{visit['id']}/checks"
    assert [one["mark"] for one in visit["checks"]] == [None] * 7
    assert (await supervision.do(told, path, item="nothing", mark="lacking"))[0] == 422
    assert (await supervision.do(told, path, item="records_seen", mark="lacking", note="\u200b"))[1]["code"] == (
        "case_words"
    )
    await supervision.do(told, path, item="records_seen", mark="lacking", note=CANARY)
    _, told = await supervision.do(told, path, item="site_seen", mark="in_order")
    said = {one["item"]: one for one in told["draws"][0]["visits"][0]["checks"]}
    assert (said["records_seen"]["mark"], said["records_seen"]["note"]) == ("lacking", CANARY)
    assert said["records_seen"]["by"]
    _, told = await supervision.do(told, path, item="records_seen", mark="in_order")
    said = {one["item"]: one for one in told["draws"][0]["visits"][0]["checks"]}
    assert (said["records_seen"]["mark"], said["records_seen"]["note"]) == ("in_order", None)
    other = await supervision.made()
    assert (await supervision.do(other, path, item="records_seen", mark="lacking"))[0] == 404


async def test_a_finding_is_read_and_replied_by_its_county_and_an_overdue_reply_is_said(
    supervision: Supervision,
) -> None:
    told = await supervision.drawn()
    for wrong, code in (
        ({"unit": "没有"}, "supervision_unit"),
        ({"reply_by": supervision.date(-2)}, "supervision_date"),
        ({"what": "\u200b\u200b"}, "case_words"),
    ):
        assert (await supervision.find(told, **wrong))[1]["code"] == code
    one = str(uuid7())
    await supervision.find(told, id=one)
    _, told = await supervision.find(told, id=one)
    (finding,) = told["draws"][0]["visits"][0]["findings"]
    assert (finding["what"], finding["is_overdue"], told["open_findings"]) == (CANARY, False, 1)
    clock_of(supervision.desk.service).forward(days=5)
    here, _ = await browser_of(supervision.desk.service, "officer", COUNTY)
    far, _ = await browser_of(supervision.desk.service, "officer", NEXT_COUNTY)
    assert [(one["id"], one["is_overdue"]) for one in await supervision.findings(here)] == [(one, True)]
    assert await supervision.findings(far) == []
    assert (await supervision.reply(finding, "已补", by=far))[0] == 404
    assert (await supervision.reply(finding, "\u200b", by=here))[1]["code"] == "case_words"
    status, replied = await supervision.reply(finding, "已补两次回访", by=here)
    assert (status, replied["reply"], replied["is_overdue"]) == (200, "已补两次回访", True)
    assert replied["replied_by"]
    assert (await supervision.reply(finding, "再回一次", by=here))[1]["code"] == "supervision_replied"


async def test_a_group_is_read_by_its_own_level_alone_and_drawn_by_organisers(supervision: Supervision) -> None:
    told = await supervision.made()
    county, _ = await browser_of(supervision.desk.service, "organiser", COUNTY)
    officer, _ = await browser_of(supervision.desk.service, "officer")
    assert (await (await county.get("/api/supervision")).json())["items"] == []
    assert (await supervision.do(told, "draws", by=county, seen=0))[0] == 404
    assert (await supervision.do(told, "draws", by=officer, seen=0))[0] == 403
    assert (await supervision.keep(by=county))[1]["code"] == "supervision_region"


async def test_days_held_down_to_a_county_of_the_regions_are_listed(supervision: Supervision) -> None:
    async with supervision.desk.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        day = await find_day(tx, DAY, locked=True)
        day.kind, day.first_place, day.last_place = DayKind.AT_COUNTY, 430102001, 430102001
    assert [one["day"] for one in (await supervision.made())["days"]] == [DAY]
    assert (await supervision.made(regions=["430200"]))["days"] == []


async def test_an_erasure_takes_the_words_along(supervision: Supervision) -> None:
    told = await supervision.drawn()
    visit = told["draws"][0]["visits"][0]["id"]
    await supervision.do(told, f"visits/{visit}/checks", item="records_seen", mark="lacking", note=CANARY)
    _, told = await supervision.find(told)
    await supervision.reply(told["draws"][0]["visits"][0]["findings"][0], CANARY)
    app = supervision.desk.service.app
    month = f"{clock_of(supervision.desk.service).now():%Y-%m}"
    async with app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await app[keys.SEALER].destroy(await tx.connection(), CITY, month)
    answer = await supervision.page.get(f"/api/supervision/{told['id']}")
    assert CANARY not in await answer.text()
    (again,) = (await answer.json())["draws"][0]["visits"]
    assert (again["findings"][0]["what"], again["findings"][0]["reply"]) == (None, None)
    assert again["checks"][3]["note"] is None
