"""A bulletin through the routes, from its draft to a number; what stands in its way is refused and changes nothing."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from server import keys
from server.db import EVERYWHERE
from server.notices.model import Notice
from server.people.contact import seal_email
from server.people.model import Account
from tests.support.bulletins import adjust, docx_text, pdf_text, sheets_of, sign
from tests.support.cases import case_at
from tests.support.hand_in import DAY, Headers, body_of, enrolled, entry, registration, results
from tests.support.patience import HANG
from tests.support.people import COUNTY, NEXT_COUNTY, Browser, browser_of
from tests.support.plan import HERE
from tests.support.service import Client
from tests.support.world import SITES

WAGES = {"category": "wage_arrears_migrant", "involved_count": 8, "attendee_count": 2}
NAME, PHONE, EMPLOYER = "欧阳示例", "12345678901", "示例建筑劳务公司"
HOSTILE = '=1+1 <w:fldSimple w:instr="AUTHOR"/> {{ status }} {%p endfor %} &amp; #panic(1)'


@dataclass
class Office:
    """A site's device, and two organisers at their pages."""

    service: Client
    device: Headers
    writer: Browser
    reviewer: Browser

    async def hand_in(self, *entries: object) -> None:
        answers = await results(self.service, body_of(*entries), self.device)
        assert {one["status"] for one in answers} == {"accepted"}, answers

    async def begun(self, by: Browser | None = None, **more: object) -> dict[str, Any]:
        answer = await (by or self.writer).post("/api/bulletins", {"day": DAY, **more})
        told: dict[str, Any] = await answer.json()
        assert answer.status == 201, told
        return told

    async def change(self, one: dict[str, Any], by: Browser | None = None, **typed: object) -> tuple[int, Any]:
        body = {"seen": one["version"], "typed": {**one["typed"], **typed}}
        answer = await (by or self.writer).put(f"/api/bulletins/{one['id']}", body)
        return answer.status, await answer.json()

    async def do(self, one: dict[str, Any], command: str, by: Browser | None = None, **more: object) -> tuple[int, Any]:
        path = f"/api/bulletins/{one['id']}/commands"
        answer = await (by or self.writer).post(path, {"command": command, "seen": one["version"], **more})
        return answer.status, await answer.json()

    async def made(self, one: dict[str, Any]) -> dict[str, Any]:
        """The bulletin once its files are made."""

        async with asyncio.timeout(HANG):
            while len((found := await self.seen(one))["files"]) < 6:  # noqa: ASYNC110  # another task makes them
                await asyncio.sleep(0.3)
        return found

    async def seen(self, one: dict[str, Any], by: Browser | None = None) -> dict[str, Any]:
        told: dict[str, Any] = await (await (by or self.writer).get(f"/api/bulletins/{one['id']}")).json()
        return told

    async def file(self, one: dict[str, Any], form: str, asked: str = "") -> bytes:
        answer = await self.writer.get(f"/api/bulletins/{one['id']}/files/{form}{asked}")
        assert answer.status == 200, await answer.text()
        assert "attachment" in answer.headers["Content-Disposition"]
        return await answer.read()


@pytest.fixture
async def office(receiving: Client) -> Office:
    writer, _ = await browser_of(receiving)
    reviewer, _ = await browser_of(receiving)
    made = Office(receiving, await enrolled(receiving), writer, reviewer)
    first = registration(**WAGES, petitioner={"name": NAME, "phone": PHONE}, respondent=EMPLOYER)
    said = {"matter": first["data"]["matter"], "outcome": "resolved_on_site", "amount_fen": 10_600_000}
    explained = dict.fromkeys(("policy", "responsibility", "route"), True)
    await made.hand_in(entry(), first, entry("outcome_recorded", {**said, "explained": explained}))
    return made


