"""Routes to the roster of a day: duties, conflicts, and what is done with a duty."""

from collections.abc import Mapping
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server.before.agenda.actions import find_day
from server.before.agenda.model import Day, SiteSession
from server.before.roster import attending, planning, reads, rules, standing_in
from server.before.roster.api.shapes import (
    CandidateAnswer,
    ConflictAnswer,
    DutyAnswer,
    DutyBody,
    DutyCommand,
    DutyShape,
    RemovalQuery,
    RosterAnswer,
    SiteOfRoster,
)
from server.before.roster.planning import Known
from server.before.roster.reads import Held
from server.day_code import DayCode, parse_day
from server.db import Tx
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.audit import MACHINE
from server.people.model import Account
from server.people.rules import ALONE, Person
from server.sites.keys import REFERENCE
from server.sites.model import Site


def known(request: web.Request) -> Known:
    reference = request.app[REFERENCE]
    return Known(reference.regions, reference.categories)


async def get_roster(request: web.Request, ask: Ask[Person], *, day: DayCode) -> RosterAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        return await roster_answer(tx, await find_day(tx, day))


async def post_duty(request: web.Request, ask: Ask[Person], *, day: DayCode, body: DutyShape) -> RosterAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await planning.set_duty(tx, day, body.wanted(), known=known(request), by=ask.person, now=ask.now)
    return await get_roster(request, ask, day=day)


async def put_duty(request: web.Request, ask: Ask[Person], *, day: DayCode, duty: UUID, body: DutyBody) -> RosterAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await planning.change_duty(
            tx,
            day,
            duty,
            body.wanted(),
            seen=body.seen.wanted(),
            known=known(request),
            by=ask.person,
            now=ask.now,
        )
    return await get_roster(request, ask, day=day)


async def delete_duty(
    request: web.Request, ask: Ask[Person], *, day: DayCode, duty: UUID, query: RemovalQuery
) -> RosterAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await planning.remove_duty(tx, day, duty, version=query.version, by=ask.person, now=ask.now)
    return await get_roster(request, ask, day=day)


async def post_duty_command(
    request: web.Request, ask: Ask[Person], *, day: DayCode, duty: UUID, body: DutyCommand
) -> RosterAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await planning.locked(tx, day, duty)
        if body.command == "take_over":
            await standing_in.take_over(tx, duty, by=ask.person, now=ask.now)
        elif body.command == "hand_back":
            await standing_in.hand_back(tx, duty, by=ask.person, now=ask.now)
        else:
            said = rules.Attendance(body.command)
            sealer = request.app[SEALER]
            await attending.say(tx, sealer, duty, said, reason=body.reason, by=ask.person, now=ask.now)
    return await get_roster(request, ask, day=day)


async def roster_answer(tx: Tx, day: Day) -> RosterAnswer:
    duties = await reads.duties_of(tx, day.day)
    here = await reads.held(tx, day, duties)
    accounts = reads.accounts_in(duties)
    near = await reads.neighbours(tx, day, accounts)
    facts = [one.fact for one in here]
    found = rules.conflicts([*facts, *near], await reads.circumstances(tx, day, accounts))
    names = await reads.names_of(tx, accounts)
    days = {one.id: one.day for one in (*facts, *near)}
    own = {one.id for one in facts}
    return RosterAnswer(
        day=parse_day(day.day),
        name_zh=day.name_zh,
        name_en=day.name_en,
        date=day.date,
        state=day.state,
        is_open=day.state in planning.OPEN and day.moved_to is None,
        opens_at=day.opens_at,
        closes_at=day.closes_at,
        duties=[_duty(one, names) for one in here],
        conflicts=[_conflict(one, days) for one in found if one.duty in own],
        sites=await _sites(tx, day.day, names),
        candidates=await _candidates(tx),
    )


def _duty(held: Held, names: Mapping[UUID, Account]) -> DutyAnswer:
    duty = held.duty
    return DutyAnswer(
        id=duty.id,
        version=duty.version,
        duty=DutyShape.model_validate(planning.told(duty), strict=False),
        name=_name(names, duty.account_id),
        substitute_name=_name(names, duty.substitute),
        begins=held.fact.span.begins,
        ends=held.fact.span.ends,
        stands_in=duty.stands_in,
        taken_over_at=duty.taken_over_at,
        attendance=duty.attendance,
        attended_at=duty.attended_at,
        by_hand=duty.attended_by not in {None, MACHINE},
    )


