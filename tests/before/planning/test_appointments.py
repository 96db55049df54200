"""One booking gets a leader and a time by hand, its person moves or lets it go, and the queue holds the time."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from server import keys
from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.before.booking.model import Booking
from server.before.planning.model import TimetableSlot
from server.before.planning.reactions import appointment_teller
from server.db import EVERYWHERE
from server.jobs.model import Job
from server.notices.model import Notice
from server.place import Scope
from tests.support.bookings import booked, sent
from tests.support.people import CITY, COUNTY, NEXT_COUNTY, Browser, browser_of, clock_of, new_account
from tests.support.plan import HERE, NEXT_DOOR, make_sites
from tests.support.service import Client

DAY = "2023-12-14"
TEN, TEN_SAID = 600, "2023-12-14T10:00:00+08:00"
Json = dict[str, Any]


class Office:
    """A planned day with a leader who sits at the site, one of the city, and an officer of the county."""

    def __init__(self, service: Client, organiser: Browser, officer: Browser) -> None:
        self.service, self.organiser, self.officer = service, organiser, officer

    async def ask(self, operation: str, body: Any = None, *, by: Browser | None = None) -> tuple[int, Json]:
        method, path = operation.split()
        answer = await (by or self.officer)._ask(method, path, body, {"Accept-Language": "en"})
        return answer.status, await answer.json()

    async def leader(self, site: str | None = HERE) -> str:
        database = self.service.app[keys.DATABASE]
        ident = (await new_account(database, "leader", CITY, clock=clock_of(self.service))).person.id
        body = {"kind": "leader", "account": ident, "site": site, "region": None if site else "430100"}
        assert (await self.ask(f"POST /api/days/{DAY}/duties", body, by=self.organiser))[0] == 201
        return ident

    async def appoint(
        self, made: Json, leader: str | None, begins: int = TEN, *, version: int = 1, **more: Any
    ) -> tuple[int, Json]:
        at = None if leader is None else {"day": DAY, "leader": leader, "begins": begins, **more}
        return await self.ask(f"POST /api/bookings/{made['id']}/appointment", {"version": version, "at": at})

    async def slots(self) -> list[tuple[str, str, int | None]]:
        async with self.service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
            found = await tx.scalars(select(TimetableSlot).order_by(TimetableSlot.state, TimetableSlot.begins))
            return [(one.state.value, str(one.booking), one.begins) for one in found]

    async def jobs(self, kind: str) -> list[Job]:
        async with self.service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
            return list(await tx.scalars(select(Job).where(Job.kind == kind).order_by(Job.key)))


@pytest.fixture
async def office(service: Client) -> Office:
    await make_sites(service.app[keys.DATABASE])
    organiser, _ = await browser_of(service)
    officer, _ = await browser_of(service, "officer", COUNTY)
    made = Office(service, organiser, officer)
    assert (await made.ask("POST /api/days", {"date": DAY}, by=organiser))[0] == 201
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        (await tx.get(Day, DAY)).state = DayState.ANNOUNCED
    return made


async def test_an_officer_of_the_county_gives_a_time_with_a_leader_and_the_phone_reads_it(office: Office) -> None:
    leader, made = await office.leader(), await booked(office.service, kind="appointment")
    status, times = await office.ask(f"GET /api/bookings/{made['id']}/times?day={DAY}")
    assert (status, [one["leader"] for one in times["leaders"]]) == (200, [leader])
    assert {"begins": TEN, "begins_at": TEN_SAID, "in_person": True} in times["leaders"][0]["times"]
    assert (await office.appoint(made, leader))[0] == 200
    _, own = await sent(office.service, f"GET /api/book/bookings/{made['code']}")
    assert (own["day"], own["version"], own["appointment"]["meeting"]) == (DAY, 2, "in_person")
    assert own["appointment"]["begins_at"] == TEN_SAID
    assert await office.slots() == [("published", made["id"], TEN)]
    listed = (await office.ask(f"GET /api/days/{DAY}/bookings"))[1]["items"]
    assert [(one["name"], one["appointment"]["begins_at"]) for one in listed] == [("张三", TEN_SAID)]
    full = (await office.ask(f"GET /api/bookings/{made['id']}"))[1]
    assert (full["name"], full["leader"], full["alike"]) == ("张三", leader, [])
    again = await booked(office.service, phone="12800000008", respondent="(示例) 某建筑公司")
    await booked(office.service, phone="12800000009", respondent=None)
    alike = (await office.ask(f"GET /api/bookings/{made['id']}"))[1]["alike"]
    assert [(one["id"], one["same_phone"], one["same_respondent"]) for one in alike] == [(again["id"], False, True)]
    assert [job.key.split("/")[1] for job in await office.jobs("tell_of_appointment")] == [
        "appointment_agreed",
        "appointment_tomorrow",
    ]
    ics = (await sent(office.service, f"GET /api/book/bookings/{made['code']}/calendar.ics"))[1]
    assert "DTSTART;TZID=Asia/Shanghai:20231214T100000" in ics


async def test_what_cannot_be_is_refused_with_its_reason_and_changes_nothing(office: Office) -> None:
    leader, made, other = await office.leader(), await booked(office.service), await booked(office.service)
    away = await office.leader(None)
    assert (await office.appoint(made, leader))[0] == 200
    for answer, code in (
        (await office.appoint(other, leader), "appointment_at_once"),
        (await office.appoint(other, leader, 30), "appointment_early"),
        (await office.appoint(other, leader, TEN + 7), "slot_hours"),
        (await office.appoint(other, away, meeting="in_person"), "appointment_not_in_person"),
        (await office.appoint(other, str(UUID(int=7))), "appointment_leader_gone"),
        (await office.appoint(other, leader, version=9), "booking_changed"),
        (await office.appoint(other, None), "appointment_none"),
    ):
        assert answer[1]["code"] == code
    assert await office.slots() == [("published", made["id"], TEN)]
    assert (await sent(office.service, f"GET /api/book/bookings/{other['code']}"))[1]["version"] == 1


async def test_a_person_moves_their_time_and_lets_it_go_and_withdrawing_frees_it(office: Office) -> None:
    leader, made = await office.leader(), await booked(office.service)
    at = f"/api/book/bookings/{made['code']}"
    assert (await sent(office.service, f"GET {at}/times"))[1]["code"] == "appointment_none"
    await office.appoint(made, leader)
    free = (await sent(office.service, f"GET {at}/times"))[1]["times"]
    later = next(one["begins"] for one in free if one["begins"] > TEN)
    status, own = await sent(office.service, f"POST {at}/appointment", {"version": 2, "begins": later})
    assert (status, own["version"], await office.slots()) == (200, 3, [("published", made["id"], later)])
    status, own = await sent(office.service, f"POST {at}/appointment", {"version": 3, "begins": None})
    assert (status, own["begins_at"], await office.slots()) == (200, None, [])
    assert (await office.appoint(made, leader, version=4))[0] == 200
    told = len(await office.jobs("tell_of_timetable"))
    clock_of(office.service).forward(seconds=2)
    status, own = await sent(office.service, f"POST {at}/withdrawal", {"version": 5})
    assert (status, own["appointment"], await office.slots()) == (200, None, [])
    assert len(await office.jobs("tell_of_timetable")) == told + 1


async def test_another_site_that_accepts_a_booking_leaves_its_time_free_and_the_person_is_told(office: Office) -> None:
    leader, made = await office.leader(), await booked(office.service)
    await office.appoint(made, leader)
    letters = len(await office.jobs("tell_of_timetable"))
    clock_of(office.service).forward(seconds=2)
    there, _ = await browser_of(office.service, "officer", NEXT_COUNTY)
    said = {"verb": "send_on", "site": NEXT_DOOR, "reason": "属邻区", "decisions": 0, "version": 2}
    at = f"POST /api/triage/{made['id']}/decisions"
    assert (await office.ask(at, said))[0] == 200
    assert await office.slots() == [("published", made["id"], TEN)]
    accepted = {"verb": "accept", "reason": "属我区", "decisions": 1, "version": 2}
    assert (await office.ask(at, accepted, by=there))[0] == 200
    assert await office.slots() == []
    assert len(await office.jobs("tell_of_timetable")) == letters + 1
    (off,) = [job for job in await office.jobs("tell_of_appointment") if "agreed" not in job.key]
    app = office.service.app
    tell = appointment_teller(clock_of(office.service), app[keys.SEALER], tells_phones=True)
    async with app[keys.DATABASE].transaction(Scope(off.lo, off.hi)) as tx:
        await tell(tx, off)
        assert [one.kind for one in await tx.scalars(select(Notice))] == ["appointment_off"]
    other = await booked(office.service)
    assert (await office.appoint(other, leader))[0] == 200


async def test_a_timetable_that_is_published_later_keeps_what_was_agreed_by_hand(office: Office) -> None:
    leader, made, other = await office.leader(), await booked(office.service, day=None), await booked(office.service)
    await office.appoint(made, leader)
    moved = {"booking": made["id"], "leader": leader, "begins": TEN + 60}
    at = f"/api/days/{DAY}/timetable"
    status, shown = await office.ask(f"POST {at}/moves", {"version": 0, "moves": [moved]}, by=office.organiser)
    assert status == 200
    assert (await office.appoint(other, leader))[1]["code"] == "appointment_at_once"
    assert (await office.appoint(other, leader, TEN + 120))[0] == 200
    body = {"version": shown["draft"]["version"]}
    assert (await office.ask(f"POST {at}/publication", body, by=office.organiser))[1]["code"] == "timetable_changed"
    version = (await office.ask(f"GET {at}", by=office.organiser))[1]["draft"]["version"]
    assert (await office.ask(f"POST {at}/publication", {"version": version}, by=office.organiser))[0] == 200
    published = [(booking, begins) for state, booking, begins in await office.slots() if state == "published"]
    assert published == [(made["id"], TEN + 60), (other["id"], TEN + 120)]


async def test_a_person_is_reminded_by_a_message_of_the_time_that_holds_then(office: Office) -> None:
    leader, made = await office.leader(), await booked(office.service)
    await office.appoint(made, leader)
    app, clock = office.service.app, clock_of(office.service)
    tell = appointment_teller(clock, app[keys.SEALER], tells_phones=True)
    (first, eve) = await office.jobs("tell_of_appointment")
    assert eve.due == datetime.fromisoformat("2023-12-13T17:00:00+08:00")
    for job in (first, eve, eve):
        async with app[keys.DATABASE].transaction(Scope(job.lo, job.hi)) as tx:
            await tell(tx, job)
    async with app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        kinds = [one.kind for one in await tx.scalars(select(Notice).order_by(Notice.id))]
        booking = await tx.get(Booking, UUID(made["id"]))
    assert kinds == ["appointment_agreed", "appointment_tomorrow"]
    assert booking.appointed_until is not None
    assert booking.appointed_at is not None
    assert booking.appointed_until - booking.appointed_at >= timedelta(minutes=20)
