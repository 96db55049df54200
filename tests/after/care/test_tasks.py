"""Tasks of cases, ratings by petitioners, and calls to them."""

import asyncio
from typing import Any

from uuid_utils import uuid7

from tests.after.care.test_payments import CANARY, SUM, Phone, phone
from tests.support.people import COUNTY, Browser, browser_of, clock_of

__all__ = ["phone"]


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
