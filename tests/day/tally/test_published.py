"""A published figure stands still: what comes in later is accepted, counted, and shown as an adjustment beside it."""

from typing import Any

import pytest

from server import keys
from server.day.tally.figures import tally_of
from server.db import EVERYWHERE
from server.people.audit import page
from server.place import range_of_region
from server.verify import verify
from tests.support.hand_in import DAY, Headers, body_of, entry, registration, results
from tests.support.plan import CITY, HERE, NEXT_DOOR, PROVINCE, signed_in
from tests.support.service import Client
from tests.support.signing import WITHOUT, sign_off

COMMANDS = f"/api/days/{DAY}/commands"
EXPLAINED = {"policy": True, "responsibility": True, "route": True}


async def leads(client: Client, headers: Headers, command: str, **more: str) -> dict[str, Any]:
    answer = await client.post(COMMANDS, json={"command": command, **more}, headers=headers)
    return {"status": answer.status, **await answer.json()}


async def tally(client: Client, headers: Headers, place: str | None = None) -> dict[str, Any]:
    path = f"/api/days/{DAY}/tally" + (f"?place={place}" if place else "")
    answer = await client.get(path, headers=headers)
    return {**await answer.json(), "etag": answer.headers["ETag"]}


def ended(matter: dict[str, Any]) -> dict[str, Any]:
    of = {"matter": matter["data"]["matter"], "outcome": "resolved_on_site", "amount_fen": 500}
    return entry("outcome_recorded", {**of, "explained": EXPLAINED})


async def closes_the_other_site(client: Client, headers: Headers) -> None:
    for command in ("open", "close"):
        path = f"/api/days/{DAY}/sites/{NEXT_DOOR}/commands"
        assert (await client.post(path, json={"command": command, "reason": "停电"}, headers=headers)).status == 200


async def test_a_step_says_what_is_missing_by_site_and_changes_nothing(receiving: Client, device: Headers) -> None:
    waits, talks = registration(), registration()
    begun = entry("reception_started", {"matter": talks["data"]["matter"], "mode": "in_person"})
    await results(receiving, body_of(entry(), waits, talks, begun), device)
    organiser = await signed_in(receiving, "organiser")
    said = await leads(receiving, organiser, "close")
    assert (said["status"], said["code"]) == (409, "day_not_finished")
    assert said["missing"] == [
        {"site": HERE, "what": "people_waiting", "count": 1},
        {"site": HERE, "what": "in_session", "count": 1},
    ]
    await results(receiving, body_of(ended(waits), ended(talks)), device)
    assert (await leads(receiving, organiser, "close"))["state"] == "closing"
    assert (await leads(receiving, organiser, "reconcile"))["missing"] == [
        {"site": HERE, "what": "not_closed", "count": 1},
        {"site": NEXT_DOOR, "what": "not_closed", "count": 1},
    ]
    await results(receiving, body_of(entry("site_closed", {})), device)
    await closes_the_other_site(receiving, organiser)
    await sign_off(receiving, organiser, reason=WITHOUT)
    assert (await leads(receiving, organiser, "reconcile"))["state"] == "reconciled"
    late = registration()
    await results(receiving, body_of(late), device)
    assert (await leads(receiving, organiser, "publish"))["missing"] == [
        {"site": HERE, "what": "people_waiting", "count": 1}
    ]


async def test_a_step_despite_what_is_missing_needs_a_reason_and_is_in_the_log(
    receiving: Client, device: Headers
) -> None:
    await results(receiving, body_of(registration()), device)
    organiser = await signed_in(receiving, "organiser")
    await sign_off(receiving, organiser, reason=WITHOUT)
    for command, state in (("close", "closing"), ("reconcile", "reconciled"), ("publish", "published")):
        assert (await leads(receiving, organiser, command, despite=" 停电，改日补登 "))["state"] == state
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        lines = [line.what for line in await page(tx, after=None, limit=3)]
    assert lines == ["day_publish_despite", "day_reconcile_despite", "day_close_despite"]
    assert (await leads(receiving, organiser, "publish"))["code"] == "not_from_here"


@pytest.mark.parametrize("places", [PROVINCE, CITY, range_of_region("430102")])
async def test_a_published_figure_stands_still_and_what_comes_later_is_beside_it(
    receiving: Client, device: Headers, places: tuple[int, int]
) -> None:
    first, organiser = registration(involved_count=3), await signed_in(receiving, "organiser")
    viewer = await signed_in(receiving, "coordinator", places)
    await results(receiving, body_of(entry(), first, ended(first), entry("site_closed", {})), device)
    await closes_the_other_site(receiving, organiser)
    before = await tally(receiving, viewer)
    assert "published" not in before
    await sign_off(receiving, organiser, reason=WITHOUT)
    for command in ("close", "reconcile", "publish"):
        assert (await leads(receiving, organiser, command))["status"] == 200
    published = await tally(receiving, viewer)
    assert published["etag"] != before["etag"]
    copy = published["published"]
    same = ("version", "sites", "totals", "by_category", "by_outcome", "by_city")
    assert {name: copy[name] for name in same} == {name: before[name] for name in same}
    assert set(published["adjustment"]["totals"].values()) == {0}

    late = registration(involved_count=5)
    changes = {"entry": first["id"], "changes": {"involved_count": 2}, "reason": "人数"}
    said = await results(receiving, body_of(late, entry("entry_amended", changes)), device)
    assert {one["status"] for one in said} == {"accepted"}
    after = await tally(receiving, viewer)
    assert after["published"] == copy
    assert after["totals"]["involved"] == 2 + 5
    assert after["adjustment"] == {
        "sites": {"expected": 0, "opened": 0, "closed": 0},
        "totals": {"matters": 1, "involved": 4, "attendees": 1, "resolved_on_site": 0, "amount_fen": 0},
        "entries": {"accepted": 2},
    }
    board = await (await receiving.get(f"/api/days/{DAY}/board", headers=viewer)).json()
    assert (board["tally"]["published"], board["tally"]["adjustment"]) == (copy, after["adjustment"])
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert (await tally_of(tx, DAY, places))["published"] == copy
    assert (await verify(receiving.app[keys.DATABASE], receiving.app[keys.SEALS])).differences == []
