"""What petitioners say of their payments and of the matter, the tasks that come of it, and calls to them."""

import asyncio
import hashlib
from typing import Any

import pytest
from sqlalchemy import select
from uuid_utils import uuid7

from server import keys
from server.after.care.looking_after import LOOK_AFTER_CASE, case_keeper
from server.day.calling.keys import MISSES
from server.db import EVERYWHERE
from server.jobs.model import Job
from server.jobs.rules import JobState
from server.jobs.worker import Worker
from tests.after.case.test_cases import AGREED, WAGES, Desk, outcome
from tests.support.hand_in import enrolled, entry, registration
from tests.support.people import COUNTY, Browser, browser_of, clock_of
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
        clock = clock_of(self.service)
        clock.forward(days=days)
        await self.works()
        self.desk.page, _ = await browser_of(self.service)

    async def works(self) -> None:
        clock, database = self.service.app[keys.CLOCK], self.service.app[keys.DATABASE]
        worker = Worker(database, {LOOK_AFTER_CASE: case_keeper(clock)}, clock)
        due = select(Job.id).where(Job.state == JobState.WAITING, Job.due <= clock.now(), Job.kind == LOOK_AFTER_CASE)
        while True:
            while await worker.turn():
                pass
            async with database.transaction(EVERYWHERE, write=False) as tx:
                if not await tx.scalars(due):
                    return
            await asyncio.sleep(0.05)  # the service's own worker has one


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


async def test_a_missed_instalment_opens_one_task_on_the_next_day_which_ends_and_comes_back(phone: Phone) -> None:
    desk = phone.desk
    await phone.passes(4)
    assert await phone.task("missed_instalment") is None
    await phone.passes(1)
    task = await phone.task("missed_instalment")
    assert task is not None
    assert (task["state"], task["since"], task["due_on"], task["times_opened"]) == (
        "open",
        "2023-11-13",
        "2023-11-15",
        1,
    )
    case = await desk.only()
    _, case = await desk.money(case, "paid", SUM, proof="银行回单 0042", on="2023-11-14")
    task = await phone.task("missed_instalment")
    assert task is not None
    assert task["state"] == "done"
    line = next(one["id"] for one in case["money"] if one["kind"] == "paid")
    await desk.page.post(f"/api/cases/{case['id']}/money/{line}/strike", {"seen": case["version"], "reason": "退票"})
    task = await phone.task("missed_instalment")
    assert task is not None
    assert (task["state"], task["times_opened"]) == ("open", 2)


async def test_a_task_is_taken_noted_ended_and_listed_within_ones_places(phone: Phone) -> None:
    desk = phone.desk
    await phone.passes(5)
    officer, _ = await browser_of(phone.service, "officer", COUNTY)
    case, task = await desk.only(), await phone.task("missed_instalment")
    assert task is not None
    path = f"/api/cases/{case['id']}/tasks/{task['id']}"

    async def does(by: Browser, command: str, seen: int, words: str = "") -> tuple[int, Any]:
        answer = await by.post(path, {"command": command, "seen": seen, "words": words})
        return answer.status, await answer.json()

    async def listed(by: Browser, whose: str) -> tuple[list[str], dict[str, int]]:
        told = await (await by.get(f"/api/case-tasks?whose={whose}")).json()
        return [one["kind"] for one in told["items"]], told["counts"]

    assert (await listed(officer, "mine"))[0] == []
    status, told = await does(officer, "take", task["version"])
    assert (status, told["tasks"][0]["state"], told["tasks"][0]["is_mine"]) == (200, "taken", True)
    assert (await does(desk.page, "take", task["version"]))[1]["code"] == "task_changed"
    assert await listed(officer, "mine") == (["missed_instalment"], {"open": 1, "late": 0, "mine": 1, "unit": 0})
    assert (await listed(desk.page, "mine"))[0] == []
    seen = told["tasks"][0]["version"]
    assert (await does(officer, "note", seen))[1]["code"] == "case_words"
    assert (await does(officer, "note", seen, "已电话催付"))[0] == 200
    status, told = await does(officer, "end", seen, "单位承诺明日支付")
    assert (status, told["tasks"][0]["state"]) == (200, "done")
    assert (await does(officer, "end", told["tasks"][0]["version"], "再结"))[1]["code"] == "task_done"
    assert (await listed(officer, "open"))[0] == []
    assert (await listed(officer, "done"))[0] == ["missed_instalment"]
    far, _ = await browser_of(phone.service, "officer", (430103000, 430103999))
    assert (await does(far, "take", 1))[0] == 404
    assert (await listed(far, "done"))[0] == []
    await phone.passes(1)
    task = await phone.task("missed_instalment")
    assert task is not None
    assert task["state"] == "done"


