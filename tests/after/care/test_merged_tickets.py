"""The page of a ticket whose matter was merged: the payments of its own petitioner, and never another person's."""

import hashlib
from typing import Any

from tests.support.case_desk import WAGES, Desk, outcome
from tests.support.hand_in import entry, registration
from tests.support.people import browser_of, clock_of
from tests.support.service import Client

FIRST, SECOND = "k7m29q4x0abc", "p3n88r5y1def"


async def ticket(desk: Desk, code: str, phone: str, fen: int, **more: object) -> str:
    """A matter with a ticket and an agreed sum; the id of its case."""
    known = {one["id"] for one in (await desk.cases())["items"]}
    told = registration(**WAGES, petitioner={"name": "张三", "phone": phone})
    matter = told["data"]["matter"]
    printed = hashlib.sha256(code.encode()).hexdigest()
    issued = entry("ticket_issued", {"matter": matter, "desk": "A", "number": 1 + len(known), "code": printed})
    said = {"outcome": "agreed_to_pay", "amount_fen": fen, "owner_unit": "住建局", "due_on": "2023-11-13"}
    await desk.hand_in(told, issued, outcome(matter, **{**said, **more}))
    return str(next(one["id"] for one in (await desk.cases())["items"] if one["id"] not in known))


async def looks(service: Client, code: str) -> dict[str, Any]:
    told: dict[str, Any] = await (await service.get(f"/api/tickets/{code}/case")).json()
    return told


def sums(told: dict[str, Any]) -> list[int]:
    return [one["fen"] for one in told["payments"]]


async def merged(desk: Desk, *, phones: tuple[str, str], adds_money: bool) -> dict[str, Any]:
    """Two cases, of 100 and 300 fen, the second merged into the first."""
    first = await ticket(desk, FIRST, phones[0], 100)
    second = await ticket(desk, SECOND, phones[1], 300)
    status, case = await desk.do(
        await desk.told(first), "merge", other=second, reason="同一项目", adds_money=adds_money
    )
    assert status == 200, case
    return case  # type: ignore[no-any-return]  # as it was sent


async def test_each_of_two_people_whose_cases_are_one_sees_the_own_payment_and_confirms_it_there(desk: Desk) -> None:
    case = await merged(desk, phones=("12800000001", "12800000002"), adds_money=True)
    first, second = await looks(desk.service, FIRST), await looks(desk.service, SECOND)
    assert (sums(first), first["is_merged"]) == ([100], False)
    assert (sums(second), second["is_merged"], second["state"]) == ([300], True, "open")
    clock_of(desk.service).forward(days=4)
    desk.page, _ = await browser_of(desk.service)
    (due,) = (await looks(desk.service, SECOND))["payments"]
    said = {"said": "received", "fen": 300}
    answer = await desk.service.post(f"/api/tickets/{SECOND}/payments/{due['line']}", json=said)
    assert answer.status == 200, await answer.text()
    case = await desk.told(case["id"])
    assert (case["paid_fen"], case["received_fen"], case["underpaid_fen"]) == (300, 300, 100)
    assert (await looks(desk.service, FIRST))["payments"][0]["said"] == "nothing"
    (line,) = (await looks(desk.service, FIRST))["payments"]
    guessed = await desk.service.post(f"/api/tickets/{SECOND}/payments/{line['line']}", json={**said, "fen": 100})
    assert (await guessed.json())["code"] == "payment_changed"


async def test_a_payment_is_entered_for_the_people_of_the_merged_case_and_shown_to_them_alone(desk: Desk) -> None:
    case = await merged(desk, phones=("12800000001", "12800000002"), adds_money=True)
    other = case["merged"][0]["id"]
    assert (await desk.money(case, "paid", 300, proof="回单 9", origin=case["id"]))[0] == 404
    _, case = await desk.money(case, "paid", 300, proof="回单 9", origin=other)
    (paid,) = (await looks(desk.service, SECOND))["payments"]
    assert (paid["fen"], paid["is_paid"]) == (300, True)
    (due,) = (await looks(desk.service, FIRST))["payments"]
    assert (due["fen"], due["is_paid"]) == (100, False)


async def test_a_person_who_came_twice_sees_the_payments_of_the_case_that_stands(desk: Desk) -> None:
    await merged(desk, phones=("12800000001", "12800000001"), adds_money=False)
    first, second = await looks(desk.service, FIRST), await looks(desk.service, SECOND)
    assert sums(first) == sums(second) == [100]
    assert second["is_merged"]


async def test_where_another_person_told_the_same_sum_the_own_promise_is_read_and_nothing_is_said(desk: Desk) -> None:
    await merged(desk, phones=("12800000001", "12800000002"), adds_money=False)
    clock_of(desk.service).forward(days=4)
    (due,) = (await looks(desk.service, SECOND))["payments"]
    assert (due["fen"], due["may_say"]) == (300, False)
    said = {"said": "received", "fen": 300}
    answer = await desk.service.post(f"/api/tickets/{SECOND}/payments/{due['line']}", json=said)
    assert (answer.status, (await answer.json())["code"]) == (409, "payment_changed")
