"""What calendars are told of duties: one event for each duty and account, which stays when the duty is taken away.

A calendar drops an event only where it hears that it is cancelled, with a higher sequence than it knows.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from server.before.agenda.hours import today_of
from server.before.agenda.messages import DayChanged, HoursChanged
from server.before.agenda.model import Day, PlanVersion
from server.before.agenda.rules import ZONE, DayKind
from server.before.announcing.events import KEPT, STATUS, Feed
from server.before.announcing.ical import Event, Status, uid_of
from server.before.announcing.model import DutyTold
from server.before.roster.messages import RosterChanged, TakenOver
from server.before.roster.model import Duty
from server.before.roster.reads import duties_of, held
from server.before.roster.sheets import KINDS
from server.db import Tx
from server.people.audit import MACHINE
from server.sites.model import Site

CANCELLED: Final[Status] = "CANCELLED"
SAID: Final[Mapping[Status, tuple[str, str]]] = {
    "CONFIRMED": ("值班：", "On duty: "),
    "TENTATIVE": ("（草稿）值班：", "(Draft) On duty: "),
    "CANCELLED": ("已取消值班：", "No longer on duty: "),
}


async def keep_told(tx: Tx, changed: DayChanged | HoursChanged | RosterChanged | TakenOver) -> None:
    """Compare the duties of a day in scope with what was told of them, and count on where they differ.

    The event of an account whose duty was removed, was given to another or to the substitute, is cancelled.
    """
    await tx.flush()
    day = await tx.one_or_none(select(Day).where(Day.day == changed.day))
    if day is None or day.is_rehearsal:
        return
    at, status = await _at(tx, changed), STATUS.get(day.state, "CONFIRMED")
    if at is None:
        return
    before = await tx.scalars(select(DutyTold).where(DutyTold.day == day.day))
    known = {(one.duty, one.account_id): one for one in before}
    for one in await held(tx, day, await duties_of(tx, day.day)):
        row, span = known.pop((one.duty.id, one.duty.holder), None), one.fact.span
        told = {"kind": one.duty.kind, "site": one.duty.site, "begins": span.begins, "ends": span.ends}
        if row is not None:
            _count_on(row, {**told, "status": status, "lo": one.duty.lo, "hi": one.duty.hi}, at)
        elif status != CANCELLED:
            places = {"lo": one.duty.lo, "hi": one.duty.hi}
            new = {"duty": one.duty.id, "account_id": one.duty.holder, "day": day.day, "changed_at": at}
            tx.add(DutyTold(**new, **places, **told, status=status, sequence=0))
    for row in known.values():
        _count_on(row, {"status": CANCELLED}, at)


async def days_untold(tx: Tx, now: datetime) -> Sequence[str]:
    """The days to come with duties of which no calendar was told: planned by a version without this table."""
    untold = (Day.date >= today_of(ZONE, now), Duty.id.not_in(select(DutyTold.duty)))
    return await tx.scalars(select(Day.day).join(Duty, Duty.day == Day.day).where(*untold).distinct().order_by(Day.day))


async def tell_untold(tx: Tx, day: str, now: datetime) -> None:
    """Tell calendars of the duties of such a day; once more changes nothing."""
    await keep_told(tx, RosterChanged(day, MACHINE, now))


def _count_on(row: DutyTold, told: Mapping[str, object], at: datetime) -> None:
    changed = {name: value for name, value in told.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.sequence += 1
        row.changed_at = at


async def _at(tx: Tx, changed: DayChanged | HoursChanged | RosterChanged | TakenOver) -> datetime | None:
    """When it happened; the hours of a day change with a version of its plan."""
    if not isinstance(changed, HoursChanged):
        return changed.at
    return await tx.one_or_none(select(func.max(PlanVersion.made_at)).where(PlanVersion.day == changed.day))


async def events_of_duties(tx: Tx, account: UUID, feed: Feed) -> list[Event]:
    """The duties that an account has or had; to be asked in every place at once, and of this account alone."""
    since = today_of(ZONE, feed.now) - KEPT
    theirs = select(DutyTold, Day).join(Day, Day.day == DutyTold.day).where(DutyTold.account_id == account)
    rows = await tx.rows(theirs.where(Day.date >= since, Day.kind != DayKind.UNANNOUNCED).order_by(DutyTold.begins))
    here = select(Site).where(Site.code.in_({row[0].site for row in rows}))
    sites = {one.code: one for one in await tx.scalars(here)}
    return [_event(feed, told, day, sites.get(told.site or "")) for told, day in rows]


def _event(feed: Feed, told: DutyTold, day: Day, site: Site | None) -> Event:
    status: Status = told.status  # type: ignore[assignment]  # the table holds no other word
    return Event(
        uid=uid_of("duty", str(told.duty), str(told.account_id)),
        sequence=told.sequence,
        changed_at=told.changed_at,
        status=status,
        begins=told.begins,
        ends=told.ends,
        zone=day.zone,
        summary=feed.say(*SAID[status]) + feed.say(*KINDS[told.kind]),
        description=feed.say(day.name_zh, day.name_en),
        location=None if site is None else " ".join(filter(None, (feed.say(site.name_zh, site.name_en), site.address))),
        url=f"{feed.origin}/duty",
    )
