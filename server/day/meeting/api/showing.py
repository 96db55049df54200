"""What is shown of a meeting to whom: one answer for the routes and for the live line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from server.before.agenda.actions import day_now
from server.before.agenda.model import Day
from server.clock import Clock
from server.day.calling import order
from server.day.calling.actions import Moment
from server.day.calling.api.shapes import TurnAnswer
from server.day.calling.api.shown import Viewer, turn_shown
from server.day.calling.lists import (
    QueueLine,
    TurnView,
    find_turn,
    first_in_line,
    turn_views,
)
from server.day.calling.sites import SiteOfDay, silent_for, sites_of_day
from server.day.meeting import rules
from server.day.meeting.actions import Guest, part_of, rights_at, seat_of, seats_of
from server.day.meeting.api.shapes import MeetingAnswer, ResultAnswer, SeatAnswer
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import LEADER, SITE, MeetingState, Part, Participant, SeatState
from server.day.record.reads import MatterKey, sealed_of, sealed_of_all, state_of, unit_of
from server.day_code import parse_day
from server.db import Tx
from server.journal.model import Matter
from server.journal.seals import EntrySeals
from server.language import Language
from server.people.rules import Person


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, in which language, and what is needed to show them anything."""

    by: Guest
    language: Language
    clock: Clock
    seals: EntrySeals
    sites: dict[str, Mapping[int, SiteOfDay]] = field(default_factory=dict)
    """The sites of the days that were looked at, for a page of many meetings."""
    days: dict[str, Day] = field(default_factory=dict)
    matters: dict[tuple[str, int, str], Matter] = field(default_factory=dict)
    turns: dict[tuple[str, int, str], TurnView | None] = field(default_factory=dict)
    sealed: dict[tuple[str, int, str], dict[str, Any]] = field(default_factory=dict)
    """Where the turns of a page of meetings stand, and what is sealed of them, by day, place and matter."""


async def read_ahead(tx: Tx, look: Look, meetings: Sequence[Meeting]) -> Mapping[UUID, Sequence[Seat]]:
    """Read what a page of meetings shows in a statement a table and day, however many there are; their seats."""
    seats: dict[UUID, list[Seat]] = {meeting.id: [] for meeting in meetings}
    for seat in await seats_of(tx, *seats):
        seats[seat.meeting].append(seat)
    for day in {meeting.day for meeting in meetings}:
        keys = [(meeting.place, meeting.matter) for meeting in meetings if meeting.day == day]
        rows = await tx.scalars(select(Matter).where(Matter.day == day, Matter.matter.in_([key for _, key in keys])))
        look.matters.update({(day, row.place, row.matter): row for row in rows})
        look.turns.update({(day, *key): None for key in keys})
        found = await turn_views(tx, day, (tx.scope.lo, tx.scope.hi), Matter.matter.in_([matter for _, matter in keys]))
        look.turns.update({(day, one.matter.place, one.matter.matter): one for one in found})
        sealed = await sealed_of_all(tx, look.seals, [one.matter for one in found])
        look.sealed.update({(day, *key): words for key, words in sealed.items()})
    return seats


