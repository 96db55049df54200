"""What is planned of days and their sites, as rows with names."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import String, func, select, type_coerce

from server.before.agenda.model import Day, DayOrigin, PlanVersion, SiteSession
from server.before.agenda.plans import DayPlan, Json, SitePlan
from server.before.agenda.rules import NotReady, PlannedSite, SiteState, not_ready
from server.before.calendar.actions import official_days
from server.db import Tx
from server.people.model import Account
from server.people.rules import Role
from server.place import Range
from server.sites.model import Site


@dataclass(frozen=True, slots=True)
class Leader:
    """An account that may be named as the leader who receives at a site within its places."""

    id: UUID
    name: str
    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in a day with its plan and the number of that plan's version."""

    site: Site
    state: SiteState
    plan: SitePlan
    version: int

    @property
    def telephone(self) -> str | None:
        """The number that people are told: the one of the plan, else the site's own."""
        return self.plan.telephone or self.site.telephone


async def site_rows(tx: Tx, day: str) -> Sequence[SiteRow]:
    """The sites in scope that take part in a day, the province's own first."""
    joined = select(SiteSession, Site).join(Site, Site.code == SiteSession.site).where(SiteSession.day == day)
    versions = await versions_of(tx, day)
    found = await tx.rows(joined.order_by(SiteSession.place))
    return [SiteRow(site, one.state, site_plan(one), versions.get(one.place, 0)) for one, site in found]


async def versions_of(tx: Tx, day: str) -> Mapping[int, int]:
    """The newest version of each plan of a day, by place; a plan that never changed has none."""
    newest = select(PlanVersion.place, func.max(PlanVersion.version)).where(PlanVersion.day == day)
    rows = await tx.rows(newest.group_by(PlanVersion.place))
    return {row[0]: row[1] for row in rows}


async def version_of(tx: Tx, day: str, place: int) -> int:
    """The newest version of one plan, 0 where it never changed."""
    newest = select(func.max(PlanVersion.version)).where(PlanVersion.day == day, PlanVersion.place == place)
    return await tx.one_or_none(newest) or 0


async def plan_at(tx: Tx, day: str, place: int, version: int) -> Json | None:
    """A plan as it was in one version, None where there never was one."""
    same = (PlanVersion.day == day, PlanVersion.place == place, PlanVersion.version == version)
    return await tx.one_or_none(select(PlanVersion.plan).where(*same))


async def day_plan(tx: Tx, day: Day) -> DayPlan:
    """The plan of a day, with those of its sites that the scope sees."""
    codes = await tx.scalars(select(SiteSession.site).where(SiteSession.day == day.day).order_by(SiteSession.place))
    hours = (day.opens_at, day.closes_at, day.break_from, day.break_until, day.last_ticket_at)
    words = (day.name_zh, day.name_en, day.theme_zh, day.theme_en, day.slogan_zh, day.slogan_en)
    return DayPlan(*words, day.kind, *hours, tuple(day.categories_out), tuple(codes))


def site_plan(session: SiteSession) -> SitePlan:
    leader = None if session.leader is None else str(session.leader)
    return SitePlan(session.opens_at, session.closes_at, session.rooms, leader, session.telephone)


async def leaders_in(tx: Tx, places: Range) -> Sequence[Leader]:
    """Who in the scope can be named as the leader of a site in these places, by name."""
    is_leader = type_coerce(Account.roles, String).contains(Role.LEADER)
    reaches = (Account.lo <= places[1], Account.hi >= places[0], Account.suspended_at.is_(None))
    columns = select(Account.id, Account.name, Account.lo, Account.hi).where(is_leader, *reaches)
    return [Leader(*row) for row in await tx.rows(columns.order_by(Account.name, Account.id))]


async def origin_of(tx: Tx, day: str) -> DayOrigin | None:
    return await tx.one_or_none(select(DayOrigin).where(DayOrigin.day == day))


async def moved_from(tx: Tx, day: str) -> str | None:
    """The postponed day whose plan this one took over."""
    return await tx.one_or_none(select(Day.day).where(Day.moved_to == day))


async def is_provisional(tx: Tx, day: Day) -> bool:
    """Whether a notice of holidays to come can still change the date."""
    origin = await origin_of(tx, day.day)
    return origin.provisional if origin is not None else not (await official_days(tx)).is_certain(day.date)


async def lacking(tx: Tx, day: Day, *, today: dt.date) -> list[NotReady]:
    """What a day still needs before it is announced."""
    suspended = {str(one) for one in await tx.scalars(select(Account.id).where(Account.suspended_at.is_not(None)))}
    planned = [
        PlannedSite(
            row.site.code,
            row.site.name_zh,
            row.site.name_en,
            has_leader=row.plan.leader is not None and row.plan.leader not in suspended,
            has_telephone=bool(row.telephone),
        )
        for row in await site_rows(tx, day.day)
    ]
    return not_ready(planned, is_past=day.date < today, is_provisional=await is_provisional(tx, day))