async def test_a_dissatisfied_rating_reopens_once_by_itself_and_is_read_when_its_round_has_ended(phone: Phone) -> None:
    desk = phone.desk
    assert (await phone.rates(unit="satisfied"))[1]["code"] == "rating_early"
    assert (await phone.rates())[0] == 422
    await desk.do(await desk.only(), "answer", reason="已书面答复")
    assert (await phone.looks())["may_rate"]
    for _ in range(2):
        status, told = await phone.rates(site="satisfied", unit="not_satisfied", words=CANARY)
        assert (status, told["rating"]) == (200, {"site": "satisfied", "unit": "not_satisfied"})
    case = await desk.only()
    assert (case["state"], [one["happening"] for one in case["timeline"]].count("reopen")) == ("open", 1)
    (rating,) = (await phone.care())["ratings"]
    assert (rating["is_shown"], rating["unit"], rating["words"]) == (False, None, None)
    assert (await phone.task("dissatisfied") or {})["state"] == "open"
    await desk.money(await desk.only(), "paid", SUM, proof="银行回单 0042")
    await desk.do(await desk.only(), "finish", reason="已付清")
    (rating,) = (await phone.care())["ratings"]
    assert (rating["is_shown"], rating["unit"], rating["words"]) == (True, "not_satisfied", CANARY)
    await phone.rates(unit="not_satisfied")
    case = await desk.only()
    assert (case["state"], (await phone.rates(unit="basically"))[1]["code"]) == ("done", "rating_given")


async def test_a_call_back_is_due_after_seven_days_tried_again_and_confirms_what_was_paid(phone: Phone) -> None:
    desk = phone.desk
    await phone.passes(4)
    await desk.money(await desk.only(), "paid", SUM, proof="银行回单 0042")
    _, case = await desk.do(await desk.only(), "finish", reason="回单已核对")
    await phone.passes(3)
    (due,) = (await phone.care())["call_backs"]
    assert (due["days"], due["due_on"], due["state"]) == (7, "2023-11-16", "due")
    assert (await phone.task("call_back") or {})["state"] == "open"
    path = f"/api/cases/{case['id']}/call-backs/7/attempts"

    async def called(result: str, **more: object) -> tuple[int, Any]:
        answer = await desk.page.post(path, {"id": str(uuid7()), "result": result, **more})
        return answer.status, await answer.json()

    assert (await called("not_reached", is_received=True))[1]["code"] == "call_back_said"
    _, told = await called("not_reached")
    assert (told["call_backs"][0]["next_on"], (await phone.task("call_back") or {})["state"]) == ("2023-11-17", "done")
    await phone.passes(1)
    assert (await phone.task("call_back") or {})["state"] == "open"
    assert (await desk.do(await desk.only(), "verify", reason="回访确认"))[1]["code"] == "case_unreceived"
    _, told = await called("reached", is_received=True, face="satisfied", words=CANARY)
    assert (told["call_backs"][0]["state"], len(told["call_backs"][0]["attempts"])) == ("done", 2)
    assert (await called("reached"))[1]["code"] == "call_back_ended"
    case = await desk.only()
    assert case["received_fen"] == SUM
    assert (await desk.do(case, "verify", reason="回访确认"))[0] == 200
    assert (await desk.page.post(path.replace("/7/", "/30/"), {"id": str(uuid7()), "result": "reached"})).status == 404


async def test_three_calls_in_vain_end_a_call_back_and_a_refusal_ends_all_that_follow(phone: Phone) -> None:
    case = await phone.desk.only()

    async def called(days: int, result: str) -> dict[str, Any]:
        path, body = f"/api/cases/{case['id']}/call-backs/{days}/attempts", {"id": str(uuid7()), "result": result}
        answer = await phone.desk.page.post(path, body)
        told: dict[str, Any] = await answer.json()
        assert answer.status == 200, told
        return told

    await phone.passes(7)
    states = [(await called(7, "not_reached"))["call_backs"][0]["state"] for _ in range(3)]
    assert states == ["due", "due", "given_up"]
    await phone.passes(23)
    assert [one["state"] for one in (await called(30, "refused"))["call_backs"]] == ["given_up", "refused"]
    await phone.passes(60)
    assert [one["days"] for one in (await phone.care())["call_backs"]] == [7, 30]


async def test_two_servers_that_do_a_job_at_once_open_one_task(phone: Phone) -> None:
    clock_of(phone.service).forward(days=5)
    await asyncio.gather(phone.works(), phone.works())
    phone.desk.page, _ = await browser_of(phone.service)
    assert [one["times_opened"] for one in (await phone.care())["tasks"]] == [1]
