"""The holder of a ticket sees their place in the queue without an account; a guessed code shows nothing."""

import hashlib
from datetime import time
from typing import Any

import pytest
from sqlalchemy import update

from server.before.agenda.model import Day
from server.day.calling.keys import LOOKS, MISSES, QUERY_CODE
from server.db import EVERYWHERE
from server.keys import DATABASE, LIMITS
from tests.support.hand_in import DAY, Headers, body_of, enrolled, entry, registration
from tests.support.people import code_of
from tests.support.plan import HERE, make_day, make_sites, signed_in
from tests.support.service import Client, Start

CODE = "0123456789ab"
ENTRIES = f"/api/days/{DAY}/sites/{HERE}/entries"
CANARY = "金丝雀"


def shown_in(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def send(receiving: Client, device: Headers, *entries: object) -> None:
    answer = await receiving.post(ENTRIES, data=body_of(*entries), headers=device)
    assert [one["status"] for one in (await answer.json())["results"]] == ["accepted"] * len(entries)


async def one_with_a_ticket(receiving: Client, device: Headers, code: str, *, minute: int) -> str:
    told = registration(petitioner={"name": CANARY, "phone": "12800000009"}, summary=CANARY, respondent=CANARY)
    told["at"] = f"{DAY}T08:{minute:02}:00+08:00"
    matter = str(told["data"]["matter"])
    ticket = {"matter": matter, "desk": "A", "number": minute, "code": shown_in(code)}
    await send(receiving, device, told, entry("ticket_issued", {**ticket, "representatives": [{"name": CANARY}]}))
    return matter


async def look(receiving: Client, code: str = CODE, **headers: str) -> dict[str, Any]:
    answer = await receiving.get(f"/api/tickets/{code}", headers=headers)
    assert answer.status == 200
    assert CANARY not in await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def test_a_ticket_shows_the_place_in_the_queue_and_a_time(receiving: Client, device: Headers) -> None:
    await one_with_a_ticket(receiving, device, "zzzzzzzzzzzz", minute=45)
    await one_with_a_ticket(receiving, device, CODE, minute=50)
    found = await look(receiving)
    assert (found["ticket"], found["state"], found["ahead"], found["site"], found["day"]) == (
        "A50",
        "waiting",
        1,
        HERE,
        DAY,
    )
    assert found["expected"] == {
        "at": f"{DAY}T09:20:00+08:00",
        "from": f"{DAY}T09:15:00+08:00",
        "to": f"{DAY}T09:30:00+08:00",
    }
    assert (found["room"], found["mode"], found["meeting"], found["outcome"], found["speed"]) == (
        None,
        None,
        None,
        None,
        1,
    )
    assert found["now"].startswith(f"{DAY}T09:00:00")


async def test_in_the_break_of_the_day_a_ticket_says_when_calling_goes_on(receiving: Client, device: Headers) -> None:
    await one_with_a_ticket(receiving, device, CODE, minute=50)
    assert (await look(receiving))["break_until"] is None
    async with receiving.app[DATABASE].transaction(EVERYWHERE) as tx:
        await tx.change(update(Day).where(Day.day == DAY).values(break_from=time(8, 30), break_until=time(9, 45)))
    found = await look(receiving)
    assert found["break_until"] == f"{DAY}T09:45:00+08:00"
    assert found["expected"]["at"] == f"{DAY}T09:45:00+08:00"


async def test_a_ticket_follows_its_holder_to_the_end(receiving: Client, device: Headers) -> None:
    matter = await one_with_a_ticket(receiving, device, CODE, minute=50)

    async def state() -> tuple[object, ...]:
        found = await look(receiving)
        return found["state"], found["ahead"], found["room"], found["mode"]

    calls = f"/api/days/{DAY}/calls"
    assert (await receiving.post(calls, json={"mode": "video", "room": 2}, headers=device)).status == 201
    assert await state() == ("called", None, 2, "video")
    await send(receiving, device, entry("turn_held", {"matter": matter, "reason": CANARY}, at=f"{DAY}T09:01:00+08:00"))
    assert await state() == ("held", None, None, None)
    await send(
        receiving, device, entry("reception_started", {"matter": matter, "mode": "video"}, at=f"{DAY}T09:02:00+08:00")
    )
    assert (await state())[0] == "in_session"
    explained = {"policy": True, "responsibility": {"reason": CANARY}, "route": True}
    told = {"outcome": "assigned", "amount_fen": 500, "owner_unit": "（示例）劳动监察大队", "due_on": "2023-12-01"}
    ended = entry("outcome_recorded", {"matter": matter, "explained": explained, "note": CANARY, **told})
    await send(receiving, device, {**ended, "at": f"{DAY}T09:20:00+08:00"})
    found = await look(receiving)
    assert found["state"] == "done"
    assert found["outcome"] == {
        "code": "assigned",
        "zh": found["outcome"]["zh"],
        "en": found["outcome"]["en"],
        "explained_zh": ["政策", "办理途径"],
        "explained_en": ["the policy", "the way it goes from here"],
        "owner_unit": "（示例）劳动监察大队",
        "due_on": "2023-12-01",
        "amount_fen": 500,
    }


async def test_a_petitioner_who_withdrew_is_told_so_and_a_withdrawn_registration_is_gone(
    receiving: Client, device: Headers
) -> None:
    matter = await one_with_a_ticket(receiving, device, CODE, minute=50)
    explained = dict.fromkeys(("policy", "responsibility", "route"), True)
    left = entry(
        "outcome_recorded", {"matter": matter, "outcome": "withdrawn", "amount_fen": 0, "explained": explained}
    )
    await send(receiving, device, left)
    assert (await look(receiving))["state"] == "withdrawn"
    other = registration()
    ticket = entry(
        "ticket_issued", {"matter": other["data"]["matter"], "desk": "B", "number": 1, "code": shown_in("b" * 12)}
    )
    await send(receiving, device, other, ticket, entry("entry_withdrawn", {"entry": other["id"], "reason": "误"}))
    assert await code_of(await receiving.get("/api/tickets/" + "b" * 12)) == (404, "not_found")


async def test_an_unknown_code_a_strange_one_and_the_printed_hash_are_answered_alike(
    receiving: Client, device: Headers
) -> None:
    await one_with_a_ticket(receiving, device, CODE, minute=50)
    codes = [
        CODE[:-1] + "c",
        CODE.upper(),
        shown_in(CODE),
        f"{CODE}%20",
        "0123-4567-89ab",
        "i" * 12,
        "张",
        "%00",
        CODE[:-1],
    ]
    answers = [await receiving.get(f"/api/tickets/{code}") for code in codes]
    assert [await code_of(answer) for answer in answers] == [(404, "not_found")] * len(codes)
    assert len({await answer.read() for answer in answers}) == 1
    assert QUERY_CODE.fullmatch(CODE)


@pytest.fixture
async def behind_a_proxy(start: Start, sqlite_url: str) -> Client:
    return await start(database_url=sqlite_url, trusted_proxies=("127.0.0.1",))


async def test_guesses_at_codes_are_stopped_and_others_are_not(behind_a_proxy: Client) -> None:
    async def status(guess: int, address: str) -> int:
        answer = await behind_a_proxy.get(f"/api/tickets/{guess:012}", headers={"X-Forwarded-For": address})
        return answer.status

    guesses = [await status(n, "10.0.0.1") for n in range(MISSES.amount + 3)]
    assert guesses == [404] * MISSES.amount + [429] * 3
    assert await status(0, "10.0.0.2") == 404


async def test_a_valid_ticket_is_not_refused_for_guesses_from_the_same_address(behind_a_proxy: Client) -> None:
    async def status(code: str) -> int:
        headers = {"X-Forwarded-For": "10.0.0.1"}
        return (await behind_a_proxy.get(f"/api/tickets/{code}", headers=headers)).status

    await make_sites(behind_a_proxy.app[DATABASE])
    await make_day(behind_a_proxy.app[DATABASE], state="live")
    device = await enrolled(behind_a_proxy, HERE)
    await one_with_a_ticket(behind_a_proxy, device, CODE, minute=50)
    for n in range(MISSES.amount + 3):
        await status(f"{n:012}")
    assert (await status(f"{99:012}"), await status(CODE)) == (429, 200)


async def test_looks_are_counted_by_ticket_and_not_by_address(behind_a_proxy: Client) -> None:
    other = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    await make_sites(behind_a_proxy.app[DATABASE])
    await make_day(behind_a_proxy.app[DATABASE], state="live")
    device = await enrolled(behind_a_proxy, HERE)
    await one_with_a_ticket(behind_a_proxy, device, CODE, minute=50)
    await one_with_a_ticket(behind_a_proxy, device, other, minute=51)
    for _ in range(LOOKS.amount):
        await behind_a_proxy.app[LIMITS].hit(LOOKS, "ticket", shown_in(CODE))
    headers = {"X-Forwarded-For": "10.0.0.1"}
    said = [(await behind_a_proxy.get(f"/api/tickets/{code}", headers=headers)).status for code in (CODE, other)]
    assert said == [429, 200]


async def test_a_ticket_asks_for_no_account_and_gives_no_more_to_one(receiving: Client, device: Headers) -> None:
    await one_with_a_ticket(receiving, device, CODE, minute=50)
    leader = await signed_in(receiving, "leader")
    other = await enrolled(receiving, HERE)
    assert await look(receiving) == await look(receiving, **leader) == await look(receiving, **other)


async def test_a_desk_is_told_its_own_numbers_and_goes_on_after_the_last_that_was_printed(
    receiving: Client, device: Headers
) -> None:
    path = f"/api/days/{DAY}/sites/{HERE}/numbers"
    told = await (await receiving.get(path, headers=device)).json()
    assert told == {"letter": "A", "first": 1, "last": 500, "next": 1, "rooms": None}
    await send(receiving, device, entry("site_opened", {"rooms": 3}))
    await one_with_a_ticket(receiving, device, CODE, minute=7)
    told = await (await receiving.get(path, headers=device)).json()
    assert (told["next"], told["rooms"]) == (8, 3)
    other = await enrolled(receiving)
    assert await (await receiving.get(path, headers=other)).json() == {**told, "letter": "B", "next": 1}
