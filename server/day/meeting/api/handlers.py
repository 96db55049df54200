"""What stands behind each route of meetings."""

from typing import Any, TypeVar
from uuid import UUID

from aiohttp import web

from server.day.meeting import actions, calls, entries, leaderless, officials
from server.day.meeting.api import shapes
from server.day.meeting.api.shapes import MeetingAnswer, MeetingCommand, MeetingsPage, MeetingsQuery
from server.day.meeting.api.showing import Look, read_and_show, read_meetings, shown
from server.day.meeting.model import Meeting
from server.day.meeting.rules import MeetingState, Reply
from server.day.record.keys import INTAKE
from server.day_code import parse_day
from server.db import EVERYWHERE, Tx
from server.errors import Invalid, NotAllowed
from server.http.ask import Ask
from server.http.entries import answer_to_entries, entries_in
from server.http.paging import cut
from server.journal.judging import Answer
from server.keys import DATABASE, SEALER
from server.people.keys import REGIONS
from server.people.passwords import new_token
from server.people.rules import Person, require, scope_by_grant
from server.place import Scope, parse_range, region_of

T = TypeVar("T")


async def get_meetings(request: web.Request, ask: Ask[Person], *, query: MeetingsQuery) -> MeetingsPage:
    _may_attend(ask.person)
    places = (ask.person.scope.lo, ask.person.scope.hi) if query.place is None else parse_range(query.place)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        leader = ask.person.principal if query.mine else None
        wanted = actions.Sought(query.day, places, query.state, leader)
        found = await actions.meetings_in(tx, wanted, after=query.cursor, limit=query.reads)
        page, following = cut(found, query, lambda meeting: meeting.id)
        look = _look(ask)
        known = await read_meetings(tx, look.seals, page)
        items = [shown(one, look, actions.rights_at(tx.scope, one.meeting), in_list=True) for one in known]
    return MeetingsPage(items=items, next=following)


async def get_meeting(request: web.Request, ask: Ask[Person], *, meeting: UUID) -> MeetingAnswer:
    async with request.app[DATABASE].transaction(_scope(ask, meeting), write=False) as tx:
        return await _answer(tx, _look(ask), await actions.find_meeting(tx, meeting))


async def post_meeting_command(
    request: web.Request, ask: Ask[Person], *, meeting: UUID, body: MeetingCommand
) -> MeetingAnswer:
    token = new_token() if body.command in {"seat", "enter"} else None
    async with request.app[DATABASE].transaction(_scope(ask, meeting)) as tx:
        moved = await _command(request, ask, tx, meeting, body, token or "")
        if body.command != "end":  # whose line says why, or that there is an outcome
            await actions.note_command(tx, moved, body.command, by=ask.person, now=ask.now)
        return await _answer(tx, _look(ask), moved, token=token)


async def _command(
    request: web.Request, ask: Ask[Person], tx: Tx, meeting: UUID, body: MeetingCommand, token: str
) -> Meeting:
    person, now = ask.person, ask.now
    match body.command:
        case "seat":
            return await actions.seat_petitioner(tx, meeting, token=token, by=person, now=now)
        case "enter":
            return await actions.enter(tx, meeting, token=token, by=person, now=now)
        case "leave":
            return await actions.leave(tx, meeting, by=person, now=now)
        case "end":
            sealer = request.app[SEALER]
            return await actions.end(tx, meeting, reason=body.reason, by=person, sealer=sealer, now=now)
        case "ring":
            return await actions.ring_again(tx, meeting, by=person, now=now)
        case "hand_over":
            sealer, to, why = request.app[SEALER], body.to, body.reason
            return await leaderless.hand_on(tx, meeting, to=to, reason=why, by=person, sealer=sealer, now=now)
        case "mute_all":
            return await actions.mute_all(tx, meeting, by=person, now=now)
        case "invite":
            account = _given("account", body.account)
            return await officials.invite(tx, meeting, account, by=person, now=now)
        case "answer":
            reply: Reply = _given("answer", body.answer)
            return await officials.answer(tx, meeting, reply, by=person, now=now)
        case "remove":
            participant = _given("participant", body.participant)
            return await officials.remove(tx, meeting, participant, by=person, now=now)


