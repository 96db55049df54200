"""The lists: people who wait, each with the reason of their place, and what a waiting room's screen shows."""

from typing import Annotated, Final

from aiohttp import web
from pydantic import Field

from server.before.agenda.actions import find_day, parse_scope
from server.day.calling.answers import ShownTicket, TurnAnswer, shown_ticket, turn_answer
from server.day.calling.api.viewing import viewer_of
from server.day.calling.reads.sites import site_of_day, sites_of_day
from server.day.calling.reads.turns import listed, page_of_list, turn_views
from server.day.calling.rules import TurnState
from server.day.record.reads import sealed_of_all
from server.day_code import DayCode
from server.http.ask import Ask
from server.http.paging import PageQuery
from server.http.route import Shape
from server.instants import with_offset
from server.keys import DATABASE
from server.people.rules import Person

NEXT_SHOWN: Final = 5


Index = Annotated[int, Field(ge=0, le=100_000)]
"""How many of the list come before a page: its order is made anew for each request, so no row can be its cursor."""


class WaitingQuery(PageQuery[Index]):
    cursor: Index = 0
    place: str | None = Field(None, max_length=40)


class WaitingPage(Shape):
    """First the viewer's own calls and those to take over, then people who wait in order, those held, all others.

    ``total`` counts all, ``waiting`` those who wait.
    """

    items: list[TurnAnswer]
    total: int
    waiting: int
    next: int | None
    now: str


class CallingAnswer(Shape):
    """What the screen of a waiting room shows: numbers, never names."""

    site: str
    name_zh: str
    name_en: str
    now: str
    called: list[ShownTicket]
    next: list[str]
    waiting: int


async def get_waiting(request: web.Request, ask: Ask[Person], *, day: DayCode, query: WaitingQuery) -> WaitingPage:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        viewer = viewer_of(ask, await find_day(tx, day))
        sites = await sites_of_day(tx, day)
        scope = parse_scope(tx.scope, query.place, {site.site: place for place, site in sites.items()})
        part = slice(query.cursor, query.cursor + query.limit)
        page, ranks = await page_of_list(tx, day, scope, sites, by=ask.person, now=viewer.at.micros, part=part)
        sealed = await sealed_of_all(tx, ask.seals, [line.turn_view.matter for line in page])
    ends = query.cursor + query.limit
    return WaitingPage(
        items=[
            turn_answer(line, sites[matter.place], sealed[matter.place, matter.matter], viewer)
            for line in page
            for matter in [line.turn_view.matter]
        ],
        total=len(ranks),
        waiting=sum(one.position > 0 for one in ranks),
        next=ends if ends < len(ranks) else None,
        now=with_offset(viewer.at.now),
    )


async def get_calling(request: web.Request, ask: Ask[Person], *, day: DayCode, site: str) -> CallingAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        viewer = viewer_of(ask, await find_day(tx, day))
        where = await site_of_day(tx, day, site)
        found = await turn_views(tx, day, (where.place, where.place))
    lines = listed(found, {where.place: where}, viewer.at.micros)
    called = [shown_ticket(line.turn_view, viewer) for line in lines if line.turn_view.state is TurnState.CALLED]
    waiting = [line.turn_view.matter.ticket for line in lines if line.position]
    return CallingAnswer(
        site=where.site,
        name_zh=where.name_zh,
        name_en=where.name_en,
        now=with_offset(viewer.at.now),
        called=sorted((one for one in called if one is not None), key=lambda one: one.at, reverse=True),
        next=[ticket for ticket in waiting if ticket is not None][:NEXT_SHOWN],
        waiting=len(waiting),
    )
