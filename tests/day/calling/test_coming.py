"""A leader reads of their own appointments before the person has come, with what the units answered; none else does."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from server import keys
from server.before.booking.model import Booking
from server.before.booking.rules import BookingState, Meeting
from server.db import EVERYWHERE
from server.people.model import AuditLine
from tests.support.briefs import WORDS, hand_in, prepared
from tests.support.hand_in import DAY, Headers, registration
from tests.support.people import CITY
from tests.support.plan import HERE, signed_in
from tests.support.service import Client

COMING = f"/api/days/{DAY}/coming"


async def agreed(client: Client, booking: Booking, leader: Headers) -> str:
    """An appointment of the booking with this leader, an hour from now; who they are."""
    me = str((await (await client.get("/api/me", headers=leader)).json())["id"])
    begins = client.app[keys.CLOCK].now() + timedelta(hours=1)
    values = {"appointed_at": begins, "appointed_until": begins + timedelta(minutes=30), "appointed_leader": UUID(me)}
    async with client.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await tx.change(
            update(Booking).where(Booking.id == booking.id).values(appointed_meeting=Meeting.VIDEO, **values)
        )
    return me


async def asked(client: Client, path: str, headers: Headers) -> tuple[int, Any]:
    answer = await client.get(path, headers=headers)
    return answer.status, await answer.json()


async def test_an_appointment_is_read_before_its_person_comes_with_what_the_units_say(
    receiving: Client, device: Headers
) -> None:
    booking = await prepared(receiving, device, comes=False)
    leader = await signed_in(receiving, "leader", CITY)
    assert await asked(receiving, COMING, leader) == (200, {"items": []})
    me = await agreed(receiving, booking, leader)
    (one,) = (await asked(receiving, COMING, leader))[1]["items"]
    assert (one["booking"], one["site"], one["begins_at"], one["ends_at"], one["meeting"], one["attendees"]) == (
        str(booking.id),
        HERE,
        f"{DAY}T10:00:00+08:00",
        f"{DAY}T10:30:00+08:00",
        "video",
        booking.attendee_count,
    )
    status, found = await asked(receiving, f"{COMING}/{booking.id}", leader)
    assert (status, found["coming"], found["person"]) == (200, one, "张*")
    assert found["background"]["told"]["summary"] == WORDS
    assert [said["offer"] for said in found["background"]["answers"]] == [None, "总包三日内先行清偿。"]
    assert found["background"]["policy"]["code"] == "general-contractor-pays-first"
    assert len(found["background"]["similar"]) == 2
    assert [joins["name"] for joins in found["background"]["joins"]] == ["何译员", "刘建设"]
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        of = (AuditLine.what == "brief_read", AuditLine.who == f"account:{me}")
        assert list(await tx.scalars(select(AuditLine.about).where(*of))) == [f"booking:{booking.id}"]


async def test_who_has_no_appointment_with_it_reads_nothing_of_a_booking(receiving: Client, device: Headers) -> None:
    booking = await prepared(receiving, device, comes=False)
    leader, other = await signed_in(receiving, "leader", CITY), await signed_in(receiving, "leader", CITY)
    await agreed(receiving, booking, leader)
    assert await asked(receiving, COMING, other) == (200, {"items": []})
    assert (await asked(receiving, f"{COMING}/{booking.id}", other))[0] == 404
    assert (await asked(receiving, COMING, device))[0] == 403


async def test_a_booking_that_came_or_was_withdrawn_is_awaited_no_more(receiving: Client, device: Headers) -> None:
    booking = await prepared(receiving, device, comes=False)
    leader = await signed_in(receiving, "leader", CITY)
    await agreed(receiving, booking, leader)
    for state in (BookingState.WITHDRAWN, BookingState.EXPIRED, BookingState.CHECKED_IN):
        async with receiving.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
            await tx.change(update(Booking).where(Booking.id == booking.id).values(state=state))
        assert await asked(receiving, COMING, leader) == (200, {"items": []})
        assert (await asked(receiving, f"{COMING}/{booking.id}", leader))[0] == 404
    told = registration(matter=str(booking.id), summary=WORDS, category="wage_arrears_migrant", involved_count=14)
    await hand_in(receiving, device, HERE, told)
    waits = f"/api/days/{DAY}/matters/{booking.id}/brief?site={HERE}"
    assert (await asked(receiving, waits, leader))[1]["background"]["told"]["summary"] == WORDS
