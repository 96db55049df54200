"""Tickets: the numbers reserved for a desk, and what a petitioner sees by the code on the paper, without an account."""

import json
from typing import Final, Literal
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server import fold
from server.before.agenda.actions import find_day
from server.before.agenda.model import Day
from server.clock import Moment, moment_on, speed_on
from server.day.calling.answers import ExpectedAnswer, expected_answer, moment
from server.day.calling.api.viewing import rest_of
from server.day.calling.keys import find_ticket
from server.day.calling.order import RECEIVED
from server.day.calling.reads.sites import SiteOfDay, sites_of_day
from server.day.calling.reads.turns import QueueLine, TurnView, listed, turn_views
from server.day.record.reads import sealed_of, state_of, unit_of
from server.day_code import DayCode
from server.db import Tx
from server.entries.fields import Mode
from server.http.ask import Ask
from server.http.conditional import tag_of, tagged, unchanged
from server.http.route import Shape
from server.instants import with_offset
from server.journal.model import Accepted, Matter, MatterKey
from server.keys import CLOCK, DATABASE, SEALS
from server.people.rules import Person
from server.place import Scope
from server.sites.actions import place_of_site, tickets_of
from server.sites.keys import REFERENCE
from server.sites.model import Device

EXPLAINED: Final = {
    "policy": ("政策", "the policy"),
    "responsibility": ("责任单位", "who is responsible"),
    "route": ("办理途径", "the way it goes from here"),
}


class TicketOutcome(Shape):
    """What came of it; ``explained_zh`` and ``_en`` name what was explained."""

    code: str
    zh: str
    en: str
    explained_zh: list[str]
    explained_en: list[str]
    owner_unit: str | None
    due_on: str | None
    amount_fen: int


class NumbersAnswer(Shape):
    """The tickets that this device alone prints; ``next`` is null once all of them are printed today.

    ``rooms``: with how many the site has opened, null until then.
    """

    letter: str
    first: int
    last: int
    next: int | None
    rooms: int | None


class TicketAnswer(Shape):
    """All that a query code shows: no petitioner's name, no words of the matter. ``caller`` is who receives them."""

    day: str
    site: str
    name_zh: str
    name_en: str
    telephone: str | None
    ticket: str
    state: Literal["waiting", "called", "held", "in_session", "done", "withdrawn"]
    ahead: int | None
    expected: ExpectedAnswer | None
    break_until: str | None
    """Until when the break lasts that is on now; nobody is called in it."""
    room: int | None
    mode: Mode | None
    caller: str | None
    meeting: UUID | None
    category: str
    outcome: TicketOutcome | None
    now: str
    speed: float


async def get_ticket(request: web.Request, _nobody: None, *, code: str) -> web.Response:
    """Tell how a ticket stands.

    A waiting room's phones ask every few seconds: while nothing has changed but the clock they are told so and no more.
    """
    key = await find_ticket(request, code)
    async with request.app[DATABASE].transaction(Scope(key.place, key.place), write=False) as tx:
        answer = await _answer(request, tx, key)
    tag = tag_of(answer.model_dump_json(exclude={"now"}).encode())
    return unchanged(request, tag) or tagged(web.json_response(text=answer.model_dump_json()), tag)


async def get_numbers(request: web.Request, ask: Ask[Person], *, day: DayCode, site: str) -> NumbersAnswer:
    """Tell a desk its own numbers; what its browser forgot is known here, as far as it was handed in."""
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await find_day(tx, day)
        place = await place_of_site(tx, site)
        tickets = tickets_of(await tx.get(Device, UUID(ask.person.id)))
        issued = select(Matter.ticket).where(Matter.day == found.day, Matter.place == place)
        opened = select(Accepted.clear).where(Accepted.day == found.day, Accepted.place == place)
        opened = opened.where(Accepted.kind == fold.OPENED).order_by(Accepted.at, Accepted.id).limit(1)
        first = await tx.one_or_none(opened)
        numbers = [row.ticket for row in await tx.rows(issued.where(Matter.ticket.startswith(tickets.letter)))]
    printed = [int(ticket[1:]) for ticket in numbers if ticket and tickets.first <= int(ticket[1:]) <= tickets.last]
    following = max(printed, default=tickets.first - 1) + 1
    return NumbersAnswer(
        letter=tickets.letter,
        first=tickets.first,
        last=tickets.last,
        next=following if following <= tickets.last else None,
        rooms=json.loads(first)["rooms"] if first is not None else None,
    )


async def _answer(request: web.Request, tx: Tx, key: MatterKey) -> TicketAnswer:
    day = await tx.get(Day, key.day)
    at = moment_on(day, request.app[CLOCK].now())
    sites = await sites_of_day(tx, key.day)
    known = await turn_views(tx, key.day, (key.place, key.place))
    own = next(one for one in known if one.matter.key == key)
    line = next((one for one in listed(known, sites, at.micros) if one.turn_view is own), None)
    outcome = await _outcome(request, tx, own.matter)
    return _ticket_answer(day, sites[key.place], own, line, outcome, at, speed_on(day, at.real))


def _ticket_answer(
    day: Day,
    site: SiteOfDay,
    own: TurnView,
    line: QueueLine | None,
    outcome: TicketOutcome | None,
    at: Moment,
    speed: float,
) -> TicketAnswer:
    matter, turn, called = own.matter, own.turn, own.state in RECEIVED
    commanded = turn if called and own.is_commanded else None
    rest = rest_of(day)
    return TicketAnswer(
        day=day.day,
        site=site.site,
        name_zh=site.name_zh,
        name_en=site.name_en,
        telephone=site.telephone,
        ticket=matter.ticket or "",
        state="withdrawn" if matter.outcome == "withdrawn" else own.state.value,
        ahead=line.position - 1 if line is not None and line.position else None,
        expected=None if line is None else expected_answer(line.expected, at.now, rest=rest, now=at.micros),
        break_until=None if rest is None or not rest[0] <= at.micros < rest[1] else moment(rest[1], at.now),
        room=(commanded.room if commanded else matter.called_room) if called else None,
        mode=(commanded.mode if commanded else matter.mode) if called else None,  # type: ignore[arg-type]
        caller=commanded.caller_name if commanded else None,
        meeting=turn.meeting if turn is not None and called else None,
        category=matter.category or "",
        outcome=outcome,
        now=with_offset(at.now),
        speed=speed,
    )


async def _outcome(request: web.Request, tx: Tx, matter: Matter) -> TicketOutcome | None:
    """What came of it, in words that a person without an office understands."""
    if matter.outcome is None:
        return None
    known = request.app[REFERENCE].outcomes[matter.outcome]
    state = await state_of(tx, matter.key)
    said = (state.outcome_fields if state is not None else None) or {}
    names = [EXPLAINED[name] for name, is_explained in said.get("explained", {}).items() if is_explained]
    return TicketOutcome(
        code=known.code,
        zh=known.zh,
        en=known.en,
        explained_zh=[zh for zh, _ in names],
        explained_en=[en for _, en in names],
        owner_unit=unit_of(matter, await sealed_of(tx, request.app[SEALS], matter)),
        due_on=matter.due_on,
        amount_fen=matter.amount_fen,
    )
