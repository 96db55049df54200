"""An officer asks the competent unit; its people read, draft and answer; a late answer is chased upwards."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from server import keys
from server.before.asking.reads import answers_of, count_open
from server.before.asking.telling import CHASE_ANSWER, TELL_OF_QUESTION, chaser, question_teller
from server.db import EVERYWHERE
from server.jobs.worker import Worker
from server.journal.model import Matter
from server.notices.model import Notice
from server.people.contact import seal_email
from server.people.model import Account
from server.people.positions import PostKind
from server.units.model import Unit
from tests.support.bookings import Json, booked, sent
from tests.support.people import Browser, SignedIn, browser_of, clock_of
from tests.support.plan import COUNTY, NEXT_DOOR, THE_NINTH, make_day, make_sites
from tests.support.questions import ABOVE, HOUSING, answers_for, make_unit
from tests.support.service import Client

NEXT_COUNTY = (430103000, 430103999)
ANSWER = {
    "facts": "已立案，欠薪属实。",
    "owed_fen": 30_000_00,
    "offer": "十日内先行支付。",
    "documents": "（示例）指令书",
}
Say = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture(autouse=True)
async def planned(service: Client) -> None:
    database = service.app[keys.DATABASE]
    await make_sites(database)
    await make_day(database)
    await make_unit(database, ABOVE, "430100")
    await make_unit(database, HOUSING, "430102", categories=("wage_arrears_migrant",))
    await make_unit(database, "HN-ZJ-430103", "430103")


async def says(browser: Browser, operation: str, body: Json | None = None) -> tuple[int, Any]:
    method, path = operation.split()
    answer = await browser._ask(method, path, body, {})
    return answer.status, await answer.json()


async def in_browser(service: Client, who: SignedIn) -> Browser:
    browser = Browser(service)
    await browser.sign_in(who.login)
    return browser


async def housing(service: Client, unit: str = HOUSING, region: str = "430102", **more: PostKind) -> Browser:
    return await in_browser(
        service, await answers_for(service.app[keys.DATABASE], unit, region, clock=clock_of(service), **more)
    )


async def asked(officer: Browser, booking: str, unit: str = HOUSING) -> Json:
    status, answer = await says(
        officer, f"POST /api/bookings/{booking}/questions", {"unit": unit, "words": "立案了吗？"}
    )
    assert status == 201, answer
    return dict(answer["items"][-1])


async def test_a_unit_is_asked_reads_the_facts_without_a_name_keeps_a_draft_and_answers(service: Client) -> None:
    officer, _ = await browser_of(service, "officer", COUNTY)
    unit = await housing(service)
    made = await booked(service, day=str(THE_NINTH), name="王五")
    status, first = await says(officer, f"GET /api/bookings/{made['id']}/questions")
    assert (status, first["items"]) == (200, [])
    assert [(one["unit"], one["is_competent"], one["officers"]) for one in first["choices"]] == [
        (HOUSING, True, 1),
        (ABOVE, False, 0),
    ]
    question = await asked(officer, made["id"])
    again = await says(officer, f"POST /api/bookings/{made['id']}/questions", {"unit": HOUSING})
    assert (again[0], again[1]["code"]) == (409, "question_open")
    own = (await says(unit, "GET /api/me/questions"))[1]
    assert ([one["id"] for one in own["items"]], own["units"], own["waiting"]) == ([question["id"]], 1, 1)
    at = f"/api/me/questions/{question['id']}"
    read = (await says(unit, f"GET {at}"))[1]
    assert read["facts"]["summary"] == made["summary"]
    assert made["name"] not in str(read)
    assert made["phone"] not in str(read)
    status, kept = await says(unit, f"PUT {at}/draft", {"facts": "已立案", "version": 1})
    assert (status, kept["draft"]["facts"], kept["question"]["version"]) == (200, "已立案", 2)
    colleague = await housing(service)
    assert (await says(colleague, f"GET {at}"))[1]["draft"]["facts"] == "已立案"
    late = await says(colleague, f"POST {at}/answer", {**ANSWER, "version": 1})
    assert (late[0], late[1]["code"]) == (409, "question_changed")
    no_name = await says(unit, f"POST {at}/answer", {**ANSWER, "will_attend": True, "version": 2})
    assert (no_name[0], no_name[1]["code"]) == (422, "answer_attendee")
    body = {**ANSWER, "will_attend": True, "attendee": "李某，科长", "version": 2}
    status, done = await says(unit, f"POST {at}/answer", body)
    assert (status, done["question"]["state"], done["draft"]) == (200, "answered", None)
    seen = (await says(officer, f"GET /api/bookings/{made['id']}/questions"))[1]["items"]
    assert seen[0]["answer"] == {name: value for name, value in body.items() if name != "version"}
    assert seen[0]["after_hearing"] is False


async def test_answers_and_missing_ones_are_read_for_the_brief_and_counted_for_the_wall(service: Client) -> None:
    officer, _ = await browser_of(service, "officer", COUNTY)
    made = await booked(service, day=str(THE_NINTH))
    await asked(officer, made["id"])
    await asked(officer, made["id"], ABOVE)
    later = clock_of(service).now() + timedelta(days=30)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        rows = await answers_of(tx, service.app[keys.SEALER], UUID(made["id"]), now=clock_of(service).now())
        counts = [await count_open(tx, str(THE_NINTH), now=now) for now in (clock_of(service).now(), later)]
    assert [(one.unit, one.asked, one.answer, one.is_late) for one in rows] == [
        (HOUSING, "立案了吗？", None, False),
        (ABOVE, "立案了吗？", None, False),
    ]
    assert [(one.waiting, one.late) for one in counts] == [(2, 0), (2, 2)]


async def test_a_question_is_beyond_other_units_and_other_places(service: Client) -> None:
    officer, _ = await browser_of(service, "officer", COUNTY)
    made = await booked(service)
    question = await asked(officer, made["id"])
    other_unit = await housing(service, "HN-ZJ-430103", "430103")
    assert (await says(other_unit, "GET /api/me/questions"))[1]["items"] == []
    for operation, body in (("GET", None), ("PUT", {**ANSWER, "version": 1}), ("POST", {**ANSWER, "version": 1})):
        path = {"GET": "", "PUT": "/draft", "POST": "/answer"}[operation]
        status, answer = await says(other_unit, f"{operation} /api/me/questions/{question['id']}{path}", body)
        assert (status, answer["code"]) == (404, "not_found")
    elsewhere, _ = await browser_of(service, "officer", NEXT_COUNTY)
    assert (await says(elsewhere, f"GET /api/bookings/{made['id']}/questions"))[0] == 404
    there = await booked(service, site=NEXT_DOOR, arose_in="430103")
    assert (await says(officer, f"POST /api/bookings/{there['id']}/questions", {"unit": ABOVE}))[0] == 404


async def test_a_unit_that_ended_or_lies_elsewhere_is_not_asked_and_another_is_asked_instead(service: Client) -> None:
    officer, _ = await browser_of(service, "officer", COUNTY)
    made = await booked(service)
    question = await asked(officer, made["id"])
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        (await tx.get(Unit, HOUSING)).valid_until = date(2023, 1, 1)
    other = await booked(service)
    for unit in (HOUSING, "HN-ZJ-430103", "NONE"):
        status, answer = await says(officer, f"POST /api/bookings/{other['id']}/questions", {"unit": unit})
        assert (status, answer["code"]) == (409, "unit_gone")
    moved = await says(officer, f"PUT /api/questions/{question['id']}/unit", {"unit": ABOVE, "version": 1})
    assert [(one["unit"], one["version"]) for one in moved[1]["items"]] == [(ABOVE, 2)]
    back = f"POST /api/questions/{question['id']}/taking-back"
    assert (await says(officer, back, {"version": 1}))[1]["code"] == "question_changed"
    assert (await says(officer, back, {"version": 2}))[1]["items"] == []


async def test_questions_end_with_their_booking_and_nothing_is_asked_about_one_that_is_over(service: Client) -> None:
    officer, _ = await browser_of(service, "officer", COUNTY)
    made = await booked(service)
    await asked(officer, made["id"])
    assert (await sent(service, f"POST /api/book/bookings/{made['code']}/withdrawal", {"version": 1}))[0] == 200
    assert (await says(officer, f"GET /api/bookings/{made['id']}/questions"))[1]["items"] == []
    refused = await says(officer, f"POST /api/bookings/{made['id']}/questions", {"unit": HOUSING})
    assert refused[1]["code"] == "booking_not_open"


async def test_an_answer_after_the_hearing_is_kept_and_said_to_be_so(service: Client) -> None:
    officer, _ = await browser_of(service, "officer", COUNTY)
    unit = await housing(service)
    made = await booked(service, day=str(THE_NINTH))
    question = await asked(officer, made["id"])
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        tx.add(Matter(day=str(THE_NINTH), place=430102001, matter=made["id"], state="done"))
    status, done = await says(unit, f"POST /api/me/questions/{question['id']}/answer", {**ANSWER, "version": 1})
    assert (status, done["question"]["after_hearing"]) == (200, True)


async def test_a_late_answer_is_brought_to_the_deputy_then_above_where_it_may_be_answered(service: Client) -> None:
    app, clock = service.app, clock_of(service)
    database, sealer = app[keys.DATABASE], app[keys.SEALER]
    officer, _ = await browser_of(service, "officer", COUNTY)
    people = [
        await answers_for(database, HOUSING, "430102", clock=clock),
        await answers_for(database, HOUSING, "430102", clock=clock, kind=PostKind.DUTY_DEPUTY),
        await answers_for(database, ABOVE, "430100", clock=clock),
    ]
    async with database.transaction(EVERYWHERE) as tx:
        for one in people:
            account = await tx.get(Account, UUID(one.person.id))
            account.email_sealed = seal_email(sealer, account.id, f"{one.login}@example.org")
    made = await booked(service)
    question = await asked(officer, made["id"])
    handlers = {
        TELL_OF_QUESTION: question_teller(clock, sealer, "https://here"),
        CHASE_ANSWER: chaser(clock, sealer, "https://here"),
    }
    worker = Worker(database, handlers, clock)
    told = list[list[str]]()
    for hours in (0, 24 * 7, 4, 24):
        clock.forward(hours=hours)
        while await worker.turn():
            pass
        async with database.transaction(EVERYWHERE, write=False) as tx:
            found = await tx.scalars(select(Notice).order_by(Notice.id))
            told.append([f"{one.kind} {one.key.rpartition(':')[2]}" for one in found])
    ids = [one.person.id for one in people]
    said = [f"question_asked {ids[0]}", f"question_late {ids[1]}", f"question_late_above {ids[2]}"]
    assert told == [said[:1], said[:2], said, said]
    above = await in_browser(service, people[2])
    line = (await says(above, "GET /api/me/questions"))[1]["items"][0]
    assert (line["is_below"], line["is_late"]) == (True, True)
    answered = await says(above, f"POST /api/me/questions/{question['id']}/answer", {**ANSWER, "version": 1})
    assert answered[0] == 200, answered
