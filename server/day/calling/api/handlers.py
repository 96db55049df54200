"""What stands behind each route of the waiting list."""

from aiohttp import web

from server.before.agenda.actions import day_now, find_day, find_open_day, parse_scope
from server.before.agenda.model import Day
from server.day.arrival.visits import visits_of
from server.day.calling import order, rules
from server.day.calling.actions import TRIES, Moment, Taken, Wanted, call_next
from server.day.calling.api import shapes
from server.day.calling.api.shown import Viewer, ticket_shown, turn_shown
from server.day.calling.commands import Command, command_turn
from server.day.calling.lists import (
    RECEIVED,
    QueueLine,
    TurnView,
    find_turn,
    listed,
    page_of_list,
    turn_views,
)
from server.day.calling.rules import Happening, TurnState
from server.day.calling.sites import SiteOfDay, sites_of_day
from server.day.record.reads import sealed_of, sealed_of_all
from server.day_code import DayCode
from server.db import Tx
from server.errors import Conflict, NotFound
from server.http.guards import language
from server.keys import CLOCK, DATABASE, SEALER, SEALS
from server.people.audit import last_about, reason_of, record
from server.people.rules import Person

NEXT_SHOWN = 5
VISIT = tuple(shapes.VisitAnswer.model_fields)


HANDED = frozenset(
    f"turn_{one.value}" for one in (Happening.HAND_OVER, Happening.ACCEPT_HAND_OVER, Happening.REFUSE_HAND_OVER)
)
"""What the log calls the steps of a hand-over."""


async def get_waiting(
    request: web.Request, person: Person, *, day: DayCode, query: shapes.WaitingQuery
) -> shapes.WaitingPage:
    async with request.app[DATABASE].transaction(person.scope, write=False) as tx:
        viewer = _viewer(request, person, await find_day(tx, day))
        sites = await sites_of_day(tx, day)
        scope = parse_scope(tx.scope, query.place, {site.site: place for place, site in sites.items()})
        part = slice(query.cursor, query.cursor + query.limit)
        now = viewer.at.micros
        page, ranks = await page_of_list(tx, day, scope, sites, by=person, now=now, part=part)
        sealed = await sealed_of_all(tx, request.app[SEALS], [line.turn_view.matter for line in page])
    ends = query.cursor + query.limit
    return shapes.WaitingPage(
        items=[
            turn_shown(line, sites[matter.place], sealed[matter.place, matter.matter], viewer)
            for line in page
            for matter in [line.turn_view.matter]
        ],
        total=len(ranks),
        waiting=sum(one.position > 0 for one in ranks),
        next=ends if ends < len(ranks) else None,
        now=viewer.at.now.isoformat(timespec="milliseconds"),
    )


async def post_call(request: web.Request, person: Person, *, day: DayCode, body: shapes.CallBody) -> shapes.CallAnswer:
    matter = None if body.matter is None else body.matter.lower()
    wanted = Wanted(body.mode, body.room, body.site, matter)
    for _ in range(TRIES):
        try:
            async with request.app[DATABASE].transaction(person.scope) as tx:
                viewer = _viewer(request, person, await find_open_day(tx, day))
                turn_view, site = await call_next(tx, day, wanted, by=person, at=viewer.at)
                sealed = await sealed_of(tx, request.app[SEALS], turn_view.matter)
        except Taken:
            continue
        turn = turn_shown(_line(turn_view, viewer), site, sealed, viewer)  # now that the reactions have happened
        return shapes.CallAnswer(turn=turn, meeting=turn.meeting)
    raise Conflict("changed_meanwhile")


async def post_command(
    request: web.Request, person: Person, *, day: DayCode, site: str, matter: str, body: shapes.CommandBody
) -> shapes.CommandAnswer:
    command = Command(Happening(body.command), body.reason, body.tier, body.to)
    sealer = request.app[SEALER]
    async with request.app[DATABASE].transaction(person.scope) as tx:
        viewer = _viewer(request, person, await find_open_day(tx, day))
        found = await command_turn(tx, sealer, day, site, matter.lower(), command, by=person, at=viewer.at)
        line, where = await _in_its_list(tx, day, found, viewer)
        sealed = await sealed_of(tx, request.app[SEALS], found.matter)
    third = command.happening is Happening.NO_SHOW and found.state is TurnState.HELD
    shown = turn_shown(line, where, sealed, viewer)
    return shapes.CommandAnswer(**shown.model_dump(), told="third_no_show" if third else None)


