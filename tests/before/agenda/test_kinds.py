"""A day by appointment and a day down to a county, each from its plan to its tally."""

from typing import Any

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from server import keys
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayState
from server.before.booking.model import Booking
from server.db import EVERYWHERE
from server.notices.model import Notice
from tests.support.bookings import booked, sent
from tests.support.hand_in import enrolled
from tests.support.people import PROVINCE, Browser, browser_of, clock_of, new_account
from tests.support.plan import HERE, make_sites
from tests.support.service import Client

DAY = "2023-12-14"
TEN = 600
Json = dict[str, Any]


class Planned:
    """A day of one kind at one site, whose leader is the province's."""

    def __init__(self, service: Client, organiser: Browser, leader: str) -> None:
        self.service, self.organiser, self.leader = service, organiser, leader

    async def ask(self, operation: str, body: Any = None) -> Json:
        method, path = operation.split()
        answer = await self.organiser._ask(method, path, body, {"Accept-Language": "en"})
        told: Json = await answer.json()
        assert answer.status < 300, told
        return told


async def planned(service: Client, kind: str) -> Planned:
    database = service.app[keys.DATABASE]
    await make_sites(database, HERE)
    organiser, _ = await browser_of(service)
    leader = (await new_account(database, "leader", PROVINCE, clock=clock_of(service))).person.id
    made = Planned(service, organiser, leader)
    await made.ask("POST /api/days", {"date": DAY})
    plan = (await made.ask(f"GET /api/days/{DAY}/plan"))["plan"]
    await made.ask(f"PUT /api/days/{DAY}/plan", {"version": 0, "plan": {**plan, "kind": kind, "sites": [HERE]}})
    await made.ask(f"PUT /api/days/{DAY}/sites/{HERE}/plan", {"version": 0, "plan": {"leader": leader}})
    await made.ask(f"POST /api/days/{DAY}/commands", {"command": "announce"})
    return made


async def agreed(made: Planned, booking: str) -> Json:
    """The booking at its person's phone, once the timetable is published with a time for it."""
    at = f"/api/days/{DAY}/timetable"
    moved = {"booking": booking, "leader": made.leader, "begins": TEN}
    draft = (await made.ask(f"POST {at}/moves", {"version": 0, "moves": [moved]}))["draft"]
    await made.ask(f"POST {at}/publication", {"version": draft["version"]})
    async with made.service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (row,) = await tx.scalars(select(Booking).where(Booking.state == "submitted"))
        assert row.appointed_meeting is not None
        return {"kind": row.kind, "meeting": row.appointed_meeting, "at": row.appointed_at}


async def received(made: Planned, booking: str) -> Json:
    """The figures of the day, once the person of a booking and one without came to the desk."""
    async with made.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        day = await tx.get(Day, DAY)
        day.state = DayState.LIVE
    desk = await enrolled(made.service)
    for matter in (booking, str(uuid7())):
        said = {"involved_count": 2, "attendee_count": 1, "is_repeat": False, "summary": "（示例）", "needs": []}
        data = {**said, "category": "work_injury", "channel": "site", "matter": matter}
        entry = {"id": str(uuid7()), "day": DAY, "site": HERE, "at": f"{DAY}T09:00:00+08:00"}
        whole = {**entry, "kind": "matter_registered", "data": data}
        path = f"/api/days/{DAY}/sites/{HERE}/entries"
        answer = await made.service.post(path, json={"entries": [whole]}, headers=desk)
        assert (await answer.json())["results"][0]["status"] == "accepted"
    totals: Json = (await made.ask(f"GET /api/days/{DAY}/tally"))["totals"]
    return totals


@pytest.mark.parametrize("kind", ["by_appointment", "at_county"])
async def test_a_day_of_a_kind_goes_from_its_plan_to_its_tally(service: Client, kind: str) -> None:
    made = await planned(service, kind)
    _, notice = await sent(service, f"GET /api/public/days/{DAY}/notice")
    is_appointed = kind == "by_appointment"
    assert ("约好时间再来" if is_appointed else "下沉接访") in notice["held"]["zh"]
    (place,) = notice["places"]
    assert place["receives"]["zh"] == ("县级接访领导" if is_appointed else "省级接访领导")
    _, site = await sent(service, f"GET /api/book/sites/{HERE}")
    assert [one["kind"] for one in site["days"]] == [kind]

    own = await booked(service, day=DAY, kind="walk_in")
    assert own["kind"] == ("appointment" if is_appointed else "walk_in")
    time = await agreed(made, own["id"])
    assert time["meeting"] == "in_person"
    _, own = await sent(service, f"GET /api/book/bookings/{own['code']}")
    assert own["appointment"]["meeting"] == "in_person"
    totals = await received(made, own["id"])
    assert (totals["matters"], totals["attendees"], totals["involved"]) == (2, 2, 4)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(SiteSession.site).where(SiteSession.day == DAY)) == [HERE]
        assert not await tx.scalars(select(Notice.key).where(Notice.kind == "appointment_off"))
