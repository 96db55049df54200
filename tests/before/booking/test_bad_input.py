"""What a phone may send that is odd, large or too much: it is kept as it is, or refused, and nothing else is lost."""

import io
import json
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from sqlalchemy import select

from server import keys
from server.before.agenda.messages import DayChanged
from server.before.booking import rules
from server.before.booking.api import own
from server.before.booking.model import Booking
from server.before.booking.reactions import follow_day
from server.db import EVERYWHERE
from server.http.workbooks import WORKBOOK
from tests.support.bookings import booked, sent, told
from tests.support.people import clock_of
from tests.support.plan import HERE, NEXT_DOOR, THE_NINTH, make_day, make_sites
from tests.support.service import Client, Start

EXT_B, FACE, FAMILY = "𠮷𡈽", "😔", "👨‍👩‍👧"


@pytest.fixture
async def planned(service: Client) -> Client:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE])
    return service


def workbook(rows: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "金额"])
    for n in range(rows):
        sheet.write_row(n + 1, 0, [f"{EXT_B}{n}", 1000.5])
    book.close()
    return out.getvalue()


async def read(service: Client, content: bytes) -> Any:
    headers = {"Content-Type": WORKBOOK.media[0]}
    answer = await service.post("/api/book/worker-sheet", data=io.BytesIO(content), headers=headers)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def test_a_list_of_two_thousand_workers_from_excel_is_booked_and_one_more_is_refused(planned: Client) -> None:
    found = await read(planned, workbook(rules.MOST_WORKERS))
    assert (len(found["rows"]), found["total_fen"], found["faults"]) == (2_000, 2_000 * 100_050, [])
    many = {"people_count": 2_000, "claimed_fen": found["total_fen"], "workers": found["rows"]}
    made = await booked(planned, **many)
    _, own_one = await sent(planned, f"GET /api/book/bookings/{made['code']}")
    assert own_one["workers"] == found["rows"]
    more = await read(planned, workbook(rules.MOST_WORKERS + 1))
    assert more["rows"] == []
    assert [fault["code"] for fault in more["faults"]] == ["booking_workers"]


@pytest.mark.parametrize("name", [EXT_B, f"张{FACE}三", f"李{FAMILY}", "阿·买买提", "e\u0301va"])
async def test_signs_beyond_the_first_plane_come_back_as_they_were_told(planned: Client, name: str) -> None:
    made = await booked(planned, name=name, summary=f"{name} 说 {FACE}", workers=[], claimed_fen=0)
    _, read_back = await sent(planned, f"GET /api/book/bookings/{made['code']}")
    assert (read_back["name"], read_back["summary"]) == (name, f"{name} 说 {FACE}")


@pytest.mark.parametrize("half", ["\\ud83d", "\\ude14", "a\\ud842b"])
async def test_half_a_sign_is_refused_and_nothing_is_kept(planned: Client, half: str) -> None:
    body = json.dumps(told(name="半"), ensure_ascii=True).replace("\\u534a", half)
    assert half in body
    answer = await planned.post("/api/book/bookings", data=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status in {400, 422}
    async with planned.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(Booking)) == []


async def test_a_day_that_is_over_under_a_booking_expires_it_and_is_not_booked_again(planned: Client) -> None:
    made = await booked(planned, day=str(THE_NINTH))
    now = clock_of(planned).now()
    async with planned.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await follow_day(tx, DayChanged(day=str(THE_NINTH), was="closing", state="reconciled", at=now))
    _, gone = await sent(planned, f"GET /api/book/bookings/{made['code']}")
    assert gone["state"] == "expired"
    at = f"/api/book/bookings/{made['code']}"
    assert (await sent(planned, f"POST {at}/withdrawal", {"version": gone["version"]}))[1]["code"] == "not_from_here"
    clock_of(planned).forward(hours=24 * 40)
    body = told(day=str(THE_NINTH))
    assert (await sent(planned, "POST /api/book/bookings", body))[1]["code"] == "booking_day_gone"


@pytest.mark.parametrize("addresses", [10, 5_000])
async def test_of_ten_thousand_in_a_minute_a_site_takes_its_share_and_other_sites_all_of_theirs(
    monkeypatch: pytest.MonkeyPatch, addresses: int
) -> None:
    """By the limiter alone, with a clock of the test: the flood fills the minute, honest people come between."""
    clock = [1_700_000_000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    limiter = MovingWindowRateLimiter(MemoryStorage())

    async def made(address: str, site: str) -> bool:
        return await limiter.hit(own.MADE_BY_ADDRESS, "booking_of_address", address) and await limiter.hit(
            own.MADE_AT_SITE, "booking_at_site", site
        )

    kept, honest = 0, []
    for n in range(10_000):
        clock[0] += 60 / 10_000
        kept += await made(f"flood {n % addresses}", HERE)
        if n % 100 == 0:
            honest.append(await made("carrier", NEXT_DOOR))
    assert kept == own.MADE_AT_SITE.amount
    assert all(honest)
    clock[0] += 61
    assert all([await made("carrier", HERE) for _ in range(50)])


async def test_what_is_refused_for_too_many_is_kept_once_it_is_sent_again_and_neighbours_are_not_kept_waiting(
    start: Start, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = await start(database_url=database_url, trusted_proxies=("127.0.0.1",))
    await make_sites(service.app[keys.DATABASE])
    monkeypatch.setattr(own, "MADE_AT_SITE", type(own.MADE_AT_SITE)(4))
    bodies = [told(phone=f"1280000{n:04}") for n in range(10)]
    found = []
    for n, body in enumerate(bodies):
        forwarded = {"X-Forwarded-For": f"198.51.{100 + n % 2}.7"}
        found.append((await sent(service, "POST /api/book/bookings", body, **forwarded))[0])
    assert sorted(found) == [201] * 4 + [429] * 6
    carrier = {"X-Forwarded-For": "198.51.100.7"}
    neighbour = await sent(service, "POST /api/book/bookings", told(site=NEXT_DOOR, phone="12800010000"), **carrier)
    assert neighbour[0] == 201
    await service.app[keys.LIMITS].storage.reset()  # as a minute later
    late = [body for body, status in zip(bodies, found, strict=True) if status == 429][:4]
    assert [(await sent(service, "POST /api/book/bookings", body))[0] for body in late] == [201] * 4
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert len(await tx.scalars(select(Booking))) == 9
