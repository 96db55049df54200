"""A day is planned from the screens: by hand with conflicts and fixes, by the planner as a suggestion; published."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from server import keys
from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.before.asking.model import Question
from server.before.asking.rules import QuestionState
from server.before.booking.model import Booking, BookingVersion
from server.db import EVERYWHERE
from server.jobs.model import Job
from server.sites.model import Site, SiteDetail
from tests.support.bookings import booked
from tests.support.patience import HANG
from tests.support.people import CITY, PROVINCE, Browser, browser_of, clock_of, new_account
from tests.support.plan import HERE, NEXT_DOOR, make_sites
from tests.support.questions import ask
from tests.support.service import Client

DAY = "2023-12-14"
AT = f"/api/days/{DAY}/timetable"
NINE = 540
Json = dict[str, Any]


class Planner:
    """A service with a planned day, and its organiser."""

    def __init__(self, service: Client, organiser: Browser) -> None:
        self.service, self.organiser = service, organiser

    async def ask(self, operation: str, body: Any = None, *, by: Browser | None = None) -> tuple[int, Json]:
        method, path = operation.split()
        answer = await (by or self.organiser)._ask(method, path, body, {"Accept-Language": "en"})
        return answer.status, await answer.json()

    async def leader(self, places: tuple[int, int] = PROVINCE) -> str:
        database = self.service.app[keys.DATABASE]
        ident = (await new_account(database, "leader", places, clock=clock_of(self.service))).person.id
        body = {"kind": "leader", "account": ident, "site": HERE}
        assert (await self.ask(f"POST /api/days/{DAY}/duties", body))[0] == 201
        return ident

    async def matter(self, **more: Any) -> str:
        return str((await booked(self.service, day=DAY, **more))["id"])

    async def move(self, booking: str, leader: str | None, begins: int | None, *, version: int) -> tuple[int, Json]:
        moved = {"booking": booking, "leader": leader, "begins": begins}
        return await self.ask(f"POST {AT}/moves", {"version": version, "moves": [moved]})

    async def shown(self) -> Json:
        return (await self.ask(f"GET {AT}"))[1]

    async def suggested(self) -> Json:
        """The timetables once the planner has ended."""
        async with asyncio.timeout(HANG):
            while (found := await self.shown())["suggestion"]["run"] in {"waiting", "running"}:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return found


@pytest.fixture
async def planner(service: Client) -> Planner:
    await make_sites(service.app[keys.DATABASE])
    organiser, _ = await browser_of(service)
    made = Planner(service, organiser)
    assert (await made.ask("POST /api/days", {"date": DAY}))[0] == 201
    database = service.app[keys.DATABASE]
    async with database.transaction(EVERYWHERE) as tx:
        (await tx.get(Day, DAY)).state = DayState.ANNOUNCED
    return made


async def test_a_booking_is_placed_by_hand_and_a_conflict_comes_with_a_fix(planner: Planner) -> None:
    leader, one, other = await planner.leader(), await planner.matter(), await planner.matter()
    status, found = await planner.move(one, leader, NINE + 60, version=0)
    assert status == 200
    assert [(slot["booking"], slot["begins"]) for slot in found["draft"]["slots"]] == [(one, NINE + 60)]
    assert found["clashes"] == []
    status, found = await planner.move(other, leader, NINE + 60, version=found["draft"]["version"])
    assert status == 200
    (clash,) = found["clashes"]
    assert clash["problem"] == "at_once"
    assert {clash["booking"], clash["other"]} == {one, other}
    fix = clash["fix"]
    status, found = await planner.move(
        clash["booking"], fix["leader"], fix["begins"], version=found["draft"]["version"]
    )
    assert (status, found["clashes"]) == (200, [])


async def test_two_organisers_never_overwrite_each_other(planner: Planner) -> None:
    leader, one = await planner.leader(), await planner.matter()
    assert (await planner.move(one, leader, NINE + 60, version=0))[0] == 200
    status, refused = await planner.move(one, leader, NINE + 90, version=0)
    assert (status, refused["code"]) == (409, "timetable_changed")
    assert [slot["begins"] for slot in (await planner.shown())["draft"]["slots"]] == [NINE + 60]


async def test_the_planner_suggests_what_becomes_the_draft_and_is_published_to_phones(planner: Planner) -> None:
    leader, one, other = await planner.leader(), await planner.matter(), await planner.matter()
    status, found = await planner.ask(f"POST {AT}/suggestion", {"seconds": 5})
    assert (status, found["suggestion"]["run"]) == (202, "waiting")
    found = await planner.suggested()
    assert found["suggestion"]["run"] == "done"
    assert {slot["booking"] for slot in found["suggestion"]["slots"]} == {one, other}
    assert found["draft"] is None
    status, found = await planner.ask(f"POST {AT}/taking", {"version": 0})
    assert (status, found["suggestion"], len(found["draft"]["slots"])) == (200, None, 2)
    assert (found["tells_leaders"], found["tells_people"]) == ([leader], 2)
    status, found = await planner.ask(f"POST {AT}/publication", {"version": found["draft"]["version"]})
    assert (status, len(found["published"]["slots"]), found["changes"]) == (200, 2, [])
    async with planner.service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        bookings = await tx.scalars(select(Booking))
        assert {str(booking.appointed_leader) for booking in bookings} == {leader}
        assert all(booking.appointed_at is not None for booking in bookings)
        assert len([v for v in await tx.scalars(select(BookingVersion)) if v.happening == "appoint"]) == 2
        assert len(await tx.scalars(select(Job).where(Job.kind == "tell_of_timetable"))) == 1


async def test_what_is_set_by_hand_stays_where_it_is(planner: Planner) -> None:
    leader, one = await planner.leader(), await planner.matter()
    await planner.matter()
    await planner.move(one, leader, NINE + 120, version=0)
    await planner.ask(f"POST {AT}/suggestion", {"seconds": 2})
    slots = (await planner.suggested())["suggestion"]["slots"]
    assert [slot["begins"] for slot in slots if slot["booking"] == one] == [NINE + 120]


async def test_a_day_without_leaders_says_why_nothing_is_placed(planner: Planner) -> None:
    one = await planner.matter()
    await planner.ask(f"POST {AT}/suggestion", {"seconds": 2})
    left = (await planner.suggested())["suggestion"]["left_out"]
    assert [(item["booking"], item["reason"]) for item in left] == [(one, "no_leader")]
    assert left[0]["zh"]
    assert left[0]["en"]


async def test_when_a_leader_falls_out_others_are_suggested_and_nobody_is_told_before_a_yes(planner: Planner) -> None:
    first, second, one = await planner.leader(), await planner.leader(), await planner.matter()
    found = (await planner.move(one, first, NINE + 120, version=0))[1]
    found = (await planner.ask(f"POST {AT}/publication", {"version": found["draft"]["version"]}))[1]
    status, found = await planner.ask(f"POST {AT}/repair", {"lost": first, "since": NINE + 90})
    assert status == 200
    (slot,) = found["suggestion"]["slots"]
    assert (slot["leader"], slot["begins"] >= NINE + 90) == (second, True)
    assert [slot["leader"] for slot in found["published"]["slots"]] == [first]


async def test_what_cannot_be_is_refused_and_changes_nothing(planner: Planner) -> None:
    leader, one = await planner.leader(), await planner.matter()
    none = "018bb165-9350-7000-8000-000000000009"
    for booking, who, begins, code in (
        (none, leader, NINE, "not_wanted"),
        (one, none, NINE, "not_receiving"),
        (one, leader, None, "slot_hours"),
        (one, leader, 2880, "slot_hours"),
    ):
        assert (await planner.move(booking, who, begins, version=0))[1]["code"] == code
    assert (await planner.ask(f"POST {AT}/publication", {"version": 0}))[1]["code"] == "timetable_empty"
    assert (await planner.ask(f"POST {AT}/taking", {"version": 0}))[1]["code"] == "no_suggestion"
    assert (await planner.ask(f"DELETE {AT}/suggestion"))[0] == 200
    assert (await planner.shown())["draft"] is None
    elsewhere, _ = await browser_of(planner.service, "organiser", CITY)
    assert (await planner.ask(f"GET {AT}", by=elsewhere))[0] == 404


async def test_a_timetable_with_conflicts_is_not_published(planner: Planner) -> None:
    leader, one = await planner.leader(), await planner.matter()
    found = (await planner.move(one, leader, 60, version=0))[1]
    assert [clash["problem"] for clash in found["clashes"]] == ["early"]
    status, refused = await planner.ask(f"POST {AT}/publication", {"version": found["draft"]["version"]})
    assert (status, refused["code"]) == (409, "timetable_conflicts")


async def test_a_leader_who_moves_to_another_site_at_noon_hears_there_after_the_road(planner: Planner) -> None:
    database = planner.service.app[keys.DATABASE]
    leader = (await new_account(database, "leader", PROVINCE, clock=clock_of(planner.service))).person.id
    for site, begins, ends in ((HERE, "09:00", "12:00"), (NEXT_DOOR, "12:00", "17:00")):
        body = {"kind": "leader", "account": leader, "site": site, "begins_at": begins, "ends_at": ends}
        status, told = await planner.ask(f"POST /api/days/{DAY}/duties", body)
        assert status == 201, told
    booking = await planner.matter(site=NEXT_DOOR)
    status, found = await planner.move(booking, leader, 12 * 60 + 30, version=0)
    assert (status, [one["problem"] for one in found["clashes"]]) == (200, ["road"])
    assert found["clashes"][0]["fix"]["begins"] == 12 * 60 + 75
    async with database.transaction(EVERYWHERE) as tx:
        for code, north in ((HERE, 28_228_000), (NEXT_DOOR, 28_268_000)):
            place = (await tx.get(Site, code)).place
            tx.add(SiteDetail(site=code, place=place, languages=[], latitude_e6=north, longitude_e6=112_939_000))
    assert (await planner.shown())["clashes"] == []  # four kilometres away: 17 minutes


async def test_a_department_that_said_it_comes_is_waited_for_where_its_officials_are_on_duty(planner: Planner) -> None:
    leader, booking = await planner.leader(), await planner.matter()
    app, database = planner.service.app, planner.service.app[keys.DATABASE]
    async with database.transaction(EVERYWHERE) as tx:
        asked = await tx.get(Booking, UUID(booking))
    question = await ask(app, asked)
    assert (await planner.move(booking, leader, NINE, version=0))[1]["clashes"] == []
    official = (await new_account(database, "department", PROVINCE, clock=clock_of(planner.service))).person.id
    hours = {"begins_at": "14:00", "ends_at": "16:00", "unit": "（示例）单位"}
    body = {"kind": "department", "account": official, "site": HERE, **hours}
    assert (await planner.ask(f"POST /api/days/{DAY}/duties", body))[0] == 201
    assert (await planner.shown())["clashes"] == []  # it has not said yet that it comes
    async with database.transaction(EVERYWHERE) as tx:
        held = await tx.get(Question, question.id)
        held.state, held.will_attend, held.answered_at = QuestionState.ANSWERED, True, app[keys.CLOCK].now()
    (clash,) = (await planner.shown())["clashes"]
    assert (clash["problem"], clash["fix"]["begins"]) == ("staff", 14 * 60)
