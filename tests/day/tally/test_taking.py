"""Attention as tasks: a person takes something on, hands it back or finishes it, and a cause that is back is open."""

import asyncio
from typing import Any, cast

import pytest

from server import keys
from server.day.tally.model import AttentionTask
from server.day.tally.rules import MINUTE, Attention
from server.day.tally.tasks import is_back
from tests.support.fake_clock import FakeClock
from tests.support.hand_in import DAY, Headers, body_of, entry, results
from tests.support.plan import COUNTY, HERE, NEXT_DOOR, signed_in
from tests.support.service import Client


async def says(client: Client, headers: Headers, act: str, site: str = HERE, **more: object) -> tuple[int, Any]:
    body = {"kind": "silent", "act": act, "version": 0, **more}
    answer = await client.post(f"/api/days/{DAY}/sites/{site}/attention", json=body, headers=headers)
    return answer.status, await answer.json()


async def task_on_wall(client: Client, headers: Headers, site: str = HERE) -> Any:
    answer = await client.get(f"/api/days/{DAY}/board", headers=headers)
    rows = (await answer.json())["attention"]
    return next(row["task"] for row in rows if (row["kind"], row["site"]) == ("silent", site))


async def silent(client: Client, device: Headers) -> FakeClock:
    await results(client, body_of(entry()), device)
    clock = cast("FakeClock", client.app[keys.CLOCK])
    clock.forward(minutes=100)
    return clock


async def test_one_of_two_takes_it_and_all_see_who_until_the_cause_is_back(receiving: Client, device: Headers) -> None:
    clock = await silent(receiving, device)
    people = [await signed_in(receiving, "organiser"), await signed_in(receiving, "officer", COUNTY)]
    assert await task_on_wall(receiving, people[0]) is None
    both = await asyncio.gather(*(says(receiving, one, "take", note=" 已打电话 ") for one in people))
    assert sorted(status for status, _ in both) == [200, 409]
    told = next(said for status, said in both if status == 200)
    assert (told["state"], told["note"], told["version"]) == ("take", "已打电话", 1)
    refused = next(said for status, said in both if status == 409)
    assert (refused["code"], refused["by"]) == ("attention_taken", told["by"])
    assert [await task_on_wall(receiving, one) for one in people] == [told, told]
    assert (await says(receiving, people[0], "done", version=9))[1]["code"] == "attention_changed"
    assert (await says(receiving, people[0], "done", version=1))[1]["state"] == "done"
    assert (await says(receiving, people[0], "done", version=2))[1]["code"] == "attention_not_taken"
    assert (await task_on_wall(receiving, people[1]))["state"] == "done"
    clock.forward(minutes=1)
    await results(receiving, body_of(entry("zero_report", {}, at=f"{DAY}T10:41:00+08:00")), device)
    late = {"kind": "late_to_open"}
    assert (await says(receiving, people[1], "take", NEXT_DOOR, **late))[1]["code"] == "not_found"
    assert (await says(receiving, people[0], "take", NEXT_DOOR, **late))[1]["state"] == "take"
    assert (await says(receiving, people[0], "hand_back", NEXT_DOOR, **late, version=1))[1]["state"] == "hand_back"
    assert (await says(receiving, people[0], "take", NEXT_DOOR, **late))[1]["code"] == "attention_changed"
    assert (await says(receiving, people[0], "take", NEXT_DOOR, **late, version=2))[1]["version"] == 3


async def test_a_site_that_is_silent_again_after_it_was_done_is_open_again(receiving: Client, device: Headers) -> None:
    clock = await silent(receiving, device)
    organiser = await signed_in(receiving, "organiser")
    await says(receiving, organiser, "take")
    await says(receiving, organiser, "done", version=1)
    clock.forward(minutes=1)
    await results(receiving, body_of(entry(at=f"{DAY}T10:41:00+08:00")), device)
    assert (await says(receiving, organiser, "take", version=2))[1]["code"] == "attention_gone"
    clock.forward(minutes=100)
    assert (await task_on_wall(receiving, organiser))["state"] == "back"
    status, told = await says(receiving, organiser, "take", version=2)
    assert (status, told["state"], told["version"]) == (200, "take", 3)


async def test_what_is_no_act_no_cause_or_names_a_person_changes_nothing(receiving: Client, device: Headers) -> None:
    await silent(receiving, device)
    organiser, leader = await signed_in(receiving, "organiser"), await signed_in(receiving, "leader", COUNTY)
    assert (await says(receiving, organiser, "own"))[0] == 422
    for bad in ({"kind": "x"}, {"version": -1}, {"note": "长" * 201}, {"more": 1}):
        assert (await says(receiving, organiser, "take", **bad))[0] == 422
    for note in ("请打 13800138000", "\u202e"):
        assert (await says(receiving, organiser, "take", note=note))[1]["code"] == "attention_note"
    assert (await says(receiving, organiser, "take", kind="offline"))[1]["code"] == "attention_gone"
    assert (await says(receiving, organiser, "hand_back"))[1]["code"] == "attention_not_taken"
    assert (await says(receiving, organiser, "take", "no-site"))[0] == 404
    assert (await says(receiving, leader, "take"))[1]["code"] == "not_allowed"
    assert await task_on_wall(receiving, organiser) is None


@pytest.mark.parametrize(
    ("said", "item", "back"),
    [
        ("take", Attention("silent", "A", 2, since=9 * MINUTE), False),
        ("take", Attention("silent", "A", 2, since=11 * MINUTE), True),
        ("done", Attention("silent", "A", 2, since=11 * MINUTE), True),
        ("hand_back", Attention("silent", "A", 2, since=11 * MINUTE), False),
        ("take", Attention("incomplete", "A", 1, count=4), False),
        ("done", Attention("incomplete", "A", 1, count=3), False),
        ("done", Attention("incomplete", "A", 1, count=4), True),
        ("done", Attention("check_failed", "A", 2, since=9 * MINUTE, count=4), True),
        ("done", Attention("long_wait", "A", 2, since=9 * MINUTE, count=4), False),
        ("done", Attention("late_to_open", "A", 3, since=9 * MINUTE), False),
    ],
)
def test_a_cause_is_back_when_it_began_later_or_counts_more_than_what_was_done(
    said: str, item: Attention, *, back: bool
) -> None:
    assert is_back(AttentionTask(said=said, at=10 * MINUTE, count_seen=3), item) is back