def _name(names: Mapping[UUID, Account], account: UUID | None) -> str | None:
    found = None if account is None else names.get(account)
    return None if found is None else found.name


def _conflict(found: rules.Found, days: Mapping[UUID, str]) -> ConflictAnswer:
    other_day = None if found.other is None else parse_day(days[found.other])
    return ConflictAnswer(duty=found.duty, problem=found.problem, other=found.other, other_day=other_day, fix=found.fix)


async def _sites(tx: Tx, day: str, names: Mapping[UUID, Account]) -> list[SiteOfRoster]:
    """The sites in scope; a leader whose account is out of sight is one, a suspended one is none."""
    joined = select(SiteSession, Site).join(Site, Site.code == SiteSession.site).where(SiteSession.day == day)
    shut = {ident for ident, account in names.items() if account.suspended_at is not None}
    return [
        SiteOfRoster(
            site=site.code,
            place=site.place,
            name_zh=site.name_zh,
            name_en=site.name_en,
            has_leader=session.leader is not None and session.leader not in shut,
        )
        for session, site in await tx.rows(joined.order_by(SiteSession.place))
    ]


async def _candidates(tx: Tx) -> list[CandidateAnswer]:
    found = await tx.scalars(select(Account).where(Account.suspended_at.is_(None)).order_by(Account.name, Account.id))
    return [
        CandidateAnswer(id=one.id, name=one.name, roles=sorted(one.roles), lo=one.lo, hi=one.hi)
        for one in found
        if not one.roles & ALONE
    ]


OF_A_DUTY = (
    *("not_found", "not_allowed", "roster_closed", "duty_hours", "duty_place", "duty_twice", "duty_words"),
    *("site_not_in_day", "unknown_account", "unknown_category", "unknown_region", "account_stands_alone"),
    *("substitute_oneself", "own_account", "changed_meanwhile"),
)
_EXAMPLE = {"kind": "leader", "account": "018bb165-9350-7000-8000-000000000001", "site": "HN-D-430102"}

routes = [
    Route(
        "GET",
        "/api/days/{day}/roster",
        get_roster,
        answer=RosterAnswer,
        capability="keep_roster",
        errors=("not_found",),
        summary_zh="一个接访日的值班表：本人范围内的值班、冲突、各接访点是否有领导",
        summary_en="The roster of a day: duties within one's places, conflicts, and which sites have a leader",
    ),
    Route(
        "POST",
        "/api/days/{day}/duties",
        post_duty,
        body=DutyShape,
        answer=RosterAnswer,
        status=201,
        capability="keep_roster",
        errors=OF_A_DUTY,
        summary_zh="安排一人值班",
        summary_en="Put an account on duty",
        example=_EXAMPLE,
    ),
    Route(
        "PUT",
        "/api/days/{day}/duties/{duty}",
        put_duty,
        body=DutyBody,
        answer=RosterAnswer,
        capability="keep_roster",
        errors=(*OF_A_DUTY, "duty_changed"),
        summary_zh="更改一项值班；他人已改的不覆盖",
        summary_en="Change a duty; nothing that another changed since it was read is overwritten",
        example={**_EXAMPLE, "seen": _EXAMPLE},
    ),
    Route(
        "DELETE",
        "/api/days/{day}/duties/{duty}",
        delete_duty,
        query=RemovalQuery,
        answer=RosterAnswer,
        capability="keep_roster",
        errors=("not_found", "not_allowed", "roster_closed", "duty_changed", "changed_meanwhile"),
        summary_zh="撤销一项值班",
        summary_en="Remove a duty",
    ),
    Route(
        "POST",
        "/api/days/{day}/duties/{duty}/commands",
        post_duty_command,
        body=DutyCommand,
        answer=RosterAnswer,
        capability="keep_roster",
        errors=(
            *("not_found", "not_allowed", "roster_closed", "no_substitute", "substitute_unfit", "duty_over"),
            *("attendance_reason", "attendance_early", "changed_meanwhile"),
        ),
        summary_zh="替补接替、交还；手工登记到岗或缺席",
        summary_en="Have the substitute take over or give back; say by hand that one was or was not there",
        example={"command": "take_over"},
    ),
]
