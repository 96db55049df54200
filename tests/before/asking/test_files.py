"""A unit attaches photographs and PDF to its answer; the booking's officers and leaders save them, no one else."""

import io
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from server import keys
from server.before.booking.model import BookingAttachment
from server.db import EVERYWHERE
from server.files.model import FileChunk
from server.http.guards import CSRF_HEADER, SESSION_COOKIE, csrf_of
from tests.before.asking.test_asking import ANSWER, NEXT_COUNTY, asked, housing, says
from tests.before.booking.test_attachments import HOSTILE, pdf, photo
from tests.support.bookings import booked, sent
from tests.support.people import Browser, browser_of
from tests.support.plan import COUNTY, NEXT_DOOR, THE_NINTH, make_day, make_sites
from tests.support.questions import ABOVE, HOUSING, make_unit
from tests.support.service import Client


@pytest.fixture(autouse=True)
async def planned(service: Client) -> None:
    database = service.app[keys.DATABASE]
    await make_sites(database)
    await make_day(database)
    await make_unit(database, ABOVE, "430100")
    await make_unit(database, HOUSING, "430102", categories=("wage_arrears_migrant",))


async def attaches(unit: Browser, question: str, content: bytes, ident: str | None = None) -> tuple[int, Any]:
    path = f"/api/me/questions/{question}/files/{ident or uuid7()}"
    own = {CSRF_HEADER: csrf_of(unit.token), "Cookie": f"{SESSION_COOKIE}={unit.token}"}
    answer = await unit.client.put(path, data=io.BytesIO(content), headers=own)
    return answer.status, await answer.json()


async def test_files_of_an_answer_are_sealed_few_inert_and_there_for_others_with_the_answer(service: Client) -> None:
    officer, _ = await browser_of(service, "officer", COUNTY)
    unit, made = await housing(service), await booked(service, day=str(THE_NINTH))
    question = (await asked(officer, made["id"]))["id"]
    ident = str(uuid7())
    for _ in range(2):
        status, full = await attaches(unit, question, photo(comment=b"taken by 12012345678"), ident)
        assert (status, [one["id"] for one in full["files"]]) == (200, [ident])
    for kind, content in HOSTILE.items():
        assert (await attaches(unit, question, content))[0] in {413, 422}, kind
    assert (await attaches(unit, question, bytes(50_000_000)))[0] == 413
    assert (await attaches(unit, question, photo(), str(uuid4())))[0] == 422
    assert (await attaches(unit, question, pdf(script="app.alert(1)")))[0] == 200
    at = f"/api/questions/{question}/files/{ident}"
    shown = (await says(officer, f"GET /api/bookings/{made['id']}/questions"))[1]["items"][0]
    assert (shown["files"], (await officer.get(at)).status) == ([], 404)
    assert (await says(unit, f"POST /api/me/questions/{question}/answer", {**ANSWER, "version": 1}))[0] == 200
    shown = (await says(officer, f"GET /api/bookings/{made['id']}/questions"))[1]["items"][0]
    assert [one["media"] for one in shown["files"]] == ["image/jpeg", "application/pdf"]
    for path, who in ((at, officer), (f"/api/me/questions/{question}/files/{ident}", unit)):
        answer = await who.get(path)
        assert (answer.status, answer.content_type) == (200, "image/jpeg")
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert b"12012345678" not in await answer.read()
    for stranger in (await housing(service, ABOVE, "430100"), (await browser_of(service, "officer", NEXT_COUNTY))[0]):
        assert (await stranger.get(at)).status in {403, 404}
        assert (await stranger.get(f"/api/me/questions/{question}/files/{ident}")).status == 404
    assert (await sent(service, f"GET /api/book/bookings/{made['code']}/attachments"))[1]["items"] == []
    assert (await service.delete(f"/api/book/bookings/{made['code']}/attachments/{ident}")).status == 404
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        sealed = b"".join(one.sealed for one in await tx.scalars(select(FileChunk)))
    assert not any(sign in sealed for sign in (b"%PDF", b"\xff\xd8\xff"))
    for _ in range(4):
        assert (await attaches(unit, question, pdf()))[0] == 200
    assert (await attaches(unit, question, pdf()))[1]["code"] == "attachments_full"
    assert (await unit._ask("DELETE", f"/api/me/questions/{question}/files/{ident}", None, {})).status == 200
    assert (await officer.get(at)).status == 404


async def test_files_go_with_their_booking_and_end_with_the_question(service: Client) -> None:
    officer, _ = await browser_of(service, "officer", COUNTY)
    unit, made = await housing(service), await booked(service)
    question = await asked(officer, made["id"])
    ident = str(uuid7())
    assert (await attaches(unit, question["id"], photo(), ident))[0] == 200
    assert (await says(unit, f"POST /api/me/questions/{question['id']}/answer", {**ANSWER, "version": 1}))[0] == 200
    there, _ = await browser_of(service, "officer", NEXT_COUNTY)
    at = f"POST /api/triage/{made['id']}/decisions"
    sends = {"verb": "send_on", "site": NEXT_DOOR, "reason": "x", "decisions": 0, "version": 1}
    assert (await says(officer, at, sends))[0] == 200
    assert (await says(there, at, {"verb": "accept", "reason": "x", "decisions": 1, "version": 1}))[0] == 200
    assert (await there.get(f"/api/questions/{question['id']}/files/{ident}")).status == 200
    other = await booked(service)
    open_one = await asked(officer, other["id"])
    assert (await attaches(unit, open_one["id"], photo()))[0] == 200
    back = f"POST /api/questions/{open_one['id']}/taking-back"
    assert (await says(officer, back, {"version": open_one["version"]}))[0] == 200
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert [str(one.id) for one in await tx.scalars(select(BookingAttachment))] == [ident]
    assert (await attaches(unit, open_one["id"], photo()))[1]["code"] == "not_from_here"
