"""What a notice is made of, as rows with names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from server.before.agenda import reads as plans
from server.before.agenda.model import Day, PlanVersion
from server.before.agenda.reads import SiteRow
from server.before.announcing.model import Announcement
from server.before.announcing.notice import Change, Version, changes, is_public
from server.db import Tx
from server.errors import NotFound


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A day that the public may read of. ``moved_to`` and ``moved_from`` are such days too, else None."""

    day: Day
    sites: Sequence[SiteRow]
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
    return PublicDay(
        day=public,
        sites=await plans.site_rows(tx, day),
        announced_at=announced_at,
        changed_at=max([*(one.at for one in said), *([since.changed_at] if since else [])], default=None),
        moved_to=later if later is not None and await _public(tx, later) else None,
        moved_from=earlier if earlier is not None and await _public(tx, earlier) else None,
        changes=said,
    )


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
