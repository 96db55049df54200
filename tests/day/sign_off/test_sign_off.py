"""Figures are signed from the sites up; what arrives later stands beside them and changes no signed figure."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from server import keys
from server.day.sign_off.frozen import frozen
from server.day.sign_off.model import SignedFigure, SignOff
from server.db import EVERYWHERE
from server.verify import verify
from tests.support.hand_in import DAY, Headers, body_of, entry, registration, results
from tests.support.plan import CITY, COUNTY, HERE, NEXT_DOOR, PROVINCE, signed_in
from tests.support.service import Client
from tests.support.signing import WITHOUT, looks, posts, sign_off

EXPLAINED = {"policy": True, "responsibility": True, "route": True}
AT_HERE, AT_NEXT_DOOR = (430102001, 430102001), (430103001, 430103001)


def ended(matter: dict[str, Any], **more: object) -> dict[str, Any]:
    of = {"matter": matter["data"]["matter"], "outcome": "resolved_on_site", "amount_fen": 500, **more}
    return entry("outcome_recorded", {**of, "explained": EXPLAINED})


async def step(client: Client, headers: Headers, command: str, **more: str) -> tuple[int, Any]:
    path = f"/api/days/{DAY}/commands"
    answer = await client.post(path, json={"command": command, **more}, headers=headers)
    return answer.status, await answer.json()


async def closes(client: Client, headers: Headers, site: str) -> None:
    for command in ("open", "close"):
        path = f"/api/days/{DAY}/sites/{site}/commands"
        assert (await client.post(path, json={"command": command, "reason": "停电"}, headers=headers)).status == 200


async def test_levels_sign_in_order_and_nothing_that_arrives_later_changes_what_was_signed(
    receiving: Client, device: Headers
) -> None:
    first = registration(involved_count=3)
    await results(receiving, body_of(entry(), first), device)
    organiser, officer = await signed_in(receiving, "organiser"), await signed_in(receiving, "officer", COUNTY)
    clerk, leader = await signed_in(receiving, "registrar", AT_HERE), await signed_in(receiving, "leader", AT_NEXT_DOOR)
    city = await signed_in(receiving, "officer", CITY)

    # a site signs once no person waits and it is closed, and once
    seen = (await looks(receiving, clerk))["own"]
    assert (seen["state"], seen["people_waiting"], seen["not_closed"]) == ("waiting", 1, 1)
    status, told = await posts(receiving, clerk, "", {"place": HERE, "seen": seen["version"]})
    assert (status, told["code"]) == (409, "site_unfinished")
    await results(receiving, body_of(ended(first), entry("site_closed", {})), device)
    status, told = await posts(receiving, clerk, "", {"place": HERE, "seen": seen["version"]})
    assert (status, told["code"], told["seen"], told["now"]) == (409, "figures_moved", 2, 4)
    status, told = await posts(receiving, clerk, "", {"place": "430102", "seen": 4})
    assert status == 404  # the county is above the clerk
    status, told = await posts(
        receiving, await signed_in(receiving, "leader", COUNTY), "", {"place": "430102", "seen": 4}
    )
    assert (status, told["code"]) == (403, "not_allowed")  # who receives signs for sites alone
    signed = await sign_off(receiving, clerk)
    assert signed["own"]["state"] == "signed"
    assert signed["own"]["signature"]["role"] == "registrar"
    status, told = await posts(receiving, clerk, "", {"place": HERE, "seen": 4})
    assert (status, told["code"]) == (409, "already_signed")

    # an entry that arrives in between is listed as a difference, and the county signs only over it by a reason
    late = registration(involved_count=5)
    await results(receiving, body_of(late, ended(late)), device)
    seen = await looks(receiving, officer)
    assert (seen["below"][0]["state"], seen["below"][0]["moved"]["involved"]) == ("moved", 5)
    assert [(one["level"]["code"], one["why"]) for one in seen["without"]] == [(HERE, "moved")]
    assert [one["kind"] for one in (await looks(receiving, clerk))["late"]] == ["matter_registered", "outcome_recorded"]
    body = {"place": "430102", "seen": seen["own"]["version"]}
    status, told = await posts(receiving, officer, "", body)
    assert (status, told["code"], told["count"]) == (409, "levels_unsigned", 1)
    status, told = await posts(receiving, officer, "", {**body, "reason": "\u200b"})
    assert (status, told["code"]) == (422, "day_reason")

    # the site withdraws, with a reason that is kept, and signs again
    status, told = await posts(receiving, clerk, "/withdrawal", {"place": HERE, "number": 1, "reason": " "})
    assert (status, told["code"]) == (422, "day_reason")
    status, told = await posts(receiving, clerk, "/withdrawal", {"place": HERE, "number": 2, "reason": "补登一件"})
    assert (status, told["code"]) == (409, "not_signed")
    status, told = await posts(receiving, clerk, "/withdrawal", {"place": HERE, "number": 1, "reason": "补登一件"})
    assert (status, told["history"][0]["withdrawn_reason"], told["own"]["state"]) == (200, "补登一件", "ready")
    again = await sign_off(receiving, clerk)
    assert [(one["number"], one["withdrawn_reason"]) for one in again["history"]] == [(2, None), (1, "补登一件")]
    assert [one["totals"]["involved"] for one in again["history"]] == [8, 3]
    county = await sign_off(receiving, officer)
    assert (county["own"]["signature"]["without"], county["own"]["live"]["involved"]) == ([], 8)
    status, told = await posts(receiving, clerk, "/withdrawal", {"place": HERE, "number": 2, "reason": "再改"})
    assert (status, told["code"]) == (409, "signed_above")

    # the city signs without a county and says why, by name
    assert (await step(receiving, organiser, "close"))[0] == 200
    await closes(receiving, organiser, NEXT_DOOR)
    assert (await step(receiving, organiser, "reconcile"))[1]["code"] == "day_not_signed"
    told = await sign_off(receiving, city, reason=WITHOUT)
    assert [(one["level"]["code"], one["why"]) for one in told["own"]["signature"]["without"]] == [
        ("430103", "unsigned")
    ]
    assert told["own"]["signature"]["reason"] == WITHOUT
    assert (await looks(receiving, leader))["may_sign"]
    status, said = await step(receiving, organiser, "reconcile", despite="不等了")
    assert (status, said["code"], said["signed"], said["of"]) == (409, "day_not_signed", 1, 1)
    assert (await step(receiving, organiser, "publish"))[1]["code"] == "not_from_here"
    assert (await receiving.get(f"/api/public/days/{DAY}/tally")).status == 404

    # two sign the province at the same moment: one signature
    seen = (await looks(receiving, organiser))["own"]
    body = {"place": "430000", "seen": seen["version"]}
    both = await asyncio.gather(*(posts(receiving, organiser, "", body) for _ in range(2)))
    assert sorted((status, told.get("code")) for status, told in both) == [(200, None), (409, "already_signed")]
    before = await copy_of(receiving)
    assert before.figures["totals"]["involved"] == 8
    assert (await step(receiving, organiser, "reconcile"))[1]["state"] == "reconciled"
    status, told = await posts(receiving, organiser, "/withdrawal", {"place": "430000", "number": 1, "reason": "改"})
    assert (status, told["code"]) == (409, "day_not_signable")
    status, told = await posts(receiving, organiser, "/adjustments", {"seen": seen["version"], "reason": "没有变动"})
    assert (status, told["code"]) == (409, "nothing_to_adjust")

    # an amendment after that is adjustment No. 1, and the published figure is the signed one
    changes = {"entry": first["id"], "changes": {"involved_count": 2}, "reason": "人数"}
    await results(receiving, body_of(entry("entry_amended", changes)), device)
    assert (await step(receiving, organiser, "publish"))[1]["state"] == "published"
    assert (await step(receiving, organiser, "archive"))[1]["code"] == "day_not_adjusted"
    seen = await looks(receiving, organiser)
    assert (seen["unadjusted"]["involved"], seen["late_count"], seen["may_adjust"]) == (-1, 1, True)
    body = {"seen": seen["own"]["version"], "reason": "芙蓉区更正人数"}
    status, told = await posts(receiving, city, "/adjustments", body)
    assert status in {404, 422}
    both = await asyncio.gather(*(posts(receiving, organiser, "/adjustments", body) for _ in range(2)))
    assert sorted((status, told.get("code")) for status, told in both) == [(200, None), (409, "nothing_to_adjust")]
    told = await looks(receiving, organiser)
    assert [(one["number"], one["moved"]["involved"]) for one in told["adjustments"]] == [(1, -1)]
    after = await copy_of(receiving)
    assert (after.figures, after.checksum) == (before.figures, before.checksum)
    assert (after.adjusted["totals"]["involved"], after.number) == (7, 1)
    tally = await (await receiving.get(f"/api/days/{DAY}/tally", headers=organiser)).json()
    assert (tally["published"]["totals"]["involved"], tally["totals"]["involved"]) == (8, 7)
    assert (await step(receiving, organiser, "archive"))[1]["state"] == "archived"
    assert (await verify(receiving.app[keys.DATABASE], receiving.app[keys.SEALS])).differences == []
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        figure = (SignedFigure.number == 0, SignedFigure.key == "total", SignedFigure.lo == AT_HERE[0])
        await tx.change(update(SignedFigure).where(*figure).values(involved=SignedFigure.involved + 1))
        await tx.change(update(SignOff).where(SignOff.lo == AT_HERE[0], SignOff.number == 1).values(copy=[]))
    found = (await verify(receiving.app[keys.DATABASE], receiving.app[keys.SEALS])).differences
    assert [one.split(": ")[1].split(",")[0] for one in found] == [
        "its copy is not the one that was signed",
        "the frozen figures are not those that any standing signature signed",
    ]


async def copy_of(client: Client) -> Any:
    async with client.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return await frozen(tx, DAY, PROVINCE)


@pytest.mark.parametrize("place", ["430199", "430000000", "HN-D-430202", "nowhere"])
async def test_what_is_no_level_of_the_day_is_not_found(receiving: Client, place: str) -> None:
    organiser = await signed_in(receiving, "organiser")
    status, told = await posts(receiving, organiser, "", {"place": place, "seen": 0})
    assert (status, told["code"]) == (404, "not_found")
