"""Officers sort what was pre-registered: each decision has who, when and why, can be taken back, and is told."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from server import keys
from server.before.booking import codes
from server.before.planning.reads import wanted
from server.db import EVERYWHERE
from server.notices.model import Notice
from server.place import place_of
from tests.support.bookings import Json, booked, made, sent
from tests.support.people import Browser, browser_of, clock_of
from tests.support.plan import COUNTY, HERE, NEXT_DOOR, OTHER_CITY, PROVINCE, THE_NINTH, make_day, make_sites
from tests.support.questions import ABOVE, HOUSING, make_unit
from tests.support.service import Client, Start

NEXT_COUNTY, FAR_COUNTY = (430103000, 430103999), (430202000, 430202999)
WHY = {"reason": "属本次接访范围"}
ROUTE = {"route": "arbitration", "where": "（示例）仲裁院，人民路 1 号", "limit": "一年内提出"}
TAKE: Json = {"verb": "take", **WHY}
GUIDE: Json = {"verb": "guide", **ROUTE, "reason": "劳动争议，依法先仲裁"}


@pytest.fixture
async def sorting(start: Start, database_url: str) -> Client:
    """Serve with a way to write to telephones, as the person is told over it."""
    service = await start(database_url=database_url, sms_url="console:")
    database = service.app[keys.DATABASE]
    await make_sites(database)
    await make_day(database)
    await make_unit(database, HOUSING, "430102", categories=("wage_arrears_migrant",))
    await make_unit(database, ABOVE, "430100")
    return service


async def pre_registered(service: Client, day: str | None = None, **more: Any) -> Json:
    """A booking as its person reads it; the number is not proved here."""
    booking = await made(service.app, HERE, place_of("430102", 1), day=day, **more)
    code = codes.query_code(service.app[keys.SEALER].mac, booking.id)
    return dict((await sent(service, f"GET /api/book/bookings/{code}"))[1])


async def officer(service: Client, places: tuple[int, int] = COUNTY, role: str = "officer") -> Browser:
    return (await browser_of(service, role, places))[0]


async def read(who: Browser, booking: str) -> Json:
    answer = await who.get(f"/api/triage/{booking}")
    assert answer.status == 200, await answer.text()
    return dict(await answer.json())


async def decides(who: Browser, booking: str, body: Json, *, on: Json | None = None) -> tuple[int, Any]:
    """A decision on what this officer reads now, or on what they read before."""
    seen = on or await read(who, booking)
    said = {"reason": "更正", **body, "decisions": seen["decisions"], "version": seen["version"]}
    answer = await who.post(f"/api/triage/{booking}/decisions", said)
    return answer.status, await answer.json()


async def standing(service: Client, made: Json) -> Json:
    status, found = await sent(service, f"GET /api/book/bookings/{made['code']}/standing")
    assert status == 200, found
    return dict(found)


async def told(service: Client) -> list[str]:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return list(await tx.scalars(select(Notice.kind).order_by(Notice.id)))


async def counted(who: Browser, query: str = "") -> tuple[list[str], dict[str, int], list[str]]:
    answer = await (await who.get(f"/api/triage{query}")).json()
    counts = {one["state"]: one["count"] for one in answer["counts"] if one["count"]}
    return [one["booking"] for one in answer["items"]], counts, [one["booking"] for one in answer["assigned"]]


async def test_the_list_has_the_bookings_of_ones_places_counted_and_filtered_and_the_person_sees_the_clock(
    service: Client,
) -> None:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE])
    mine = [await booked(service, day=str(THE_NINTH)), await booked(service)]
    await booked(service, site=NEXT_DOOR, arose_in="430103")
    who = await officer(service)
    ids = [one["id"] for one in mine]
    assert await counted(who) == (ids, {"waiting": 2}, [])
    assert (await decides(who, ids[0], TAKE))[0] == 200
    assert await counted(who, "?state=waiting") == (ids[1:], {"waiting": 1, "taken": 1}, [])
    assert (await counted(who, f"?day={THE_NINTH}"))[0] == ids[:1]
    assert (await counted(who, "?category=work_injury"))[0] == []
    page = await (await who.get("/api/triage?limit=1")).json()
    assert [page["items"][0]["booking"], page["next"]] == [ids[0], ids[0]]
    line = page["items"][0]
    assert mine[0]["name"] not in str(page)
    stands = await standing(service, mine[0])
    assert (stands["state"], stands["due_at"]) == ("taken", line["due_at"])


async def test_a_lawful_route_is_told_at_once_and_taken_back_and_the_planner_leaves_the_person_at_home(
    sorting: Client,
) -> None:
    who, own = await officer(sorting), await pre_registered(sorting, day=str(THE_NINTH))
    odd = await decides(who, own["id"], {**GUIDE, "route": "no_such_route"})
    assert (odd[0], odd[1]["code"]) == (422, "invalid")
    assert (await decides(who, own["id"], GUIDE))[0] == 200
    stands = await standing(sorting, own)
    named = {"zh": "劳动人事争议仲裁", "en": "Labour arbitration", "reason": GUIDE["reason"]}
    assert stands["guided"] == {"where": ROUTE["where"], "limit": ROUTE["limit"], **named}
    async with sorting.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await wanted(tx, str(THE_NINTH)) == []
    status, undone = await decides(who, own["id"], {"verb": "undo", "reason": "弄错了人"})
    assert (status, undone["line"]["state"]) == (200, "waiting")
    assert [(one["verb"], one["holds"]) for one in undone["history"]] == [("guide", False), ("undo", False)]
    assert (await standing(sorting, own))["guided"] is None
    assert await told(sorting) == ["triage_guided", "triage_received"]
    nothing = await decides(who, own["id"], {"verb": "undo"})
    assert nothing[1]["code"] == "triage_nothing_to_undo"


async def test_of_two_decisions_at_once_the_second_is_told_of_the_first_and_a_correction_is_seen_first(
    sorting: Client,
) -> None:
    one, other = await officer(sorting), await officer(sorting)
    own = await pre_registered(sorting)
    seen = await read(one, own["id"])
    both = await asyncio.gather(decides(one, own["id"], TAKE, on=seen), decides(other, own["id"], GUIDE, on=seen))
    assert sorted(status for status, _ in both) == [200, 409]
    refused = next(answer for status, answer in both if status == 409)
    assert (refused["code"], refused["name"]) == ("triage_decided", "张三")
    assert len((await read(one, own["id"]))["history"]) == 1
    before = await read(one, own["id"])
    body = {name: own[name] for name in ("site", "arose_in", "category", "name", "phone", "wanted", "workers")}
    body |= {"summary": "另有加班费。", "people_count": 2, "attendee_count": 1, "claimed_fen": 30_000_00, "version": 1}
    assert (await sent(sorting, f"PUT /api/book/bookings/{own['code']}", body))[0] == 200
    stale = await decides(one, own["id"], {"verb": "guide", **ROUTE}, on=before)
    assert stale[1]["code"] == "triage_corrected"


async def test_what_is_sent_on_stays_until_it_is_accepted_and_then_lies_there_with_all_of_it(sorting: Client) -> None:
    who, there = await officer(sorting), await officer(sorting, FAR_COUNTY)
    own = await pre_registered(sorting, day=str(THE_NINTH))
    assert (await there.get(f"/api/triage/{own['id']}")).status == 404
    await who.post(f"/api/bookings/{own['id']}/questions", {"unit": HOUSING})
    assert (await decides(who, own["id"], {"verb": "send_on", "site": HERE}))[1]["code"] == "triage_same_site"
    assert (await decides(who, own["id"], {"verb": "send_on", "site": "NONE"}))[1]["code"] == "triage_site_gone"
    assert (await decides(who, own["id"], {"verb": "send_on", "site": OTHER_CITY}))[0] == 200
    assert (await standing(sorting, own))["sent_to"]["site"] == OTHER_CITY
    seen = await read(there, own["id"])
    assert (seen["name"], seen["summary"], seen["may"]) == (None, own["summary"], ["accept", "refuse"])
    assert seen["referral_due_at"] is not None
    assert (await counted(there))[2] == [own["id"]]
    status, accepted = await decides(there, own["id"], {"verb": "accept"})
    assert (status, accepted["line"]["site"], accepted["name"]) == (200, OTHER_CITY, own["name"])
    status, now = await sent(sorting, f"GET /api/book/bookings/{own['code']}")
    assert (status, now["site"], now["name"], now["workers"]) == (200, OTHER_CITY, own["name"], own["workers"])
    assert (await read(who, own["id"]))["name"] is None  # who sent it on sees where it stands, not who it is
    assert (await decides(who, own["id"], {"verb": "undo"}))[1]["code"] == "triage_passed_on"
    questions = await (await there.get(f"/api/bookings/{own['id']}/questions")).json()
    assert [one["unit"] for one in questions["items"]] == [HOUSING]
    assert (await told(sorting))[-1] == "triage_moved"
    status, back = await decides(there, own["id"], {"verb": "undo"})
    assert (status, back["line"]["state"], back["line"]["site"]) == (200, "sent_on", HERE)
    assert (await sent(sorting, f"GET /api/book/bookings/{own['code']}"))[1]["day"] == str(THE_NINTH)


async def test_a_refusal_names_the_competent_unit_and_the_second_goes_to_the_province(sorting: Client) -> None:
    who, there = await officer(sorting), await officer(sorting, FAR_COUNTY)
    organiser = await officer(sorting, PROVINCE, "organiser")
    own = await pre_registered(sorting)
    await decides(who, own["id"], {"verb": "send_on", "site": OTHER_CITY})
    assert (await decides(there, own["id"], {"verb": "refuse", "unit": "NO-UNIT"}))[1]["code"] == "unit_gone"
    assert (await decides(there, own["id"], {"verb": "refuse", "unit": ABOVE}))[0] == 200
    assert (await read(there, own["id"]))["may"] == ["undo"]
    assert (await decides(there, own["id"], {"verb": "undo"}))[1]["line"]["state"] == "sent_on"
    assert (await decides(there, own["id"], {"verb": "refuse", "unit": ABOVE}))[0] == 200
    returned = await read(who, own["id"])
    assert (returned["line"]["state"], returned["history"][-1]["unit"]) == ("returned", ABOVE)
    await decides(who, own["id"], {"verb": "send_on", "site": OTHER_CITY})
    await decides(there, own["id"], {"verb": "refuse", "unit": ABOVE})
    disputed = await read(organiser, own["id"])
    assert (disputed["line"]["state"], disputed["summary"], disputed["may"]) == (
        "disputed",
        None,
        ["name_place", "undo"],
    )
    status, named = await decides(organiser, own["id"], {"verb": "name_place", "site": OTHER_CITY})
    assert (status, named["line"]["state"], named["line"]["site"]) == (200, "taken", OTHER_CITY)
    assert (await read(there, own["id"]))["line"]["state"] == "taken"


async def test_the_county_where_the_problem_arose_sees_what_another_place_took(sorting: Client) -> None:
    who, home = await officer(sorting), await officer(sorting, NEXT_COUNTY)
    own = await pre_registered(sorting, arose_in="430103")
    assert (await home.get(f"/api/triage/{own['id']}")).status == 404
    await decides(who, own["id"], TAKE)
    seen = await read(home, own["id"])
    assert (seen["name"], seen["may"], (await counted(home))[2]) == (None, [], [own["id"]])
    refused = await decides(home, own["id"], GUIDE)
    assert (refused[0], refused[1]["code"]) == (404, "not_found")
    await decides(who, own["id"], {"verb": "undo"})
    assert (await home.get(f"/api/triage/{own['id']}")).status == 404


async def test_needs_the_group_and_a_leader_by_video_are_noted_in_the_booking_and_taken_back(sorting: Client) -> None:
    who, own = await officer(sorting), await pre_registered(sorting)
    note: Json = {"verb": "note_details", "needs": ["ill"], "by_video": True, "people_count": 9, "attendee_count": 4}
    wrong = await decides(who, own["id"], {**note, "people_count": 1, "attendee_count": 2})
    assert (wrong[0], wrong[1]["code"]) == (422, "triage_people")
    status, noted = await decides(who, own["id"], note)
    assert (status, noted["by_video"], noted["line"]["kind"]) == (200, True, "appointment")
    now = (await sent(sorting, f"GET /api/book/bookings/{own['code']}"))[1]
    assert [now[name] for name in ("needs", "people_count", "attendee_count")] == [["ill"], 9, 4]
    await decides(who, own["id"], {"verb": "undo"})
    now = (await sent(sorting, f"GET /api/book/bookings/{own['code']}"))[1]
    assert [now[name] for name in ("needs", "people_count", "kind")] == [["elderly"], 2, "walk_in"]


async def test_what_is_over_is_not_sorted_any_more(sorting: Client) -> None:
    who, own = await officer(sorting), await pre_registered(sorting)
    seen = await read(who, own["id"])
    clock_of(sorting).forward(minutes=1)
    await sent(sorting, f"POST /api/book/bookings/{own['code']}/withdrawal", {"version": 1})
    refused = await decides(who, own["id"], TAKE, on=seen)
    assert (refused[0], refused[1]["code"]) == (409, "triage_closed")
