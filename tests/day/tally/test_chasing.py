"""The chase of a silent site: message, call, level above; what the desk answers; and a cause that is back."""

import asyncio
from contextlib import nullcontext
from typing import Any, cast

import pytest

from server import keys
from server.day.calling.actions import note_heard
from server.day.tally.chase import Rung, asked_of, check_rung, of_cause
from server.day.tally.model import ChaseStep
from server.day.tally.rules import MINUTE, Attention
from server.db import EVERYWHERE
from server.errors import Conflict
from tests.support.fake_clock import FakeClock
from tests.support.hand_in import DAY, Headers, body_of, entry, results
from tests.support.plan import COUNTY, HERE, signed_in
from tests.support.service import Client
from tests.support.world import SITES


async def chases(client: Client, headers: Headers, rung: str, **more: object) -> tuple[int, Any]:
    body = {"kind": "silent", "rung": rung, **more}
    answer = await client.post(f"/api/days/{DAY}/sites/{HERE}/chase", json=body, headers=headers)
    return answer.status, await answer.json()


async def answers(client: Client, device: Headers, said: str = "no_one") -> tuple[int, Any]:
    path = f"/api/days/{DAY}/sites/{HERE}/chase/answer"
    answer = await client.post(path, json={"said": said}, headers=device)
    return answer.status, await answer.json()


async def on_wall(client: Client, headers: Headers) -> tuple[Any, Any]:
    """The row of the silent site, None where there is none, and what its desk is asked."""
    board = await (await client.get(f"/api/days/{DAY}/board", headers=headers)).json()
    rows = [row for row in board["attention"] if (row["kind"], row["site"]) == ("silent", HERE)]
    return (rows[0] if rows else None), board["sites"][HERE]["asked"]


async def is_on_the_line(client: Client) -> None:
    async with client.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await note_heard(tx, frozenset({SITES[HERE]}), client.app[keys.CLOCK].now())


async def silent(client: Client, device: Headers) -> FakeClock:
    await results(client, body_of(entry()), device)
    clock = cast("FakeClock", client.app[keys.CLOCK])
    clock.forward(minutes=100)
    await is_on_the_line(client)
    return clock


async def test_a_silent_site_is_chased_rung_by_rung_and_its_desk_answers(receiving: Client, device: Headers) -> None:
    clock = await silent(receiving, device)
    officer = await signed_in(receiving, "officer", COUNTY)
    both = await asyncio.gather(*(chases(receiving, officer, "message", note=" 情况怎样 ") for _ in range(2)))
    assert sorted(status for status, _ in both) == [200, 409]
    sent = next(told for status, told in both if status == 200)
    row, asked = await on_wall(receiving, device)
    assert (row["chase"], asked) == ([sent], {"kind": "silent", **sent})
    assert (sent["said"], sent["note"], row["severity"]) == ("message", "情况怎样", 2)
    assert (await chases(receiving, officer, "above"))[1]["code"] == "chase_call_first"
    for rung in ("not_reached", "reached", "above"):
        assert (await chases(receiving, officer, rung))[1]["said"] == rung
    assert (await chases(receiving, officer, "above"))[1]["code"] == "chase_said"
    row, asked = await on_wall(receiving, await signed_in(receiving, "organiser"))
    assert [step["said"] for step in row["chase"]] == ["message", "not_reached", "reached", "above"]
    assert (row["severity"], asked["said"]) == (4, "message")
    status, told = await answers(receiving, device)
    assert (status, told["said"], told["note"]) == (200, "no_one", None)
    assert await on_wall(receiving, officer) == (None, None)
    assert (await answers(receiving, device, "busy"))[1]["code"] == "chase_not_asked"
    assert (await chases(receiving, officer, "reached"))[1]["code"] == "attention_gone"
    clock.forward(minutes=95)
    row, asked = await on_wall(receiving, officer)
    assert (row["chase"], row["severity"], row["minutes"], asked) == ([], 2, 95, None)


