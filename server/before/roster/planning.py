"""Setting, changing and removing duties. Nothing that another changed meanwhile is overwritten."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from server.before.agenda.actions import find_day
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayState
from server.before.roster import rules
from server.before.roster.messages import RosterChanged
from server.before.roster.model import Duty
from server.before.roster.rules import DutyKind
from server.before.roster.settling import new_duty, renew
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.people.audit import record
from server.people.model import Account
from server.people.rules import ALONE, Person, Role, check_not_oneself, require
from server.people.spelling import is_visible
from server.place import Range, range_of_region
from server.sites.rules import PERSONAL_NUMBER

OPEN: Final = frozenset(
    {DayState.DRAFT, DayState.ANNOUNCED, DayState.LINE_CHECK, DayState.POSTPONED, DayState.LIVE, DayState.CLOSING}
)
"""The states of a day in which its roster may change: on the day itself too, when a leader falls ill."""

ROLES: Final = {
    DutyKind.LEADER: Role.LEADER,
    DutyKind.DEPARTMENT: Role.DEPARTMENT,
    DutyKind.EXPERT: Role.DEPARTMENT,
    DutyKind.INTERPRETER: Role.INTERPRETER,
}
"""The role that a duty gives at its places."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A duty as an officer wants it; exactly one of ``site`` and ``region`` is given."""

    kind: DutyKind
    account: UUID
    site: str | None
    region: str | None
    unit: str | None
    begins_at: dt.time | None
    ends_at: dt.time | None
    categories: Sequence[str]
    languages: Sequence[str]
    skills: Sequence[str]
    substitute: UUID | None


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that there are."""

    regions: Collection[str]
    categories: Collection[str]


async def find_open_roster(tx: Tx, day: str) -> Day:
    """A day in scope whose roster may change, which stays as it is until the end; Conflict ``roster_closed``."""
    found = await find_day(tx, day)
    if found.state not in OPEN or found.moved_to is not None:
        raise Conflict("roster_closed")
    return found


async def set_duty(tx: Tx, day: str, wanted: Wanted, *, known: Known, by: Person, now: datetime) -> Duty:
    """Put an account on duty; refused as ``check`` refuses, Conflict ``duty_twice`` where it is there already."""
    found = await find_open_roster(tx, day)
    places = await places_of(tx, found, wanted, known, by)
    await check(tx, wanted, known=known, by=by)
    duty = new_duty(found.day, wanted.kind, wanted.account, places, wanted.site)
    tx.add(duty)
    await put(tx, duty, wanted)
    await _keep(tx, duty, "duty_set", by=by, now=now)
    return duty


async def change_duty(
    tx: Tx, day: str, ident: UUID, wanted: Wanted, *, seen: Wanted, known: Known, by: Person, now: datetime
) -> Duty:
    """Change a duty from what the person had ``seen``; Conflict ``duty_changed`` with each part that is otherwise."""
    found = await find_open_roster(tx, day)
    duty = await locked(tx, found.day, ident)
    require_over(by, duty)
    newest = told(duty)
    if newest != as_told(seen):
        raise Conflict("duty_changed", changed=differences(as_told(seen), newest))
    places = await places_of(tx, found, wanted, known, by)
    await check(tx, wanted, known=known, by=by, seen=seen)
    duty.lo, duty.hi = places
    duty.site, duty.kind = wanted.site, wanted.kind
    if wanted.account != duty.account_id:
        renew(duty, wanted.account)
    if wanted.substitute != duty.substitute:
        duty.stands_in, duty.taken_over_at = False, None
    await put(tx, duty, wanted)
    await _keep(tx, duty, "duty_changed", by=by, now=now)
    return duty


async def remove_duty(tx: Tx, day: str, ident: UUID, *, version: int, by: Person, now: datetime) -> None:
    """Remove a duty that was read as ``version``; Conflict ``duty_changed`` where another changed it since."""
    found = await find_open_roster(tx, day)
    duty = await locked(tx, found.day, ident)
    require_over(by, duty)
    if duty.version != version:
        raise Conflict("duty_changed", changed=[])
    await tx.delete(duty)
    await tx.flush()
    await record(tx, by.principal, "duty_removed", f"day:{duty.day}", place=duty.lo, now=now)
    tx.tell(RosterChanged(duty.day, by.principal, now))


async def locked(tx: Tx, day: str, ident: UUID) -> Duty:
    """A duty of a day that no other transaction changes until the end of this one."""
    duty = await tx.one_or_none(select(Duty).where(Duty.id == ident, Duty.day == day).with_for_update())
    if duty is None:
        raise NotFound("not_found")
    return duty


def require_over(by: Person, duty: Duty) -> None:
    """Refuse who does not keep the roster of all places of a duty."""
    require(by, "keep_roster")
    if not by.scope.covers_range(duty.lo, duty.hi):
        raise NotFound("not_found")


async def places_of(tx: Tx, day: Day, wanted: Wanted, known: Known, by: Person) -> Range:
    """The places of a duty, within the person's: of a site that takes part, or of a region with all below it.

    Invalid ``duty_place``, ``site_not_in_day``, ``unknown_region``; NotFound beyond the person's places.
    """
    if (wanted.site is None) == (wanted.region is None):
        raise Invalid("duty_place")
    if wanted.site is not None:
        here = select(SiteSession.place).where(SiteSession.day == day.day, SiteSession.site == wanted.site)
        place = await tx.one_or_none(here)
        if place is None:
            raise Invalid("site_not_in_day", site=wanted.site)
        places = place, place
    else:
        if wanted.region not in known.regions:
            raise Invalid("unknown_region", region=wanted.region)
        places = range_of_region(str(wanted.region))
    require(by, "keep_roster")
    if not by.scope.covers_range(*places):
        raise NotFound("not_found")
    return places


async def check(tx: Tx, wanted: Wanted, *, known: Known, by: Person, seen: Wanted | None = None) -> None:
    """Refuse what a duty cannot be, before anything is written; ``seen`` is what it was, None of a new one.

    Invalid ``duty_hours``, ``duty_words``, ``unknown_category``, ``substitute_oneself``, ``account_stands_alone``;
    NotFound ``unknown_account``; Conflict ``own_account`` for a role that one would give oneself.
    """
    rules.check_hours(wanted.begins_at, wanted.ends_at)
    for category in wanted.categories:
        if category not in known.categories:
            raise Invalid("unknown_category", category=category)
    for words in (wanted.unit, *wanted.languages, *wanted.skills):
        if words is not None and (not words.strip() or not is_visible(words) or PERSONAL_NUMBER.search(words)):
            raise Invalid("duty_words")
    if wanted.substitute == wanted.account:
        raise Invalid("substitute_oneself")
    before = () if seen is None else (seen.account, seen.substitute)
    for account in (wanted.account, wanted.substitute):
        if account is not None and account not in before:
            await _check_account(tx, account)
            if ROLES[wanted.kind] not in by.roles:  # a duty gives its role: the right to give oneself one is no one's
                check_not_oneself(by, str(account))


async def put(tx: Tx, duty: Duty, wanted: Wanted) -> None:
    """Write what is wanted of a duty whose place and account are written already; Conflict ``duty_twice``."""
    duty.unit, duty.begins_at, duty.ends_at = wanted.unit, wanted.begins_at, wanted.ends_at
    duty.categories, duty.languages, duty.skills = list(wanted.categories), list(wanted.languages), list(wanted.skills)
    duty.substitute = wanted.substitute
    await _check_once(tx, duty, wanted.account)


async def _check_account(tx: Tx, ident: UUID) -> None:
    account = await tx.one_or_none(select(Account).where(Account.id == ident))
    if account is None or account.suspended_at is not None:
        raise NotFound("unknown_account")
    if account.roles & ALONE:
        raise Invalid("account_stands_alone")


async def _check_once(tx: Tx, duty: Duty, account: UUID) -> None:
    """Two rows of an account at one place with hours of their own are its morning and its afternoon."""
    same = (Duty.day == duty.day, Duty.kind == duty.kind, Duty.lo == duty.lo, Duty.hi == duty.hi)
    others = await tx.scalars(select(Duty).where(*same, Duty.account_id == account))
    hours = (duty.begins_at, duty.ends_at)
    if any(one.id != duty.id and (one.begins_at, one.ends_at) == hours for one in others):
        raise Conflict("duty_twice")


async def _keep(tx: Tx, duty: Duty, what: str, *, by: Person, now: datetime) -> None:
    await tx.flush()
    await record(tx, by.principal, what, f"duty:{duty.id}", place=duty.lo, now=now)
    tx.tell(RosterChanged(duty.day, by.principal, now))


def told(duty: Duty) -> dict[str, Any]:
    """What is planned of a duty, in the words of ``Wanted``, as JSON has it."""
    place: dict[str, Any] = {"site": duty.site, "region": None if duty.site else f"{duty.lo // 1000:06d}"}
    wanted = Wanted(
        kind=duty.kind,
        account=duty.account_id,
        unit=duty.unit,
        begins_at=duty.begins_at,
        ends_at=duty.ends_at,
        categories=duty.categories,
        languages=duty.languages,
        skills=duty.skills,
        substitute=duty.substitute,
        **place,
    )
    return as_told(wanted)


def as_told(wanted: Any) -> dict[str, Any]:
    """The fields of a dataclass, as JSON has them."""
    return {one.name: _plain(getattr(wanted, one.name)) for one in fields(wanted)}


def _plain(value: object) -> Any:
    match value:
        case UUID():
            return str(value)
        case dt.time():
            return f"{value:%H:%M:%S}"
        case dt.date():
            return f"{value:%Y-%m-%d}"
        case list() | tuple():
            return sorted(value)
        case _:
            return value


def differences(was: dict[str, Any], now: dict[str, Any]) -> list[dict[str, Any]]:
    """Each part that is otherwise now than it was."""
    return [{"what": name, "was": was[name], "now": now[name]} for name in now if was[name] != now[name]]
