"""What petitioners say of their payments on the phone page, and what comes of it."""

import asyncio
import hashlib
from typing import Any

import pytest

from server import keys
from server.day.calling.keys import MISSES
from server.db import EVERYWHERE
from tests.support.case_desk import AGREED, WAGES, Desk, outcome
from tests.support.cases import looked_after
from tests.support.hand_in import enrolled, entry, registration
from tests.support.people import browser_of, clock_of
from tests.support.service import Client

CODE, CANARY = "k7m29q4x0abc", "测试甲"
SUM = 10_600_000


class Phone:
    """The page of a ticket, and those who follow its case."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.service = desk, desk.service

    async def looks(self, code: str = CODE) -> dict[str, Any]:
        answer = await self.service.get(f"/api/tickets/{code}/case")
        assert answer.status == 200, await answer.text()
        assert CANARY not in await answer.text()
        told: dict[str, Any] = await answer.json()
        return told

    async def says(self, said: str, payment: dict[str, Any], **more: object) -> tuple[int, Any]:
        body = {"said": said, "fen": payment["fen"], **more}
        answer = await self.service.post(f"/api/tickets/{CODE}/payments/{payment['line']}", json=body)
        return answer.status, await answer.json()

    async def rates(self, **faces: str) -> tuple[int, Any]:
        answer = await self.service.post(f"/api/tickets/{CODE}/rating", json=faces)
        return answer.status, await answer.json()

    async def care(self) -> dict[str, Any]:
        case = await self.desk.only()
        answer = await self.desk.page.get(f"/api/cases/{case['id']}/care")
        told: dict[str, Any] = await answer.json()
        assert answer.status == 200, told
        return told

    async def task(self, kind: str) -> dict[str, Any] | None:
        return next((one for one in (await self.care())["tasks"] if one["kind"] == kind), None)

    async def passes(self, days: int) -> None:
        """So many days go by; then all jobs that are due have been done, by the service or here."""
        clock_of(self.service).forward(days=days)
        await self.works()
        self.desk.page, _ = await browser_of(self.service)

    async def works(self) -> None:
        await looked_after(self.service.app)


@pytest.fixture
async def phone(receiving: Client) -> Phone:
    """A case of 106,000 yuan that are to be paid on the 13th, whose petitioner has a ticket."""
    page, _ = await browser_of(receiving)
    desk = Desk(receiving, await enrolled(receiving), page)
    told = registration(**WAGES, petitioner={"name": CANARY, "phone": "12800000009"}, summary=CANARY)
    matter = told["data"]["matter"]
    printed = hashlib.sha256(CODE.encode()).hexdigest()
    ticket = entry("ticket_issued", {"matter": matter, "desk": "A", "number": 1, "code": printed})
    await desk.hand_in(told, ticket, outcome(matter, **AGREED))
    return Phone(desk)


async def test_a_payment_is_confirmed_once_and_taken_back_until_the_case_is_verified(phone: Phone) -> None:
    desk = phone.desk
    (due,) = (await phone.looks())["payments"]
    assert (due["fen"], due["number"], due["is_paid"], due["may_say"]) == (SUM, 4, False, False)
    assert (await phone.says("received", due))[1]["code"] == "payment_not_due"
    await phone.passes(4)
    await desk.money(await desk.only(), "paid", SUM, proof="银行回单 0042")
    (paid,) = (await phone.looks())["payments"]
    assert (paid["said"], paid["is_paid"], paid["may_say"]) == ("nothing", True, True)
    answers = await asyncio.gather(*(phone.says("received", paid) for _ in range(4)))
    assert {status for status, _ in answers} == {200}
    case = await desk.only()
    figures = {kind: case[f"{kind}_fen"] for kind in ("claimed", "confirmed", "agreed", "paid", "received")}
    assert figures == {"claimed": SUM, "confirmed": 0, "agreed": SUM, "paid": SUM, "received": SUM}
    (line,) = [one for one in case["money"] if one["kind"] == "received"]
    assert (line["by_petitioner"], line["on"]) == (True, "2023-11-13")
    _, told = await phone.says("nothing", paid)
    assert told["payments"][0]["said"] == "nothing"
    assert (await desk.only())["received_fen"] == 0
    await phone.says("received", paid)
    _, case = await desk.do(await desk.only(), "finish", reason="回单已核对")
    assert (await desk.do(case, "verify", reason="本人已在手机确认"))[0] == 200
    assert (await phone.says("nothing", paid))[1]["code"] == "case_verified"
    assert (await phone.says("received", paid))[0] == 200
    assert [one["happening"] for one in (await desk.only())["timeline"]][:3] == ["verify", "finish", "confirm_money"]


async def test_a_denial_is_a_task_of_the_same_day_and_never_changes_the_ledger(phone: Phone) -> None:
    desk = phone.desk
    await phone.passes(4)
    await desk.money(await desk.only(), "paid", SUM, proof="银行回单 0042")
    (paid,) = (await phone.looks())["payments"]
    _, told = await phone.says("not_received", paid)
    assert told["payments"][0]["said"] == "not_received"
    assert (await desk.only())["paid_fen"] == SUM
    task = await phone.task("payment_denied")
    assert task is not None
    assert (task["state"], task["since"], task["due_on"]) == ("open", "2023-11-13", "2023-11-14")
    assert (await phone.care())["words"] == [
        {"line": paid["line"], "fen": SUM, "on": paid["on"], "said": "not_received"}
    ]
    await phone.says("received", paid)
    task = await phone.task("payment_denied")
    assert task is not None
    assert (task["state"], task["ended_by"]) == ("done", None)
    await phone.says("not_received", paid)
    task = await phone.task("payment_denied")
    assert task is not None
    assert (task["state"], task["times_opened"]) == ("open", 2)


async def test_what_an_instalment_lacks_is_confirmed_by_the_worker_alone_and_counted_once(phone: Phone) -> None:
    await phone.passes(4)
    (due,) = (await phone.looks())["payments"]
    for _ in range(2):
        assert (await phone.says("received", due))[0] == 200
    case = await phone.desk.only()
    assert (case["paid_fen"], case["received_fen"], case["underpaid_fen"]) == (SUM, SUM, 0)
    (told,) = (await phone.looks())["payments"]
    assert (told["line"], told["said"], told["is_paid"]) == (due["line"], "received", True)
    await phone.says("nothing", told)
    case = await phone.desk.only()
    assert (case["paid_fen"], case["received_fen"]) == (0, 0)


async def test_a_payment_that_was_struck_out_or_changed_is_not_confirmed(phone: Phone) -> None:
    desk = phone.desk
    await phone.passes(4)
    _, case = await desk.money(await desk.only(), "paid", SUM, proof="银行回单 0042")
    (paid,) = (await phone.looks())["payments"]
    assert (await phone.says("received", paid, fen=SUM - 1))[1]["code"] == "payment_changed"
    strike = f"/api/cases/{case['id']}/money/{paid['line']}/strike"
    assert (await desk.page.post(strike, {"seen": case["version"], "reason": "录入有误"})).status == 200
    assert await phone.says("received", paid) == (409, (await phone.says("received", paid))[1])
    (now,) = (await phone.looks())["payments"]
    assert (now["is_paid"], now["line"] == paid["line"]) == (False, False)
    assert (await phone.says("other", now))[0] == 422
    assert (await desk.only())["received_fen"] == 0


async def test_guessed_codes_are_counted_and_after_an_erasure_nothing_is_said(phone: Phone) -> None:
    (due,) = (await phone.looks())["payments"]
    async with phone.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await phone.service.app[keys.SEALER].destroy(await tx.connection(), "430100", "2023-11")
    told = await phone.looks()
    assert (told["is_erased"], told["payments"], told["may_rate"]) == (True, [], False)
    assert (await phone.says("received", due))[1]["code"] == "ticket_erased"
    assert (await phone.rates(unit="satisfied"))[1]["code"] == "ticket_erased"
    body = {"said": "received", "fen": SUM}
    guesses = [f"/api/tickets/{n:012}/payments/{due['line']}" for n in range(MISSES.amount + 1)]
    answers = [(await phone.service.post(path, json=body)).status for path in guesses]
    assert answers == [404] * MISSES.amount + [429]