async def shown(
    tx: Tx, look: Look, meeting: Meeting, seats: Sequence[Seat], *, with_next: bool = True, token: str | None = None
) -> MeetingAnswer:
    """A meeting as somebody may see it; the next who waits is looked for only for who receives there."""
    key = meeting.day, meeting.place, meeting.matter
    matter = look.matters[key] if key in look.matters else await tx.get(Matter, key)
    chairs = {seat.participant: seat for seat in seats}
    leaderless = rules.leaderless_since(meeting.mode, meeting.state, chairs.get(LEADER), chairs.get(SITE))
    is_over, you = meeting.state is MeetingState.ENDED, your_seat(rights_at(tx.scope, meeting), meeting, seats, look.by)
    if meeting.day not in look.days:
        look.days[meeting.day] = await tx.get(Day, meeting.day)
    at = Moment(day_now(look.days[meeting.day], look.clock), look.clock.now())
    viewer = Viewer(cast("Person", look.by), at, look.language)  # of whom only name and places are asked
    if meeting.day not in look.sites:
        look.sites[meeting.day] = await sites_of_day(tx, meeting.day)
    sites = look.sites[meeting.day]
    return MeetingAnswer(
        id=meeting.id,
        day=parse_day(meeting.day),
        site=meeting.site,
        place=meeting.place,
        matter=meeting.matter,
        mode=meeting.mode,
        state=meeting.state,
        planned_minutes=meeting.planned_minutes,
        rung_at=_shown(meeting.rung_at),
        opened_at=None if meeting.opened_at is None else _shown(meeting.opened_at),
        ended_at=None if meeting.ended_at is None else _shown(meeting.ended_at),
        end_reason=meeting.end_reason,
        now=_shown(viewer.at.real),
        seats=[_seat(seat) for seat in seats if seat.state is not SeatState.REMOVED],
        turn=await _turn(tx, look, meeting.day, (meeting.place, meeting.matter), sites, viewer),
        next=await _next(tx, look, meeting, sites, viewer) if with_next and you == LEADER else None,
        lacks=[] if is_over else rules.lacks(matter.outcome, matter.incomplete.split()),
        result=await _result(tx, look, matter, in_full=with_next and you in {LEADER, SITE}),
        begun=await _starts(tx, meeting) if with_next and you == LEADER else [],
        telephone=sites[meeting.place].telephone if you != SITE and meeting.place in sites else None,
        leaderless_since=None if leaderless is None else _shown(leaderless),
        you=you,
        token=token,
    )


async def _starts(tx: Tx, meeting: Meeting) -> list[str]:
    """The effective entries that say the matter is being received."""
    state = await state_of(tx, MatterKey.of(meeting))
    return [] if state is None else list(state.starts)


async def _result(tx: Tx, look: Look, matter: Matter, *, in_full: bool) -> ResultAnswer | None:
    if matter.outcome is None:
        return None
    unit = unit_of(matter, await sealed_of(tx, look.seals, matter)) if in_full else None
    due = None if matter.due_on is None else date.fromisoformat(matter.due_on)
    return ResultAnswer(outcome=matter.outcome, amount_fen=matter.amount_fen, owner_unit=unit, due_on=due)


async def _turn(
    tx: Tx, look: Look, day: str, which: tuple[int, str], sites: Mapping[int, SiteOfDay], viewer: Viewer
) -> TurnAnswer | None:
    place, matter = which
    key = day, place, matter
    found = look.turns[key] if key in look.turns else await find_turn(tx, day, place, matter)
    found = found if place in sites else None
    if found is None or found.matter.category is None:
        return None
    why = order.why(found.waits, viewer.at.micros, 0)
    sealed = look.sealed[key] if key in look.sealed else await sealed_of(tx, look.seals, found.matter)
    return turn_shown(QueueLine(found, 0, why, None), sites[place], sealed, viewer)


async def _next(
    tx: Tx, look: Look, meeting: Meeting, sites: Mapping[int, SiteOfDay], viewer: Viewer
) -> TurnAnswer | None:
    """Who would be called next: of all that this viewer may call and whose site is heard."""
    scope, at = look.by.scope, viewer.at
    silent = silent_for(scope, sites.values(), at.real)
    first = await first_in_line(tx, meeting.day, (scope.lo, scope.hi), but=silent, now=at.micros)
    return first and await _turn(tx, look, meeting.day, (first.place, first.matter), sites, viewer)


def your_seat(rights: Collection[str], meeting: Meeting, seats: Sequence[Seat], by: Guest) -> Participant | None:
    """Which seat is somebody's: their own, or, for a desk of the site, the site's while no other desk has it."""
    part, own = part_of(rights, meeting, seats, by.principal), seat_of(seats, by.principal)
    if part in {Part.LEADER, Part.OFFICIAL}:
        return None if own is None else own.participant
    of_site = next((seat for seat in seats if seat.participant == SITE), None)
    is_free = of_site is not None and (of_site.who is None or of_site is own)
    return SITE if is_free and part in {Part.CALLER, Part.SITE} else None


def _seat(seat: Seat) -> SeatAnswer:
    return SeatAnswer(
        participant=seat.participant,
        kind=seat.participant if seat.participant in {LEADER, SITE} else "official",  # type: ignore[arg-type]
        name=seat.name,
        state=seat.state,
        audio=seat.audio,
        video=seat.video,
        away_since=None if seat.away_since is None else _shown(seat.away_since),
        role=seat.role,
        answer=seat.answer,
    )


def _shown(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
