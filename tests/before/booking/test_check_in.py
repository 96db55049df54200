"""A booking becomes a matter with the same id once a desk registers it; nothing else of the day changes."""

import pytest
from sqlalchemy import select

from server import keys
from server.before.booking.model import Booking, BookingVersion
from server.db import EVERYWHERE
from server.journal.readers import Reader
from server.reactions import AFTER_ENTRY
from tests.support.bookings import booked
from tests.support.hand_in import body_of, enrolled, entry, registration, results
from tests.support.people import clock_of
from tests.support.plan import THE_NINTH, make_day, make_sites
from tests.support.service import Client


@pytest.fixture(autouse=True)
async def planned(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE], state="live")


async def states(service: Client) -> list[str]:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return [one.state.value for one in await tx.scalars(select(Booking).order_by(Booking.id))]


async def read_all(service: Client) -> None:
    """Have every entry followed now, by a reader that begins at the first."""
    await Reader(service.app[keys.DATABASE], f"test{clock_of(service).now()}", AFTER_ENTRY).catch_up()


async def test_a_registered_booking_is_checked_in_and_one_whose_registration_is_withdrawn_is_not(
    service: Client,
) -> None:
    made = await booked(service, day=str(THE_NINTH))
    await booked(service, day=str(THE_NINTH))
    device = await enrolled(service)
    registered = registration(matter=made["id"], channel="qr_code")
    assert (await results(service, body_of(entry(), registered), device))[1]["status"] == "accepted"
    await read_all(service)
    assert await states(service) == ["checked_in", "submitted"]
    await read_all(service)
    withdrawn = entry("entry_withdrawn", {"entry": registered["id"], "reason": "选错了人"})
    assert (await results(service, body_of(withdrawn), device))[0]["status"] == "accepted"
    await read_all(service)
    clock_of(service).forward(minutes=1)
    await read_all(service)
    assert await states(service) == ["submitted", "submitted"]
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        said = await tx.scalars(select(BookingVersion).where(BookingVersion.happening != "submit"))
        assert [one.happening for one in said] == ["check_in", "undo_check_in"]
