"""The waiting list by its routes: a site registers people, leaders and desks call them, all see the same list."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from server.keys import DATABASE
from tests.support.hand_in import DAY, Headers, body_of, entry, registration
from tests.support.people import SITE, browser_of, clock_of, code_of
from tests.support.plan import COUNTY, HERE, NEXT_DOOR, PROVINCE, signed_in
from tests.support.service import Client
from tests.support.signing import WITHOUT, sign_off
from tests.support.statements import statements_of_requests

WAITING, CALLS = f"/api/days/{DAY}/waiting", f"/api/days/{DAY}/calls"
ENTRIES = f"/api/days/{DAY}/sites/{HERE}/entries"
SCREEN = f"/api/days/{DAY}/sites/{HERE}/calling"


def turn_of(matter: str) -> str:
    return f"/api/days/{DAY}/sites/{HERE}/turns/{matter}/commands"


async def send(receiving: Client, device: Headers, *entries: object) -> None:
    answer = await receiving.post(ENTRIES, data=body_of(*entries), headers=device)
    assert [one["status"] for one in (await answer.json())["results"]] == ["accepted"] * len(entries)


async def someone(receiving: Client, device: Headers, number: int, **more: object) -> str:
    """A petitioner comes and gets a ticket; the matter."""
    told = registration(petitioner={"name": "张三丰", "phone": "12800000007"}, **more)
    matter = str(told["data"]["matter"])
    told["at"] = f"{DAY}T08:{number:02}:00+08:00"
    ticket = entry("ticket_issued", {"matter": matter, "desk": "A", "number": number, "code": f"{number:064}"})
    await send(receiving, device, told, ticket)
    return matter


async def seen_by(receiving: Client, headers: Mapping[str, str], query: str = "") -> dict[str, Any]:
    answer = await receiving.get(WAITING + query, headers=headers)
    assert answer.status == 200
    found: dict[str, Any] = await answer.json()
    return found


async def call(receiving: Client, headers: Mapping[str, str], **body: object) -> dict[str, Any]:
    answer = await receiving.post(CALLS, json={"mode": "in_person", **body}, headers=headers)
    assert answer.status == 201
    found: dict[str, Any] = await answer.json()
    return found


async def test_the_list_tells_of_each_where_they_stand_and_why(receiving: Client, device: Headers) -> None:
    first = await someone(receiving, device, 1)
    second = await someone(receiving, device, 2, needs=["elderly"], involved_count=40, claimed_fen=120_000_00)
    leader = await signed_in(receiving, "leader")
    page = await seen_by(receiving, {**leader, "Accept-Language": "en"})
    assert (page["total"], page["waiting"], page["next"]) == (2, 2, None)
    one, other = page["items"]
    assert (one["matter"], one["ticket"], one["position"], one["person"]) == (second, "A2", 1, "张*")
    assert (one["why"], one["why_text"]) == (
        {"code": "waited", "params": {"minutes": 58}},
        "Has waited 58 minutes, so moved up.",
    )
    assert (one["claimed_fen"], one["involved"], one["needs"], one["callable"]) == (120_000_00, 40, ["elderly"], False)
    assert (one["state"], one["called"], one["no_shows"], one["handed_to"], one["version"]) == (
        "waiting",
        None,
        0,
        None,
        0,
    )
    assert set(one["expected"]) == {"at", "from", "to"}
    assert one["expected"]["at"] == f"{DAY}T09:00:00+08:00"
    assert (other["matter"], other["position"], other["expected"]["to"]) == (first, 2, f"{DAY}T09:30:00+08:00")
    assert [item["matter"] for item in (await seen_by(receiving, device, "?limit=1&cursor=1"))["items"]] == [first]
    assert (await seen_by(receiving, device, "?limit=1"))["next"] == 1
    assert (await seen_by(receiving, leader, f"?place={NEXT_DOOR}"))["items"] == []


async def test_a_desk_calls_its_own_and_the_screen_shows_the_number(receiving: Client, device: Headers) -> None:
    first, second = await someone(receiving, device, 1), await someone(receiving, device, 2)
    called = await call(receiving, device, room=3)
    assert (called["turn"]["matter"], called["turn"]["state"]) == (first, "called")
    assert called["meeting"] == called["turn"]["meeting"] is not None  # the call rings
    assert called["turn"]["called"] == {
        "at": f"{DAY}T09:00:00+08:00",
        "by": "一号登记台",
        "mine": True,
        "room": 3,
        "mode": "in_person",
        "calls": 1,
    }
    await send(receiving, device, entry("turn_called", {"matter": second, "room": 1}, at=f"{DAY}T08:59:00+08:00"))
    screen = await (await receiving.get(SCREEN, headers=device)).json()
    shown = [(one["ticket"], one["room"], one["mode"], one["calls"]) for one in screen["called"]]
    assert shown == [("A1", 3, "in_person", 1), ("A2", 1, "in_person", 1)]
    assert (screen["next"], screen["waiting"]) == ([], 0)
    assert "张" not in str(screen)


async def test_a_room_that_is_taken_is_refused_to_the_next_person(receiving: Client, device: Headers) -> None:
    first, second, third, fourth = [await someone(receiving, device, number) for number in range(1, 5)]

    async def called(matter: str, room: int, mode: str = "in_person") -> tuple[int, str | None]:
        body = {"mode": mode, "site": HERE, "matter": matter, "room": room}
        answer = await receiving.post(CALLS, json=body, headers=device)
        return answer.status, (await answer.json()).get("code")

    assert await called(first, 3) == (201, None)
    assert await called(second, 3) == (409, "room_taken")
    assert await called(second, 3, "video") == (409, "room_taken")
    assert await called(second, 3, "phone") == (201, None)
    await receiving.post(turn_of(first), json={"command": "start"}, headers=device)
    assert await called(third, 3) == (409, "room_taken")
    await receiving.post(turn_of(first), json={"command": "give_back"}, headers=device)
    assert await called(third, 3) == (201, None)
    await send(receiving, device, entry("turn_called", {"matter": first, "room": 4}, at=f"{DAY}T09:30:00+08:00"))
    assert await called(fourth, 4) == (409, "room_taken")
    waiting = {one["matter"]: one["state"] for one in (await seen_by(receiving, device))["items"]}
    assert waiting == {first: "called", second: "called", third: "called", fourth: "waiting"}


async def test_two_who_call_into_one_room_at_once_do_not_both_get_it(receiving: Client, device: Headers) -> None:
    matters = [await someone(receiving, device, number) for number in range(1, 5)]
    bodies = [{"mode": "in_person", "site": HERE, "matter": matter, "room": 1} for matter in matters]
    answers = await asyncio.gather(*(receiving.post(CALLS, json=body, headers=device) for body in bodies))
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]


async def test_a_site_that_was_cut_off_may_have_called_two_into_one_room(receiving: Client, device: Headers) -> None:
    matters = [await someone(receiving, device, number) for number in (1, 2)]
    said = [entry("turn_called", {"matter": matter, "room": 2}, at=f"{DAY}T09:06:00+08:00") for matter in matters]
    await send(receiving, device, *said)
    assert [one["state"] for one in (await seen_by(receiving, device))["items"]] == ["called", "called"]


async def test_what_a_site_did_while_it_was_cut_off_and_what_was_commanded_make_one_list(
    receiving: Client, device: Headers
) -> None:
    first, second = await someone(receiving, device, 1), await someone(receiving, device, 2)
    registrar = await signed_in(receiving, "registrar", SITE)
    assert (await call(receiving, registrar))["turn"]["matter"] == first
    clock_of(receiving).forward(minutes=30)
    late = [  # the desk had no line since nine: it sent the first away and called the second
        entry("turn_returned", {"matter": first, "because": "no_show"}, at=f"{DAY}T09:05:00+08:00"),
        entry("turn_called", {"matter": second, "room": 1}, at=f"{DAY}T09:06:00+08:00"),
    ]
    await send(receiving, device, *late)
    lists = [await seen_by(receiving, who) for who in (device, registrar, await signed_in(receiving, "leader"))]
    shown = [[(one["matter"], one["state"], one["no_shows"]) for one in found["items"]] for found in lists]
    assert shown == [[(first, "waiting", 1), (second, "called", 0)]] * 3
    assert (await call(receiving, registrar))["turn"]["matter"] == first


async def test_ones_own_turns_stand_first_and_those_of_others_last(receiving: Client, device: Headers) -> None:
    matters = [await someone(receiving, device, number) for number in range(1, 7)]
    boss, other = [await signed_in(receiving, "leader", SITE) for _ in range(2)]
    await call(receiving, other, site=HERE, matter=matters[0])
    await call(receiving, other, site=HERE, matter=matters[1])
    await call(receiving, boss, site=HERE, matter=matters[4])
    over = {"command": "hand_over", "to": "430102", "reason": "须由县里协调"}
    await receiving.post(turn_of(matters[1]), json=over, headers=other)
    await receiving.post(turn_of(matters[3]), json={"command": "hold"}, headers=device)
    county = await signed_in(receiving, "leader", COUNTY)
    order = [
        [matters.index(one["matter"]) for one in (await seen_by(receiving, who))["items"]]
        for who in (boss, other, county)
    ]
    assert order == [[4, 2, 5, 3, 0, 1], [0, 1, 2, 5, 3, 4], [1, 2, 5, 3, 0, 4]]
    assert [one["position"] for one in (await seen_by(receiving, boss))["items"]] == [0, 1, 2, 0, 0, 0]


async def test_a_command_answers_with_the_turn_and_needs_its_reason(receiving: Client, device: Headers) -> None:
    first = await someone(receiving, device, 1)
    await someone(receiving, device, 2)
    coordinator = await signed_in(receiving, "coordinator")
    url = turn_of(first)
    refused = await receiving.post(url, json={"command": "move", "tier": 5}, headers=coordinator)
    assert await code_of(refused) == (422, "invalid")
    moved = await receiving.post(url, json={"command": "move", "tier": 5, "reason": "本人要求"}, headers=coordinator)
    said = await moved.json()
    assert (moved.status, said["position"], said["why_text"]) == (200, 2, "工作人员已调整到五档，理由已记录。")
    assert (said["version"], said["told"]) == (1, None)
    no_such = await receiving.post(url, json={"command": "no_show"}, headers=device)
    assert await code_of(no_such) == (409, "not_from_here")


async def test_the_third_no_show_is_told_to_the_desk(receiving: Client, device: Headers) -> None:
    matter = await someone(receiving, device, 1)
    told = []
    for minute in range(3):
        clock_of(receiving).forward(minutes=minute + 1)
        await call(receiving, device)
        answer = await receiving.post(turn_of(matter), json={"command": "no_show"}, headers=device)
        said = await answer.json()
        told.append((said["state"], said["no_shows"], said["told"]))
    assert told == [("waiting", 1, None), ("waiting", 2, None), ("held", 3, "third_no_show")]


async def test_a_call_repeated_with_its_key_calls_no_other_person(receiving: Client, device: Headers) -> None:
    first = await someone(receiving, device, 1)
    await someone(receiving, device, 2)
    registrar = {**await signed_in(receiving, "registrar", SITE), "Idempotency-Key": "one"}
    answers = [await call(receiving, registrar) for _ in range(3)]
    assert [answer["turn"]["matter"] for answer in answers] == [first] * 3


async def test_the_brief_is_shown_to_the_caller_alone_and_is_written_down(receiving: Client, device: Headers) -> None:
    earlier = await someone(receiving, device, 1, summary="第一次")
    now = await someone(receiving, device, 2, summary="拖欠工资三个月", needs=["hardship"])
    boss, registrar = await signed_in(receiving, "leader", SITE), await signed_in(receiving, "registrar", SITE)
    await call(receiving, boss)
    url = f"/api/days/{DAY}/matters/{now}/brief?site={HERE}"
    mine = await (await receiving.get(url, headers=boss)).json()
    others = await (await receiving.get(url, headers=registrar)).json()
    assert (mine["facts"]["summary"], mine["turn"]["called"]["mine"], mine["is_repeat"]) == (
        "拖欠工资三个月",
        True,
        True,
    )
    assert [(one["site"], one["matter"], one["outcome"]) for one in mine["history"]] == [(HERE, earlier, None)]
    assert (others["facts"], others["history"], others["turn"]["called"]["mine"]) == (None, [], False)
    auditor, _ = await browser_of(receiving, "auditor", PROVINCE)
    lines = (await (await auditor.get("/api/audit")).json())["items"]
    assert [line["what"] for line in lines].count("brief_read") == 1


async def test_the_brief_tells_the_one_who_asked_alone_why_no_leader_took_over(
    receiving: Client, device: Headers
) -> None:
    matter = await someone(receiving, device, 1)
    boss, county = await signed_in(receiving, "leader", SITE), await signed_in(receiving, "leader", COUNTY)
    url, brief = turn_of(matter), f"/api/days/{DAY}/matters/{matter}/brief?site={HERE}"
    over = {"command": "hand_over", "to": "430102", "reason": "须由县里协调"}
    told = []
    await call(receiving, boss)
    for who, command in (
        (boss, over),
        (county, {"command": "refuse_hand_over", "reason": "不属本县"}),
        (boss, over),
        (boss, {"command": "refuse_hand_over", "reason": "不转了"}),
    ):
        assert (await receiving.post(url, json=command, headers=who)).status == 200
        told += [(await (await receiving.get(brief, headers=each)).json())["refused"] for each in (boss, county)]
    assert told == [None, None, "不属本县", None, None, None, None, None]


async def test_a_days_calling_ends_with_the_day(receiving: Client, device: Headers) -> None:
    await someone(receiving, device, 1)
    organiser = await signed_in(receiving, "organiser")
    await sign_off(receiving, organiser, reason=WITHOUT)
    for command in ("close", "reconcile", "publish", "archive"):
        said = {"command": command, "despite": "演练提前结束"}
        await receiving.post(f"/api/days/{DAY}/commands", json=said, headers=organiser)
    answer = await receiving.post(CALLS, json={"mode": "in_person"}, headers=device)
    assert await code_of(answer) == (409, "day_not_open")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"mode": "fax"},
        {"mode": "video", "room": 0},
        {"mode": "video", "room": 1001},
        {"mode": "video", "matter": "x" * 37},
        {"mode": "video", "who": "张三"},
    ],
)
async def test_a_faulty_call_is_refused_by_its_field(
    receiving: Client, device: Headers, body: dict[str, object]
) -> None:
    assert await code_of(await receiving.post(CALLS, json=body, headers=device)) == (422, "invalid")


async def test_the_list_of_a_scope_takes_four_statements_however_many_wait(
    receiving: Client, device: Headers, statements: list[str]
) -> None:
    for number in range(1, 12):
        await someone(receiving, device, number)
    leader = await signed_in(receiving, "leader")
    statements.clear()
    await seen_by(receiving, leader)
    of_the_list = [
        sql for sql in statements if any(f"FROM {table}" in sql for table in ("matter", "journal", "journal_head"))
    ]
    assert len(of_the_list) == 4


@pytest.fixture
def statements(receiving: Client) -> list[str]:
    """The SQL that the service sends to answer."""
    return statements_of_requests(receiving.app[DATABASE])
