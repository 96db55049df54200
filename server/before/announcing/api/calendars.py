"""Routes to calendar addresses: what calendars read there, and how a person makes, renews and revokes their own."""

import datetime as dt
from typing import Final
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerMinute
from pydantic import Field

from server.before.announcing import feeds
from server.before.announcing.duties import events_of_duties
from server.before.announcing.events import Feed, events_in_scope, events_of_series
from server.before.announcing.ical import Event, written
from server.before.announcing.model import CalendarFeed
from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.ask import Ask
from server.http.conditional import tag_of, tagged, unchanged
from server.http.guards import client_network, limit
from server.http.route import Route, Shape
from server.keys import CLOCK, DATABASE, SETTINGS
from server.people.rules import Person

LOOKS_OF_ADDRESS: Final = RateLimitItemPerMinute(600)
MISSES: Final = RateLimitItemPerMinute(60)
"""Unknown secrets, of 2²⁵⁶, from one network address."""


class CalendarBody(Shape):
    """Which calendar: that of a series, or with null that of one's own days."""

    series: str | None = Field(None, min_length=1, max_length=32)


class CalendarAnswer(Shape):
    id: UUID
    series: str | None
    made_at: dt.datetime


class CalendarsAnswer(Shape):
    items: list[CalendarAnswer]


class CalendarMadeAnswer(CalendarAnswer):
    address: str
    """The secret address, told this once: only its hash is kept."""


async def get_calendar(request: web.Request, _nobody: None, *, token: str) -> web.Response:
    address, database = client_network(request), request.app[DATABASE]
    await limit(request, "calendar_of_address", (LOOKS_OF_ADDRESS, address))
    try:
        async with database.transaction(EVERYWHERE, write=False) as tx:
            reader = await feeds.find_subscriber(tx, token)
    except NotFound:
        await limit(request, "calendar_missed", (MISSES, address))
        raise
    feed = Feed(reader.language, request.app[SETTINGS].origin(), reader.made_at, request.app[CLOCK].now())
    name, duties = feed.say("接访日", "Reception days"), list[Event]()
    if reader.series is None:
        async with database.transaction(EVERYWHERE, write=False) as tx:
            duties = await events_of_duties(tx, reader.account, feed)
    async with database.transaction(reader.scope, write=False) as tx:
        if reader.series is None:
            events = [*await events_in_scope(tx, feed), *duties]
        else:
            name, events = await events_of_series(tx, reader.series, feed)
    body = written(events, name=name, language=reader.language)
    tag = tag_of(body)
    answer = web.Response(body=body, content_type="text/calendar", charset="utf-8")
    return unchanged(request, tag) or tagged(answer, tag)


async def get_own(request: web.Request, ask: Ask[Person]) -> CalendarsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        return CalendarsAnswer(items=[_answer(one) for one in await feeds.feeds_of(tx, by=ask.person)])


async def post_own(request: web.Request, ask: Ask[Person], *, body: CalendarBody) -> CalendarMadeAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        feed, token = await feeds.make_feed(tx, body.series, by=ask.person, now=ask.now)
    address = f"{request.app[SETTINGS].origin()}/api/calendars/{token}.ics"
    return CalendarMadeAnswer(**_answer(feed).model_dump(), address=address)


async def delete_own(request: web.Request, ask: Ask[Person], *, calendar: UUID) -> None:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await feeds.revoke_feed(tx, calendar, by=ask.person, now=ask.now)


def _answer(feed: CalendarFeed) -> CalendarAnswer:
    return CalendarAnswer(id=feed.id, series=feed.series or None, made_at=feed.made_at)


routes = [
    Route(
        "GET",
        "/api/calendars/{token}.ics",
        get_calendar,
        media="text/calendar",
        answer=str,
        who="anyone",
        errors=("not_found", "too_many"),
        summary_zh="日历订阅（iCalendar）：凭本人的保密网址读取",
        summary_en="A calendar (iCalendar) for subscription, at a secret address",
    ),
    Route(
        "GET",
        "/api/me/calendars",
        get_own,
        answer=CalendarsAnswer,
        summary_zh="本人的日历订阅，不含保密网址",
        summary_en="One's own calendar addresses, without their secrets",
    ),
    Route(
        "POST",
        "/api/me/calendars",
        post_own,
        body=CalendarBody,
        answer=CalendarMadeAnswer,
        status=201,
        errors=("not_found", "not_allowed"),
        every_time=True,  # the secret is kept nowhere, so not in a kept answer either
        summary_zh="生成或更换本人的日历订阅网址；旧网址即失效",
        summary_en="Make or renew one's own calendar address; the one before it ends",
        example={"series": None},
    ),
    Route(
        "DELETE",
        "/api/me/calendars/{calendar}",
        delete_own,
        summary_zh="停用本人的一个日历订阅网址",
        summary_en="Revoke one of one's own calendar addresses",
    ),
]
