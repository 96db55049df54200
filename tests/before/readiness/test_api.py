"""The routes of readiness: what a device reports, what a person marks, the board, incidents with their notes."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from server import keys
from server.before.agenda.model import SiteSession
from server.before.readiness import reads
from server.before.readiness.model import CheckResult, IncidentNote, LineTest, SiteReadiness
from server.before.readiness.rules import Check
from server.db import EVERYWHERE
from server.people.model import AuditLine
from server.place import Range
from server.sites.model import Device, Site, SiteDetail
from tests.support.people import clock_of
from tests.support.plan import CITY, COUNTY, HERE, NEXT_DOOR, THE_NINTH, make_day, make_sites, name_leaders, signed_in
from tests.support.service import Client

DAY = f"/api/days/{THE_NINTH}"
AT = f"{DAY}/sites/{HERE}"
GOOD_LINE = {
    "udp": True,
    "packets": 900,
    "loss_up": 0.002,
    "loss_down": 0.0,
    "round_trip": 38.0,
    "jitter": 4.0,
    "kbps_up": 980.0,
    "kbps_down": 950.0,
}


@pytest.fixture(autouse=True)
async def day(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE])


async def device(service: Client, code: str = HERE) -> dict[str, str]:
    """Enrol one more device at a site; what it sends with each request."""
    from server.people.passwords import new_token  # noqa: PLC0415
    from server.sites.actions import enrol  # noqa: PLC0415

    token = new_token()
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        at = await tx.get(Site, code)
        await enrol(tx, at, "一号台", token=token, by="machine", now=service.app[keys.CLOCK].now())
    return {"Authorization": f"Bearer {token}"}


def report(**more: Any) -> dict[str, Any]:
    good = {"room": 1, "camera": "works", "picture_height": 720, "microphone": "works", "loudness": 0.4}
    said = {"sees_chair": True, "hears_chime": True, "at_mains": True, "battery": 1.0, "has_forms": True}
    return {"id": str(uuid4()), **good, **said, "line": None, **more}


async def line_test(service: Client, **numbers: Any) -> str:
    """A line test of the device that was enrolled last."""
    test = uuid4()
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        of = (await tx.scalars(select(Device).order_by(Device.id.desc())))[0]
        now = int(service.app[keys.CLOCK].now().timestamp()) * 1_000_000
        same = {"day": str(THE_NINTH), "place": of.place, "device": of.id, "at": now}
        tx.add(LineTest(id=test, numbers={**GOOD_LINE, **numbers}, report=None, **same))
    return str(test)


async def board(service: Client, places: Range = COUNTY, role: str = "coordinator", **query: str) -> dict[str, Any]:
    answer = await service.get(f"{DAY}/readiness", params=query, headers=await signed_in(service, role, places))
    assert answer.status == 200
    told: dict[str, Any] = await answer.json()
    return told


async def code_of(answer: Any) -> tuple[int, str | None]:
    return answer.status, (await answer.json()).get("code")


async def test_the_board_has_the_sites_of_ones_places_with_all_that_is_not_checked_yet(service: Client) -> None:
    told = await board(service, CITY)
    assert sorted(told["sites"]) == [HERE, NEXT_DOOR]
    here = told["sites"][HERE]
    assert here["marks"]["line"] == "mmmm"  # it is nine, and the day opened at half past eight
    assert here["marks"]["registered"] == "oooo"
    assert here["bars"] == {"registered": "missing", "device": "missing", "line": "missing", "leader": "missing"}
    assert (told["round"], told["incidents"]) == ("t10", {})
    assert sorted((await board(service, CITY, place="430103"))["sites"]) == [NEXT_DOOR]


async def test_a_named_leader_and_people_who_accepted_are_seen(service: Client) -> None:
    await name_leaders(service.app[keys.DATABASE])
    told = await board(service)  # whose coordinator has an account of the county
    assert (told["sites"][HERE]["marks"]["leader"], told["sites"][HERE]["marks"]["people"]) == ("oooo", "oooo")


async def test_what_a_device_reports_is_on_the_board_and_stays_with_site_and_device(service: Client) -> None:
    headers = await device(service)
    answer = await service.post(f"{AT}/reports", json=report(line=await line_test(service)), headers=headers)
    assert answer.status == 201
    told = await answer.json()
    assert {one["check"] for one in told["results"]} == {
        *("room", "camera", "microphone", "speaker", "power", "forms", "line")
    }
    here = (await board(service))["sites"][HERE]
    assert here["bars"]["device"] == here["bars"]["line"] == "ready"
    assert here["line"] == GOOD_LINE
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        kept = await tx.scalars(select(CheckResult))
        lines = await tx.scalars(select(AuditLine.what).where(AuditLine.what == "room_checked"))
    assert all(one.device is not None for one in kept)
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"room": 2}, (422, "no_such_room")),
        ({"room": 0}, (422, "invalid")),
        ({"loudness": 3.0}, (422, "invalid")),
        ({"loudness": -0.1}, (422, "invalid")),
        ({"battery": 1.5}, (422, "invalid")),
        ({"picture_height": -720}, (422, "invalid")),
        ({"camera": "broken"}, (422, "invalid")),
        ({"line": str(uuid4())}, (409, "line_not_tested")),
    ],
)
async def test_a_report_with_absurd_values_changes_nothing(
    service: Client, changed: dict[str, Any], expected: tuple[int, str]
) -> None:
    answer = await service.post(f"{AT}/reports", json=report(**changed), headers=await device(service))
    assert await code_of(answer) == expected
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(SiteReadiness)) == []


async def test_a_device_reports_for_its_own_site_alone(service: Client) -> None:
    headers = await device(service, NEXT_DOOR)
    assert await code_of(await service.post(f"{AT}/reports", json=report(), headers=headers)) == (404, "not_found")
    theirs = await line_test(service)
    own = await device(service)
    answer = await service.post(f"{AT}/reports", json=report(line=theirs), headers=own)
    assert await code_of(answer) == (409, "line_not_tested")


async def test_a_report_and_a_line_test_count_once(service: Client) -> None:
    headers, line = await device(service), await line_test(service)
    first = report(line=line)
    assert (await service.post(f"{AT}/reports", json=first, headers=headers)).status == 201
    assert await code_of(await service.post(f"{AT}/reports", json=first, headers=headers)) == (409, "check_replayed")
    again = await service.post(f"{AT}/reports", json=report(line=line), headers=headers)
    assert await code_of(again) == (409, "line_not_tested")


@pytest.mark.parametrize("state", ["draft", "postponed", "cancelled", "archived"])
async def test_nothing_is_checked_for_a_day_that_is_not_announced_or_is_over(service: Client, state: str) -> None:
    other = "2023-12-14"
    await make_day(service.app[keys.DATABASE], day=date(2023, 12, 14), state=state)
    path = f"/api/days/{other}/sites/{HERE}/reports"
    answer = await service.post(path, json=report(), headers=await device(service))
    assert await code_of(answer) == (409, "day_without_checks")


async def test_a_failed_check_is_an_incident_that_a_re_check_ends(service: Client) -> None:
    headers = await device(service)
    bad = await line_test(service, loss_up=0.11)
    told = await (await service.post(f"{AT}/reports", json=report(line=bad), headers=headers)).json()
    assert next(one for one in told["results"] if one["check"] == "line")["faults"] == ["loss"]
    assert told["incidents"] == []  # notes of people are not a device's to read
    ((_, incident),) = (await board(service))["incidents"].items()
    assert (incident["site"], incident["check"], incident["state"], incident["level"]) == (
        HERE,
        "line",
        "open",
        "county",
    )
    again = await line_test(service, loss_up=0.2)
    await service.post(f"{AT}/reports", json=report(line=again), headers=headers)
    assert len((await board(service))["incidents"]) == 1
    good = await line_test(service)
    await service.post(f"{AT}/reports", json=report(line=good), headers=headers)
    assert (await board(service))["incidents"] == {}
    detail = await (
        await service.get(f"{AT}/readiness", headers=await signed_in(service, "coordinator", COUNTY))
    ).json()
    assert [one["incident"]["state"] for one in detail["incidents"]] == ["ended"]
    assert [one["passed"] for one in detail["results"] if one["check"] == "line"] == [False, False, True]


async def test_an_incident_is_taken_noted_and_ended_by_the_level_that_sees_it(service: Client) -> None:
    coordinator = await signed_in(service, "coordinator", COUNTY)
    mark = {"check": "forms", "passed": False}
    assert (await service.post(f"{AT}/marks", json=mark, headers=coordinator)).status == 200
    (ident,) = (await board(service))["incidents"]
    commands = f"{DAY}/incidents/{ident}/commands"
    taken = await (await service.post(commands, json={"command": "take"}, headers=coordinator)).json()
    assert (taken["incident"]["state"], bool(taken["incident"]["owner"])) == ("owned", True)
    for command in ("note", "end"):
        empty = await service.post(commands, json={"command": command, "note": "  "}, headers=coordinator)
        assert await code_of(empty) == (422, "note_missing")
    ended = await service.post(commands, json={"command": "end", "note": "张某送来 200 份表格"}, headers=coordinator)
    assert [one["text"] for one in (await ended.json())["notes"]] == ["张某送来 200 份表格"]
    told = await board(service)
    assert (told["incidents"], told["sites"][HERE]["marks"]["forms"][-1]) == ({}, "l")
    again = await service.post(commands, json={"command": "take"}, headers=coordinator)
    assert await code_of(again) == (409, "not_from_here")
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        kept = (await tx.scalars(select(IncidentNote.sealed)))[0]
    assert "张某".encode() not in kept


async def test_an_incident_of_another_county_is_not_there(service: Client) -> None:
    await service.post(
        f"{AT}/marks", json={"check": "forms", "passed": False}, headers=await signed_in(service, "organiser", CITY)
    )
    (ident,) = (await board(service))["incidents"]
    beside = await signed_in(service, "coordinator", (430103000, 430103999))
    answer = await service.post(f"{DAY}/incidents/{ident}/commands", json={"command": "take"}, headers=beside)
    assert await code_of(answer) == (404, "not_found")


async def test_what_follows_from_the_plan_is_not_ticked_off_by_hand(service: Client) -> None:
    headers = await signed_in(service, "coordinator", COUNTY)
    passed = await service.post(f"{AT}/marks", json={"check": "leader", "passed": True}, headers=headers)
    assert await code_of(passed) == (422, "fact_not_checked")
    failed = await service.post(f"{AT}/marks", json={"check": "leader", "passed": False}, headers=headers)
    assert (await failed.json())["site"]["bars"]["leader"] == "failed"


async def test_the_line_stands_beside_the_one_of_the_day_before(service: Client) -> None:
    database = service.app[keys.DATABASE]
    await make_day(database, day=date(2023, 10, 12), state="closing")
    headers = await device(service)
    async with database.transaction(EVERYWHERE) as tx:
        of = (await tx.scalars(select(Device)))[0]
        same = {"place": of.place, "check": Check.LINE, "room": 1, "is_passed": True, "at": 0, "by": "device:x"}
        said = {**GOOD_LINE, "round_trip": 55.0}
        tx.add(CheckResult(report=uuid4(), day="2023-10-12", device=of.id, said=said, **same))
    told = await (await service.get(f"{AT}/readiness", headers=headers)).json()
    assert (told["before_day"], told["before"]["round_trip"]) == ("2023-10-12", 55.0)


async def test_other_hours_count_the_results_anew(service: Client) -> None:
    await service.post(f"{AT}/reports", json=report(), headers=await device(service))
    assert (await board(service))["sites"][HERE]["marks"]["camera"] == "mmml"
    organiser = await signed_in(service, "organiser")
    plan = await (await service.get(f"{DAY}/plan", headers=organiser)).json()
    body = {"version": plan["version"], "plan": {**plan["plan"], "opens_at": "11:00:00"}}
    assert (await service.put(f"{DAY}/plan", json=body, headers=organiser)).status == 200
    assert (await board(service))["sites"][HERE]["marks"]["camera"] == "mloo"


async def test_a_site_is_asked_to_test_its_line_again(service: Client) -> None:
    headers = await signed_in(service, "organiser", CITY)
    answer = await service.post(f"{AT}/retests", headers=headers)
    assert (await answer.json())["site"]["asked_at"] == "2023-11-09T01:00:00.000000Z"


async def test_a_site_is_registered_by_a_confirmation_or_by_an_organiser_who_gave_a_telephone(service: Client) -> None:
    """One that nobody confirmed and that has no number is missing; once confirmed it is there without more."""
    database = service.app[keys.DATABASE]
    async with database.transaction(EVERYWHERE) as tx:
        site = await tx.get(Site, HERE)
        site.telephone = None
        for session in await tx.scalars(select(SiteSession).where(SiteSession.site == HERE)):
            session.telephone = None
        place = site.place

    async def facts() -> bool:
        async with database.transaction(EVERYWHERE, write=False) as tx:
            found = await reads.site_of(tx, THE_NINTH, place)
            assert found is not None
            return found.facts.is_registered

    assert not await facts()
    async with database.transaction(EVERYWHERE) as tx:
        tx.add(SiteDetail(site=HERE, place=place, languages=[], confirmed_at=clock_of(service).now()))
    assert await facts()
