"""Making and changing reception sites. Nothing that another organiser changed meanwhile is overwritten."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from server.db import Tx
from server.errors import Conflict, NotFound
from server.people.audit import record
from server.people.rules import Person, require
from server.place import own_range, place_of, range_of_region, region_of
from server.sites import rules
from server.sites.model import Site


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a site and may change; its code and its place never do."""

    name_zh: str
    name_en: str
    kind: rules.Kind
    rooms: int
    telephone: str | None
    address: str | None


async def sites_after(tx: Tx, place: int | None, limit: int) -> Sequence[Site]:
    """The sites in scope beyond this place, in the order of their places."""
    sites = select(Site).order_by(Site.place).limit(limit)
    return await tx.scalars(sites if place is None else sites.where(Site.place > place))


async def make_site(tx: Tx, region: str, told: Told, *, regions: Collection[str], by: Person, now: datetime) -> Site:
    """Make a site of a region within the person's places, with the next number of that region and its code.

    NotFound for a region beyond them; Invalid for a name or a telephone that cannot be, Conflict ``region_full``.
    """
    require(by, "manage_days")
    if region not in regions or not by.scope.covers_range(*range_of_region(region)):
        raise NotFound("not_found")
    _check(told)
    here = await tx.rows(select(Site.place, Site.code).where(Site.place.between(*own_range(region))))
    n = rules.next_number(region, [place % 1000 for place, _ in here])
    made = Site(
        code=rules.code_of(region, n, [code for _, code in here]),
        place=place_of(region, n),
        tier=rules.tier_of(region, told.kind),
        **asdict(told),
    )
    tx.add(made)
    try:
        await tx.flush()
    except IntegrityError as error:  # another made the region's next site at the same moment
        raise Conflict("changed_meanwhile") from error
    await record(tx, by.principal, "site_made", f"site:{made.code}", place=made.place, now=now)
    return made


async def change_site(tx: Tx, code: str, told: Told, *, seen: Told, by: Person, now: datetime) -> Site:
    """Change what is told of a site from what the person had ``seen``.

    NotFound for a site beyond the person's places, Conflict ``site_changed`` with each part that is not as it was seen.
    """
    require(by, "manage_days")
    site = await tx.one_or_none(select(Site).where(Site.code == code).with_for_update())
    if site is None:
        raise NotFound("not_found")
    if (newest := _told(site)) != seen:
        raise Conflict("site_changed", changed=_changed(seen, newest))
    _check(told)
    if told != seen:
        _put(site, told)
        await record(tx, by.principal, "site_changed", f"site:{code}", place=site.place, now=now)
    return site


def _check(told: Told) -> None:
    rules.check_told(words=(told.name_zh, told.name_en, told.address or ""), telephone=told.telephone)


def _told(site: Site) -> Told:
    return Told(site.name_zh, site.name_en, site.kind, site.rooms, site.telephone, site.address)


def _put(site: Site, told: Told) -> None:
    if told.kind != site.kind:
        site.tier = rules.tier_of(region_of(site.place), told.kind)
    for name, value in asdict(told).items():
        setattr(site, name, value)


def _changed(was: Told, now: Told) -> list[dict[str, Any]]:
    """Each part that differs, with what it was and what it is."""
    before, after = asdict(was), asdict(now)
    return [{"what": name, "was": before[name], "now": after[name]} for name in after if before[name] != after[name]]
