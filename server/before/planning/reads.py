"""What a day's planner is given, from the day, its sites, its roster and its bookings; and the timetables as rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from uuid import UUID

from sqlalchemy import select

from server.before.agenda.model import Day, SiteSession
from server.before.booking.model import Booking
from server.before.booking.rules import OPEN
from server.before.booking.rules import Meeting as BookedMeeting
from server.before.planning import rules
from server.before.planning.attending import attending, officials
from server.before.planning.instance import Chair, Hours, Instance, Leader, Level, Matter, Mode, Placed, Places, Staff
from server.before.planning.instance import Site as OpenSite
from server.before.planning.model import Timetable, TimetableSlot
from server.before.planning.roads import Point, roads_of
from server.before.planning.rules import TimetableState
from server.before.roster import reads as roster
from server.before.roster.reads import Held
from server.before.roster.rules import Circumstances, DutyKind
from server.before.triage import reads as triage
from server.db import Tx
from server.people.model import Account
from server.place import level_of, region_of
from server.sites.model import Site, SiteDetail
from server.sites.rules import Spoken

LEVELS = {"province": Level.PROVINCE, "city": Level.CITY, "county": Level.COUNTY}


@dataclass(frozen=True, slots=True)
class Planned:
    """A day as it is planned: the instance, and the rows that its ids stand for."""

    day: Day
    instance: Instance
    bookings: Mapping[str, Booking]
    leaders: Mapping[str, Account]
    sites: Mapping[int, Site]


async def planned(tx: Tx, day: Day, *, lost: UUID | None = None, also: Booking | None = None) -> Planned:
    """All that a plan of the day is made from, without a leader who was ``lost``, and with a booking for no day."""
    rest = None if day.break_from is None or day.break_until is None else (day.break_from, day.break_until)
    joined = select(SiteSession, Site).join(Site, Site.code == SiteSession.site).where(SiteSession.day == day.day)
    sessions = {site.place: (session, site) for session, site in await tx.rows(joined.order_by(Site.place))}
    sites = [
        OpenSite(place, session.rooms if session.rooms is not None else site.rooms, _hours(day, session, rest))
        for place, (session, site) in sessions.items()
    ]
    duties = await roster.duties_of(tx, day.day)
    held = await roster.held(tx, day, duties)
    accounts = roster.accounts_in(duties)
    names = await roster.names_of(tx, accounts)
    known = await roster.circumstances(tx, day, accounts)
    leaders = _leaders(held, names, known, {site.code: place for place, (_, site) in sessions.items()}, rest)
    staff = _interpreters(held, rest)
    awaited = [*await wanted(tx, day.day), *([] if also is None else [also])]
    bookings = {str(one.id): one for one in awaited if one.place in sessions}
    comes = await attending(tx, [one.id for one in bookings.values()])
    offices = officials(held, comes.values(), rest)
    needs = {ident: one.code for ident, one in comes.items() if one.code in offices}
    matters = [_matter(one, day, sessions[one.place][0], staff, needs.get(one.id)) for one in bookings.values()]
    instance = Instance(
        leaders=tuple(one for one in leaders if one.id != str(lost)),
        sites=tuple(sites),
        staff=(*staff.values(), *offices.values()),
        matters=tuple(matters),
        travel=roads_of(leaders, await _points(tx, day.day, sessions)),
    )
    return Planned(
        day, instance, bookings, {str(k): v for k, v in names.items()}, {p: s for p, (_, s) in sessions.items()}
    )


async def wanted(tx: Tx, day: str) -> Sequence[Booking]:
    """The bookings whose people are awaited on a day; one whose person was told another route is not."""
    found = select(Booking).where(Booking.day == day, Booking.state.in_(OPEN))
    bookings = await tx.scalars(found.order_by(Booking.id))
    elsewhere = await triage.guided(tx, [one.id for one in bookings])
    return [one for one in bookings if one.id not in elsewhere]


def _hours(day: Day, session: SiteSession, rest: tuple[time, time] | None) -> tuple[Hours, ...]:
    return rules.hours(session.opens_at or day.opens_at, session.closes_at or day.closes_at, rest)


def _leaders(
    held: Sequence[Held],
    names: Mapping[UUID, Account],
    known: Circumstances,
    at: Mapping[str, int],
    rest: tuple[time, time] | None,
) -> list[Leader]:
    """Who is on duty as a leader and may be, each with all their duties."""
    by_account = defaultdict[UUID, list[Held]](list)
    for one in held:
        if one.fact.kind is DutyKind.LEADER and one.fact.holder in names and one.fact.is_in_day:
            by_account[one.fact.holder].append(one)
    found = []
    for ident, theirs in by_account.items():
        account = names[ident]
        away = known.suspended | {
            one.account for one in known.leaves if one.first <= theirs[0].fact.span.begins.date() <= one.last
        }
        if ident in away:
            continue
        chairs = tuple(
            Chair(
                Places(one.fact.lo, one.fact.hi),
                rules.hours(one.begins_at, one.ends_at, rest),
                at.get(one.fact.site or ""),
            )
            for one in theirs
        )
        topics = [one.fact.categories for one in theirs]
        own = [one for one in known.recusals if one.account == ident]
        found.append(
            Leader(
                id=str(ident),
                level=rules.level_of_range(account.lo, account.hi),
                home=Places(account.lo, account.hi),
                chairs=chairs,
                topics=frozenset().union(*topics) if all(topics) else frozenset(),
                recused_categories=frozenset().union(*(one.categories for one in own)),
                recused_places=tuple(
                    Places(one.lo, one.hi) for one in own if one.lo is not None and one.hi is not None
                ),
            )
        )
    return sorted(found, key=lambda one: (-one.level, one.home.lo, one.id))


async def _points(tx: Tx, day: str, places: Collection[int]) -> Mapping[int, Point]:
    """Where the sites of a day are, as far as their details say."""
    wanted = select(SiteSession.place, SiteDetail.latitude_e6, SiteDetail.longitude_e6)
    joined = wanted.join(SiteDetail, SiteDetail.site == SiteSession.site).where(SiteSession.day == day)
    known = {place: Point(place, north, east) for place, north, east in await tx.rows(joined)}
    return {place: known.get(place, Point(place)) for place in places}


def _interpreters(held: Sequence[Held], rest: tuple[time, time] | None) -> dict[str, Staff]:
    """How many interpreters of each language are there, and when."""
    found = {language.value: Staff(language.value, ()) for language in Spoken if language is not Spoken.PUTONGHUA}
    for one in held:
        if one.fact.kind is DutyKind.INTERPRETER:
            for language in set(one.duty.languages) & set(found):
                there = tuple((hours, 1) for hours in rules.hours(one.begins_at, one.ends_at, rest))
                found[language] = replace(found[language], hours=found[language].hours + there)
    return found


def _matter(
    booking: Booking, day: Day, session: SiteSession, staff: Mapping[str, Staff], department: str | None
) -> Matter:
    tier = rules.tier_of(booking.needs, booking.people_count)
    at_site = LEVELS[level_of(region_of(booking.place))]
    needs_words = "interpreter" in booking.needs and booking.language in staff
    mode = Mode.EITHER
    if booking.appointed_meeting is not None:
        mode = Mode.IN_PERSON if booking.appointed_meeting is BookedMeeting.IN_PERSON else Mode.EITHER
    return Matter(
        id=str(booking.id),
        site=booking.place,
        category=booking.category,
        tier=tier,
        length=rules.length_of(booking.category, booking.people_count, booking.attendee_count, tier),
        earliest=rules.minute(session.opens_at or day.opens_at),
        wants=rules.wanted_level(at_site, booking.people_count),
        mode=mode,
        department=department,
        interpreter=booking.language if needs_words else None,
    )


async def timetable_of(tx: Tx, day: str, state: TimetableState, *, locked: bool = False) -> Timetable | None:
    found = select(Timetable).where(Timetable.day == day, Timetable.state == state)
    return await tx.one_or_none(found.with_for_update() if locked else found)


async def slots_of(tx: Tx, day: str, state: TimetableState) -> Sequence[TimetableSlot]:
    found = select(TimetableSlot).where(TimetableSlot.day == day, TimetableSlot.state == state)
    return await tx.scalars(found.order_by(TimetableSlot.begins, TimetableSlot.booking))


def placed(slots: Sequence[TimetableSlot]) -> list[Placed]:
    """The slots of a timetable that have a place, as the planner names them."""
    return [
        Placed(str(one.booking), str(one.leader), one.begins, one.ends)
        for one in slots
        if one.leader is not None and one.begins is not None and one.ends is not None
    ]
