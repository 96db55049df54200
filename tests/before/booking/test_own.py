"""A person pre-registers without an account, and reads, corrects and withdraws it at its query code."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from server import keys
from server.before.booking.model import Booking, BookingVersion
from server.db import EVERYWHERE
from tests.support.bookings import booked, sent, told
from tests.support.hand_in import enrolled
from tests.support.plan import HERE, NEXT_DOOR, THE_NINTH, make_day, make_sites
from tests.support.service import Client


@pytest.fixture(autouse=True)
async def planned(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE])


def said(body: dict[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in ("name", "phone", "summary", "wanted", "respondent", "workers", "needs")}


async def test_a_site_says_its_days_and_what_to_bring_and_the_problem_s_place_says_the_site(service: Client) -> None:
    status, site = await sent(service, f"GET /api/book/sites/{HERE}")
    assert (status, [day["day"] for day in site["days"]], site["checks_phones"]) == (200, [str(THE_NINTH)], False)
    assert len(site["bring"]) > 2
    for region, answer in (("430202", "problem_place"), ("430100", None), ("430121", None)):
        status, found = await sent(service, f"GET /api/book/competent-site?region={region}")
        assert (status, found["routing"]) == (200, answer)
    assert (await sent(service, "GET /api/book/sites/HN-D-000000"))[0] == 404
    assert (await sent(service, "GET /api/book/competent-site?region=990000"))[0] == 404


async def test_what_was_told_is_read_corrected_and_withdrawn_at_the_query_code_and_each_version_stays(
    service: Client,
) -> None:
    made = await booked(service, day=str(THE_NINTH))
    assert (made["state"], made["version"], made["routing"]) == ("submitted", 1, "problem_place")
    at = f"/api/book/bookings/{made['code']}"
    status, read = await sent(service, f"GET {at}")
    assert (status, said(read)) == (200, said(told()))
    assert await sent(service, f"GET {at.lower().replace('-', '')}") == (200, read)
    body = {**told(summary="另外还欠加班费。", arose_in="430103", day=str(THE_NINTH)), "version": 1}
    del body["id"]
    status, corrected = await sent(service, f"PUT {at}", body)
    assert (status, corrected["version"], corrected["routing"]) == (200, 2, "chosen")
    assert corrected["summary"] == "另外还欠加班费。"
    assert (await sent(service, f"PUT {at}", body))[1]["code"] == "booking_changed"
    assert (await sent(service, f"POST {at}/withdrawal", {"version": 1}))[0] == 409
    assert "STATUS:CONFIRMED" in (await sent(service, f"GET {at}/calendar.ics"))[1]
    status, gone = await sent(service, f"POST {at}/withdrawal", {"version": 2})
    assert (status, gone["state"]) == (200, "withdrawn")
    assert "STATUS:CANCELLED" in (await sent(service, f"GET {at}/calendar.ics"))[1]
    assert (await sent(service, f"POST {at}/withdrawal", {"version": 2}))[0] == 200
    assert (await sent(service, f"PUT {at}", body | {"version": 3}))[1]["code"] == "not_from_here"
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        versions = await tx.scalars(select(BookingVersion).order_by(BookingVersion.version))
        assert [(one.version, one.happening, one.by) for one in versions] == [
            (1, "submit", "petitioner"),
            (2, "correct", "petitioner"),
            (3, "withdraw", "petitioner"),
        ]


async def test_a_booking_that_is_sent_twice_or_at_once_is_one_and_another_under_its_id_is_refused(
    service: Client,
) -> None:
    body = told()
    answers = await asyncio.gather(*(sent(service, "POST /api/book/bookings", body) for _ in range(8)))
    assert {(status, made["code"]) for status, made in answers} == {(201, answers[0][1]["code"])}
    assert (await sent(service, "POST /api/book/bookings", body | {"summary": "别的事"}))[1][
        "code"
    ] == "booking_id_taken"
    there = await sent(service, "POST /api/book/bookings", body | {"site": NEXT_DOOR})
    assert (there[0], there[1]["code"]) == (409, "booking_id_taken")
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert len(await tx.scalars(select(Booking))) == 1


async def test_the_desk_of_the_site_has_it_in_full_and_no_other_site_has(service: Client) -> None:
    made = await booked(service, day=str(THE_NINTH))
    url = f"/api/days/{THE_NINTH}/sites/{HERE}/bookings"
    desk = await enrolled(service)
    listed = await (await service.get(url, headers=desk)).json()
    assert listed["items"] == [{**made, "joined": []}]
    again = await (await service.get(f"{url}?known={listed['tag']}", headers=desk)).json()
    assert again == {"tag": listed["tag"], "items": None}
    assert (await service.get(url, headers=await enrolled(service, NEXT_DOOR))).status == 404