async def test_a_desk_without_a_line_is_called_and_not_written_to(receiving: Client, device: Headers) -> None:
    clock = await silent(receiving, device)
    clock.forward(minutes=1)
    organiser = await signed_in(receiving, "organiser")
    assert (await chases(receiving, organiser, "message"))[1]["code"] == "chase_desk_away"
    assert (await chases(receiving, organiser, "not_reached"))[0] == 200


async def test_what_is_no_rung_no_cause_or_names_a_person_changes_nothing(receiving: Client, device: Headers) -> None:
    await silent(receiving, device)
    organiser, leader = await signed_in(receiving, "organiser"), await signed_in(receiving, "leader", COUNTY)
    for bad in ({"kind": "long_wait"}, {"note": "长" * 201}, {"more": 1}):
        assert (await chases(receiving, organiser, "message", **bad))[0] == 422
    assert (await chases(receiving, organiser, "no_one"))[0] == 422
    assert (await chases(receiving, organiser, "message", note="请打 13800138000"))[1]["code"] == "attention_note"
    assert (await chases(receiving, organiser, "reached", kind="offline"))[1]["code"] == "attention_gone"
    assert (await chases(receiving, leader, "message"))[1]["code"] == "not_allowed"
    assert (await chases(receiving, device, "message"))[0] == 403
    assert (await answers(receiving, organiser))[0] == 403
    assert (await answers(receiving, device, "message"))[0] == 422
    assert (await answers(receiving, device, "busy"))[1]["code"] == "chase_not_asked"
    assert (await on_wall(receiving, organiser))[0]["chase"] == []


async def test_a_desk_says_unasked_that_nobody_has_come(receiving: Client, device: Headers) -> None:
    clock = await silent(receiving, device)
    assert (await answers(receiving, device))[1]["said"] == "no_one"
    board = await (await receiving.get(f"/api/days/{DAY}/board", headers=device)).json()
    facts = board["sites"][HERE]
    assert facts["no_one_at"] == facts["last_heard_at"] == "2023-11-09T02:40:00.000000Z"
    clock.forward(minutes=95)
    await is_on_the_line(receiving)
    officer = await signed_in(receiving, "officer", COUNTY)
    assert (await chases(receiving, officer, "message"))[0] == 200
    assert (await answers(receiving, device, "busy"))[0] == 200
    board = await (await receiving.get(f"/api/days/{DAY}/board", headers=device)).json()
    assert board["sites"][HERE]["no_one_at"] is None


def step(said: str, minute: int, kind: str = "silent") -> ChaseStep:
    return ChaseStep(kind=kind, said=said, at=minute * MINUTE)


ITEM = Attention("silent", "A", 2, since=10 * MINUTE)


def test_steps_before_the_cause_began_and_of_other_causes_do_not_count() -> None:
    steps = [step("message", 10), step("reached", 11), step("message", 11, "offline")]
    assert of_cause(steps, ITEM) == [steps[1]]
    assert asked_of(steps, [ITEM]) is None


@pytest.mark.parametrize(
    ("said", "asked"),
    [(["message"], True), (["message", "busy"], False), (["busy", "message", "reached"], True), ([], False)],
)
def test_a_desk_is_asked_until_it_answers(said: list[str], *, asked: bool) -> None:
    assert (asked_of([step(one, 11) for one in said], [ITEM]) is not None) is asked


@pytest.mark.parametrize(
    ("said", "rung", "code"),
    [
        ([], Rung.ABOVE, "chase_call_first"),
        (["message"], Rung.MESSAGE, "chase_said"),
        (["message", "busy"], Rung.MESSAGE, None),
        (["not_reached"], Rung.ABOVE, None),
        (["reached", "above"], Rung.ABOVE, "chase_said"),
        (["reached"], Rung.REACHED, None),
    ],
)
def test_a_rung_out_of_its_order_is_refused(said: list[str], rung: Rung, code: str | None) -> None:
    with pytest.raises(Conflict, match=code) if code else nullcontext():
        check_rung([step(one, 11) for one in said], rung, is_heard=True)