async def get_officials(request: web.Request, ask: Ask[Person], *, meeting: UUID) -> shapes.OfficialsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await officials.officials(tx, meeting, by=ask.person, now=ask.now)
    english = ask.language == "en"
    items = []
    for account, roles in found:
        region = request.app[REGIONS][region_of(account.lo)]
        items.append(
            shapes.OfficialAnswer(
                account=account.id,
                name=account.name,
                role=min(roles),
                place_name=region.name_en if english else region.name_zh,
            )
        )
    return shapes.OfficialsAnswer(items=items)


async def get_own_calls(request: web.Request, ask: Ask[Person]) -> shapes.OwnCallsAnswer:
    """One's own calls, wherever the receptions lie: of each only where it was, who asked and what one said."""
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await calls.calls_to(tx, ask.person.principal, now=ask.now)
    return shapes.OwnCallsAnswer(
        items=[
            shapes.OwnCall(
                meeting=one.meeting.id,
                day=parse_day(one.meeting.day),
                site=one.meeting.site,
                site_zh=one.site.name_zh,
                site_en=one.site.name_en,
                leader=one.leader,
                role=one.seat.role,
                state=one.meeting.state,
                seat=one.seat.state,
                reply=one.seat.answer,
                rung_at=one.meeting.rung_at,
                ended_at=one.meeting.ended_at,
                is_open=one.is_open,
            )
            for one in found
        ]
    )


async def post_meeting_entries(request: web.Request, ask: Ask[Person], *, meeting: UUID) -> web.Response:
    """Take in what the leader of a meeting says of its matter; once it is over, only what lies there already."""
    raw = await entries_in(request)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await actions.find_meeting(tx, meeting)
        if found.leader != ask.person.principal or "receive" not in actions.rights_at(tx.scope, found):
            raise NotAllowed("not_your_meeting")
        is_over = found.state is MeetingState.ENDED
        allowed = await entries.may_make(tx, found, raw)
        made = await entries.already_made(tx, found, raw) if is_over else allowed
    open_to = [may and was for may, was in zip(allowed, made, strict=True)]
    own = [type(each)(each, by=ask.person.principal) for each, may in zip(raw, open_to, strict=True) if may]
    here = Scope(found.place, found.place)
    taken = iter(
        await request.app[INTAKE].take(found.day, found.site, found.place, own, scope=here, device=None) if own else ()
    )
    code = "meeting_ended" if is_over else "not_of_this_meeting"
    answers = [next(taken) if may else _refused(each, code) for each, may in zip(raw, open_to, strict=True)]
    said = [each["kind"] for each, answer in zip(raw, answers, strict=True) if answer.status == "accepted"]
    async with request.app[DATABASE].transaction(here, write=bool(said)) as tx:
        for kind in said:
            await actions.note_command(tx, found, kind, by=ask.person, now=ask.now)
    return answer_to_entries(answers, ask.language)


def _refused(each: Any, code: str) -> Answer:
    ident = each.get("id") if isinstance(each, dict) else None
    return Answer(ident if isinstance(ident, str) and ident.isascii() else None, "refused", code=code)


def _may_attend(person: Person) -> None:
    """A device sees the meetings of its site, an account those of its places if its role may."""
    if person.kind == "account":
        require(person, "attend")


def _scope(ask: Ask[Person], meeting: UUID) -> Scope:
    """One's own places, or the one place of the meeting by a grant to it."""
    person, about = ask.person, f"meeting:{meeting}"
    if any(grant.about == about for grant in person.grants):
        return scope_by_grant(person, "attend", about, ask.now)
    _may_attend(person)
    return person.scope


def _given(field: str, value: T | None) -> T:
    if value is None:
        raise Invalid("invalid", field=field)
    return value


def _look(ask: Ask[Person]) -> Look:
    return Look(ask.person, ask.language, ask.now, ask.seals)


async def _answer(tx: Tx, look: Look, meeting: Meeting, *, token: str | None = None) -> MeetingAnswer:
    await tx.flush()
    return await read_and_show(tx, look, meeting, token=token)
