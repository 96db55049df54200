"""What a notice is made of, as rows with names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.before.agenda import reads as plans
from server.before.agenda.model import Day, PlanVersion, SiteSession
from server.before.agenda.reads import SiteRow
from server.before.agenda.rules import DayKind, DayState
from server.before.announcing.model import Announcement
from server.before.announcing.notice import Change, Version, changes, is_public
from server.db import Tx
from server.errors import NotFound
from server.people.model import Account
from server.place import level_of, region_of
from server.sites import registering
from server.sites.details import Details
from server.sites.model import Site
from server.sites.rules import Tier

COMING: Final = frozenset({DayState.ANNOUNCED, DayState.LINE_CHECK, DayState.LIVE, DayState.CLOSING})
MOST_DAYS: Final = 12


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A day that the public may read of. ``moved_to`` and ``moved_from`` are such days too, else None."""

    day: Day
    sites: Sequence[SiteRow]
    receiving: Mapping[int, Tier]
    """Of each site with a leader, by place, the level whose leader receives there."""
    announced_at: datetime | None
    changed_at: datetime | None
    moved_to: str | None
    moved_from: str | None
    changes: Sequence[Change]


async def find_public_day(tx: Tx, day: str) -> PublicDay:
    """All that a notice says of a day, read with a scope that sees every site.

    NotFound ``not_found`` alike for a draft, an unannounced day, a rehearsal and a day that does not exist.
    """
    found = await _public(tx, day)
    if found is None:
        raise NotFound("not_found")
    public, since = found
    earlier, later = await plans.moved_from(tx, day), public.moved_to
    announced_at = since.announced_at if since is not None else None
    said = [] if announced_at is None else changes(await _versions(tx, day), holder=public.holder, since=announced_at)
    sites = await plans.site_rows(tx, day)
    return PublicDay(
        day=public,
        sites=sites,
        receiving=await _receiving(tx, public, sites),
        announced_at=announced_at,
        changed_at=max([*(one.at for one in said), *([since.changed_at] if since else [])], default=None),
        moved_to=later if later is not None and await _public(tx, later) else None,
        moved_from=earlier if earlier is not None and await _public(tx, earlier) else None,
        changes=said,
    )


@dataclass(frozen=True, slots=True)
class PublicSite:
    """A site that the public may read of, and the announced days to come in which it receives."""

    site: Site
    details: Details
    days: Sequence[tuple[Day, SiteSession]]


async def find_public_site(tx: Tx, code: str, today: date) -> PublicSite:
    """All that the public reads of a site, read with a scope that sees every site; NotFound for one that has ended."""
    site = await tx.one_or_none(select(Site).where(Site.code == code, Site.ended_at.is_(None)))
    if site is None:
        raise NotFound("not_found")
    rows = await registering.details_of(tx, [code])
    joined = select(Day, SiteSession).join(SiteSession, SiteSession.day == Day.day).where(SiteSession.site == code)
    found = await tx.rows(joined.where(Day.date >= today, Day.state.in_(COMING)).order_by(Day.date).limit(MOST_DAYS))
    days = [
        (day, session)
        for day, session in found
        if is_public(day.state, day.kind, was_announced=True, is_rehearsal=day.is_rehearsal)
    ]
    return PublicSite(site, registering.details_in(rows.get(code)), days)


async def _receiving(tx: Tx, day: Day, sites: Sequence[SiteRow]) -> Mapping[int, Tier]:
    """Who receives at a site is a leader of its own level; where leaders go down to a county, of theirs."""
    led = {row.site.place: row for row in sites if row.plan.leader is not None}
    if day.kind is not DayKind.AT_COUNTY:
        return {place: row.site.tier for place, row in led.items()}
    of = select(Account.id, Account.lo).where(Account.id.in_([UUID(row.plan.leader or "") for row in led.values()]))
    levels = {str(ident): Tier(level_of(region_of(lo))) for ident, lo in await tx.rows(of)}
    return {place: levels.get(row.plan.leader or "", row.site.tier) for place, row in led.items()}


async def _public(tx: Tx, day: str) -> tuple[Day, Announcement | None] | None:
    """A day of which there is a notice, with its announcement; a day announced long ago has no row of it."""
    found = await tx.one_or_none(select(Day).where(Day.day == day))
    if found is None:
        return None
    since = await tx.one_or_none(select(Announcement).where(Announcement.day == day))
    announced = {"was_announced": since is not None, "is_rehearsal": found.is_rehearsal}
    return (found, since) if is_public(found.state, found.kind, **announced) else None


async def _versions(tx: Tx, day: str) -> list[Version]:
    rows = await tx.scalars(select(PlanVersion).where(PlanVersion.day == day))
    return [Version(row.place, row.version, row.made_at, row.plan) for row in rows]