async def test_a_bulletin_is_drafted_reviewed_by_another_numbered_and_told_below(office: Office) -> None:
    database = office.service.app[keys.DATABASE]
    officer, _ = await browser_of(office.service, "officer", COUNTY)
    async with database.transaction(EVERYWHERE) as tx:
        for account in await tx.scalars(select(Account).where(Account.lo == COUNTY[0])):
            account.email_sealed = seal_email(office.service.app[keys.SEALER], account.id, "o@example.org")
        case = case_at(HERE, SITES[HERE])
        tx.add(case)
    one = await office.begun()
    assert (one["state"], one["number"], one["is_signed"]) == ("draft", None, False)
    assert "未签章" in one["document"]["status"]
    assert (await office.do(one, "send"))[1]["code"] == "bulletin_unsigned"
    assert (await office.writer.post("/api/bulletins", {"day": DAY})).status == 409
    await sign(database)

    chosen = [{"case": str(case.id), "consent": "signed", "consented_on": "2023-11-10"}]
    requirements = [{"text": HOSTILE, "due_on": "2023-11-30"}]
    for text in (f"{NAME}已领到工资", "欧 阳 示 例 已领到", f"{EMPLOYER}已支付", f"电话 {PHONE}"):
        status, one = await office.change(one, features=[text])
        assert status == 200, one
        assert [c["verdict"] for c in one["checks"] if c["name"] == "names"] == ["wrong"]
        assert (await office.do(one, "send"))[1]["code"] == "bulletin_unsound"
    refused: list[dict[str, object]] = [
        {"features": ["a\u202eb"]},
        {"title": " "},
        {"features": ["13812345678 已领到"]},
    ]
    for typed in refused:
        assert (await office.change(one, None, **typed))[1]["code"] == "bulletin_words"
    assert (await office.change(one, cases=chosen * 2))[1]["code"] == "bulletin_case"
    far = [{**chosen[0], "case": "018bb165-9350-7000-8000-000000000009"}]
    assert (await office.change(one, cases=far))[1]["code"] == "bulletin_case"
    old = one
    _, one = await office.change(one, features=["欠薪仍是主要诉求。"], requirements=requirements, cases=chosen)
    assert (await office.change(old, features=[]))[1]["code"] == "bulletin_changed"
    assert [c["name"] for c in one["checks"] if c["verdict"] == "ask"] == ["case_unpaid"]

    assert (await office.do(one, "publish", by=office.reviewer))[1]["code"] == "bulletin_not_from_here"
    status, one = await office.do(one, "send")
    assert (status, one["state"]) == (200, "review")
    assert (await office.change(one, features=[]))[1]["code"] == "bulletin_not_from_here"
    assert (await office.do(one, "publish"))[1]["code"] == "bulletin_same_person"
    status, one = await office.do(one, "return", by=office.reviewer, reason="请补充要求")
    assert (one["state"], one["returned"]) == ("draft", "请补充要求")
    _, one = await office.do(one, "send")
    both = await asyncio.gather(*(office.do(one, "publish", by=office.reviewer) for _ in range(2)))
    assert sorted(status for status, _ in both) == [200, 409]
    one = next(told for status, told in both if status == 200)
    assert (one["state"], one["number"], one["document"]["number"]) == ("published", 1, "2023年第1期")
    for command in ("send", "return", "publish"):
        assert (await office.do(one, command, by=office.reviewer, reason="再来"))[0] == 409

    # its files say the same; what was typed is text in all of them
    one = await office.made(one)
    word, pdf = docx_text(await office.file(one, "docx")), pdf_text(await office.file(one, "pdf"))
    sheets = sheets_of(await office.file(one, "xlsx"))
    assert HOSTILE in word
    assert "".join(HOSTILE.split()) in pdf
    assert [row for row in sheets["总览"] if HOSTILE in str(row[1])]
    assert "涉及 2 人" in word
    for text in (word, pdf, str(sheets), docx_text(await office.file(one, "docx", "?edition=public"))):
        assert not [name for name in (NAME, PHONE, EMPLOYER) if name in text]

    # those below are told once, and read the bulletins of their own level alone
    told: list[str] = []
    async with asyncio.timeout(HANG):
        while not told:
            await asyncio.sleep(0.3)
            async with database.transaction(EVERYWHERE, write=False) as tx:
                told = list(await tx.scalars(select(Notice.kind).where(Notice.kind == "bulletin_published")))
    assert len(told) == 1
    assert (await (await officer.get("/api/bulletins")).json())["items"] == []
    assert (await officer.get(f"/api/bulletins/{one['id']}")).status == 404
    assert (await officer.get(f"/api/bulletins/{one['id']}/files/pdf")).status == 404


async def test_a_correction_is_a_new_number_and_the_first_one_stays(office: Office) -> None:
    database = office.service.app[keys.DATABASE]
    await sign(database)
    first = await office.begun()
    _, first = await office.do(first, "send")
    late = registration(**WAGES)
    await office.hand_in(late)
    await adjust(database, "漏登一件")
    assert (await office.do(first, "publish", by=office.reviewer))[1]["code"] == "bulletin_figures_moved"
    _, first = await office.do(first, "return", by=office.reviewer, reason="数字有调整")
    _, first = await office.do(first, "send")
    _, first = await office.do(first, "publish", by=office.reviewer)
    assert first["number"] == 1
    await office.hand_in(registration(**WAGES))
    await adjust(database, "再漏登一件")
    second = await office.begun()
    assert second["corrects"] == "2023/1"
    said = [block["text"] for block in second["document"]["blocks"] if block["kind"] == "text"]
    assert "依据第 2 号调整（2023-11-09）：再漏登一件" in said
    rows = next(block["texts"] for block in second["document"]["blocks"] if block.get("sheet") == "更正")
    assert ["合计：登记（件次）", "2", "3", "+1"] in rows
    _, second = await office.do(second, "send")
    _, second = await office.do(second, "publish", by=office.reviewer)
    assert second["number"] == 2
    assert (await office.seen(first))["document"] == first["document"]


async def test_each_level_writes_its_own_and_nobody_reads_a_draft_but_who_writes_or_reviews(office: Office) -> None:
    officer, _ = await browser_of(office.service, "officer", COUNTY)
    far, _ = await browser_of(office.service, "officer", NEXT_COUNTY)
    clerk, _ = await browser_of(office.service, "coordinator", COUNTY)
    one = await office.begun(by=officer)
    assert (one["place"], one["document"]["blocks"][1]["items"][0]["value"]) == ("430102", "1")
    assert (await officer.post("/api/bulletins", {"day": DAY, "place": "430000"})).status == 404
    assert (await officer.post("/api/bulletins", {"day": "2023-12-09"})).status == 404
    assert (await clerk.post("/api/bulletins", {"day": DAY})).status == 403
    for other in (far, clerk):
        assert (await (await other.get("/api/bulletins")).json())["items"] == []
        assert (await other.get(f"/api/bulletins/{one['id']}")).status == 404
    assert [row["id"] for row in (await (await office.writer.get("/api/bulletins")).json())["items"]] == [one["id"]]
    assert (await office.writer.get(f"/api/bulletins/{one['id']}/files/pdf")).status == 409
    _, one = await office.do(one, "make_files", by=officer)
    one = await office.made(one)
    assert "草稿，数字未签章，不得引用" in docx_text(await office.file(one, "docx"))
    _, again = await office.change(one, features=["新的一段"])
    assert again["files"] == []
    async with office.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await office.service.app[keys.SEALER].destroy(await tx.connection(), "430100", DAY[:7])
    assert (await office.seen(one))["typed"] is None
