"""Routes that join bookings which are one matter and take them apart; the second of two officers at once is told."""

from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.before.triage import joining
from server.before.triage.api.looking import read_in_full
from server.before.triage.api.shapes import Reason, TriageInFull
from server.before.triage.joining import Pair
from server.http.ask import Ask
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER
from server.people.rules import Person

Version = Annotated[int, Field(ge=1, le=1_000_000)]


class JoinBody(Shape):
    """``other`` is heard with the booking of the address; both in the versions that were seen."""

    other: UUID
    version: Version
    other_version: Version
    reason: Reason


class SplitBody(Shape):
    version: Version
    reason: Reason


async def post_joining(request: web.Request, ask: Ask[Person], *, booking: UUID, body: JoinBody) -> TriageInFull:
    pair = Pair(booking, body.other, body.version, body.other_version)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await joining.join(tx, request.app[SEALER], pair, body.reason.strip(), by=ask.person, now=ask.now)
    return await read_in_full(request, ask, booking)


async def post_splitting(request: web.Request, ask: Ask[Person], *, booking: UUID, body: SplitBody) -> TriageInFull:
    """Answers with the booking that it was heard with."""
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        said = body.reason.strip()
        stood = await joining.split(
            tx, request.app[SEALER], booking, said, seen=body.version, by=ask.person, now=ask.now
        )
    return await read_in_full(request, ask, stood)


routes = [
    Route(
        "POST",
        "/api/triage/{booking}/joinings",
        post_joining,
        body=JoinBody,
        answer=TriageInFull,
        capability="triage",
        errors=(
            *("not_found", "not_allowed", "booking_changed", "join_done", "join_closed", "join_sent"),
            *("join_site", "join_appointed", "join_chain", "join_full"),
        ),
        summary_zh="把同一事项的另一件预登记并到这一件，一起接访；有人先并的，不覆盖并告知",
        summary_en="Have another pre-registration of the same matter heard with this one",
        example={
            "other": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
            "version": 1,
            "other_version": 1,
            "reason": "同一工地、同一批工人",
        },
    ),
    Route(
        "POST",
        "/api/triage/{booking}/splitting",
        post_splitting,
        body=SplitBody,
        answer=TriageInFull,
        capability="triage",
        errors=("not_found", "not_allowed", "booking_changed", "split_done"),
        summary_zh="把并入的一件恢复为单独一件，返回原来的主件",
        summary_en="Take a pre-registration apart from the one that it is heard with, which is the answer",
        example={"version": 2, "reason": "经核对不是同一事项"},
    ),
]
