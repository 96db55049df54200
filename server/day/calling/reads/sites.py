"""The sites of a day as a caller knows them, and which of them are heard; ``real`` and ``heard_at`` are real time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, select

from server.day.calling import rules
from server.day.calling.model import Presence
from server.db import Tx
from server.errors import NotFound
from server.journal.model import Head
from server.place import Range, Scope
from server.sites.model import Site


@dataclass(frozen=True, slots=True)
class SiteOfDay:
    """A site that takes part in a day, as a caller knows it."""

    place: int
    site: str
    name_zh: str
    name_en: str
    rooms: int
    telephone: str | None
    closed: bool
    heard_at: datetime | None


_SITES: Final = (
    select(
        Head.place, Head.site, Head.closed_at, Site.name_zh, Site.name_en, Site.rooms, Site.telephone, Presence.heard_at
    )
    .join(Site, Site.code == Head.site)
    .outerjoin(Presence, Presence.place == Head.place)
)  # fmt: skip


async def sites_of_day(tx: Tx, day: str, *these: Any) -> dict[int, SiteOfDay]:
    """Every site of the scope that takes part, or only these, by its place, with when it was last heard."""
    return {row.place: _site_of(row) for row in await tx.rows(_SITES.where(Head.day == day, *these))}


async def site_of_day(tx: Tx, day: str, code: str) -> SiteOfDay:
    """One site that takes part; NotFound where none of this code does within the scope."""
    rows = await tx.rows(_SITES.where(Head.day == day, Head.site == code))
    if not rows:
        raise NotFound("not_found")
    return _site_of(rows[0])


async def locked_site(tx: Tx, day: str, place: int) -> SiteOfDay:
    """One site that takes part, whose head stays as it is until this transaction ends."""
    rows = await tx.rows(_SITES.where(Head.day == day, Head.place == place).with_for_update(of=Head))
    return _site_of(rows[0])


def _site_of(row: Any) -> SiteOfDay:
    return SiteOfDay(
        place=row.place,
        site=row.site,
        name_zh=row.name_zh,
        name_en=row.name_en,
        rooms=row.rooms,
        telephone=row.telephone,
        closed=row.closed_at is not None,
        heard_at=row.heard_at,
    )


async def heard_at(tx: Tx, scope: Range) -> dict[int, datetime]:
    """When each site of a range was last heard."""
    rows = await tx.rows(select(Presence.place, Presence.heard_at).where(Presence.place.between(*scope)))
    return {row.place: row.heard_at for row in rows}


async def silent_places(tx: Tx, day: str, scope: Scope, real: datetime) -> set[int]:
    """The places of sites outside this scope from which nothing is heard: they cannot be called from here."""
    heard = Presence.heard_at >= real - rules.HEARD_WITHIN
    silent = select(Head.place).outerjoin(Presence, and_(Presence.place == Head.place, heard))
    places = await tx.scalars(silent.where(Head.day == day, Presence.place.is_(None)))
    return {place for place in places if rules.is_outside(scope, place)}


def silent_for(scope: Scope, sites: Iterable[SiteOfDay], real: datetime) -> set[int]:
    """As ``silent_places``, of sites that were read already."""
    return {one.place for one in sites if rules.is_outside(scope, one.place) and not rules.is_heard(one.heard_at, real)}