async def get_calling(request: web.Request, person: Person, *, day: DayCode, site: str) -> shapes.CallingAnswer:
    async with request.app[DATABASE].transaction(person.scope, write=False) as tx:
        viewer = _viewer(request, person, await find_day(tx, day))
        where = await _find_site(tx, day, site)
        found = await turn_views(tx, day, (where.place, where.place))
    lines = listed(found, {where.place: where}, viewer.at.micros)
    called = [ticket_shown(line.turn_view, viewer) for line in lines if line.turn_view.state is TurnState.CALLED]
    waiting = [line.turn_view.matter.ticket for line in lines if line.position]
    return shapes.CallingAnswer(
        site=where.site,
        name_zh=where.name_zh,
        name_en=where.name_en,
        now=viewer.at.now.isoformat(timespec="milliseconds"),
        called=sorted((one for one in called if one is not None), key=lambda one: one.at, reverse=True),
        next=[ticket for ticket in waiting if ticket is not None][:NEXT_SHOWN],
        waiting=len(waiting),
    )


async def get_brief(
    request: web.Request, person: Person, *, day: DayCode, matter: str, query: shapes.BriefQuery
) -> shapes.BriefAnswer:
    async with request.app[DATABASE].transaction(person.scope) as tx:
        viewer = _viewer(request, person, await find_day(tx, day))
        where = await _find_site(tx, day, query.site)
        found = await find_turn(tx, day, where.place, matter.lower())
        if found is None:
            raise NotFound("not_found")
        line, _ = await _in_its_list(tx, day, found, viewer)
        sealed = await sealed_of(tx, request.app[SEALS], found.matter)
        facts, history, refused = None, [], None
        if _receives(found, person):
            about = f"matter:{day}/{where.site}/{found.matter.matter}"
            await record(tx, person.principal, "brief_read", about, place=where.place, now=viewer.at.real)
            facts = _facts(found, sealed)
            refused = await _refused(request, tx, about, person)
            history = await visits_of(tx, request.app[SEALS], found.matter)
        handed = await _handed_over(request, tx, f"matter:{day}/{where.site}/{found.matter.matter}", found, person)
    return shapes.BriefAnswer(
        turn=turn_shown(line, where, sealed, viewer),
        facts=facts,
        history=[shapes.VisitAnswer(**{part: getattr(one, part) for part in VISIT}) for one in history],
        is_repeat=found.matter.is_repeat or bool(history),
        refused=refused,
        handed_over=handed,
    )


async def _handed_over(request: web.Request, tx: Tx, about: str, found: TurnView, person: Person) -> str | None:
    """Why this person is asked to take somebody over, or was when they did; None for all others."""
    if "see_persons" not in person.scope.capabilities or found.turn is None:
        return None
    asked = rules.is_asked(found.turn.handed_to, person.scope) and found.turn.called_by != person.principal
    match await last_about(tx, about, HANDED):
        case [last, *_] if asked and last.what == f"turn_{Happening.HAND_OVER.value}":
            return await reason_of(tx, request.app[SEALER], last)
        case [last, before] if last.what == f"turn_{Happening.ACCEPT_HAND_OVER.value}":
            mine = last.who == person.principal == found.turn.called_by
            return await reason_of(tx, request.app[SEALER], before) if mine else None
    return None


async def _refused(request: web.Request, tx: Tx, about: str, person: Person) -> str | None:
    """Why nobody took over whom this person last asked for; None where they never asked, or it is not said yet."""
    match await last_about(tx, about, HANDED):
        case [last, asked] if last.what == f"turn_{Happening.REFUSE_HAND_OVER.value}":
            mine = asked.who == person.principal != last.who
            return await reason_of(tx, request.app[SEALER], last) if mine else None
    return None


def _receives(found: TurnView, person: Person) -> bool:
    """Whether this is who called the person and receives them now."""
    mine = found.turn is not None and found.turn.called_by == person.principal
    return mine and found.state in RECEIVED and "see_persons" in person.scope.capabilities


def _facts(found: TurnView, sealed: dict[str, object]) -> shapes.FactsAnswer:
    summary, respondent = sealed.get("summary"), sealed.get("respondent")
    return shapes.FactsAnswer(
        summary=None if summary is None else str(summary),
        claimed_fen=found.matter.claimed_fen,
        involved=found.matter.involved,
        respondent=None if respondent is None else str(respondent),
    )


def _viewer(request: web.Request, person: Person, day: Day) -> Viewer:
    clock = request.app[CLOCK]
    return Viewer(person, Moment(day_now(day, clock), clock.now()), language(request))


async def _find_site(tx: Tx, day: str, code: str) -> SiteOfDay:
    sites = await sites_of_day(tx, day)
    found = next((site for site in sites.values() if site.site == code), None)
    if found is None:
        raise NotFound("not_found")
    return found


async def _in_its_list(tx: Tx, day: str, found: TurnView, viewer: Viewer) -> tuple[QueueLine, SiteOfDay]:
    """One turn as its site's own list has it."""
    place = found.matter.place
    sites = await sites_of_day(tx, day)
    lines = listed(await turn_views(tx, day, (place, place)), sites, viewer.at.micros)
    line = next((one for one in lines if one.turn_view.matter.matter == found.matter.matter), None)
    return line or _line(found, viewer), sites[place]


def _line(found: TurnView, viewer: Viewer) -> QueueLine:
    return QueueLine(found, 0, order.why(found.waits, viewer.at.micros, 0), None)
