"""What each viewer is shown of a meeting: one answer for the routes and for the live line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import select

from server.before.agenda.model import Day
from server.clock import moment_on
from server.day.calling.answers import TurnAnswer, Viewer, off_list, turn_answer
from server.day.calling.reads.sites import SiteOfDay, silent_for, sites_of_day
from server.day.calling.reads.turns import TurnView, find_turn, first_in_line, turn_views
from server.day.meeting import rules
from server.day.meeting.actions import Guest, part_of, rights_at, seat_of, seats_of
from server.day.meeting.api.shapes import MeetingAnswer, ResultAnswer, SeatAnswer
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import LEADER, SITE, MeetingState, Part, Participant, SeatState
from server.day.record.reads import sealed_of, sealed_of_all, state_of, unit_of
from server.day_code import parse_day
from server.db import Tx
from server.instants import with_offset
from server.journal.model import Head, Matter, MatterKey
from server.journal.seals import EntrySeals
from server.language import Language
from server.people.rules import Person


@dataclass(frozen=True, slots=True)
class Look:
    """The viewer of a meeting, the language, the real instant, and what opens seals."""

    by: Guest
    language: Language
    now: datetime
    seals: EntrySeals


class KnownTurn(NamedTuple):
    """Where a matter stands in its site's queue, and what is sealed of it."""

    view: TurnView
    site: SiteOfDay
    sealed: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was read of a meeting, once for all who are shown it; ``begun`` is empty where only a list is shown."""

    meeting: Meeting
    seats: Sequence[Seat]
    day: Day
    matter: Matter
    site: SiteOfDay | None
    turn: TurnView | None
    sealed: Mapping[str, Any]
    begun: Sequence[str] = ()

    @property
    def is_over(self) -> bool:
        return self.meeting.state is MeetingState.ENDED

    def seat_of(self, rights: Collection[str], by: Guest) -> Participant | None:
        """The seat of a viewer with these rights at the meeting's place."""
        return your_seat(rights, self.meeting, self.seats, by)


async def read_meeting(tx: Tx, seals: EntrySeals, meeting: Meeting, seats: Sequence[Seat]) -> Known:
    """Read all that is shown of a meeting, except the next person: that depends on the places of the viewer."""
    turn = await find_turn(tx, meeting.key)
    matter = await tx.get(Matter, meeting.key)
    sites = await sites_of_day(tx, meeting.day, Head.place == meeting.place)
    state = await state_of(tx, meeting.key)
    return Known(
        meeting=meeting,
        seats=seats,
        day=await tx.get(Day, meeting.day),
        matter=matter,
        site=sites.get(meeting.place),
        turn=turn,
        sealed=await sealed_of(tx, seals, matter),
        begun=() if state is None else state.starts,
    )


async def read_meetings(tx: Tx, seals: EntrySeals, meetings: Sequence[Meeting]) -> list[Known]:
    """Read what a page of meetings shows, in a statement a table and day, however many there are."""
    seats: dict[UUID, list[Seat]] = {meeting.id: [] for meeting in meetings}
    for seat in await seats_of(tx, *seats):
        seats[seat.meeting].append(seat)
    found: dict[UUID, Known] = {}
    for day in {meeting.day for meeting in meetings}:
        of_day = [meeting for meeting in meetings if meeting.day == day]
        these = Matter.matter.in_([meeting.matter for meeting in of_day])
        rows = await tx.scalars(select(Matter).where(Matter.day == day, these))
        matters = {row.key: row for row in rows}
        views = await turn_views(tx, day, (tx.scope.lo, tx.scope.hi), these)
        turns = {one.matter.key: one for one in views}
        sealed = await sealed_of_all(tx, seals, [one.matter for one in views])
        held, sites = await tx.get(Day, day), await sites_of_day(tx, day)
        for meeting in of_day:
            key = meeting.key
            found[meeting.id] = Known(
                meeting=meeting,
                seats=seats[meeting.id],
                day=held,
                matter=matters[key],
                site=sites.get(meeting.place),
                turn=turns.get(key),
                sealed=sealed.get((key.place, key.matter), {}),
            )
    return [found[meeting.id] for meeting in meetings]


async def read_next(tx: Tx, look: Look, day: Day) -> KnownTurn | None:
    """Read who would be called next: of all that the viewer may call and whose site is heard."""
    scope, at = look.by.scope, moment_on(day, look.now)
    sites = await sites_of_day(tx, day.day)
    silent = silent_for(scope, sites.values(), at.real)
    first = await first_in_line(tx, day.day, (scope.lo, scope.hi), leader=look.by.principal, but=silent, now=at.micros)
    view = first and await find_turn(tx, MatterKey(day.day, first.place, first.matter))
    if not view or view.matter.place not in sites:
        return None
    return KnownTurn(view, sites[view.matter.place], await sealed_of(tx, look.seals, view.matter))


async def read_and_show(tx: Tx, look: Look, meeting: Meeting, *, token: str | None = None) -> MeetingAnswer:
    """A meeting as its viewer may see it within the scope of the transaction."""
    known = await read_meeting(tx, look.seals, meeting, await seats_of(tx, meeting.id))
    rights = rights_at(tx.scope, meeting)
    is_leader = known.seat_of(rights, look.by) == LEADER
    return shown(known, look, rights, after=await read_next(tx, look, known.day) if is_leader else None, token=token)


def shown(
    known: Known,
    look: Look,
    rights: Collection[str],
    *,
    after: KnownTurn | None = None,
    in_list: bool = False,
    token: str | None = None,
) -> MeetingAnswer:
    """What a viewer with these rights at the meeting's place is shown of it; ``after`` is who would be called next."""
    meeting, matter, site = known.meeting, known.matter, known.site
    chairs = {seat.participant: seat for seat in known.seats}
    leaderless = rules.leaderless_since(meeting.mode, meeting.state, chairs.get(LEADER), chairs.get(SITE))
    you = known.seat_of(rights, look.by)
    by = cast("Person", look.by)  # only name and places are asked
    viewer = Viewer(by, moment_on(known.day, look.now), look.language)
    turn = None if known.turn is None or site is None else KnownTurn(known.turn, site, known.sealed)
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
        seats=[_seat(seat) for seat in known.seats if seat.state is not SeatState.REMOVED],
        turn=_turn(turn, viewer),
        next=_turn(after, viewer),
        lacks=[] if known.is_over else rules.lacks(matter.outcome, matter.incomplete.split()),
        result=_result(known, in_full=not in_list and you in {LEADER, SITE}),
        begun=list(known.begun) if you == LEADER else [],
        telephone=site.telephone if you != SITE and site is not None else None,
        leaderless_since=None if leaderless is None else _shown(leaderless),
        you=you,
        token=token,
    )


def _result(known: Known, *, in_full: bool) -> ResultAnswer | None:
    matter = known.matter
    if matter.outcome is None:
        return None
    unit = unit_of(matter, known.sealed) if in_full else None
    due = None if matter.due_on is None else date.fromisoformat(matter.due_on)
    return ResultAnswer(outcome=matter.outcome, amount_fen=matter.amount_fen, owner_unit=unit, due_on=due)


def _turn(known: KnownTurn | None, viewer: Viewer) -> TurnAnswer | None:
    if known is None or known.view.matter.category is None:
        return None
    return turn_answer(off_list(known.view, viewer.at.micros), known.site, known.sealed, viewer)


def your_seat(rights: Collection[str], meeting: Meeting, seats: Sequence[Seat], by: Guest) -> Participant | None:
    """The seat of a viewer: their own, or, for a desk of the site, the site's while no other desk has it."""
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
    return with_offset(moment.astimezone(UTC))
