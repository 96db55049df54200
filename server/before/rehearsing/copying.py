"""What a rehearsal gets of a day's plan: its sites, the people on duty, the roster, and how many bookings there are.

Of a booking nothing is copied that its person told: site, way of being received and appointment alone.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select

from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayKind
from server.before.booking.model import Booking
from server.before.booking.rules import OPEN, Kind, Meeting
from server.before.roster.model import Duty
from server.before.roster.rules import DutyKind
from server.db import Tx
from server.people.model import Account
from server.people.rules import Role
from server.sites.model import Site
from server.sites.rules import Kind as SiteKind
from server.sites.rules import Tier

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DayCopy:
    day: str
    name_zh: str
    name_en: str
    zone: str
    opens_at: dt.time
    closes_at: dt.time
    kind: DayKind
    theme_zh: str | None
    theme_en: str | None
    break_from: dt.time | None
    break_until: dt.time | None
    last_ticket_at: dt.time | None
    categories_out: Sequence[str]


@dataclass(frozen=True, slots=True)
class SiteCopy:
    code: str
    place: int
    name_zh: str
    name_en: str
    kind: SiteKind
    tier: Tier
    rooms: int
    telephone: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class SessionCopy:
    place: int
    opens_at: dt.time | None
    closes_at: dt.time | None
    rooms: int | None
    leader: UUID | None
    telephone: str | None


@dataclass(frozen=True, slots=True)
class PersonCopy:
    """Who practises, without login, password and mail address."""

    id: UUID
    name: str
    roles: Sequence[Role]
    site: str | None
    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class DutyCopy:
    kind: DutyKind
    account_id: UUID
    unit: str | None
    site: str | None
    lo: int
    hi: int
    begins_at: dt.time | None
    ends_at: dt.time | None
    categories: Sequence[str]
    languages: Sequence[str]
    skills: Sequence[str]
    substitute: UUID | None


@dataclass(frozen=True, slots=True)
class BookingCopy:
    """That a person comes to a site; who they are and what they told is made up in the rehearsal."""

    place: int
    kind: Kind
    appointed_at: dt.datetime | None = None
    appointed_until: dt.datetime | None = None
    appointed_leader: UUID | None = None
    appointed_meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """The plan of a day as a rehearsal gets it."""

    day: DayCopy
    sites: Sequence[SiteCopy]
    sessions: Sequence[SessionCopy]
    people: Sequence[PersonCopy]
    duties: Sequence[DutyCopy]
    bookings: Sequence[BookingCopy]


COPY: Final = TypeAdapter(Copy)
ROLES: Final = {
    DutyKind.LEADER: Role.LEADER,
    DutyKind.DEPARTMENT: Role.DEPARTMENT,
    DutyKind.EXPERT: Role.DEPARTMENT,
    DutyKind.INTERPRETER: Role.INTERPRETER,
}
"""A duty of a real day gives its rights by a post for that date; in a rehearsal the account has them itself."""


async def copy_of(tx: Tx, day: Day) -> Copy:
    """The plan of a day; the scope covers all its sites."""
    sessions = await tx.scalars(select(SiteSession).where(SiteSession.day == day.day).order_by(SiteSession.place))
    sites = await tx.scalars(select(Site).where(Site.code.in_([one.site for one in sessions])).order_by(Site.place))
    duties = await tx.scalars(select(Duty).where(Duty.day == day.day).order_by(Duty.id))
    of_day = (Booking.day == day.day, Booking.state.in_(OPEN))
    bookings = await tx.scalars(select(Booking).where(*of_day).order_by(Booking.place, Booking.made_at))
    return Copy(
        day=_same(DayCopy, day),
        sites=[_same(SiteCopy, one) for one in sites],
        sessions=[_same(SessionCopy, one) for one in sessions],
        people=await _people(tx, sessions, duties),
        duties=[_same(DutyCopy, one) for one in duties],
        bookings=[_same(BookingCopy, one) for one in bookings],
    )


async def _people(tx: Tx, sessions: Sequence[SiteSession], duties: Sequence[Duty]) -> Sequence[PersonCopy]:
    roles: dict[UUID, set[Role]] = {}
    for session in sessions:
        if session.leader is not None:
            roles.setdefault(session.leader, set()).add(Role.LEADER)
    for duty in duties:
        for account in (duty.account_id, duty.substitute):
            if account is not None:
                roles.setdefault(account, set()).add(ROLES[duty.kind])
    found = await tx.scalars(select(Account).where(Account.id.in_(roles)).order_by(Account.name, Account.id))
    return [PersonCopy(one.id, one.name, sorted(roles[one.id]), one.site, *_places(one, duties)) for one in found]


def _places(account: Account, duties: Sequence[Duty]) -> tuple[int, int]:
    """The account's own places, and those of its duties."""
    own = [one for one in duties if account.id in {one.account_id, one.substitute}]
    return min([account.lo, *(one.lo for one in own)]), max([account.hi, *(one.hi for one in own)])


def _same(form: type[T], row: object) -> T:
    """The fields of a copy, which have the names of the row's columns."""
    names: Any = [one.name for one in fields(form)]  # type: ignore[arg-type]
    return form(**{name: getattr(row, name) for name in names})
